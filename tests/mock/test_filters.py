"""A mock applies filters, sort orders, ranges and lists of ids."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from mocked import Mocked, content, parameter, shop
from specloom.mock.requests import IGNORED

ROWS = [
    {"id": 1, "name": "Green tea", "price": 4, "added": "2026-01-05T10:00:00Z"},
    {"id": 2, "name": "Blue cup", "price": 12.5, "added": "2026-02-05T10:00:00Z"},
    {"id": 3, "name": "black tea", "price": 3, "added": "2026-03-05T10:00:00Z"},
    {"id": 4, "name": "Pot", "added": "2026-04-05T10:00:00Z"},
]
ALL = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "like", "null"]


def _document(scheme: Any, location: str, **listing: Any) -> dict[str, Any]:
    """Return a document whose list has a filter and the rows as an example."""
    document = shop(**{"x-specloom-filter": {"own": scheme}})
    for name in ("name", "price", "added"):
        document["components"]["schemas"]["Item"]["properties"][name][
            "x-specloom-filter"
        ] = ALL
    operation = document["paths"]["/items"]["get"]
    operation |= {
        "x-specloom-filter": {
            "scheme": "own",
            "location": location,
            "schema": "Item",
        },
        **listing,
    }
    operation["responses"]["200"]["content"]["application/json"]["example"] = ROWS
    return document


def _ids(mocked: Mocked, query: str) -> list[int]:
    found = mocked.get(f"/items?{query}")
    assert found.status == 200, found.text
    return [each["id"] for each in found.json]


INFIX = [
    ("odata", "price gt 3.5", [1, 2]),
    ("odata", "contains(name,'tea') and price le 3", [3]),
    ("odata", "price eq null", [4]),
    ("odata", "not (price gt 3.5) or name eq 'Pot'", [3, 4]),
    ("rsql", 'name=="*tea*"', [1, 3]),
    ("rsql", "price=in=(3,4)", [1, 3]),
    ("scim", 'name sw "B"', [2, 3]),
    (
        "odata",
        "added ge 2026-02-05T10:00:00Z and added lt 2026-04-01T00:00:00Z",
        [2, 3],
    ),
]


@pytest.mark.parametrize(("grammar", "text", "expected"), INFIX)
def test_filters_in_one_string(grammar: str, text: str, expected: list[int]) -> None:
    """The declared grammar decides what the string means."""
    document = _document({"grammar": grammar}, "$request.query.filter")
    mocked = Mocked(document, items=4)
    assert sorted(_ids(mocked, f"filter={quote(text)}")) == expected
    assert len(_ids(mocked, "")) == 4
    assert mocked.get("/items?filter=%28%28").status == 400
    assert mocked.get(f"/items?filter={quote('size gt 4')}").status == 400


def test_filters_of_one_parameter_for_each_condition() -> None:
    """Other parameters are not conditions."""
    document = _document({"grammar": "bracket-parameters"}, "$request.query")
    mocked = Mocked(document, items=4)
    query = urlencode({"filter[price][gt]": "3", "filter[name][contains]": "tea"})
    assert _ids(mocked, f"{query}&other=1") == [1]
    assert _ids(mocked, "other=1") == [1, 2, 3, 4]
    assert mocked.get("/items?filter[price][gt]=many").status == 400


def test_filters_in_a_map_of_keys() -> None:
    """The map is in the body; alternatives are a map of their own."""
    scheme = {
        "key-map": {
            "operators": {"eq": "eq", "gt": "gt", "like": "like"},
            "keys": {"default": "eq"},
        }
    }
    document = _document(
        scheme,
        "$request.body#/filters",
        **{
            "x-specloom-pagination": {
                "style": "single-page",
                "response": {"items": "$response.body"},
            },
            "requestBody": content({"type": "object"}),
        },
    )
    paths = document["paths"]
    paths["/search"] = {"post": paths["/items"].pop("get")}
    mocked = Mocked(document, items=4)

    def found(filters: Any) -> list[int]:
        listed = mocked.call("POST", "/search", {"filters": filters}).json
        return [each["id"] for each in listed]

    assert found({"gt price": 3}) == [1, 2]
    assert found({"like name": "*tea*", "gt price": 3}) == [1]
    assert found({"OR1": {"name": "Pot", "gt price": 5}}) == [2, 4]
    refused = mocked.call("POST", "/search", {"filters": {"gt size": 3}})
    assert refused.status == 400


def _sorted_document(scheme: Any) -> dict[str, Any]:
    document = _document({"grammar": "odata"}, "$request.query.filter")
    document["x-specloom-sort"] = {"own": scheme}
    for name in ("name", "price"):
        properties = document["components"]["schemas"]["Item"]["properties"]
        properties[name]["x-specloom-sort"] = True
    document["paths"]["/items"]["get"]["x-specloom-sort"] = {
        "scheme": "own",
        "location": "$request.query.sort",
        "schema": "Item",
    }
    return document


def test_sort_orders_with_signs() -> None:
    """Null comes before other values, and a sign reverses the order."""
    mocked = Mocked(_sorted_document({"descending": "-", "separator": ","}), items=4)
    assert _ids(mocked, "sort=price") == [4, 3, 1, 2]
    assert _ids(mocked, "sort=-price,name") == [2, 1, 3, 4]
    assert mocked.get("/items?sort=size").status == 400


def test_sort_orders_with_a_direction() -> None:
    """The direction is a parameter of its own."""
    direction = {
        "location": "$request.query.order",
        "ascending": "up",
        "descending": "down",
    }
    mocked = Mocked(_sorted_document({"direction": direction}), items=4)
    assert _ids(mocked, "sort=price&order=down") == [2, 1, 3, 4]
    assert _ids(mocked, "sort=price&order=up") == [4, 3, 1, 2]


def _searched(**members: Any) -> Mocked:
    """Return a mock whose list is requested with a body."""
    listing = {
        "x-specloom-pagination": {
            "style": "single-page",
            "response": {"items": "$response.body"},
        },
        "requestBody": content({"type": "object", "properties": members}),
    }
    document = _document({"grammar": "odata"}, "$request.query.filter", **listing)
    document["paths"]["/search"] = {"post": document["paths"]["/items"].pop("get")}
    return Mocked(document, items=4)


def _numbers(mocked: Mocked, body: Any) -> list[int]:
    return [each["id"] for each in mocked.call("POST", "/search", body).json]


def test_ranges_of_times() -> None:
    """A range with the name of a property selects items; its length is limited."""
    window = {"start": "from", "end": "to", "maximum": "P3M", "bounds": "half-open"}
    mocked = _searched(added={"type": "object", "x-specloom-window": window})
    march = {"from": "2026-02-01T00:00:00Z", "to": "2026-03-31T00:00:00Z"}
    assert _numbers(mocked, {"added": march}) == [2, 3]
    long = {"from": "2026-01-01T00:00:00Z", "to": "2026-04-02T00:00:00Z"}
    assert mocked.call("POST", "/search", {"added": long}).status == 400
    reverse = {"from": march["to"], "to": march["from"]}
    assert mocked.call("POST", "/search", {"added": reverse}).status == 400


@pytest.mark.parametrize(
    ("bounds", "expected"), [("half-open", [1]), ("inclusive", [1, 2])]
)
def test_the_end_of_a_range(bounds: str, expected: list[int]) -> None:
    """An item at the end is in the range only if the description says so."""
    window = {"start": "from", "end": "to", "maximum": "P3M", "bounds": bounds}
    mocked = _searched(added={"type": "object", "x-specloom-window": window})
    second = mocked.call("POST", "/search", {}).json[1]["added"]
    body = {"added": {"from": "2026-01-01T00:00:00Z", "to": second}}
    assert _numbers(mocked, body) == expected


@pytest.mark.parametrize(("end", "status"), [("2026-01-31", 200), ("2026-02-01", 406)])
def test_ranges_of_days_in_the_query(end: str, status: int) -> None:
    """A range that includes its end has at most the maximum number of days."""
    window = {
        "start": "$request.query.from",
        "end": "$request.query.to",
        "maximum": "P31D",
        "bounds": "inclusive",
        "step": "P1D",
    }
    item = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
    listing = {
        "x-specloom-window": window,
        "parameters": [parameter("from"), parameter("to")],
        "responses": {
            "200": {"description": "OK", **content(item)},
            "406": {"description": "too long"},
        },
    }
    found = Mocked(shop(listing)).get(f"/items?from=2026-01-01&to={end}")
    assert found.status == status


def test_lists_of_ids() -> None:
    """A list of ids selects items; its length is limited."""
    ids = {"type": "array", "maxItems": 9, "x-specloom-chunk": {"maximum": 2}}
    mocked = _searched(ids=ids)
    assert _numbers(mocked, {"ids": [3, 1]}) == [1, 3]
    assert _numbers(mocked, {"ids": [77]}) == []
    assert mocked.call("POST", "/search", {"ids": [1, 2, 3]}).status == 400
    listed = Mocked(_document({"grammar": "odata"}, "$request.query.filter"), items=4)
    assert _ids(listed, "ids=1&ids=4") == [1, 4]


def test_lists_of_values_of_a_property() -> None:
    """A list in a body that has the name of a property, in the plural, selects."""
    texts = {"type": "array", "items": {"type": "string"}}
    mocked = _searched(names=texts, others=texts, name={"type": "string"})
    assert _numbers(mocked, {"names": ["Pot", "blue cup"]}) == [2, 4]
    assert _numbers(mocked, {"others": ["Pot"], "name": "Pot"}) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("rule", "body", "status"),
    [
        ("at-least-one", {}, 400),
        ("at-least-one", {"a": 1}, 200),
        ("at-most-one", {"a": 1, "b": 1}, 400),
        ("at-most-one", {}, 200),
        ("all-or-none", {"b": 1}, 400),
        ("all-or-none", {"a": 1, "b": 1}, 200),
    ],
)
def test_arguments_that_depend_on_each_other(rule: str, body: Any, status: int) -> None:
    """The declared rules are checked."""
    document = shop()
    locations = ["$request.body#/a", "$request.body#/b"]
    document["paths"]["/search"] = {
        "post": {
            "x-specloom-argument-rules": [{rule: locations}],
            "requestBody": content({"type": "object"}),
            "responses": {"200": {"description": "OK"}},
        }
    }
    assert Mocked(document).call("POST", "/search", body).status == status


PLAIN = [
    ("price=4", [1]),
    ("name=green+TEA", [1]),
    ("id=2&id=3", [2, 3]),
    ("name=Pot,Blue+cup", [2, 4]),
    ("added_after=2026-02-05T10:00:00Z", [2, 3, 4]),
    ("added_before=2026-02-01", [1]),
    ("added_after=2026-02-01T00:00:00Z&added_before=2026-03-31", [2, 3]),
    ("price=5", []),
    ("names%5B%5D=Pot&names%5B%5D=Blue+cup", [2, 4]),
    ("unknown=5", [1, 2, 3, 4]),
]


@pytest.mark.parametrize(("query", "expected"), PLAIN)
def test_plain_parameters(query: str, expected: list[int]) -> None:
    """A parameter with the name of a property is a filter, also for times."""
    document = _document({"grammar": "odata"}, "$request.query.filter")
    operation = document["paths"]["/items"]["get"]
    operation["parameters"] = [
        *operation.get("parameters", []),
        parameter("price", type="number"),
        parameter("id", type="array", items={"type": "integer"}),
        {**parameter("name", type="array", items={"type": "string"}), "explode": False},
        parameter("added_after", type="string", format="date-time"),
        parameter("added_before"),
        parameter("names[]", type="array", items={"type": "string"}),
        parameter("unknown"),
    ]
    assert sorted(_ids(Mocked(document, items=4), query)) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("min_price", "4", [1, 2]),
        ("maxPrice", "4", [1, 3]),
        ("price_min", "4.5", [2]),
        ("price[gte]", "4", [1, 2]),
        ("price[gt]", "4", [2]),
        ("price.lte", "4", [1, 3]),
        ("price_lt", "4", [3]),
        ("price_to", "1e1", [1, 3]),
        ("min_size", "4", [1, 2, 3, 4]),
        ("minute", "4", [1, 2, 3, 4]),
    ],
)
def test_limits_of_numbers(name: str, value: str, expected: list[int]) -> None:
    """A limit of a property selects; one of no property is listed for the log."""
    document = _document({"grammar": "odata"}, "$request.query.filter")
    document["paths"]["/items"]["get"]["parameters"] = [parameter(name, type="number")]
    mocked = Mocked(document, items=4)
    seen: list[list[str]] = []
    mocked.application._log = lambda request, _: seen.append(
        request.environ.get(IGNORED, [])
    )
    assert sorted(_ids(mocked, urlencode({name: value}))) == expected
    assert seen == [[name] if len(expected) == 4 else []]


def test_ignored_parameters_are_known() -> None:
    """A parameter that selects nothing is listed for the log; others are not."""
    document = _document({"grammar": "odata"}, "$request.query.filter")
    operation = document["paths"]["/items"]["get"]
    operation["parameters"] = [
        *operation.get("parameters", []),
        parameter("price", type="number"),
        parameter("color"),
        parameter("added_after"),
        {**parameter("tags", type="object"), "style": "deepObject"},
    ]
    seen: list[list[str]] = []
    mocked = Mocked(document, items=4)
    mocked.application._log = lambda request, _: seen.append(
        request.environ.get(IGNORED, [])
    )
    _ids(mocked, "price=4&color=red")
    _ids(mocked, "added_after=2026-02-01")
    _ids(mocked, "added_after=yesterday")
    _ids(mocked, "tags%5Bkind%5D=tea")
    assert seen == [["color"], [], ["added_after"], ["tags"]]


@pytest.mark.parametrize(
    ("bounds", "expected"), [({}, [2]), ({"bounds": "inclusive"}, [2, 3])]
)
def test_a_declared_range_of_parameters_selects(
    bounds: dict[str, str], expected: list[int]
) -> None:
    """Its end is included if the range is declared so."""
    document = shop()
    operation = document["paths"]["/items"]["get"]
    operation["parameters"] = [parameter("added_from"), parameter("added_to")]
    operation["x-specloom-window"] = {
        "start": "$request.query.added_from",
        "end": "$request.query.added_to",
        "maximum": "P31D",
        **bounds,
    }
    operation["responses"]["200"]["content"]["application/json"]["example"] = ROWS
    query = urlencode(
        {"added_from": "2026-02-05T10:00:00Z", "added_to": "2026-03-05T10:00:00Z"}
    )
    assert _ids(Mocked(document, items=4), query) == expected
