"""The vendor's own facts as constants: servers, credentials, limits, grammars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..document import Node, Spec, wire_location
from ..ir import Code, Constant, Service
from ..literals import braces, call, comment, keyword, literal
from ..names import identifier
from ..python_types import RUNTIME
from ..vocabulary import keys
from ..vocabulary.filter_grammars import FAMILIES, constant_of, filter_grammar
from . import policies
from .durations import seconds
from .filtering import grammar_name, sort_name
from .imports import ImportCollector
from .paging import SharedPages, pages_name
from .security import REFRESH, refresh_flow, requirements

JSON = "application/json"
REFRESHING = ("client_id", "client_secret", "refresh_token")
"""The credentials of who holds a refresh token."""
CONTRACT = 2
"""The number of the runtime contract generated code is made for."""


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
    def security(self) -> list[list[str]]:
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
        wanted: list[list[str]] = self.security or [[]]
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


def lower_service(
    facts: ServiceFacts,
    doc: str,
    shared: Mapping[str, SharedPages],
    names: ImportCollector,
) -> Service:
    """The service module: grammars, sorts, then SERVICE itself."""
    constants = [*_grammars(facts.spec, names), *_sorts(facts.spec, names)]
    constants += _pages(shared)
    info = facts.spec.document.get("info", {})
    words: dict[str, Code | None] = {
        "name": literal(facts.vendor),
        "title": literal(comment(str(info.get("title", facts.vendor)))),
        "contract": literal(CONTRACT),
        "servers": _servers(facts, names),
        "schemes": _schemes(facts, names),
        "security": literal(facts.security),
        "env": literal({c.name: c.env for c in facts.everything() if c.env}),
        "defaults": literal(
            {c.name: c.default for c in facts.everything() if c.default is not None}
        ),
        "public": literal([c.name for c in facts.everything() if not c.secret]),
        "errors": policies.errors(facts.spec, names),
        "retry": policies.retry(facts.spec, names),
        "rate_limit": policies.rate_limit(facts.spec, names),
        "idempotency": policies.idempotency(facts.spec, names),
        "nulls": policies.nulls(facts.spec),
    }
    silent = ("()", "{}", None)
    given = [keyword(k, v) for k, v in words.items() if v not in silent and v]
    service = call(names.use(RUNTIME, "Service"), *given)
    constants.append(Constant(name=Code("SERVICE"), value=service))
    return Service(doc=Code(doc), imports=names.imports(), constants=tuple(constants))


def _grammars(spec: Spec, names: ImportCollector) -> Iterator[Constant]:
    for scheme, said in spec.schemes(keys.FILTER).items():
        yield Constant(name=grammar_name(scheme), value=_grammar(said, names))


def _grammar(said: Node, names: ImportCollector) -> Code:
    """The grammar that ships, a changed copy of it, or one of the vendor's own."""
    grammar = filter_grammar(said)
    words = {field: literal(value) for field, value in grammar.fields.items()}
    if grammar.shipped is None:
        return call(names.use(RUNTIME, FAMILIES[grammar.family].runtime_class), **words)
    base = names.use(RUNTIME, constant_of(grammar.shipped))
    return call(names.use("dataclasses", "replace"), base, **words) if words else base


def _sorts(spec: Spec, names: ImportCollector) -> Iterator[Constant]:
    for scheme, said in spec.schemes(keys.SORT).items():
        words = {k.replace("-", "_"): literal(v) for k, v in said.items()}
        value = call(names.use(RUNTIME, "SortGrammar"), **words)
        yield Constant(name=sort_name(scheme), value=value)


def _pages(shared: Mapping[str, SharedPages]) -> Iterator[Constant]:
    for scheme, pages in shared.items():
        yield Constant(name=pages_name(scheme), value=pages.code)


def _servers(facts: ServiceFacts, names: ImportCollector) -> Code:
    build = names.use(RUNTIME, "Server")
    pairs = []
    for name, server in facts.servers.items():
        variables = {
            wire: None if node.get(keys.REQUIRED) else node.get("default", "")
            for wire, node in server.get("variables", {}).items()
        }
        shown = literal(variables) if variables else None
        pairs.append(
            (literal(name), call(build, literal(server["url"]), variables=shown))
        )
    return braces(pairs)


def _schemes(facts: ServiceFacts, names: ImportCollector) -> Code:
    return braces(
        (literal(scheme), _scheme(facts, scheme, names)) for scheme in facts.used
    )


def _scheme(facts: ServiceFacts, scheme: str, names: ImportCollector) -> Code:
    given = [literal(c.name) for c in facts.credentials(scheme)]
    if scheme.endswith(REFRESH):
        return _refresh(
            names, refresh_flow(facts.spec, scheme.removesuffix(REFRESH)) or {}
        )
    node = facts.spec.security_schemes.get(scheme)
    if node is not None and (login := facts.declared.get(scheme, {}).get("login")):
        return _login(facts, scheme, login, names)
    if node is None:
        fields = facts.declared[scheme]["fields"]
        pairs = {
            wire_location(field["location"]): name for name, field in fields.items()
        }
        return call(names.use(RUNTIME, "BodyFields"), literal(pairs))
    match node.get("type"), str(node.get("scheme", "")).lower():
        case "apiKey", _:
            kinds = {"header": "HeaderKey", "query": "QueryKey", "cookie": "CookieKey"}
            build = names.use(RUNTIME, kinds[node["in"]])
            return call(build, literal(node["name"]), *given)
        case "http", "basic":
            return call(names.use(RUNTIME, "Basic"), *given)
        case "oauth2", _ if "password" in (flows := node.get("flows", {})):
            return _oauth(names, "OAuth2Password", flows["password"])
        case "oauth2", _ if "clientCredentials" in (flows := node.get("flows", {})):
            return _oauth(names, "OAuth2ClientCredentials", flows["clientCredentials"])
    return call(names.use(RUNTIME, "Bearer"), *given)


def _refresh(names: ImportCollector, flow: Node) -> Code:
    return call(
        names.use(RUNTIME, "OAuth2RefreshToken"),
        literal(flow["tokenUrl"]),
        client_secret=literal("client_secret"),
        refresh_url=literal(flow["refreshUrl"]),
    )


def _login(
    facts: ServiceFacts, scheme: str, login: Node, names: ImportCollector
) -> Code:
    """The call that trades the scheme's fields for what the scheme sends."""
    node = facts.spec.security_schemes[scheme]
    fields = facts.declared[scheme]["fields"]
    method, _, path = str(login["call"]).partition(" ")
    key = node.get("type") == "apiKey"
    body = next(o.body for o in facts.spec.operations() if o.wire == login["call"])
    media = body[0] if body else JSON
    lifetime = login.get("default-lifetime")
    return call(
        names.use(RUNTIME, "SessionLogin"),
        literal(path),
        literal(
            {wire_location(field["location"]): name for name, field in fields.items()}
        ),
        read=literal(wire_location(login["token"])),
        place=literal(f"{node['in']}.{node['name']}") if key else None,
        prefix=literal("") if key else None,
        lasts=(
            literal(wire_location(login["expires-in"]))
            if "expires-in" in login
            else None
        ),
        lifetime=literal(seconds(lifetime)) if lifetime else None,
        method=literal(method) if method != "POST" else None,
        media=literal(media) if media != JSON else None,
    )


def _oauth(names: ImportCollector, kind: str, flow: Node) -> Code:
    scopes = list(flow.get("scopes", {}))
    return call(
        names.use(RUNTIME, kind),
        literal(flow["tokenUrl"]),
        scopes=literal(scopes) if scopes else None,
    )
