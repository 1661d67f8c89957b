"""Test where references to shared parts are resolved, and what is reported of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specloom.errors import SpecError
from specloom.load import read
from specloom.normalize.generation_report import GenerationReport
from specloom.normalize.inline_refs import inline

JSON = "application/json"
ID = {"name": "id", "in": "query", "schema": {"type": "string"}}
OTHER = {"name": "id", "in": "header", "schema": {"type": "string"}}
OWN = {"name": "id", "in": "query", "schema": {"type": "integer"}}
SHARED = {"$ref": "#/components/parameters/Id"}
GONE = {"$ref": "#/components/parameters/Gone"}
SCHEMA = {"$ref": "#/components/schemas/Thing"}
COMPONENTS = {
    "parameters": {"Id": ID},
    "schemas": {"Thing": {"type": "object"}},
    "examples": {"Big": {"value": 9}},
}


def inlined(
    operation: dict[str, Any], *, degrade: bool = False, **item: Any
) -> tuple[Any, list[Any]]:
    """Return `GET /things` with its references resolved, and the report's rows."""
    paths = {"/things": {"get": operation, **item}}
    document = {"openapi": "3.1.0", "paths": paths, "components": COMPONENTS}
    tree = read(json.dumps(document).encode(), shown="tiny.json")
    report = GenerationReport()
    inline(tree, report, degrade=degrade)
    findings = [(state, each.reason) for _, state, each in report.findings()]
    return tree["paths"]["/things"]["get"], findings


def examples(**media: Any) -> tuple[Any, list[Any]]:
    """Return the example of a response whose media type is given, and the rows."""
    content = {JSON: {"schema": SCHEMA, **media}}
    operation, findings = inlined({"responses": {"200": {"content": content}}})
    found = operation["responses"]["200"]["content"][JSON]
    assert found["schema"] == SCHEMA
    return found.get("example"), findings


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
    assert examples(**media) == (example, [])


def test_example_that_cannot_be_resolved_is_reported() -> None:
    lost = {"a": {"$ref": "#/components/examples/Gone"}}
    assert examples(examples=lost) == (None, [("degraded", "unresolved-example")])


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
    operation, findings = inlined(node, parameters=shared)
    assert operation.get("parameters") == all_
    assert findings == []


@pytest.mark.parametrize(("own", "servers"), [({}, "path"), ({"servers": [1]}, "own")])
def test_own_servers_replace_those_of_the_path(own: Any, servers: str) -> None:
    operation, _ = inlined(own, servers=[2])
    assert operation["servers"] == ([1] if servers == "own" else [2])


@pytest.mark.parametrize(
    "operation",
    [
        {"parameters": [GONE]},
        {"requestBody": {"$ref": "#/components/requestBodies/Gone"}},
        {"responses": {"200": {"$ref": "#/components/responses/Gone"}}},
        {
            "responses": {
                "200": {
                    "content": {JSON: {"schema": {"$ref": "#/components/schemas/X"}}}
                }
            }
        },
    ],
)
def test_unresolved_reference_is_an_error_or_reported(operation: Any) -> None:
    with pytest.raises(SpecError):
        inlined(operation)
    found, findings = inlined(operation, degrade=True)
    assert findings == [("degraded", "unresolved-reference")]
    assert "$ref" not in json.dumps(found)


def test_links_and_callbacks_are_left_out() -> None:
    response = {"description": "A thing.", "links": {"next": {"operationId": "x"}}}
    operation, findings = inlined(
        {"responses": {"200": response}, "callbacks": {}, "links": {}}
    )
    assert operation == {"responses": {"200": {"description": "A thing."}}}
    assert findings == []
