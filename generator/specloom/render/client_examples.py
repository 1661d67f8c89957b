"""Write how a client is created, as lines of Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..ir import Member, Package
from ..printing.python_literals import WIDTH
from .first_calls import needed_client_arguments, server_arguments
from .placeholders import Placeholders


@dataclass(frozen=True)
class ClientExamples:
    """The expressions that create a client of one package.

    No example has a credential in it: credentials come from the environment, except
    for tests, where placeholders stand for them.

    Attributes:
        package: the package.
    """

    package: Package

    def opened(self, before: str = "", after: str = "", prefix: str = "") -> list[str]:
        """Return the lines that create a client, with credentials of the environment.

        Args:
            before: what comes before the expression.
            after: what comes after the expression.
            prefix: the beginning of the name of the class, such as `Async`.
        """
        name = f"{prefix}{self.package.client.name}"
        if self.package.service.env:
            given = server_arguments(self.package, self.package.service.env)
            return _lines(f"{before}{name}.from_env(", given, f"){after}")
        return _lines(f"{before}{name}(", self._from_environment, f"){after}")

    def faked(self, before: str) -> list[str]:
        """Return the lines that create a client for tests, with a transport.

        Args:
            before: what comes before the expression.
        """
        arguments = [*self.placeholders, "transport=transport"]
        return _lines(f"{before}{self.package.client.name}(", arguments, ")")

    @cached_property
    def placeholders(self) -> list[str]:
        """The arguments that a client needs, with placeholders for credentials."""
        values = Placeholders(self.package)
        needed = [values.arguments([e]) for e in needed_client_arguments(self.package)]
        return [*needed, *server_arguments(self.package)]

    @cached_property
    def _from_environment(self) -> list[str]:
        """The arguments that a client needs, if its class knows no variables."""
        start = self.package.vendor.upper()
        given = [
            f'{each.name}=os.environ["{start}_{each.name.upper()}"]'
            for each in needed_client_arguments(self.package)
            if isinstance(each.destination, Member)
        ]
        return [*given, *server_arguments(self.package)]


def _lines(start: str, arguments: Sequence[str], end: str) -> list[str]:
    """Return a call on one line, or with a line for each argument if it is too long."""
    line = f"{start}{', '.join(arguments)}{end}"
    if len(line) <= WIDTH or not arguments:
        return [line]
    return [start, *(f"    {each}," for each in arguments), end]
