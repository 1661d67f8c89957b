"""Test what is sent for each security scheme, and what is left out with a row."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
from small_clients import built, imported, method, reasons
from specloom_runtime.testing import FakeTransport, make_response

BEARER = {"type": "http", "scheme": "bearer"}
DIGEST = {"type": "http", "scheme": "digest"}
SCHEMES = "part /components/securitySchemes/"


def http(scheme: str) -> dict[str, Any]:
    return {"type": "http", "scheme": scheme}


def key(place: str, name: str) -> dict[str, Any]:
    return {"type": "apiKey", "in": place, "name": name}


def flow(name: str, **urls: str) -> dict[str, Any]:
    return {"type": "oauth2", "flows": {name: {**urls, "scopes": {}}}}


def document(schemes: Any, security: Any, own: Any = None) -> dict[str, Any]:
    get = {"responses": {"204": {"description": "Done."}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.test"}],
        "security": security,
        "paths": {"/things": {"get": {**get, **({"security": own} if own else {})}}},
        "components": {"securitySchemes": schemes},
    }


def sent(described: Any, folder: Path, **options: Any) -> tuple[dict[str, str], Any]:
    """Return the credentials of a request, and the reasons of the report."""
    result = built(described)
    with imported(result.texts, folder) as package:
        known = inspect.signature(package.SmallClient).parameters
        credentials = {name: "s" for name in CREDENTIALS if name in known}
        transport = FakeTransport(lambda _: make_response(None, status=204))
        client = package.SmallClient(transport=transport, **credentials, **options)
        method(result, client, "GET /things")()
    request = transport.requests[0]
    found = {n: v for n, v in request.headers.items() if n in PLACES}
    if query := request.url.query.decode():
        found["query"] = query
    return found, reasons(result)


CREDENTIALS = ("token", "username", "password", "one")
PLACES = {"authorization", "cookie", "x-key"}
TOKEN = {"authorization": "Bearer s"}
URL = "https://things.test/token"
USED: dict[str, tuple[Any, dict[str, str]]] = {
    "bearer": (BEARER, TOKEN),
    "Bearer": (http("Bearer"), TOKEN),
    "BASIC": (http("BASIC"), {"authorization": "Basic czpz"}),
    "header": (key("header", "x-key"), {"x-key": "s"}),
    "cookie": (key("cookie", "k[0]"), {"cookie": "k[0]=s"}),
    "query": (key("query", "a&b[]"), {"query": "a%26b%5B%5D=s"}),
    "implicit": (flow("implicit", authorizationUrl=URL), TOKEN),
    "code": (flow("authorizationCode", authorizationUrl=URL, tokenUrl=URL), TOKEN),
    "openid": ({"type": "openIdConnect", "openIdConnectUrl": URL}, TOKEN),
    "certificate": ({"type": "mutualTLS"}, {}),
}


@pytest.mark.parametrize("name", USED)
@pytest.mark.parametrize("scopes", [[], ["read"]])
def test_a_scheme_is_sent_in_its_place(
    name: str, scopes: list[str], tmp_path: Path
) -> None:
    scheme, expected = USED[name]
    described = document({"one": scheme}, [{"one": scopes}])
    assert sent(described, tmp_path) == (expected, {})


LEFT_OUT: list[Any] = [
    *map(http, ("digest", "Digest", "negotiate", "NTLM", "hoba", "mutual", "vapid")),
    *map(http, ("scram-sha-1", "scram-sha-256", "AWS4-HMAC-SHA256", "token", "")),
    *(key("cookie", name) for name in ("c;k", "c k", "c=k", "")),
    *(key("header", name) for name in ("X Key", "X-Key:", "é", "")),
]


@pytest.mark.parametrize("scheme", LEFT_OUT, ids=str)
def test_a_scheme_that_no_client_can_use_is_left_out(
    scheme: Any, tmp_path: Path
) -> None:
    described = document({"one": scheme}, [{"one": []}])
    rows = {SCHEMES + "one": ["security"], "part /security": ["security"]}
    assert sent(described, tmp_path) == ({}, rows)


@pytest.mark.parametrize("scheme", [http("digest"), {"type": "hmac"}])
@pytest.mark.parametrize(
    ("security", "own", "expected"),
    [
        ([{"bad": []}, {"good": []}], None, TOKEN),
        ([{"good": []}, {"bad": []}], None, TOKEN),
        ([{"bad": [], "good": []}], None, {}),
        ([{"bad": []}, {}], None, {}),
        ([{"good": []}], [{"bad": []}], {}),
        ([{"bad": []}], [{"good": []}], TOKEN),
        ([{"none": []}, {"good": []}], None, TOKEN),
        ([{"none": []}], None, {}),
    ],
)
def test_the_alternatives_that_remain_are_used(
    scheme: Any, security: Any, own: Any, expected: Any, tmp_path: Path
) -> None:
    described = document({"bad": scheme, "good": BEARER}, security, own)
    found, rows = sent(described, tmp_path)
    assert found == expected
    holder = "operation GET /things" if own == [{"bad": []}] else "part /security"
    assert rows[holder] == ["security"]


def test_a_caller_can_send_credentials_of_another_scheme(tmp_path: Path) -> None:
    described = document({"one": DIGEST}, [{"one": []}])
    headers = {"Authorization": "Digest username=s"}
    found, _ = sent(described, tmp_path, headers=headers)
    assert found == {"authorization": "Digest username=s"}
