"""The service of a vendor as the runtime has it, and the constants around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specloom_runtime.auth import oauth2, schemes
from specloom_runtime.auth.session_login import Scheme, SessionLogin
from specloom_runtime.operations.service import Server, Service

from ..document import Node, wire_location
from ..ir import Constant
from ..vocabulary import keys
from . import policies
from .filters import grammar_constants
from .pagination import PaginationFacts, shared_pages
from .policies import seconds
from .service_facts import REFRESH, ServiceFacts, refresh_flow

JSON = "application/json"
CONTRACT = 2
"""The number of the runtime contract generated code is made for."""
KEYS: Mapping[str, type[schemes.HeaderKey | schemes.QueryKey | schemes.CookieKey]] = {
    "header": schemes.HeaderKey,
    "query": schemes.QueryKey,
    "cookie": schemes.CookieKey,
}
"""The scheme of an API key, by where it stands."""


def lower_service(
    facts: ServiceFacts, operations: Iterable[PaginationFacts]
) -> Iterator[Constant]:
    """Yield the constants of the service module: grammars, pages, then SERVICE."""
    yield from grammar_constants(facts.spec)
    yield from shared_pages(operations)
    yield Constant(name="SERVICE", value=service(facts), stated=("contract",))


def service(facts: ServiceFacts) -> Service:
    """Return what is true of the vendor as a whole."""
    info = facts.spec.document.get("info", {})
    every = facts.everything()
    limit = policies.default(facts.spec, keys.RATE_LIMIT)
    key = policies.default(facts.spec, keys.IDEMPOTENCY)
    optional = {
        "retry": policies.retry(facts.spec),
        "nulls": policies.nulls(facts.spec),
    }
    return Service(
        name=facts.vendor,
        title=_one_line(str(info.get("title", facts.vendor))),
        contract=CONTRACT,
        servers={name: _server(node) for name, node in facts.servers.items()},
        schemes={scheme: _scheme(facts, scheme) for scheme in facts.used},
        security=facts.security,
        env={each.name: each.env for each in every if each.env},
        defaults={c.name: c.default for c in every if c.default is not None},
        public=tuple(each.name for each in every if not each.secret),
        errors=policies.errors(facts.spec),
        rate_limit=policies.rate_limit(limit) or None,
        idempotency=policies.idempotency(key) or None,
        **{key: value for key, value in optional.items() if value},
    )


def _one_line(text: str) -> str:
    """Return text in a form that is safe in a header or a log line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _server(server: Node) -> Server:
    variables = {
        wire: None if node.get(keys.REQUIRED) else node.get("default", "")
        for wire, node in server.get("variables", {}).items()
    }
    return Server(server["url"], variables)


def _scheme(facts: ServiceFacts, scheme: str) -> Scheme:
    given = [credential.name for credential in facts.credentials(scheme)]
    if scheme.endswith(REFRESH):
        return _refresh(refresh_flow(facts.spec, scheme.removesuffix(REFRESH)) or {})
    node = facts.spec.security_schemes.get(scheme)
    if node is not None and (login := facts.declared.get(scheme, {}).get("login")):
        return _login(facts, scheme, login)
    if node is None:
        return schemes.BodyFields(_fields(facts, scheme))
    match node.get("type"), str(node.get("scheme", "")).lower():
        case "apiKey", _:
            return KEYS[node["in"]](node["name"], *given)
        case "http", "basic":
            return schemes.Basic(*given)
        case "oauth2", _ if "password" in (flows := node.get("flows", {})):
            return oauth2.OAuth2Password(**_oauth(flows["password"]))
        case "oauth2", _ if "clientCredentials" in (flows := node.get("flows", {})):
            return oauth2.OAuth2ClientCredentials(**_oauth(flows["clientCredentials"]))
    return schemes.Bearer(*given)


def _fields(facts: ServiceFacts, scheme: str) -> dict[str, str]:
    """Return the credential at each location of the body."""
    fields = facts.declared[scheme]["fields"]
    return {wire_location(field["location"]): name for name, field in fields.items()}


def _refresh(flow: Node) -> oauth2.OAuth2RefreshToken:
    return oauth2.OAuth2RefreshToken(
        flow["tokenUrl"], client_secret="client_secret", refresh_url=flow["refreshUrl"]
    )


def _login(facts: ServiceFacts, scheme: str, login: Node) -> SessionLogin:
    """Return the call that trades the scheme's fields for what the scheme sends."""
    node = facts.spec.security_schemes[scheme]
    method, _, path = str(login["call"]).partition(" ")
    body = next(o.body for o in facts.spec.operations() if o.wire == login["call"])
    key: dict[str, Any] = {}
    if node.get("type") == "apiKey":
        key = {"place": f"{node['in']}.{node['name']}", "prefix": ""}
    lifetime = login.get("default-lifetime")
    return SessionLogin(
        path,
        _fields(facts, scheme),
        read=wire_location(login["token"]),
        expires_in=(
            wire_location(login["expires-in"]) if "expires-in" in login else None
        ),
        default_lifetime=seconds(lifetime) if lifetime else None,
        method=method,
        media=body[0] if body else JSON,
        **key,
    )


def _oauth(flow: Node) -> dict[str, Any]:
    return {"token_url": flow["tokenUrl"], "scopes": tuple(flow.get("scopes", ()))}
