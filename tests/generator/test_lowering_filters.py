"""Test what lowering makes of declared filters and sort orders."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered, package
from specloom import ir
from specloom.ir.python_types import Leaf, UnionType
from specloom.lower.argument_texts import DEFAULTS
from specloom.render.module_printer import ModulePrinter, keywords
from specloom.vocabulary import keys
from specloom_runtime import Filter, Sort, SortDirection, SortGrammar

JSON = "application/json"
TEXT = {"type": "string"}
SIZE = {"type": "integer"}
EVERYTHING = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "like", "null"]


def document(**properties: Any) -> dict[str, Any]:
    """Return the members of a document with a filter and things of the properties."""
    return {
        keys.FILTER: {"own": {"grammar": "odata"}},
        keys.SORT: {"own": {"descending": "-", "separator": ";"}},
        "components": {
            "schemas": {
                "Thing": {"type": "object", "properties": properties},
                "Send": {"type": "object", "properties": {"Where": TEXT, "Name": TEXT}},
            }
        },
    }


def operation(where: str | None = None, order: str | None = None) -> dict[str, Any]:
    """Return an operation that is filtered and sorted at these locations."""
    made: dict[str, Any] = {
        "parameters": [{"in": "query", "name": "q", "schema": TEXT}],
        "requestBody": {
            "content": {JSON: {"schema": {"$ref": "#/components/schemas/Send"}}}
        },
    }
    for key, location in ((keys.FILTER, where), (keys.SORT, order)):
        if location:
            made[key] = {"scheme": "own", "schema": "Thing", "location": location}
    return made


def fields(
    order: dict[str, Any] | None = None, **properties: Any
) -> dict[str, set[str]]:
    """Return the operators of each field of `Thing`; `order` is the sort grammar."""
    root = document(**properties)
    root[keys.SORT]["own"] |= order or {}
    made = package(operation("$request.query.q"), **root)
    (resource,) = made.resources
    found = {}
    for each in (field for fields in resource.filters for field in fields.fields):
        kind = each.operators
        leaves = kind.parts if isinstance(kind, UnionType) else (kind,)
        found[each.name] = {leaf.name for leaf in leaves if isinstance(leaf, Leaf)}
    return found


@pytest.mark.parametrize(
    ("words", "operators"),
    [
        (["eq"], {"Eq"}),
        (["eq", "ne", "lt", "lte", "gt", "gte"], {"Compare"}),
        (["eq", "ne", "lt", "lte", "gt"], {"Eq", "Ne", "Lt", "Lte", "Gt"}),
        (["in", "nin", "like"], {"Member", "Like"}),
        (["in", "null"], {"In", "IsNull"}),
        (EVERYTHING, {"Compare", "Member", "Like", "IsNull"}),
    ],
)
def test_operators_of_a_field(words: list[str], operators: set[str]) -> None:
    given = {**TEXT, keys.FILTER: words}
    assert fields(aName=given, other=TEXT) == {"a_name": operators}


@pytest.mark.parametrize(
    ("schema", "operators"),
    [
        (TEXT, {"Sortable"}),
        (SIZE, {"Sortable", "Alphabetical"}),
        ({"type": ["integer", "null"]}, {"Sortable", "Alphabetical"}),
        ({"type": ["integer", "string"]}, {"Sortable"}),
        ({"type": "boolean"}, {"Sortable"}),
    ],
)
def test_field_that_is_sorted_on(schema: Any, operators: set[str]) -> None:
    given = {**schema, keys.SORT: True}
    assert fields(size=given) == {"size": {"Sortable"}}
    assert fields({"alphabetical": "~"}, size=given) == {"size": operators}
    assert fields(size={**schema, keys.SORT: False}) == {}


@pytest.mark.parametrize(
    ("marks", "uses"),
    [
        ({keys.FILTER: ["eq"]}, "filtered"),
        ({keys.SORT: True}, "sorted"),
        ({keys.FILTER: ["eq"], keys.SORT: True}, "filtered and sorted"),
    ],
)
def test_description_of_fields_says_what_is_allowed(
    marks: dict[str, Any], uses: str
) -> None:
    root = document(size={**SIZE, **marks})
    (resource,) = package(operation("$request.query.q"), **root).resources
    (found,) = resource.filters
    assert found.description == f"What a list of Thing can be {uses} on."


def arguments(made: ir.Operation) -> set[str]:
    return {argument.name for argument in made.arguments}


NAMED = {"aName": {**TEXT, keys.FILTER: ["eq"], keys.SORT: True}}


def test_filter_and_order_of_parameters() -> None:
    given = operation("$request.query.q", "$request.query.o")
    given["parameters"].append({"in": "query", "name": "o", "schema": TEXT})
    given[keys.FILTER]["names"] = {"aName": "a"}
    made = lowered(given, **document(**NAMED))
    found = made.facts.filter
    assert isinstance(found, Filter)
    assert (found.location, found.schema) == ("query.q", "ThingFields")
    assert found.names == {"aName": "a"}
    order = SortGrammar(descending="-", separator=";")
    assert made.facts.sort == Sort("query.o", order, "ThingFields", "a_name")
    types = {each.name: str(each.type) for each in made.arguments}
    assert "Condition" in types["filter"] and "SortBy" in types["sort"]
    assert "body" in types, "the body stays one argument"


def test_direction_of_an_order_is_not_an_argument() -> None:
    direction = {"ascending": "UP", "descending": "DOWN"}
    root = document(**NAMED)
    at = "$request.body#/Name"
    root[keys.SORT] = {"own": {"direction": {"location": at, **direction}}}
    made = lowered(operation(order="$request.body#/Where"), **root)
    assert arguments(made) == {"q", "sort"}
    grammar = SortGrammar(direction=SortDirection("body#/Name", **direction))
    assert made.facts.sort == Sort("body#/Where", grammar, "ThingFields", "a_name")


def test_filter_in_the_body_makes_arguments_of_its_members() -> None:
    made = lowered(operation("$request.body#/Where"), **document(**NAMED))
    assert arguments(made) == {"q", "filter", "name"}
    texts = {each.name: each.description for each in made.arguments}
    assert texts["filter"] == DEFAULTS["filter"]


@pytest.mark.parametrize(
    ("place", "names"),
    [("query", {"q", "filter", "body"}), ("body", {"q", "filter", "where", "name"})],
)
def test_conditions_that_are_spread(place: str, names: set[str]) -> None:
    root = document(**NAMED)
    root[keys.FILTER] = {"own": {"parameters": {"operators": {"eq": "{field}"}}}}
    made = lowered(operation(f"$request.{place}"), **root)
    assert arguments(made) == names
    texts = {each.name: each.description for each in made.arguments}
    assert texts["filter"] == DEFAULTS["filter"]


TEXTS = {"additionalProperties": TEXT}


@pytest.mark.parametrize(
    ("allowed", "type_"),
    [
        ({}, ""),
        ({"additionalProperties": False}, ""),
        ({"additionalProperties": True}, "Mapping[str, Any] | None"),
        ({"additionalProperties": {}}, "Mapping[str, Any] | None"),
        (TEXTS, "Mapping[str, str] | None"),
        ({"allOf": [{"type": "object", **TEXTS}]}, "Mapping[str, str] | None"),
        (
            {"patternProperties": {"^a": TEXT}, "additionalProperties": False},
            "Mapping[str, str] | None",
        ),
    ],
)
def test_further_members_of_a_spread_body_are_an_argument(
    allowed: dict[str, Any], type_: str
) -> None:
    root = document(**NAMED)
    root["components"]["schemas"]["Send"] |= allowed
    made = lowered(operation("$request.body#/Where"), **root)
    shown = {each.name: ModulePrinter().type(each.type) for each in made.arguments}
    assert shown.get("extra", "") == type_
    body = [str(each) for each in keywords(made.arguments, "members")]
    assert any("**(extra or {})" in each for each in body) == bool(type_)


def test_operation_without_a_filter() -> None:
    made = lowered(operation(), **document(**NAMED))
    assert made.facts.filter is made.facts.sort is None
    assert arguments(made) == {"q", "body"}
