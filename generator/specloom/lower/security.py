"""Lower the security schemes and credentials of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, product
from typing import Any

from specloom_runtime import ClientOptions

from ..document import Node, Operation, Spec
from ..names import argument, distinct, identifier
from ..vocabulary import keys
from .servers import server_variables

REFRESH = " by refresh token"
"""The suffix of the name of a scheme to which the caller passes a refresh token."""
BY_TOKEN = " by token"
"""The suffix of the name of a scheme to which the caller passes an access token."""
REFRESHING = ("client_id", "client_secret", "refresh_token")
"""The credentials of a caller who has a refresh token."""
FETCHED = frozenset({"clientCredentials", "password"})
"""The flows of OAuth 2.0 in which the client itself fetches a token."""
URLS = ("authorizationUrl", "tokenUrl", "openIdConnectUrl")
"""The members that contain URLs of an authorization server."""
OPTIONS = frozenset({*ClientOptions.__annotations__, "environment", "options", "self"})
"""The names of the arguments that clients have in addition to their credentials."""
CREDENTIAL = ("env", "default", "secret")
"""The members of a credential's declaration that the client uses."""


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
        fields = self._fields(base)
        return [
            Credential(
                name=self._names.get((base, name), name),
                **{k: v for k, v in fields.get(name, {}).items() if k in CREDENTIAL},
            )
            for name in self.own_names(scheme)
        ]

    def own_names(self, scheme: str) -> list[str]:
        """Return the names that a scheme itself uses for its credentials."""
        base = base_name(scheme)
        if base != scheme:
            return self.standard_names(scheme)
        fields = self._fields(base)
        if refresh_flow(self.spec, base):
            fields = {name: fields[name] for name in fields if name not in REFRESHING}
        is_standard = base in self.spec.security_schemes and not self.login(base)
        standard = self.standard_names(scheme) if is_standard else []
        # A declaration that names only some of the standard credentials keeps the rest.
        return standard if fields.keys() <= {*standard} else list(fields)

    def login(self, scheme: str) -> Node | None:
        """Return the login operation of a scheme; None if there is none."""
        login: Node | None = self.schemes.get(scheme, {}).get("login")
        return login

    def _fields(self, base: str) -> Node:
        """Return the declarations of credentials in a scheme; the keys are names."""
        fields: Node = self.schemes.get(base, {}).get("fields", {})
        return fields

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """The names of credentials that would otherwise have the same name.

        Two such credentials belong to schemes of one kind, such as two bearer tokens,
        or are read from different environment variables. Other credentials have the
        name of another argument of the client, such as an option. The name of the
        scheme is added to the name of the credential.
        """
        taken = {*OPTIONS, *map(argument, server_variables(self.spec))}
        owners: dict[str, list[str]] = {}
        for scheme in self.used_schemes:
            for name in self.own_names(scheme):
                owners.setdefault(name, []).append(base_name(scheme))
        texts = {
            (base, name): f"{base}_{name}"
            for name, bases in owners.items()
            if argument(name) in taken
            or not all(self._is_same(*pair, name) for pair in combinations(bases, 2))
            for base in bases
        }
        made = distinct(texts.values(), identifier, {*owners, *taken})
        return {owner: made[text] for owner, text in texts.items()}

    def credential_name(self, name: str) -> str:
        """Return the name in the service of a credential with a scheme's own name."""
        made = (new for (_, own), new in self._names.items() if own == name)
        return next(made, name)

    def _is_same(self, one: str, other: str, name: str) -> bool:
        """Return whether one value can be used for the credentials of both schemes.

        If the credentials of both schemes are declared, the declarations decide.
        Otherwise, one value can be used for schemes of different kinds, and for schemes
        with the same authorization server.
        """
        if one == other:
            return True
        fields, others = self._fields(one), self._fields(other)
        if name in fields and name in others:
            same: bool = fields[name].get("env") == others[name].get("env")
            return same
        first, second = (self.spec.security_schemes.get(n, {}) for n in (one, other))
        if _kind(first) != _kind(second):
            return True
        return not _endpoints(first).isdisjoint(_endpoints(second))

    def standard_names(self, scheme: str) -> list[str]:
        """Return the names of a scheme's credentials if no names are declared."""
        if scheme.endswith(REFRESH):
            return list(REFRESHING)
        if scheme.endswith(BY_TOKEN):
            return ["token"]
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

    @cached_property
    def default_requirements(self) -> tuple[tuple[str, ...], ...]:
        """The security alternatives of operations that declare none.

        If the root declares none, and all operations declare the same alternatives,
        these are used.
        """
        declared = requirements(self.spec, self.spec.document.get("security", ()))
        own = {
            requirements(self.spec, operation.node.get("security", ()))
            for operation in self.spec.operations()
        }
        return own.pop() if not declared and len(own) == 1 else declared

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
        """Return each set of credentials that is sufficient for a client.

        If the client can call an operation without credentials, it requires none.
        """
        known = self.spec.security_schemes
        own = [s for s in self.used_schemes if base_name(s) not in known]
        sets: list[list[Credential]] = []
        for requirement in self.default_requirements or ((),):
            credentials = self._credentials([*requirement, *own])
            if credentials not in sets:
                sets.append(credentials)
        return sets if [] in sets or not self._has_open_operation() else [*sets, []]

    def _has_open_operation(self) -> bool:
        """Return whether an operation can be called without credentials."""
        for operation in self.spec.operations():
            alternatives = operation_requirements(operation)
            if alternatives is None:
                alternatives = self.default_requirements
            is_open = not alternatives or () in alternatives
            if is_open and not isinstance(operation.node.get(keys.AUTH), str):
                return True
        return False

    def all_credentials(self) -> list[Credential]:
        """Return all credentials of all schemes without duplicates."""
        return self._credentials(self.used_schemes)

    def _credentials(self, schemes: Sequence[str]) -> list[Credential]:
        named: dict[str, Credential] = {}
        for credential in chain(*map(self.credentials, schemes)):
            known = named.get(credential.name)
            if known is None or known == Credential(credential.name):
                named[credential.name] = credential
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


def operation_requirements(operation: Operation) -> tuple[tuple[str, ...], ...] | None:
    """Return the operation's security alternatives; None if it declares none."""
    if "security" not in operation.node:
        return None
    return requirements(operation.spec, operation.node["security"])


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


def _kind(scheme: Node) -> tuple[str, str]:
    return str(scheme.get("type")), str(scheme.get("scheme", "")).lower()


def _endpoints(scheme: Node) -> set[str]:
    """Return the URLs of a scheme's authorization server; empty if it has none."""
    flows = scheme.get("flows", {}).values()
    urls = {str(flow[key]) for flow in flows for key in URLS if key in flow}
    return urls | {str(scheme[key]) for key in URLS if key in scheme}


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
