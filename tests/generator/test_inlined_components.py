"""Test where references to shared parts are resolved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.operations.inlined_components import inline_components
from specloom.normalize.report import GenerationReport

JSON = "application/json"
ID = {"name": "id", "in": "query", "schema": {"type": "string"}}
OTHER = {"name": "id", "in": "header", "schema": {"type": "string"}}
OWN = {"name": "id", "in": "query", "schema": {"type": "integer"}}
SHARED = {"$ref": "#/components/parameters/Id"}
SCHEMA = {"$ref": "#/components/schemas/Thing"}
COMPONENTS = {
    "parameters": {"Id": ID},
    "schemas": {"Thing": {"type": "object"}},
    "examples": {"Big": {"value": 9}},
}


def inlined(operation: dict[str, Any], **item: Any) -> Any:
    """Return `GET /things` with its references resolved."""
    paths = {"/things": {"get": operation, **item}}
    document = {"openapi": "3.1.0", "paths": paths, "components": COMPONENTS}
    tree = read(json.dumps(document).encode(), shown="tiny.json")
    inline_components(tree, GenerationReport())
    return tree["paths"]["/things"]["get"]


def example_of(**media: Any) -> Any:
    """Return the example of a response whose media type is given."""
    content = {JSON: {"schema": SCHEMA, **media}}
    operation = inlined({"responses": {"200": {"content": content}}})
    found = operation["responses"]["200"]["content"][JSON]
    assert found["schema"] == SCHEMA
    return found.get("example")


@pytest.mark.parametrize(
    ("media", "example"),
    [
        ({}, None),
        ({"examples": {}}, None),
        ({"examples": {"a": {"value": 1}, "b": {"value": 2}}}, 1),
        ({"example": 3, "examples": {"a": {"value": 1}}}, 3),
        ({"examples": {"a": {"$ref": "#/components/examples/Big"}}}, 9),
        ({"examples": {"a": {"externalValue": "https://tiny.example"}}}, None),
    ],
)
def test_first_named_example_is_the_example(media: Any, example: Any) -> None:
    assert example_of(**media) == example


@pytest.mark.parametrize(
    ("shared", "own", "all_"),
    [
        ([], [], None),
        ([ID], [], [ID]),
        ([ID], [OTHER], [ID, OTHER]),
        ([ID], [OWN], [OWN]),
        ([SHARED], [OWN], [OWN]),
        ([ID, OTHER], [SHARED], [OTHER, ID]),
    ],
)
def test_own_parameters_replace_those_of_the_path(
    shared: list[Any], own: list[Any], all_: Any
) -> None:
    node = {"parameters": own} if own else {}
    operation = inlined(node, parameters=shared)
    assert operation.get("parameters") == all_


@pytest.mark.parametrize(("own", "servers"), [({}, "path"), ({"servers": [1]}, "own")])
def test_own_servers_replace_those_of_the_path(own: Any, servers: str) -> None:
    operation = inlined(own, servers=[2])
    assert operation["servers"] == ([1] if servers == "own" else [2])


def test_links_and_callbacks_are_left_out() -> None:
    response = {"description": "A thing.", "links": {"next": {"operationId": "x"}}}
    operation = inlined({"responses": {"200": response}, "callbacks": {}})
    assert operation == {"responses": {"200": {"description": "A thing."}}}


def test_a_header_can_be_called_links() -> None:
    headers = {"links": {"schema": {"type": "string"}}}
    response = {"description": "A thing.", "headers": headers}
    assert inlined({"responses": {"200": response}})["responses"]["200"] == response
