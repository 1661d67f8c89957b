"""Test what lowering makes of a declared pagination, of windows and of chunks."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered
from specloom import ir
from specloom.ir import Whole
from specloom.ir.model_definitions import Default
from specloom.vocabulary import keys
from specloom_runtime import (
    Buckets,
    Chunk,
    CursorPages,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    SinglePage,
    Window,
)
from specloom_runtime.operations.base_operation import OperationFacts
from specloom_runtime.pagination.styles import Pages

JSON = "application/json"
TEXT = {"type": "string"}
ROWS = {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}
SCHEMAS: dict[str, Any] = {
    "Row": {
        "properties": {
            "Id": TEXT,
            "Other": TEXT,
            "Owner": {"$ref": "#/components/schemas/Owner"},
            "Stays": {"type": "array", "items": {"$ref": "#/components/schemas/Owner"}},
        }
    },
    "Owner": {"properties": {"OwnId": TEXT}},
    "Page": {"properties": {"Rows": ROWS, "Next": TEXT, "Count": {"type": "integer"}}},
    "Send": {
        "properties": {
            "Limits": {"properties": {"Size": {"type": "integer", "default": 7}}},
            "Range": {
                "properties": {"From": TEXT, "To": TEXT},
                keys.WINDOW: {"start": "From", "end": "To", "maximum": "P7D"},
            },
            "Ids": {"type": "array", "items": TEXT, keys.CHUNK: {"maximum": 4}},
        }
    },
}
ITEMS = {"items": "$response.body#/Rows"}


def integer(name: str, **members: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": {"type": "integer", **members}}


def operation(pagination: Any, *parameters: Any, **members: Any) -> ir.Operation:
    """Return an operation that answers with a page."""
    page = {"content": {JSON: {"schema": {"$ref": "#/components/schemas/Page"}}}}
    node = {"responses": {"200": page}, "parameters": list(parameters), **members}
    if pagination is not None:
        node[keys.PAGINATION] = pagination
    return lowered(node, components={"schemas": SCHEMAS})


def body() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Send"}
    return {"requestBody": {"content": {JSON: {"schema": schema}}}}


@pytest.mark.parametrize(
    ("pagination", "parameters", "pages"),
    [
        (
            {
                "style": "cursor",
                "request": {"cursor": "$request.query.c"},
                "response": {**ITEMS, "cursor": "$response.body#/Next"},
            },
            [],
            CursorPages(send="query.c", read="body.next", items="body.rows"),
        ),
        (
            {
                "style": "offset",
                "request": {"offset": "$request.query.o", "limit": "$request.query.n"},
                "response": {**ITEMS, "total": "$response.body#/Count"},
            },
            [integer("n", default=5, maximum=50), integer("o", maximum=900)],
            OffsetPages(
                offset="query.o",
                limit="query.n",
                size=5,
                max_size=50,
                last=900,
                total="body.count",
                items="body.rows",
            ),
        ),
        (
            {
                "style": "offset",
                "request": {"offset": "$request.query.o", "limit": "$request.query.n"},
                "response": ITEMS,
                "page-size": {"default": 3, "maximum": 30},
                "limits": {"offset": 600},
            },
            [integer("n", default=5, maximum=50), integer("o", maximum=900)],
            OffsetPages(
                offset="query.o",
                limit="query.n",
                size=3,
                max_size=30,
                last=600,
                items="body.rows",
            ),
        ),
        (
            {
                "style": "page",
                "request": {"page": "$request.query.p", "limit": "$request.query.n"},
                "response": {**ITEMS, "total-pages": "$response.header.X-Pages"},
                "first": 1,
                "end-when": ["total"],
            },
            [integer("p")],
            NumberedPages(
                page="query.p",
                limit="query.n",
                first=1,
                total_pages="header.X-Pages",
                items="body.rows",
                end_when=("total",),
            ),
        ),
        (
            {
                "style": "next-link",
                "response": {**ITEMS, "next": "$response.header.Link"},
            },
            [],
            NextLinkPages(next="header.Link", items="body.rows"),
        ),
        (
            {
                "style": "keyset",
                "request": {"cursor": "$request.query.after"},
                "response": {
                    **ITEMS,
                    "cursor": "$last-item#/Owner/OwnId",
                    "has-more": "$response.body#/Next",
                },
            },
            [],
            KeysetPages(
                send="query.after",
                key="owner.own_id",
                has_more="body.next",
                items="body.rows",
            ),
        ),
        (
            {"style": "single-page", "response": ITEMS},
            [],
            SinglePage(items="body.rows"),
        ),
    ],
)
def test_pages_of_each_style(
    pagination: Any, parameters: list[Any], pages: Pages
) -> None:
    made = operation(pagination, *parameters)
    assert isinstance(made, ir.PagedOperation)
    assert made.pages == pages


@pytest.mark.parametrize(
    ("schema", "declared", "stated", "text"),
    [
        ({"default": 5}, {}, {"size": 5}, "By default 5."),
        ({}, {}, {}, "By default, the vendor decides."),
        (
            {"minimum": 2, "maximum": 50, "default": 5},
            {},
            {"size": 5, "min_size": 2, "max_size": 50},
            "By default 50, the largest that the vendor allows.",
        ),
        (
            {"exclusiveMinimum": 1, "exclusiveMaximum": 51},
            {},
            {"min_size": 2, "max_size": 50},
            "By default 50, the largest that the vendor allows.",
        ),
        (
            {"enum": [50, 10, None, True, 0]},
            {"default": 10},
            {"size": 10, "sizes": (10, 50)},
            "One of: 10, 50. By default 50, the largest that the vendor allows.",
        ),
        (
            {"minimum": 1, "maximum": 2**31 - 1},
            {},
            {},
            "By default, the vendor decides.",
        ),
        (
            {"maximum": 2**31 - 1},
            {"maximum": 20000},
            {"max_size": 20000},
            "By default 20000, the largest that the vendor allows.",
        ),
    ],
)
def test_stated_page_sizes_decide_the_default(
    schema: dict[str, Any], declared: dict[str, int], stated: dict[str, Any], text: str
) -> None:
    pagination: dict[str, Any] = {
        "style": "offset",
        "request": {"offset": "$request.query.o", "limit": "$request.query.n"},
        "response": ITEMS,
    }
    if declared:
        pagination["page-size"] = declared
    made = operation(pagination, integer("o"), integer("n", **schema))
    assert isinstance(made, ir.PagedOperation)
    expected = OffsetPages(
        offset="query.o", limit="query.n", items="body.rows", **stated
    )
    assert made.pages == expected
    (argument,) = [each for each in made.arguments if each.name == "page_size"]
    assert argument.notes == text


ONE_PAGE = "to the end; `page_size=50` and `take(50)` read only one page."
TAKEN = "to the end; `take(50)` reads only 50 items."


@pytest.mark.parametrize(
    ("style", "members", "text"),
    [
        ("offset", {}, f"item, from 0. Iterating reads from there {ONE_PAGE}"),
        (
            "offset",
            {"limits": {"offset": 7}},
            f"from 0 to 7. Iterating reads {{}}{ONE_PAGE}",
        ),
        (
            "offset",
            {"request": {"limit": None}},
            f"from 0. Iterating reads {{}}{TAKEN}",
        ),
        ("page", {}, f"item, from 0. Iterating reads from there {ONE_PAGE}"),
        ("page", {"limits": {"page": 9}}, f"from 0. Iterating reads {{}}{ONE_PAGE}"),
        (
            "page",
            {"limits": {"page": 9}, "page-size": {"maximum": 50}, "first": 1},
            f"to 449, or less with smaller pages. Iterating reads {{}}{ONE_PAGE}",
        ),
        (
            "page",
            {"limits": {"page": 9}, "page-size": {"default": 5}},
            f"from 0 to 49, or less with smaller pages. Iterating reads {{}}{ONE_PAGE}",
        ),
        (
            "page",
            {
                "limits": {"page": 9},
                "page-size": {"default": 5},
                "request": {"limit": None},
            },
            f"from 0 to 49. Iterating reads {{}}{TAKEN}",
        ),
        ("page", {"request": {"limit": None}}, None),
        ("cursor", {"response": {"cursor": "$response.body#/Next"}}, None),
        ("single-page", {"request": {}}, None),
    ],
)
def test_lists_with_counted_pages_have_a_start(
    style: str, members: dict[str, Any], text: str | None
) -> None:
    counter = {"offset": "offset", "page": "page"}.get(style, "cursor")
    request = {counter: "$request.query.o", "limit": "$request.query.n"}
    request |= members.get("request", {})
    pagination = {
        **members,
        "style": style,
        "request": {role: at for role, at in request.items() if at},
        "response": {**ITEMS, **members.get("response", {})},
    }
    made = operation(pagination, integer("o"), integer("n"))
    found = [each for each in made.arguments if each.destination == Whole("start")]
    if text is None:
        assert found == []
        return
    (argument,) = found
    assert argument.name == "start" and argument.default == Default(0)
    assert text.format("from there ") in argument.description


def test_an_argument_of_the_vendor_keeps_the_name_start() -> None:
    pagination = {
        "style": "offset",
        "request": {"offset": "$request.query.o"},
        "response": ITEMS,
    }
    made = operation(pagination, integer("o"), integer("start"))
    assert [each.name for each in made.arguments] == ["start", "start_at"]


def test_page_size_is_found_in_the_body() -> None:
    pagination = {
        "style": "cursor",
        "request": {
            "cursor": "$request.body#/Limits/Cursor",
            "limit": "$request.body#/Limits/Size",
        },
        "response": {**ITEMS, "cursor": "$response.body#/Next"},
    }
    made = operation(pagination, **body())
    assert isinstance(made, ir.PagedOperation)
    assert (made.pages.limit, made.pages.size) == ("body#/Limits/Size", 7)
    assert made.pages.max_size is None


def names(**limits: Any) -> set[str]:
    """Return the arguments where the pager fills in `Limits/Size` of the body."""
    schema = {"properties": {"Limits": {"properties": limits}, "Name": TEXT}}
    pagination = {
        "style": "offset",
        "request": {
            "offset": "$request.body#/Limits/Skip",
            "limit": "$request.body#/Limits/Size",
        },
        "response": ITEMS,
    }
    content = {"requestBody": {"content": {JSON: {"schema": schema}}}}
    return {each.name for each in operation(pagination, **content).arguments}


def test_object_that_the_pager_fills_in_is_left_out() -> None:
    number = {"type": "integer"}
    assert names(Size=number, Skip=number) == {"name", "page_size", "start"}
    assert "limits" in names(Size=number, Skip=number, Order=TEXT)


def test_operation_without_pagination_or_without_a_page_is_a_call() -> None:
    assert isinstance(operation(None), ir.CallOperation)
    pagination = {"style": "single-page", "response": ITEMS}
    empty = operation(pagination, responses={"204": {}})
    assert isinstance(empty, ir.CallOperation)


SINGLE = {"style": "single-page", "response": ITEMS}


def window(**members: Any) -> dict[str, Any]:
    ends = {"start": "$request.query.from", "end": "$request.query.to"}
    return {keys.WINDOW: {**ends, "maximum": "P31D", **members}}


def test_windows_of_parameters_and_of_the_body() -> None:
    made = operation(SINGLE, **window(bounds="inclusive", step="P1D"), **body())
    assert made.facts.windows == (
        Window("query.from", "query.to", "P31D", bounds="inclusive", step="P1D"),
        Window("body#/Range/From", "body#/Range/To", maximum="P7D"),
    )


def test_items_of_several_windows_are_merged() -> None:
    lists = {"identity": ["Id", "Owner/OwnId"], "lists": {"Stays": "OwnId"}}
    facts = operation(SINGLE, **window(merge=lists)).facts
    assert facts.identity == ("id", "owner.own_id")
    assert facts.merge == {"stays": "own_id"}


@pytest.mark.parametrize("pagination", [None, SINGLE])
def test_windows_without_merging(pagination: Any) -> None:
    facts = operation(pagination, **window()).facts
    assert facts == OperationFacts(windows=facts.windows) != OperationFacts()


def test_call_merges_nothing() -> None:
    lists = {"identity": ["Id"], "lists": {"Stays": "OwnId"}}
    facts = operation(None, **window(merge=lists)).facts
    assert facts == OperationFacts(windows=facts.windows) != OperationFacts()


BUCKETS = {
    "list": "Stays",
    "start": "OwnId",
    "end": "OwnId",
    "units": {"W": "week"},
    "ids": "$request.query.ids",
}


def test_buckets_have_attributes_and_an_argument() -> None:
    made = operation(SINGLE, **window(align=BUCKETS))
    (found,) = made.facts.windows
    assert found.buckets == Buckets(
        "stays", "own_id", "own_id", units={"W": "week"}, ids="query.ids"
    )
    (align,) = (each for each in made.arguments if each.name == "align")
    assert align.destination == ir.Whole("align") and align.default is not None
    assert "mapping from each id" in align.description


def test_windows_that_are_not_split_have_no_buckets() -> None:
    made = operation(None, **window(align=BUCKETS))
    assert made.facts.windows[0].buckets is None
    assert "align" not in [each.name for each in made.arguments]


def test_chunks_of_parameters_and_of_the_body() -> None:
    ids, unsent = {"type": "array", "items": TEXT}, {"empty": "no-request"}
    made = operation(
        SINGLE,
        {"in": "query", "name": "a", "schema": ids, keys.CHUNK: {"maximum": 9}},
        {"in": "query", "name": "b", "schema": {**ids, keys.CHUNK: {"maximum": 8}}},
        {"in": "query", "name": "c", "schema": ids},
        {"in": "query", "name": "d", "schema": ids, keys.CHUNK: unsent},
        **body(),
    )
    assert made.facts.chunks == (
        Chunk("query.a", 9),
        Chunk("query.b", 8),
        Chunk("query.d", None),
        Chunk("body#/Ids", 4),
    )


def test_a_body_in_chunks_is_a_list() -> None:
    schema = {"type": "array", "items": TEXT, "maxItems": 6, keys.CHUNK: True}
    whole = {"requestBody": {"content": {JSON: {"schema": schema}}}}
    made = operation(None, **whole)
    assert made.facts.chunks == (Chunk("body", 6),)
    assert made.arguments[0].notes == (
        "At most 6 a request: a longer list is sent in several. No request is sent for "
        "an empty list. The `progress` of an error says how much was written."
    )
