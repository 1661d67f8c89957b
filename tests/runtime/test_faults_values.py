"""Faults of values that callers pass: delimiters, surrogates, cycles, options."""

from __future__ import annotations

import io
from decimal import Decimal
from http.cookies import SimpleCookie
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from linear_time import cost, is_linear
from loopback import Caller, Loopback, answer
from pydantic import PlainSerializer
from small_vendor import MODES, Contact
from specloom_runtime import (
    ConfigurationError,
    Eq,
    Field,
    InfixGrammar,
    Model,
    Operation,
    RequestError,
    Style,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
DONE = answer(b"", 204)
VALUES = (
    "a&b=c",
    "a#b",
    "a;b",
    "a;b=c",
    "a+b c",
    "a%26b",
    'a"b',
    "a,b",
    "a\\b",
    "?a=b",
)


def sent(mode: str, operation: Any, **arguments: Any) -> Any:
    """Return the request that arrives; None for one that is refused."""
    with Loopback(DONE) as server, Caller(mode, server) as caller:
        try:
            caller.call(operation, **arguments)
        except RequestError:
            assert server.asked == []
            return None
        return server.asked[0]


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("reserved", [False, True])
def test_F79_a_value_is_whole_in_a_query_and_a_form(
    mode: str, value: str, reserved: bool
) -> None:
    style = Style(reserved=reserved)
    search = Operation("GET", "/x", None, styles={"query.q": style, "query.o": style})
    for given in (value, {"k": value}):
        request = sent(mode, search, query={"q": given, "last": "1"})
        query = urlsplit(request.target).query
        name = "k" if isinstance(given, dict) else "q"
        assert parse_qsl(query) == [(name, value), ("last", "1")]
        assert parse_qsl(query, separator=";")[0][1].endswith("last=1")
    save = Operation("POST", "/x", None, media=FORM, styles={"body.q": style})
    request = sent(mode, save, body={"q": value, "last": "1"})
    assert parse_qsl(request.body.decode()) == [("q", value), ("last", "1")]
    assert ";" not in request.body.decode()


@pytest.mark.parametrize("value", VALUES)
def test_F79_a_value_is_whole_in_a_cookie_or_refused(mode: str, value: str) -> None:
    operation = Operation("GET", "/x", None)
    for given in (value, {"k": value}, [value], {value: "v"}):
        request = sent(mode, operation, cookies={"c": given, "last": "1"})
        if request is not None:
            pairs = request.header("Cookie").split("; ")
            assert pairs[-1] == "last=1" and len(pairs) == 2
            assert value in pairs[0]
    strange = Operation("GET", "/x", None, styles={"cookie.c": Style(explode=False)})
    assert sent(mode, strange, cookies={"c": {"a;b": "1"}}) is None
    assert SimpleCookie("c=1")["c"].value == "1"


@pytest.mark.parametrize("value", VALUES)
def test_F79_a_value_is_whole_in_a_path(mode: str, value: str) -> None:
    request = sent(mode, Operation("GET", "/x/{v}/y", None), path={"v": value})
    assert unquote(request.target) == f"/x/{value}/y"
    assert request.target.count("/") == 3 and "#" not in request.target


HALF = "half-\ud800"
HUGE = 10**5000
CYCLE: list[Any] = []
CYCLE.append(CYCLE)
LOOP: dict[str, Any] = {}
LOOP["self"] = LOOP


class Tree(Model):
    name: Any = None


def refuse(_: Any) -> Any:
    raise ValueError("not today")


class Unwritable(Model):
    name: Annotated[str, PlainSerializer(refuse)]


CIRCLE = Tree(name=1)
CIRCLE.name = CIRCLE


@pytest.mark.parametrize(
    "value", [HALF, HUGE, Decimal("1e999999")], ids=["a", "b", "c"]
)
def test_F97_a_value_that_cannot_be_sent_is_refused_by_name(
    mode: str, value: Any
) -> None:
    json = Operation("POST", "/x/{field}", None)
    media = {"form": FORM, "multipart": "multipart/form-data"}
    here: dict[str, Any] = {"path": {"field": 1}}
    cases: list[tuple[Any, dict[str, Any]]] = [
        (json, {"path": {"field": value}}),
        (json, {**here, "query": {"field": value}}),
        (json, {**here, "query": {"field": [value]}}),
        (json, {**here, "query": {"field": {"a": value}}}),
        (json, {**here, "cookies": {"field": value}}),
        (json, {**here, "headers": {"field": value}}),
        (json, {**here, "body": {"field": value}}),
        (json, {**here, "body": {"field": {"a": [value]}}}),
        (json, {**here, "body": Contact.model_construct({"field"}, field=value)}),
        (json, {**here, "body": Tree(name={"field": value})}),
        *(
            (Operation("POST", "/x", None, media=each), {"body": {"field": value}})
            for each in media.values()
        ),
    ]
    for operation, arguments in cases:
        with Caller(mode, "http://127.0.0.1:9") as caller:
            error = caller.fails(operation, **arguments)
            assert isinstance(error, RequestError), arguments.keys()
            assert "field" in str(error) and len(str(error)) < 200
            assert caller.attempts == []


def test_F97_texts_outside_utf_8_are_refused(mode: str) -> None:
    upload = Operation("POST", "/x", None, media="multipart/form-data")
    plain = Operation("POST", "/x", None, media="text/plain")
    json = Operation("POST", "/x", None)
    cases: list[tuple[Any, dict[str, Any]]] = [
        (upload, {"body": {"file": (HALF, b"data", "a/b")}}),
        (upload, {"body": {HALF: b"data"}}),
        (upload, {"body": {"file": ("a", io.BytesIO(b"x"), "a/\n")}}),
        (plain, {"body": HALF}),
        (json, {"body": {HALF: 1}}),
        (json, {"body": {"a": {HALF: 1}}}),
        (json, {"query": {"a": {HALF: 1}}}),
        (json, {"query": {HALF: 1}}),
        (json, {"headers": {HALF: "1"}}),
        (json, {"cookies": {HALF: "1"}}),
    ]
    for operation, arguments in cases:
        with Caller(mode, "http://127.0.0.1:9") as caller:
            assert isinstance(caller.fails(operation, **arguments), RequestError)
    with Caller(mode, "http://127.0.0.1:9") as caller:
        with pytest.raises(RequestError):
            caller.raw("GET", f"/{HALF}")
        with pytest.raises(RequestError):
            caller.raw("GET", f"/x?{HALF}")


@pytest.mark.parametrize("body", [CYCLE, LOOP, {"a": CYCLE}, CIRCLE, {"a": CIRCLE}])
def test_F97_a_body_that_contains_itself_is_refused(mode: str, body: Any) -> None:
    for media in ("application/json", FORM, "multipart/form-data"):
        operation = Operation("POST", "/x", None, media=media)
        with Caller(mode, "http://127.0.0.1:9") as caller:
            error = caller.fails(operation, body=body)
            assert isinstance(error, RequestError) and len(str(error)) < 300
    with Caller(mode, "http://127.0.0.1:9") as caller:
        operation = Operation("GET", "/x", None)
        assert isinstance(caller.fails(operation, query={"a": body}), RequestError)


def test_F97_a_name_of_a_member_is_refused_with_its_path(mode: str) -> None:
    operation = Operation("POST", "/x", None)
    with Caller(mode, "http://127.0.0.1:9") as caller:
        for body, place in (({object(): 1}, "body"), ({"a": {object(): 1}}, "a")):
            error = caller.fails(operation, body=body)
            assert isinstance(error, RequestError) and str(error).startswith(place)
        error = caller.fails(operation, body=Unwritable(name="x"))
        assert isinstance(error, RequestError) and str(error).startswith("name: ")


OPTIONS: list[dict[str, Any]] = [
    {"timeout": "5"},
    {"timeout": float("nan")},
    {"timeout": float("inf")},
    {"timeout": True},
    {"deadline": 0},
    {"deadline": "soon"},
    {"deadline": 1e20},
    {"pool_timeout": [1]},
    {"retries": "3"},
    {"retries": 1.5},
    {"retries": True},
    {"retries": -1},
    {"concurrency": "2"},
    {"concurrency": 0},
    {"empty_pages": None},
    {"headers": "X: y"},
    {"headers": {"Content-Length": "5"}},
    {"headers": {"transfer-encoding": "chunked"}},
    {"idempotency_key": 5},
    {"idempotency_key": ""},
]


@pytest.mark.parametrize("options", OPTIONS, ids=repr)
def test_F97_an_option_of_a_wrong_type_is_refused_by_name(
    mode: str, options: dict[str, Any]
) -> None:
    (name,) = options
    with (
        Caller(mode, "http://127.0.0.1:9") as caller,
        pytest.raises(ConfigurationError, match=name),
    ):
        caller.client.with_options(**options)
    if name != "idempotency_key":
        with pytest.raises(ConfigurationError, match=name):
            Caller(mode, "http://127.0.0.1:9", **options)


class RowFields:
    """What rows can be filtered by."""

    name = Field[str, Eq]("name")


GRAMMAR = InfixGrammar(
    operators={"eq": "{field} eq {value}"},
    conjunction=" and ",
    disjunction=" or ",
    forms={"text": "'{value}'"},
)


def test_F81_a_nested_filter_takes_linear_time(mode: str) -> None:
    def nested(depth: int) -> Any:
        condition: Any = RowFields.name == "a"
        for _ in range(depth):
            condition = (condition | (RowFields.name == "b")) & (RowFields.name == "c")
        return condition

    assert GRAMMAR.render(nested(14)).count("eq") == 29
    assert (
        min(cost(lambda depth: GRAMMAR.render(nested(depth)), 14) for _ in range(9))
        < 0.014
    )
    assert is_linear(lambda depth: [nested(depth) for _ in range(20)], 50, slack=0.01)
    assert nested(3).owner is RowFields and mode
