"""The server of a client, and the URLs of its operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..core.errors import ConfigurationError
from ..http.links import origin
from .base_operation import OperationBase
from .servers import Variables, checked_base, fill_variables, resolved


@dataclass(frozen=True, kw_only=True)
class ChosenServer:
    """The server that a client uses.

    Attributes:
        url: the URL without a trailing slash.
        environment: the name of the server in the service.
        replaced: whether `url` comes from the caller and replaces all absolute URLs.
        chosen: the server variables that the caller set.
        variables: the chosen variables and the defaults of the server.
        token_url: the token endpoint that the caller set; None for the declared one.
    """

    url: str
    environment: str = ""
    replaced: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    variables: Variables = field(default_factory=dict)
    token_url: str | None = None

    def base_of(self, operation: OperationBase) -> str:
        """Return the URL of an operation's server: its own or the client's.

        If the operation has servers of its own, the one with the name of the chosen
        environment is used, or else the first. Raises ConfigurationError for a variable
        without a usable value, and for a server without encryption if the client's
        server is encrypted.
        """
        own = operation.servers
        server = own.get(self.environment) or next(iter(own.values()), None)
        if server is None or (self.replaced and server.absolute):
            return self.url
        values = {**server.variables, **self.chosen}
        url = fill_variables(
            server.url, values, server.allowed, defaults=server.variables
        )
        return self._as_safe(checked_base(resolved(self.url, url)))

    def absolute(self, url: str) -> str:
        """Resolve a URL of the description against the server.

        Raises ConfigurationError for a URL without encryption if the client's server is
        encrypted.
        """
        return self._as_safe(resolved(self.url, fill_variables(url, self.variables)))

    def _as_safe(self, url: str) -> str:
        """Return a URL if it is as safe for credentials as the client's own."""
        scheme, host, _ = origin(url)
        if scheme == "http" and origin(self.url)[0] == "https" and not _is_local(host):
            raise ConfigurationError(
                f"credentials are not sent to {scheme}://{host}: the client's server "
                "uses https"
            )
        return url


def _is_local(host: str) -> bool:
    """Return whether a host is always this computer."""
    return host in ("localhost", "::1") or host.startswith("127.")
