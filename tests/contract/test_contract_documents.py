"""An edit of a description has the changes, places and operations of the law."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.changes import Change

from tests.contract.descriptions import compared

TABLE = yaml.safe_load(Path(__file__).with_name("documents.yaml").read_text("utf-8"))
BASE = TABLE["base"]


def edited(replacements: list[str]) -> str:
    """The base description with some texts replaced, all of which it has."""
    text = BASE
    pairs = zip(replacements[::2], replacements[1::2], strict=True)
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


def line(change: Change) -> str:
    """A change in the form of the table."""
    methods = " ".join(sorted(key.method for key in change.operations))
    end = f": {methods}" if methods else ""
    return f"{change.level} {change.rule} {change.place.pointer}{end}"


@pytest.mark.parametrize("row", TABLE["edits"], ids=lambda row: row["edit"])
def test_an_edit_has_its_changes(row: dict[str, Any]) -> None:
    found = [line(each) for each in compared(BASE, edited(row["replace"]))]
    assert sorted(found) == sorted(row["changes"])


def test_what_concerns_the_whole_api_comes_first_and_then_what_breaks() -> None:
    replacements = [
        *("example.com/v1", "example.com/v2"),
        *('version: "1"', 'version: "2"'),
        *("operationId: order", "operationId: getOrder"),
        *("ETag: {required: true, schema", "ETag: {schema"),
        *("properties: {order", "properties: {a: {}, order"),
        *("- {name: expand, in: query", "- {name: fields, in: query"),
    ]
    found = [each.rule for each in compared(BASE, edited(replacements))]
    assert found[:2] == ["base-path-changed", "api-version-changed"]
    levels = [each.level for each in compared(BASE, edited(replacements))][2:]
    assert levels == sorted(levels, key=["breaking", "warning", "info"].index)


def test_a_change_names_its_lines_in_both_files() -> None:
    new = edited(["due: {type", "due: {maxLength: 5, type"])
    breaking = compared(BASE, new)[0]
    number = next(n for n, text in enumerate(BASE.splitlines(), 1) if "due:" in text)
    assert breaking.place.old is not None and breaking.place.new is not None
    assert str(breaking.place.old).startswith(f"old.yaml:{number}:")
    assert str(breaking.place.new).startswith(f"new.yaml:{number}:")


def test_a_rename_is_proposed_with_a_reason() -> None:
    after = "dueDate: {type: string, description: Formerly `due`.}"
    changes = compared(BASE, edited(["due: {type: string, format: date}", after]))
    acts = {each.act for each in changes if each.place.pointer.endswith("/due")}
    assert acts == {"rename? `dueDate`: its text says “formerly due”"}


def test_another_type_is_one_change() -> None:
    after = "{type: array, items: {type: string}}"
    found = compared(BASE, edited(["{type: string, enum: [open, sent]}", after]))
    assert {each.rule for each in found} == {"request-property-type-changed"}
    assert [len(each.operations) for each in found] == [2]


WRONG: list[Any] = [
    None,
    True,
    -1,
    1.5,
    "",
    "x",
    [],
    {},
    [[None]],
    {"$ref": "#"},
    10**40,
]


@pytest.mark.parametrize("number", range(40))
def test_values_of_wrong_types_are_compared(number: int) -> None:
    rng = random.Random(number)
    tree = yaml.safe_load(BASE)
    places: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        keys = node if isinstance(node, dict) else range(len(node))
        places += [(node, key) for key in keys]
        waiting += [node[key] for key in keys if isinstance(node[key], dict | list)]
    for node, key in rng.sample(places, 6):
        node[key] = rng.choice(WRONG)
    for each in (*compared(BASE, tree), *compared(tree, BASE)):
        assert each.level in ("breaking", "warning", "info")
        assert json.loads(json.dumps(dict(each.values))) == each.values


def test_a_cycle_of_many_schemas_is_one_change() -> None:
    def cycle(*names: str) -> dict[str, Any]:
        schemas = {
            f"S{n}": {"properties": {"next": {"$ref": f"#/components/schemas/S{m}"}}}
            for n, m in zip(range(134), [*range(1, 134), 0], strict=True)
        }
        schemas["S7"]["properties"] |= {name: {} for name in names}
        media = {"application/json": {"schema": {"$ref": "#/components/schemas/S100"}}}
        answer = {"200": {"description": "Ok", "content": media}}
        paths = {f"/{n}": {"get": {"responses": answer}} for n in range(20)}
        return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}

    (change,) = compared(cycle(), cycle("new"))
    assert change.rule == "response-optional-property-added"
    assert len(change.operations) == 20


def test_swagger_and_openapi_can_say_the_same() -> None:
    old = {
        "swagger": "2.0",
        "host": "api.example.com",
        "basePath": "/v1",
        "schemes": ["https"],
        "consumes": ["application/json"],
        "paths": {
            "/pets": {
                "post": {
                    "parameters": [
                        {"in": "body", "name": "pet", "schema": SWAGGER_PET},
                        {"in": "query", "name": "n", "type": "integer", "minimum": 1},
                        {
                            "in": "query",
                            "name": "tags",
                            "type": "array",
                            "items": {"type": "string"},
                        },
                    ],
                    "responses": {"200": {"description": "Ok", "schema": SWAGGER_PET}},
                }
            }
        },
        "definitions": {"Pet": PET},
    }
    content = {
        "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}},
    }
    new = {
        "openapi": "3.0.3",
        "servers": [{"url": "https://api.example.com/v1"}],
        "paths": {
            "/pets": {
                "post": {
                    "parameters": [
                        {
                            "in": "query",
                            "name": "tags",
                            "explode": False,
                            "schema": {"type": "array", "items": {"type": "string"}},
                        },
                        {
                            "in": "query",
                            "name": "n",
                            "schema": {"type": "integer", "minimum": 1},
                        },
                    ],
                    "requestBody": {"content": content},
                    "responses": {"200": {"description": "Ok", "content": content}},
                }
            }
        },
        "components": {"schemas": {"Pet": PET}},
    }
    assert [each.rule for each in compared(old, new)] == ["openapi-version-changed"]


PET = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
}
SWAGGER_PET = {"$ref": "#/definitions/Pet"}


@pytest.mark.parametrize("word", ["items", "not"])
def test_schemas_that_are_nested_as_deep_as_allowed_are_compared(word: str) -> None:
    def nested(limit: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string", "maxLength": limit}
        for _ in range(450):
            schema = {word: schema}
        choices = {"oneOf": [schema, {"type": "boolean"}]}
        media = {"application/json": {"schema": choices}}
        operation = {"requestBody": {"content": media}, "responses": {}}
        return {"openapi": "3.1.0", "paths": {"/x": {"post": operation}}}

    assert compared(nested(5), nested(6)) != []
