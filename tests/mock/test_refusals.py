"""A mock refuses what a vendor refuses, in the declared form."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from mocked import Mocked, content, parameter, shop
from specloom.mock import MockApplication
from werkzeug.test import Client

SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "word": {"type": "http", "scheme": "Token"},
    "oauth": {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://x/oauth/token"}},
    },
}
PASSWORD = base64.b64encode(b"user:password").decode()


def _secured(*alternatives: Any) -> dict[str, Any]:
    error = {"description": "no", **content({"example": {"reason": "unknown"}})}
    error["content"]["application/json"]["example"] = {"reason": "unknown"}
    document = shop(security=list(alternatives))
    document["components"]["securitySchemes"] = SCHEMES
    document["paths"]["/items"]["get"]["responses"]["401"] = error
    return document


@pytest.mark.parametrize(
    ("scheme", "path", "headers"),
    [
        ("key", "/items", {"X_Key": "any"}),
        ("query", "/items?key=any", {}),
        ("cookie", "/items", {"Cookie": "session=any"}),
        ("bearer", "/items", {"Authorization": "Bearer any"}),
        ("basic", "/items", {"Authorization": f"Basic {PASSWORD}"}),
        ("word", "/items", {"Authorization": "Token any"}),
        ("oauth", "/items", {"Authorization": "Bearer any"}),
    ],
)
def test_credentials_of_every_kind(
    scheme: str, path: str, headers: dict[str, str]
) -> None:
    """Any text is accepted; without it, the declared error is returned."""
    mocked = Mocked(_secured({scheme: []}))
    assert mocked.get(path, **headers).status == 200
    refused = mocked.get("/items")
    assert (refused.status, refused.json.keys()) == (401, {"reason"})
    assert "WWW-Authenticate" in refused.headers
    wrong = {name: "" for name in headers} or {"X_Other": "x"}
    assert mocked.get("/items", **wrong).status == 401
    assert (
        Mocked(_secured({scheme: []}), authenticate=False).get("/items").status == 200
    )


def test_alternatives_and_several_credentials() -> None:
    """One alternative is enough; all schemes of an alternative are needed."""
    mocked = Mocked(_secured({"key": [], "query": []}, {"bearer": []}))
    assert mocked.get("/items", X_Key="any").status == 401
    assert mocked.get("/items?key=any", X_Key="any").status == 200
    assert mocked.get("/items", Authorization="Bearer any").status == 200
    assert Mocked(_secured({"key": []}, {})).get("/items").status == 200


def test_accepted_credentials() -> None:
    """If credentials are given, others are refused."""
    mocked = Mocked(_secured({"key": []}), credentials=("right",))
    assert mocked.get("/items", X_Key="right").status == 200
    assert mocked.get("/items", X_Key="wrong").status == 401


def test_token_endpoints() -> None:
    """The path of a token endpoint returns a token, without credentials."""
    application = MockApplication(_secured({"oauth": []}))
    form = {"grant_type": "client_credentials", "client_id": "a"}
    found = Client(application).post("/oauth/token", data=form)
    assert found.status_code == 200 and found.json is not None
    assert found.json["token_type"] == "Bearer" and found.json["access_token"]
    assert Client(application).post("/oauth/token", data={}).status_code == 400


def test_credentials_in_a_body() -> None:
    """Credentials that only the vocabulary declares are checked as well."""
    document = shop()
    document["x-specloom-auth"] = {
        "own": {"fields": {"token": {"location": "$request.body#/name"}}}
    }
    document["paths"]["/items"]["post"]["x-specloom-auth"] = "own"
    mocked = Mocked(document)
    assert mocked.call("POST", "/items", {"name": ""}).status == 401
    assert mocked.call("POST", "/items", {"name": "Tea"}).status == 201


def _searching(schema: Any, **more: Any) -> dict[str, Any]:
    own = {**parameter("q"), "schema": schema, **more}
    response = {"description": "OK", **content({"type": "array", "items": True})}
    return {"parameters": [own], "responses": {"200": response}}


@pytest.mark.parametrize(
    ("schema", "more", "valid", "invalid"),
    [
        ({"type": "integer", "maximum": 9}, {}, "q=7", "q=10"),
        ({"type": "integer"}, {"required": True}, "q=7", ""),
        ({"type": "integer"}, {}, "", "q=7.5"),
        ({"type": "boolean"}, {}, "q=true", "q=yes"),
        ({"type": "string", "maxLength": 3}, {}, "q=abc", "q=abcd"),
        ({"type": "string", "pattern": "^[a-c]+$"}, {}, "q=abc", "q=abd"),
        ({"type": "string", "format": "date"}, {}, "q=2026-03-01", "q=2026-13-01"),
        ({"type": "string", "format": "uri"}, {}, "q=urn:x", "q=here"),
        (
            {"type": "integer", "format": "int32"},
            {},
            "q=2147483647",
            "q=2147483648",
        ),
        (
            {"type": "integer", "format": "int64"},
            {},
            "q=-9223372036854775808",
            "q=9223372036854775808",
        ),
        ({"enum": ["1", "2"]}, {}, "q=1", "q=3"),
        ({"enum": [1, 2]}, {}, "q=1", "q=3"),
        ({"type": "array", "items": {"type": "integer"}}, {}, "q=1&q=2", "q=1&q=b"),
        (
            {"type": "array", "items": {"type": "integer"}},
            {"explode": False},
            "q=1,2",
            "q=1,b",
        ),
        (
            {"type": "array", "items": {"type": "integer"}, "maxItems": 2},
            {"style": "pipeDelimited", "explode": False},
            "q=1|2",
            "q=1|2|3",
        ),
        (
            {"type": "object", "properties": {"a": {"type": "integer"}}},
            {"style": "deepObject"},
            "q[a]=1",
            "q[a]=b",
        ),
        (
            {"type": "object", "properties": {"a": {"type": "integer"}}},
            {},
            "a=1",
            "a=b",
        ),
        (
            {"type": ["integer", "null"]},
            {"content": {"application/json": {"schema": {"type": "integer"}}}},
            "q=1",
            "q={",
        ),
    ],
)
def test_parameters_are_checked(
    schema: Any, more: Any, valid: str, invalid: str
) -> None:
    """A parameter is read in its style, and checked against its schema."""
    mocked = Mocked(shop(_searching(schema, **more)))
    assert mocked.get(f"/items?{valid}").status == 200
    assert mocked.get(f"/items?{invalid}").status == 400


def test_bodies_are_checked() -> None:
    """The message is where the description has it."""
    mocked = Mocked(shop())
    assert mocked.call("POST", "/items", {"name": "Tea", "price": 3.5}).status == 201
    wrong = mocked.call("POST", "/items", {"name": 5})
    assert wrong.status == 400 and "reason" in wrong.json
    assert mocked.call("POST", "/items").status == 400
    assert mocked.call("POST", "/items", {}).status == 400
    client = Client(mocked.application)
    media = "application/json"
    assert client.post("/items", data="{", content_type=media).status_code == 400
    assert client.post("/items", data="name=Tea").status_code == 400
    document = shop()
    document["paths"]["/items"]["post"]["responses"].pop("400")
    undeclared = Client(MockApplication(document)).post("/items", data="name=Tea")
    assert undeclared.status_code == 415


def test_empty_forms_are_checked() -> None:
    """A form without members lacks those that are required."""
    schema = {"type": "object", "required": ["a"]}
    form = {"content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    post = {"requestBody": form, "responses": {"200": {"description": "OK"}}}
    client = Client(MockApplication({"paths": {"/x": {"post": post}}}))
    media = "application/x-www-form-urlencoded"
    assert client.post("/x", data="", content_type=media).status_code == 400
    assert client.post("/x", data="a=1", content_type=media).status_code == 200


def test_the_message_of_a_nested_error() -> None:
    """The usual member `error` may contain the message."""
    document = shop()
    schema = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["message"],
                "properties": {"message": {"type": "string"}},
            }
        },
    }
    get = document["paths"]["/items/{itemId}"]["get"]
    get["responses"]["404"] = {"description": "failed", **content(schema)}
    found = Mocked(document).get("/items/98765").json
    assert found == {"error": {"message": "item 98765 does not exist"}}


def test_errors_have_plausible_values() -> None:
    inner = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
    inner["properties"]["hint"] = TEXT
    schema = {"type": "object", "properties": {"error": inner}}
    document = shop()
    get = document["paths"]["/items/{itemId}"]["get"]
    get["responses"]["404"] = {"description": "failed", **content(schema)}
    found = Mocked(document).get("/items/98765").json
    assert found["error"].keys() == {"id"}
    assert re.fullmatch("[0-9a-f]{8}", found["error"]["id"])


def test_texts_of_errors_that_mean_nothing_are_left_out() -> None:
    document = shop()
    schema = {
        "type": "object",
        "required": ["kind"],
        "properties": {
            name: {"type": "string"} for name in ("kind", "hint", "message")
        },
    }
    get = document["paths"]["/items/{itemId}"]["get"]
    get["responses"]["404"] = {"description": "failed", **content(schema)}
    assert Mocked(document).get("/items/98765").json.keys() == {"kind", "message"}
    schema["required"] = []
    assert Mocked(document).get("/items/98765").json == {
        "message": "item 98765 does not exist"
    }


def test_rate_limits_are_counted() -> None:
    """A request above the limit is refused until the period is over."""
    now = [100.0]
    limits = {"default": {"requests": 2, "per": "PT30S"}}
    document = shop(**{"x-specloom-rate-limit": limits})
    client = Client(MockApplication(document, clock=lambda: now[0]))
    assert [client.get("/items").status_code for _ in range(2)] == [200, 200]
    now[0] += 10
    refused = client.get("/items")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "20")
    now[0] += 20
    assert client.get("/items").status_code == 200
    unlimited = Mocked(document, limit_rate=False)
    assert [unlimited.get("/items").status for _ in range(3)] == [200] * 3


def test_errors_on_purpose() -> None:
    """A header, or one of several requests, gets an error in the declared form."""
    mocked = Mocked(shop(), fail=503, fail_every=3)
    assert [mocked.get("/items").status for _ in range(6)] == [
        *(200, 200, 503),
        *(200, 200, 503),
    ]
    mocked = Mocked(shop())
    assert mocked.get("/items", X_Mock_Status="429").status == 429
    found = mocked.get("/items", Prefer="return=minimal, code=400")
    assert found.status == 400 and "reason" in found.json
    assert mocked.get("/items", Prefer="code=x").status == 200


def test_latency() -> None:
    """Each response is delayed."""
    mocked = Mocked(shop(), latency=50)
    mocked.get("/items")
    mocked.get("/nothing")
    assert mocked.slept == [0.05, 0.05]


TEXT: dict[str, Any] = {"type": "string"}
SHAPES: list[tuple[dict[str, Any], str, str]] = [
    ({"message": TEXT, "code": TEXT}, "message", "code"),
    (
        {"error": {"type": "object", "properties": {"why": TEXT, "id": TEXT}}},
        "error/why",
        "error/id",
    ),
    (
        {
            "errors": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "object", "properties": {"text": TEXT, "key": TEXT}},
            }
        },
        "errors/0/text",
        "errors/0/key",
    ),
]


@pytest.mark.parametrize(("properties", "message", "code"), SHAPES)
def test_errors_have_a_message_and_a_code(
    properties: dict[str, Any], message: str, code: str
) -> None:
    """They are where the error rules say, also if the schema does not require them."""
    rule = {"when": {"status": "4XX"}}
    rule |= {"message": f"$response.body#/{message}", "code": f"$response.body#/{code}"}
    document = shop(**{"x-specloom-errors": {"default": {"rules": [rule]}}})
    document["paths"]["/items/{itemId}"]["get"]["responses"]["404"] = {
        "description": "missing",
        **content({"type": "object", "properties": properties}),
    }
    body = Mocked(document, items=2).get("/items/77").json
    for pointer, expected in ((message, "77"), (code, "not_found")):
        value: Any = body
        for step in pointer.split("/"):
            value = value[int(step)] if step.isdigit() else value[step]
        assert expected in value


def _without_errors(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without declared errors, so that refusals have their text."""
    for operation in document["paths"]["/items"].values():
        del operation["responses"]["400"]
    return document


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("page=0", "page: 0 is less than the minimum of 1"),
        ("page=7.5", "page: '7.5' is not of type 'integer'"),
        ("page=x", "page: 'x' is not of type 'integer'"),
        ("page=2&page=3", "page: ['2', '3'] is not of type 'integer'"),
        ("kind=a&kind=b", "kind: ['a', 'b'] is not of type 'string'"),
        ("ids=1,2&ids=3", "ids: [1, 2, 3] is too long"),
        ("page=1&kind=a&ids=1,2", ""),
        ("both=a&both=b", ""),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_value(query: str, expected: str) -> None:
    """A number is not called text, and no value of a repeated name is dropped."""
    both = [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
    ids = parameter("ids", type="array", items={"type": "integer"}, maxItems=2)
    declared = [
        parameter("page", type="integer", minimum=1),
        parameter("kind"),
        {**ids, "explode": False},
        parameter("both", oneOf=both),
    ]
    document = shop({"parameters": declared})
    found = Mocked(_without_errors(document)).get(f"/items?{query}")
    assert found.status == (400 if expected else 200), found.text
    assert expected in found.text


def test_a_refusal_says_where_in_the_body_the_problem_is() -> None:
    """The place is also known if the schema is a reference."""
    document = _without_errors(shop())
    document["components"]["schemas"]["Item"]["additionalProperties"] = False
    mocked = Mocked(document)
    wrong = mocked.call("POST", "/items", {"name": 5})
    assert "body: name: 5 is not of type 'string'" in wrong.text
    unknown = mocked.call("POST", "/items", {"name": "Pot", "size": 5})
    assert unknown.status == 400
    assert "'size' is not a declared property" in unknown.text


@pytest.mark.parametrize("number", ["1e400", "-1e999"])
def test_numbers_that_are_too_large_are_refused(number: str) -> None:
    """Kept, they would be Infinity in responses, which is not JSON."""
    client = Client(MockApplication(_without_errors(shop())))
    body = f'{{"name": "Pot", "price": {number}}}'
    found = client.post("/v1/items", data=body, content_type="application/json")
    assert found.status_code == 400
    assert "too large" in found.text
    assert "Infinity" not in client.get("/v1/items").text
