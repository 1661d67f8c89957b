"""What the root of a document says: servers, security schemes, credentials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..document import Node, Spec
from ..names import identifier
from ..vocabulary import keys
from .security import REFRESH, refresh_flow, requirements

REFRESHING = ("client_id", "client_secret", "refresh_token")
"""The credentials of a caller that holds a refresh token."""


@dataclass(frozen=True)
class Credential:
    """One credential: its argument, and what is declared of it."""

    name: str
    env: str | None = None
    default: Any = None
    secret: bool = True


@dataclass(frozen=True)
class ServiceFacts:
    """Reads the root of the document."""

    spec: Spec
    vendor: str

    @cached_property
    def servers(self) -> dict[str, Node]:
        """Servers by environment name; the first is the default."""
        found: dict[str, Node] = {}
        for server in self.spec.document.get("servers", ()):
            named = server.get(keys.NAME) or server.get("name")
            name = named or server.get("description") or server["url"]
            found[str(name) if named else identifier(str(name))] = server
        return found

    @cached_property
    def declared(self) -> Node:
        """The auth schemes' words on their credentials."""
        return self.spec.schemes(keys.AUTH)

    def credentials(self, scheme: str) -> list[Credential]:
        """The credentials of a scheme, in the order a user gives them."""
        base = scheme.removesuffix(REFRESH)
        fields = self.declared.get(base, {}).get("fields", {})
        own = [name for name in fields if name not in REFRESHING]
        named = own if refresh_flow(self.spec, base) else list(fields)
        if base != scheme:
            named = list(REFRESHING)
        named = named or self._standard(scheme)
        return [
            Credential(
                name=name,
                env=fields.get(name, {}).get("env"),
                default=fields.get(name, {}).get("default"),
                secret=fields.get(name, {}).get("secret", True),
            )
            for name in named
        ]

    def _standard(self, scheme: str) -> list[str]:
        node = self.spec.security_schemes[scheme]
        match node.get("type"), str(node.get("scheme", "")).lower():
            case "http", "basic":
                return ["username", "password"]
            case "http", _:
                return ["token"]
            case "apiKey", _:
                return [identifier(scheme)]
            case "oauth2", _ if "password" in node.get("flows", {}):
                return ["client_id", "client_secret", "username", "password"]
            case "oauth2", _ if "clientCredentials" in node.get("flows", {}):
                return ["client_id", "client_secret"]
        return ["token"]

    @property
    def security(self) -> tuple[tuple[str, ...], ...]:
        """The alternatives that hold where an operation says nothing."""
        return requirements(self.spec, self.spec.document.get("security", ()))

    @cached_property
    def used(self) -> list[str]:
        """Every scheme an operation can use, root order first."""
        order: dict[str, None] = {}
        for requirement in self.security:
            order.update(dict.fromkeys(requirement))
        for operation in self.spec.operations():
            own_security = operation.node.get("security", ())
            for requirement in requirements(self.spec, own_security):
                order.update(dict.fromkeys(requirement))
            own = operation.node.get(keys.AUTH)
            if isinstance(own, str):
                order[own] = None
        return list(order)

    def alternatives(self) -> list[list[Credential]]:
        """Each set of credentials that is enough: requirements, own schemes added."""
        known = self.spec.security_schemes
        own = [s for s in self.used if s.removesuffix(REFRESH) not in known]
        wanted = self.security or ((),)
        found: list[list[Credential]] = []
        for requirement in wanted:
            asked: dict[str, Credential] = {}
            for scheme in [*requirement, *own]:
                asked.update({c.name: c for c in self.credentials(scheme)})
            if list(asked.values()) not in found:
                found.append(list(asked.values()))
        return found

    def everything(self) -> list[Credential]:
        """Every credential of every scheme, each once."""
        known: dict[str, Credential] = {}
        for scheme in self.used:
            known.update({c.name: c for c in self.credentials(scheme)})
        return list(known.values())

    def variables(self) -> dict[str, Node]:
        """Every server variable by wire name."""
        found: dict[str, Node] = {}
        for server in self.servers.values():
            found.update(server.get("variables", {}))
        return found
