"""The options `extra_query` and `extra_body`: what they send, and what they refuse."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from loopback import Caller, Loopback, answer
from pydantic import RootModel
from small_vendor import CREATE, GET, LIST, MODES, SERVICE, Contact, Vendor, ok
from specloom_runtime import (
    NULL,
    BodyFields,
    ConfigurationError,
    CursorPages,
    Model,
    NumberedPages,
    OffsetPages,
    Operation,
    PagedOperation,
    QueryKey,
    RequestError,
    Secret,
    SessionLogin,
    StreamOperation,
    Style,
)

FORM = "application/x-www-form-urlencoded"
PLANTED = "pl4nted-secret"
ONE: dict[str, Any] = {"path": {"number": 1}}


class Flag(Model):
    on: bool


class Names(RootModel[list[str]]):
    pass


SEARCH = Operation(
    "GET",
    "/search?kind=all",
    bytes,
    accept="*/*",
    styles={"query.filter": Style("deepObject")},
)
SUBMIT = Operation("POST", "/form", None, media=FORM)
UPLOAD = Operation("PUT", "/upload", None, media="multipart/form-data")


def query(request: Any) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query.decode(), keep_blank_values=True)


def call(
    vendor: Vendor, operation: Any = GET, options: Any = None, **values: Any
) -> Any:
    if operation is GET:
        values = {**ONE, **values}
    return vendor.call(operation, options=options or {}, **values)


@pytest.mark.parametrize("mode", MODES)
def test_query_of_a_call(mode: str) -> None:
    vendor = Vendor(mode, [ok({"number": 1})] * 3, extra_query={"trace": True})
    call(vendor, query={"name": "a"})
    call(vendor, options={"extra_query": {"a&b": "=;#+ %", "many": [1, 2], "no": None}})
    call(vendor, options={"extra_query": {"trace": None}})
    assert [query(request) for request in vendor.asked] == [
        [("name", "a"), ("trace", "true")],
        [("trace", "true"), ("a&b", "=;#+ %"), ("many", "1"), ("many", "2")],
        [],
    ]


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_call_over_sockets(mode: str) -> None:
    events = answer(b"data: 1\n\n", media="text/event-stream")
    pages = [answer({"items": [], "cursor": c}) for c in ("next", None)]
    talks = [answer({"number": 1}), *pages, answer(b"file"), events, answer({})]
    stream = StreamOperation("GET", "/stream")
    extra = {"extra_query": {"trace": 1}}
    with Loopback(*talks) as server, Caller(mode, server, **extra) as caller:
        caller.call()
        caller.all(caller.pager(LIST))
        with io.BytesIO() as file:
            caller.wait(caller.resource()._download(SEARCH, file))
        caller.all(caller.resource()._stream(stream))
        caller.raw("GET", "/undescribed")
        targets = [asked.target for asked in server.asked]
    assert [target.replace("&", "?").split("?")[1:] for target in targets] == [
        ["trace=1"],
        ["trace=1"],
        ["trace=1", "cursor=next"],
        ["kind=all", "trace=1"],
        ["trace=1"],
        ["trace=1"],
    ]


@pytest.mark.parametrize("mode", MODES)
def test_other_kinds_of_requests_outside_the_description(mode: str) -> None:
    events = answer(b"data: 1\n\n", media="text/event-stream")
    talks = [answer(b"file"), events, answer({})]
    extra = {"extra_query": {"trace": 1}}
    with Loopback(*talks) as server, Caller(mode, server, **extra) as caller:
        with io.BytesIO() as file:
            caller.wait(caller.client.download("/f#no", file))
        caller.all(caller.client.stream("GET", "/s?a=1"))
        client = caller.client.with_options(extra_body={"b": 2})
        caller.wait(client.request("POST", "/r", body={"a": 1}))
        targets = [asked.target for asked in server.asked]
    assert targets == ["/f?trace=1", "/s?a=1&trace=1", "/r?trace=1"]


BODIES = [
    (CREATE, {"body": Contact(number=1)}, '{"number":1,"extra":[1]}'),
    (CREATE, {"body": {"number": 1, "name": None}}, '{"number":1,"extra":[1]}'),
    (CREATE, {"body": {"name": None}}, '{"extra":[1]}'),
    (CREATE, {"body": None}, '{"extra":[1]}'),
    (SUBMIT, {"body": {"number": 1}}, "number=1&extra=1"),
    (SUBMIT, {"body": Contact(number=1)}, "number=1&extra=1"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("operation", "values", "sent"), BODIES)
def test_members_of_a_body(mode: str, operation: Any, values: Any, sent: str) -> None:
    vendor = Vendor(mode, [ok({"number": 1})])
    call(vendor, operation, {"extra_body": {"extra": [1]}}, **values)
    assert vendor.asked[0].content.decode() == sent


def test_null_and_nested_members() -> None:
    vendor = Vendor("sync", [ok({"number": 1})])
    extra = {"none": None, "null": NULL, "flag": Flag(on=True)}
    call(vendor, CREATE, {"extra_body": extra}, body={"number": 1})
    assert json.loads(vendor.asked[0].content) == {
        "number": 1,
        "none": None,
        "null": None,
        "flag": {"on": True},
    }


def test_nullable_body_that_is_not_given() -> None:
    vendor = Vendor("sync", [ok({"number": 1})])
    nullable = Operation("POST", "/contacts", Contact, nullable=("body",))
    call(vendor, nullable, {"extra_body": {"extra": 1}})
    assert json.loads(vendor.asked[0].content) == {"extra": 1}
    with pytest.raises(RequestError, match="neither a JSON object nor a form"):
        call(vendor, nullable, {"extra_body": {"extra": 1}}, body=None)


def test_file_in_a_multipart_body_is_sent_again() -> None:
    with Loopback(answer({}, 503), answer({})) as server:
        with Caller("sync", server) as caller:
            options = {"extra_body": {"file": io.BytesIO(b"content")}, "retries": 1}
            caller.call(UPLOAD, options, body={"name": "a"})
        bodies = [asked.body for asked in server.asked]
    assert bodies[0] == bodies[1]
    assert b'name="file"' in bodies[0] and b"content" in bodies[0]


OFFSETS = PagedOperation(
    "GET",
    "/items",
    list[Contact],
    Contact,
    pages=OffsetPages(offset="query.skip", limit="query.take"),
)
NUMBERED = PagedOperation(
    "GET", "/items", list[Contact], Contact, pages=NumberedPages(page="query.page")
)
IN_BODY = PagedOperation(
    "POST",
    "/items",
    list[Contact],
    Contact,
    pages=CursorPages(
        send="body#/Limitation/Cursor", read="body.cursor", limit="body#/Count"
    ),
)
KEYED = replace(
    SERVICE,
    schemes={
        "key": QueryKey("api_key", "key"),
        "fields": BodyFields({"body#/token": "key"}),
        "login": SessionLogin("/login", {"body#/key": "key"}, place="query.sid"),
    },
    security=(("key",),),
)
REFUSED: list[tuple[Any, dict[str, Any], dict[str, Any], str]] = [
    (GET, {"query": {"name": None}}, {"extra_query": {"name": 1}}, "'name'"),
    (GET, {}, {"extra_query": {"more": {"name": 1}}}, "'more'"),
    (GET, {"query": {"name": "a"}}, {"extra_query": {"name": 1}}, "'name'"),
    (GET, {}, {"extra_query": {"api_key": "x"}}, "'api_key'"),
    (GET, {}, {"extra_query": {"sid": "x"}}, "'sid'"),
    (SEARCH, {}, {"extra_query": {"kind": "x"}}, "'kind'"),
    (SEARCH, {"query": {"filter": None}}, {"extra_query": {"filter[a]": 1}}, "filter"),
    (GET, {"query": {"o": {"part": 1}}}, {"extra_query": {"part": 2}}, "'part'"),
    (GET, {}, {"extra_query": {"a": object()}}, "'a': "),
    (GET, {}, {"extra_query": {"a": "\ud800"}}, "'a': "),
    (GET, {}, {"extra_body": {"a": 1}}, "GET /contacts/{number}"),
    (CREATE, {"body": {"a": None}}, {"extra_body": {"a": 1}}, "'a'"),
    (CREATE, {"body": {"a": 1}}, {"extra_body": {"a": 1}}, "'a'"),
    (CREATE, {"body": Contact(number=1)}, {"extra_body": {"name": 1}}, "'name'"),
    (CREATE, {"body": Contact(number=1, x=1)}, {"extra_body": {"x": 2}}, "'x'"),
    (CREATE, {"body": {}}, {"extra_body": {"token": "x"}}, "'token'"),
    (CREATE, {"body": [1]}, {"extra_body": {"a": 1}}, "JSON object"),
    (CREATE, {"body": Names(["a"])}, {"extra_body": {"a": 1}}, "JSON object"),
    (SUBMIT, {"body": "a=1"}, {"extra_body": {"b": 1}}, "JSON object nor a form"),
    (
        Operation("POST", "/text", None, media="text/plain"),
        {"body": "a"},
        {"extra_body": {"b": 1}},
        "JSON object nor a form",
    ),
]
PAGES: list[tuple[Any, dict[str, Any], str]] = [
    (LIST, {"extra_query": {"cursor": "x"}}, "'cursor'"),
    (LIST, {"extra_query": {"limit": 5}}, "'limit'"),
    (OFFSETS, {"extra_query": {"skip": 5}}, "'skip'"),
    (OFFSETS, {"extra_query": {"take": 5}}, "'take'"),
    (NUMBERED, {"extra_query": {"page": 5}}, "'page'"),
    (IN_BODY, {"extra_body": {"Limitation": {}}}, "'Limitation'"),
    (IN_BODY, {"extra_body": {"Count": 5}}, "'Count'"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("operation", "values", "options", "named"), REFUSED)
def test_what_is_refused(
    mode: str, operation: Any, values: Any, options: Any, named: str
) -> None:
    vendor = Vendor(mode, [], service=KEYED)
    with pytest.raises(RequestError) as caught:
        call(vendor, operation, options, **values)
    assert named in str(caught.value)
    assert vendor.asked == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("operation", "options", "named"), PAGES)
def test_what_is_refused_for_lists(
    mode: str, operation: Any, options: Any, named: str
) -> None:
    vendor = Vendor(mode, [], service=KEYED)
    vendor.client = vendor.client.with_options(**options)
    with pytest.raises(RequestError, match=f"extra_.* has {named} already"):
        vendor.pager(operation)


@pytest.mark.parametrize("option", ["extra_query", "extra_body"])
@pytest.mark.parametrize("value", ["a=1", [("a", 1)], {1: 2}, {"": 1}, None])
def test_options_must_be_mappings(option: str, value: Any) -> None:
    client = Vendor("sync", []).client
    with pytest.raises(ConfigurationError, match=f"^{option} must map names to values"):
        client.with_options(**{option: value})


def test_members_are_added_to_those_of_pages() -> None:
    answers = [ok([{"number": 1}])]
    vendor = Vendor("sync", answers)
    vendor.client = vendor.client.with_options(extra_body={"Extent": {"All": True}})
    vendor.all(vendor.pager(IN_BODY, body={"Name": "a"}, page_size=7))
    assert json.loads(vendor.asked[0].content) == {
        "Name": "a",
        "Count": 7,
        "Extent": {"All": True},
    }


def test_checkpoint_belongs_to_its_extra_arguments() -> None:
    vendor = Vendor("sync", [])
    plain = vendor.client
    marks = []
    for options in ({}, {"extra_query": {"a": 1}}, {"extra_body": {"a": 1}}):
        vendor.client = plain.with_options(**options)
        marks.append(vendor.pager(IN_BODY, body={}).checkpoint["list"])
    assert len(set(marks)) == 3


@pytest.mark.parametrize("mode", MODES)
def test_secret_is_hidden(mode: str, caplog: pytest.LogCaptureFixture) -> None:
    attempts: list[Any] = []
    vendor = Vendor(mode, [ok({"echo": PLANTED}, 400)], on_attempt=attempts.append)
    with (
        caplog.at_level(logging.DEBUG, "specloom_runtime"),
        pytest.raises(Exception) as caught,  # searched below
    ):
        call(vendor, options={"extra_query": {"key2": Secret(PLANTED)}})
    assert query(vendor.asked[0]) == [("key2", PLANTED)]
    found = f"{caught.value!r} {vars(caught.value)} {attempts} {caplog.text}"
    assert PLANTED not in found


def test_plain_values_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    vendor = Vendor("sync", [ok({}, 400)])
    with (
        caplog.at_level(logging.DEBUG),
        pytest.raises(Exception) as caught,
    ):
        call(vendor, options={"extra_query": {"q": "private"}})
    assert "private" not in f"{caught.value!r} {caplog.text}"
