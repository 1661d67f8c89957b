"""Test what is sent for each security scheme, and what is left out with a row."""

from __future__ import annotations

import inspect
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
    return {"type": "oauth2", "flows": {name: {**urls, "scopes": {"read": "Read."}}}}


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


def sent(described: Any, **options: Any) -> tuple[dict[str, str], Any]:
    """Return the credentials of a request, and the reasons of the report."""
    result = built(described)
    with imported(result.texts) as package:
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


CREDENTIALS = ("token", "username", "password", "one", "two")
PLACES = {"authorization", "cookie", "x-key"}
TOKEN = {"authorization": "Bearer s"}
URL = "https://things.test/token"
USED: dict[str, tuple[Any, dict[str, str]]] = {
    "bearer": (BEARER, TOKEN),
    "Bearer": (http("Bearer"), TOKEN),
    "BASIC": (http("BASIC"), {"authorization": "Basic czpz"}),
    "a word": (http("DSN"), {"authorization": "DSN s"}),
    "token": (http("token"), {"authorization": "token s"}),
    "signs": (http("X-Own_1.0"), {"authorization": "X-Own_1.0 s"}),
    "header": (key("header", "x-key"), {"x-key": "s"}),
    "whole header": (key("header", "Authorization"), {"authorization": "s"}),
    "cookie": (key("cookie", "k[0]"), {"cookie": "k[0]=s"}),
    "query": (key("query", "a&b[]"), {"query": "a%26b%5B%5D=s"}),
    "implicit": (flow("implicit", authorizationUrl=URL), TOKEN),
    "code": (flow("authorizationCode", authorizationUrl=URL, tokenUrl=URL), TOKEN),
    "openid": ({"type": "openIdConnect", "openIdConnectUrl": URL}, TOKEN),
}


@pytest.mark.parametrize("name", USED)
@pytest.mark.parametrize("scopes", [[], ["read"]])
def test_a_scheme_is_sent_in_its_place(name: str, scopes: list[str]) -> None:
    scheme, expected = USED[name]
    described = document({"one": scheme}, [{"one": scopes}])
    assert sent(described) == (expected, {})


def test_the_note_on_a_certificate_says_how_to_give_it() -> None:
    described = document({"one": {"type": "mutualTLS"}}, [{"one": []}])
    found, rows = sent(described)
    assert (found, rows) == ({}, {SCHEMES + "one": ["certificate"]})


MEANT = {
    **dict.fromkeys(("Bearer ", " bearer", "bearer token", "Bearer {token}"), TOKEN),
    **dict.fromkeys(("bearerAuth", "HTTP Bearer", "bearer_auth", "", " "), TOKEN),
    **dict.fromkeys(("Bearer <JWT>", "Bearer [token]", "bearer-token"), TOKEN),
    **dict.fromkeys(("basic ", "Basic Auth", "basicAuth"), BASIC := USED["BASIC"][1]),
    **dict.fromkeys(("DSN ", "DSN {dsn}", " DSN <dsn>"), USED["a word"][1]),
}


@pytest.mark.parametrize("written", MEANT)
def test_a_scheme_with_more_than_its_name_is_read_with_a_note(written: str) -> None:
    described = document({"one": http(written)}, [{"one": []}])
    rows = {SCHEMES + "one": ["invalid"]}
    assert sent(described) == (MEANT[written], rows)


@pytest.mark.parametrize(("kind", "expected"), [("basic", BASIC), ("bearer", TOKEN)])
def test_the_name_of_a_scheme_as_a_type_is_read(kind: str, expected: Any) -> None:
    described = document({"one": {"type": kind}}, [{"one": []}])
    assert sent(described) == (expected, {SCHEMES + "one": ["invalid"]})


FETCHING = {"clientCredentials": "client_id", "password": "username"}


@pytest.mark.parametrize("fetching", FETCHING)
@pytest.mark.parametrize("given", ["implicit", "authorizationCode"])
def test_a_token_can_be_given_where_another_flow_fetches_one(
    fetching: str, given: str
) -> None:
    urls = {"authorizationUrl": URL, "tokenUrl": URL}
    flows = {
        **flow(fetching, tokenUrl=URL)["flows"],
        **flow(given, **urls)["flows"],
    }
    scheme = {"type": "oauth2", "flows": flows}
    result = built(document({"one": scheme}, [{"one": []}]))
    with imported(result.texts) as package:
        known = inspect.signature(package.SmallClient).parameters
        assert {"token", FETCHING[fetching]} <= known.keys()
        transport = FakeTransport(lambda _: make_response(None, status=204))
        client = package.SmallClient(transport=transport, token="s")
        method(result, client, "GET /things")()
    assert transport.requests[0].headers["authorization"] == "Bearer s"


def test_words_of_the_vendor_have_credentials_of_their_own() -> None:
    schemes = {"one": http("A"), "two": http("B"), "three": BEARER}
    described = document(schemes, [{"two": []}, {"three": []}, {"one": []}])
    assert sent(described) == ({"authorization": "B s"}, {})
    result = built(described)
    with imported(result.texts) as package:
        known = inspect.signature(package.SmallClient).parameters
    assert {"one", "two", "token"} <= known.keys()


@pytest.mark.parametrize("scheme", [http("digest"), key("header", "X Key")])
def test_an_unused_scheme_that_is_left_out_is_a_note(scheme: Any) -> None:
    result = built(document({"one": scheme, "two": BEARER}, [{"two": []}]))
    rows = {row["where"]: row for row in result.report if row["reasons"]}
    (only,) = rows.pop("/components/securitySchemes/one")["reasons"]
    assert (only["reason"], only["severity"], rows) == ("security", "note", {})


@pytest.mark.parametrize(
    ("scheme", "scopes", "noted"),
    [
        (
            flow("authorizationCode", authorizationUrl=URL, tokenUrl=URL),
            ["write"],
            True,
        ),
        (flow("clientCredentials", tokenUrl=URL), ["write"], True),
        (flow("implicit", authorizationUrl=URL), ["read"], False),
        (http("bearer"), ["role"], False),
        ({"type": "openIdConnect", "openIdConnectUrl": URL}, ["email"], False),
    ],
)
def test_a_scope_that_is_not_declared_is_a_note(
    scheme: Any, scopes: list[str], noted: bool
) -> None:
    result = built(document({"one": scheme}, [{"one": []}], [{"one": scopes}]))
    assert reasons(result) == ({SCHEMES + "one": ["scope"]} if noted else {})
    for row in result.report:
        for each in row["reasons"]:
            assert each["severity"] == "note"
            assert all(scope in each["text"] for scope in scopes)


LEFT_OUT: list[Any] = [
    *map(http, ("digest", "Digest", "negotiate", "NTLM", "hoba", "mutual", "vapid")),
    *map(http, ("scram-sha-1", "scram-sha-256", "AWS4-HMAC-SHA256", "AWS", "DPoP")),
    *map(http, ("oauth", "PrivateToken", "GNAP", "Concealed", "Hawk", "Signature")),
    *map(http, ("SharedKey", "EG1-HMAC-SHA256", "API key", "a/b", "é", "A:")),
    *(key("cookie", name) for name in ("c;k", "c k", "c=k", "")),
    *(key("header", name) for name in ("X Key", "X-Key:", "é", "")),
]


@pytest.mark.parametrize("scheme", LEFT_OUT, ids=str)
def test_a_scheme_that_no_client_can_use_is_left_out(scheme: Any) -> None:
    described = document({"one": scheme}, [{"one": []}])
    rows = {SCHEMES + "one": ["security"], "part /security": ["security"]}
    assert sent(described) == ({}, rows)


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
    scheme: Any, security: Any, own: Any, expected: Any
) -> None:
    described = document({"bad": scheme, "good": BEARER}, security, own)
    found, rows = sent(described)
    assert found == expected
    holder = "operation GET /things" if own == [{"bad": []}] else "part /security"
    assert rows[holder] == ["security"]


def test_a_caller_can_send_credentials_of_another_scheme() -> None:
    described = document({"one": DIGEST}, [{"one": []}])
    headers = {"Authorization": "Digest username=s"}
    found, _ = sent(described, headers=headers)
    assert found == {"authorization": "Digest username=s"}
