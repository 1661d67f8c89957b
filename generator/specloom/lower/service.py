"""Lower the service of a vendor, and the constants that operations share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specloom_runtime.auth import oauth2, schemes
from specloom_runtime.auth.session_login import Scheme, SessionLogin
from specloom_runtime.operations.service import Service

from ..document import Node, Spec, wire_location
from ..ir import Constant
from ..vocabulary import keys
from . import retry_policies
from .error_rules import error_kinds, error_rules
from .filters import grammar_constants
from .pagination import PaginationFacts, shared_pages
from .retry_policies import seconds
from .security import BY_TOKEN, REFRESH, Security, own_word, refresh_flow
from .servers import server, servers

JSON = "application/json"
KEYS: Mapping[str, type[schemes.HeaderKey | schemes.QueryKey | schemes.CookieKey]] = {
    "header": schemes.HeaderKey,
    "query": schemes.QueryKey,
    "cookie": schemes.CookieKey,
}
"""The class of the scheme for each location of an API key."""


def service_constants(
    spec: Spec, operations: Iterable[PaginationFacts]
) -> Iterator[Constant]:
    """Yield the constants that operations share: grammars, and then pagination."""
    yield from grammar_constants(spec)
    yield from shared_pages(operations)


def service(security: Security, vendor: str) -> Service:
    """Return the data about the vendor that applies to all operations."""
    spec = security.spec
    info = spec.document.get("info", {})
    every = security.all_credentials()
    limit = retry_policies.default(spec, keys.RATE_LIMIT)
    key = retry_policies.default(spec, keys.IDEMPOTENCY)
    optional = {
        "retry": retry_policies.retry(spec),
        "nulls": _written(spec, "write-null"),
        "falses": _written(spec, "write-false"),
    }
    return Service(
        name=vendor,
        title=_one_line(str(info.get("title", vendor))),
        servers={name: server(node) for name, node in servers(spec).items()},
        schemes={scheme: _scheme(security, scheme) for scheme in security.used_schemes},
        security=security.default_requirements,
        env={c.name: c.env for c in every if c.env},
        defaults={c.name: c.default for c in every if c.default is not None},
        public=tuple(c.name for c in every if not c.secret),
        errors=error_rules(spec),
        error_kinds=error_kinds(spec),
        rate_limit=retry_policies.rate_limit(limit, spec) or None,
        idempotency=retry_policies.idempotency(key) or None,
        **{key: value for key, value in optional.items() if value},
    )


def _written(spec: Spec, member: str) -> Any:
    """Return whether null or false is sent; None if the member is absent."""
    return (retry_policies.default(spec, keys.NULL_HANDLING) or {}).get(member)


def _one_line(text: str) -> str:
    """Return text on one line, so that it is safe in a header or a log line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _scheme(security: Security, scheme: str) -> Scheme:
    given = [credential.name for credential in security.credentials(scheme)]
    if scheme.endswith(REFRESH):
        flow = refresh_flow(security.spec, scheme.removesuffix(REFRESH)) or {}
        return oauth2.OAuth2RefreshToken(
            refresh_url=flow["refreshUrl"], **_oauth(security, scheme, flow)
        )
    if scheme.endswith(BY_TOKEN):
        return schemes.Bearer(*given)
    node = security.spec.security_schemes.get(scheme)
    if node is not None and (login := security.login(scheme)):
        return _login(security, scheme, login)
    if node is None:
        return schemes.BodyFields(_fields(security, scheme))
    match node.get("type"), str(node.get("scheme", "")).lower():
        case "apiKey", _:
            return KEYS[node["in"]](node["name"], *given)
        case "http", "basic":
            return schemes.Basic(*given)
        case "http", _ if word := own_word(node):
            return schemes.HeaderKey("Authorization", given[0], f"{word} ")
        case "oauth2", _ if "password" in (flows := node.get("flows", {})):
            return oauth2.OAuth2Password(**_oauth(security, scheme, flows["password"]))
        case "oauth2", _ if "clientCredentials" in (flows := node.get("flows", {})):
            flow = flows["clientCredentials"]
            return oauth2.OAuth2ClientCredentials(**_oauth(security, scheme, flow))
    return schemes.Bearer(*given)


def _fields(security: Security, scheme: str) -> dict[str, str]:
    """Return the names of the credentials in the body; the keys are their locations."""
    fields = security.schemes[scheme]["fields"].values()
    given = [credential.name for credential in security.credentials(scheme)]
    places = [wire_location(field["location"]) for field in fields]
    return dict(zip(places, given, strict=True))


def _login(security: Security, scheme: str, login: Node) -> SessionLogin:
    """Return the login call that exchanges the fields of a scheme for a token."""
    node = security.spec.security_schemes[scheme]
    method, _, path = str(login["call"]).partition(" ")
    body = next(o.body for o in security.spec.operations() if o.wire == login["call"])
    key: dict[str, Any] = {}
    if node.get("type") == "apiKey":
        key = {"place": f"{node['in']}.{node['name']}", "prefix": ""}
    elif word := own_word(node):
        key = {"prefix": f"{word} "}
    lifetime = login.get("default-lifetime")
    return SessionLogin(
        path,
        _fields(security, scheme),
        read=wire_location(login["token"]),
        expires_in=(
            wire_location(login["expires-in"]) if "expires-in" in login else None
        ),
        default_lifetime=seconds(lifetime) if lifetime else None,
        method=method,
        media=body[0] if body else JSON,
        **key,
    )


def _oauth(security: Security, scheme: str, flow: Node) -> dict[str, Any]:
    """Return the arguments of an OAuth scheme: its URL, scopes and credentials."""
    given = [credential.name for credential in security.credentials(scheme)]
    named = dict(zip(security.standard_names(scheme), given, strict=False))
    # A refresh token has its own scopes.
    scopes = () if "refresh_token" in named else tuple(flow.get("scopes", ()))
    return {"token_url": flow["tokenUrl"], "scopes": scopes, **named}
