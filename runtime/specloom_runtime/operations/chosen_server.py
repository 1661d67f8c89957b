"""The server of a client, and the URLs of its operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .operation import OperationBase
from .servers import Variables, checked_base, fill_variables, resolved


@dataclass(frozen=True, kw_only=True)
class ChosenServer:
    """The server of a client.

    Attributes:
        url: the URL without a trailing slash.
        environment: the name of the server in the service.
        replaced: whether `url` comes from the caller and replaces all absolute URLs.
        chosen: the server variables that the caller set.
        variables: the chosen variables and the defaults of the server.
    """

    url: str
    environment: str = ""
    replaced: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    variables: Variables = field(default_factory=dict)

    def base_of(self, operation: OperationBase) -> str:
        """Return the URL of an operation's server, either its own or the client's.

        Of the operation's own servers, the one named like the chosen environment is
        used, or else the first. Raises ConfigurationError for a variable without a
        usable value.
        """
        own = operation.servers
        server = own.get(self.environment) or next(iter(own.values()), None)
        if server is None or (self.replaced and server.absolute):
            return self.url
        values = {**server.variables, **self.chosen}
        url = fill_variables(server.url, values, server.allowed)
        return checked_base(resolved(self.url, url))

    def absolute(self, url: str) -> str:
        """Resolve a URL of the description against the server."""
        return resolved(self.url, fill_variables(url, self.variables))
