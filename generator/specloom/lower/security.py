"""Lower the security schemes and credentials of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from typing import Any

from ..document import Node, Spec
from ..names import distinct, identifier
from ..vocabulary import keys

REFRESH = " by refresh token"
"""The suffix of the name of a scheme to which the caller passes a refresh token."""
BY_TOKEN = " by token"
"""The suffix of the name of a scheme to which the caller passes an access token."""
REFRESHING = ("client_id", "client_secret", "refresh_token")
"""The credentials of a caller who has a refresh token."""
FETCHED = frozenset({"clientCredentials", "password"})
"""The flows of OAuth 2.0 in which the client itself fetches a token."""
CREDENTIAL = ("env", "default", "secret")
"""The members of the declaration of a credential that the client uses."""


@dataclass(frozen=True)
class Credential:
    """A credential, and the sources of its value.

    Attributes:
        name: the name in the service. The name of the argument is derived from it.
        env: the environment variable that contains the value.
        default: the value that is used if the caller passes none.
        secret: whether the value must not be shown.
    """

    name: str
    env: str | None = None
    default: Any = None
    secret: bool = True


@dataclass(frozen=True)
class Security:
    """The security schemes of a document, and the credentials that callers pass."""

    spec: Spec

    @cached_property
    def schemes(self) -> Node:
        """The authentication schemes of `x-specloom-auth`, by name."""
        return self.spec.schemes(keys.AUTH)

    def credentials(self, scheme: str) -> list[Credential]:
        """Return the credentials of a scheme, in the order of the arguments."""
        base = base_name(scheme)
        fields = self.schemes.get(base, {}).get("fields", {})
        own = [name for name in fields if name not in REFRESHING]
        named = own if refresh_flow(self.spec, base) else list(fields)
        if base != scheme:
            named = list(REFRESHING) if scheme.endswith(REFRESH) else ["token"]
        named = named or self._standard(scheme)
        return [
            Credential(
                name=name,
                **{k: v for k, v in fields.get(name, {}).items() if k in CREDENTIAL},
            )
            for name in named
        ]

    def _standard(self, scheme: str) -> list[str]:
        node = self.spec.security_schemes[scheme]
        match node.get("type"), str(node.get("scheme", "")).lower():
            case "http", "basic":
                return ["username", "password"]
            case "http", "bearer":
                return ["token"]
            case ("http" | "apiKey"), _:
                return [self._key_names[scheme]]
            case "oauth2", _ if "password" in node.get("flows", {}):
                return ["client_id", "client_secret", "username", "password"]
            case "oauth2", _ if "clientCredentials" in node.get("flows", {}):
                return ["client_id", "client_secret"]
        return ["token"]

    @cached_property
    def _key_names(self) -> dict[str, str]:
        """The credential names of schemes with an API key or a non-standard prefix."""
        schemes = self.spec.security_schemes.items()
        own = [n for n, s in schemes if s.get("type") == "apiKey" or own_word(s)]
        return distinct(own, identifier)

    @property
    def default_requirements(self) -> tuple[tuple[str, ...], ...]:
        """The security alternatives for operations that declare no `security`."""
        return requirements(self.spec, self.spec.document.get("security", ()))

    @cached_property
    def used_schemes(self) -> list[str]:
        """All schemes that an operation can use; schemes of the root come first."""
        schemes = [*chain(*self.default_requirements)]
        for operation in self.spec.operations():
            own_security = operation.node.get("security", ())
            schemes += chain(*requirements(self.spec, own_security))
            if isinstance(own := operation.node.get(keys.AUTH), str):
                schemes.append(own)
        return list(dict.fromkeys(schemes))

    def alternatives(self) -> list[list[Credential]]:
        """Return the sets of credentials, each of which is sufficient for a client."""
        known = self.spec.security_schemes
        own = [s for s in self.used_schemes if base_name(s) not in known]
        sets: list[list[Credential]] = []
        for requirement in self.default_requirements or ((),):
            credentials = self._credentials([*requirement, *own])
            if credentials not in sets:
                sets.append(credentials)
        return sets

    def all_credentials(self) -> list[Credential]:
        """Return all credentials of all schemes without duplicates."""
        return self._credentials(self.used_schemes)

    def _credentials(self, schemes: Sequence[str]) -> list[Credential]:
        named = {c.name: c for scheme in schemes for c in self.credentials(scheme)}
        return list(named.values())


def requirements(spec: Spec, declared: Sequence[Node]) -> tuple[tuple[str, ...], ...]:
    """Return the security alternatives that a `security` list declares.

    Client certificates are left out, because they are part of the TLS settings and not
    credentials of the client. Some schemes have two alternatives. If tokens can be
    refreshed, the caller passes an access token or a refresh token. If a scheme has
    flows with and without a user, the caller passes a token or the client fetches one.
    """
    alternatives: list[tuple[str, ...]] = []
    for requirement in declared:
        forms = [
            [name + way for way in _use_suffixes(spec, name)]
            for name in requirement
            if spec.security_schemes.get(name, {}).get("type") != "mutualTLS"
        ]
        alternatives += product(*forms)
    return tuple(alternatives)


def base_name(scheme: str) -> str:
    """Return the declared name of a scheme, without a suffix of this module."""
    return scheme.removesuffix(REFRESH).removesuffix(BY_TOKEN)


def _use_suffixes(spec: Spec, scheme: str) -> Iterator[str]:
    """Yield a suffix for each way to use a scheme; one of them is empty."""
    flows = spec.security_schemes.get(scheme, {}).get("flows", {}).keys()
    yield ""
    if refresh_flow(spec, scheme):
        yield REFRESH
    elif flows & FETCHED and flows - FETCHED:
        yield BY_TOKEN


def own_word(scheme: Node) -> str:
    """Return the word before the token in `Authorization`; "" for standard words."""
    word = str(scheme.get("scheme", "")) if scheme.get("type") == "http" else ""
    return "" if word.lower() in ("basic", "bearer") else word


def refresh_flow(spec: Spec, scheme: str) -> Node | None:
    """Return the flow that exchanges a refresh token for an access token, or None."""
    flows = spec.security_schemes.get(scheme, {}).get("flows", {})
    flow: Node = flows.get("authorizationCode", {})
    own = flows.keys() & FETCHED
    return flow if "refreshUrl" in flow and not own else None
