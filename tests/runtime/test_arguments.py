"""Arguments to drafts: filters and sort orders are written, the rest is placed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from small_vendor import MODES, SERVICE, Model, Vendor, ok
from specloom_runtime import (
    NULL,
    AllOrNone,
    Compare,
    Field,
    Filter,
    Headers,
    KeyMapGrammar,
    Like,
    Operation,
    Request,
    RequestError,
    Response,
    Sort,
    Sortable,
    SortGrammar,
)
from specloom_runtime.http.locations import argument_name
from specloom_runtime.operations.arguments import build_draft, build_request
from specloom_runtime.serialization.bodies import encode_body


class Fields:
    name = Field[str, Compare | Like | Sortable]("name")


class Written(Filter):
    """A grammar of one word."""

    def render(self, condition: object) -> str:
        return f"written: {type(condition).__name__}"


FIND = Operation(
    "GET",
    "/x",
    None,
    filter=Written("query.filter", None),  # type: ignore[arg-type]
    sort=Sort("query.sort", SortGrammar()),
)
PLAIN = Operation("GET", "/x", None)


def test_conditions_and_sort_keys_are_serialized() -> None:
    made = build_draft(
        FIND, query={"filter": Fields.name.eq("a"), "sort": [-Fields.name], "page": 1}
    )
    assert made.query == {"filter": "written: Predicate", "sort": "-name", "page": 1}
    assert build_draft(FIND, query={"sort": Fields.name.asc()}).query == {
        "sort": "name"
    }
    for query in ({"filter": Fields.name.eq("a")}, {"sort": [-Fields.name]}):
        with pytest.raises(RequestError, match="does not accept"):
            build_draft(PLAIN, query=query)


def test_filter_can_be_part_of_the_body() -> None:
    made = build_draft(FIND, body={"filters": Fields.name.eq("a"), "n": NULL})
    assert made.body == {"filters": "written: Predicate", "n": NULL}
    assert KeyMapGrammar is not None


def test_model_bodies_are_sent_unchanged() -> None:
    class Part(Model):
        a: int | None = None
        b: datetime | None = None

    assert encode_body(Part(a=1), "multipart/form-data") is not None
    form = encode_body(Part(a=1), "application/x-www-form-urlencoded")
    assert form is not None and form[0] == b"a=1"
    vendor = Vendor("sync", [ok(None)])
    moment = datetime(2024, 5, 1, tzinfo=UTC)
    vendor.call(Operation("POST", "/x", None), body=[Part(b=moment), Part()])
    assert vendor.asked[0].content == b'[{"b":"2024-05-01T00:00:00Z"},{}]'
    with pytest.raises(RequestError, match="no time zone"):
        vendor.call(
            Operation("POST", "/x", None), body=Part(b=moment.replace(tzinfo=None))
        )


def test_header_lookup_is_case_insensitive() -> None:
    headers = Headers([("A", "1"), ("b", "2"), ("a", "3")])
    assert headers["a"] == "1, 3" and headers.all("A") == ["1", "3"]
    assert list(headers) == ["a", "b"] and len(headers) == 2 and "B" in headers
    assert 3 not in headers and headers.get("c") is None
    assert repr(headers) == "Headers(a, b)"
    assert headers.without("A").pairs() == (("b", "2"),)


def test_repr_of_requests_and_responses_is_short() -> None:
    import pickle

    request = Request(method="GET", url="https://u:p@a.test/x?key=s#f")
    assert repr(request) == "<Request GET https://a.test/x>"
    with pytest.raises(TypeError):
        pickle.dumps(request)
    response = Response(status=200, body=b"secret")
    assert repr(response) == "<Response 200, 6 bytes>"
    assert pickle.loads(pickle.dumps(response)) == response
    assert SERVICE.nulls == SERVICE.falses == "send"


@pytest.mark.parametrize("mode", MODES)
def test_falses_are_left_out_of_objects_if_the_vendor_says_so(mode: str) -> None:
    body = {"a": False, "b": [False, {"c": False, "d": 0}], "f": ""}
    operation = Operation("POST", "/x", None)
    lines = Operation("POST", "/x", None, media="application/jsonl")
    for falses, sent in (
        ("send", body),
        ("omit", {"b": [False, {"d": 0}], "f": ""}),
    ):
        service = replace(SERVICE, falses=falses)
        vendor = Vendor(mode, [ok(None)] * 2, service=service)
        vendor.call(operation, body=body)
        vendor.call(lines, body=[body])
        assert [json.loads(each.content) for each in vendor.asked] == [sent, sent]


def test_header_of_a_call_replaces_that_of_the_client() -> None:
    operation = Operation("GET", "/x", bytes)
    draft = build_draft(operation, headers={"x-tenant": "2"})
    request = build_request(operation, draft, "http://h", headers={"X-Tenant": "1"})
    assert request.headers.pairs() == (
        ("Accept", "application/json"),
        ("x-tenant", "2"),
    )


NAMED = Operation(
    "POST",
    "/rows/{rowId}",
    None,
    required=("query.from", "header.X-Kind", "body#/rowIds"),
    names={"query.billingCode": "code"},
    formats={"query.from": "date", "body#/lastDay": "date"},
    require=(AllOrNone("query.billingCode", "body#/lastDay"),),
    deprecated=("query.billingCode",),
)
GIVEN: dict[str, Any] = {
    "path": {"rowId": 7},
    "query": {"from": date(2024, 1, 1), "billingCode": None},
    "headers": {"X-Kind": "a"},
    "cookies": {"class": None},
    "body": {"rowIds": [1], "lastDay": None},
}


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        ("query", {"from": None}, "from_ cannot be None"),
        ("query", {}, "from_ cannot be None"),
        ("headers", {"X-Kind": None}, "x_kind cannot be None"),
        ("body", {"rowIds": None}, "row_ids cannot be None"),
        ("path", {"rowId": None}, "row_id is needed: it is a part of /rows/{rowId}"),
        ("path", {"rowId": ""}, "row_id cannot be empty: it is sent in the path"),
        ("query", {"from": 5}, "from_: a int cannot be sent here (expected a date)"),
        ("headers", {"X-Kind": "\n"}, "x_kind"),
        ("cookies", {"class": ";"}, "class_ holds a semicolon"),
        ("body", {"rowIds": [object()]}, "row_ids.0: a object cannot be written"),
        ("body", {"lastDay": datetime(2024, 1, 1)}, "last_day: a datetime was given"),
        ("body", {"rowIds": Fields.name == "a"}, "row_ids does not accept a filter"),
        ("query", {"from": Fields.name.asc()}, "from_ does not accept sort keys"),
        ("query", {"billingCode": "a"}, "give code, last_day together or not at all"),
    ],
)
@pytest.mark.filterwarnings("ignore:code of POST")
def test_errors_have_the_names_of_the_arguments(
    part: str, values: dict[str, Any], words: str
) -> None:
    changed = {} if values == {} else GIVEN[part] | values
    with pytest.raises(RequestError) as caught:
        draft = build_draft(NAMED, **(GIVEN | {part: changed}))
        build_request(NAMED, draft, "https://vendor.test")
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("businessCounterIds", "business_counter_ids"),
        ("HTTPServer", "http_server"),
        ("X-Old.name", "x_old_name"),
        ("from", "from_"),
        ("already_good", "already_good"),
        ("1st", "1st"),
        ("$", "$"),
    ],
)
def test_arguments_have_usual_names(wire: str, name: str) -> None:
    assert argument_name(wire) == name


def test_a_body_that_is_one_argument_keeps_its_names() -> None:
    whole = Operation("POST", "/rows", None, required=("body",))
    with pytest.raises(RequestError, match="^body cannot be None$"):
        build_draft(whole, body=None)
    draft = build_draft(whole, body={"rowIds": object()})
    with pytest.raises(RequestError, match="^rowIds: "):
        build_request(whole, draft, "https://vendor.test")
    assert whole.argument("body#/rowIds/0") == "rowIds.0"
    assert NAMED.argument("body#/rowIds/0") == "row_ids.0"
    assert whole.argument("body") == "body"
