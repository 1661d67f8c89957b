"""Test which examples of JSON bodies are kept, and what is reported of others."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.normalize.operations.examples import normalize_examples
from specloom.normalize.report import GenerationReport

TEXT = {"type": "string"}
NAMED = {"type": "object", "properties": {"name": TEXT}}


def normal(schema: Any, example: Any) -> tuple[Any, list[str]]:
    """Return the example of a response after the pass, None if it is gone."""
    content = {"application/json": {"schema": schema, "example": example}}
    operation = {"responses": {"200": {"content": content}}}
    tree = {
        "openapi": "3.1.0",
        "paths": {"/things": {"get": operation}},
        "components": {"schemas": {}},
    }
    report = GenerationReport()
    normalize_examples(tree, report)
    reasons = [each.reason for _, _, each in report.entries()]
    return content["application/json"].get("example"), reasons


@pytest.mark.parametrize(
    ("schema", "example", "kept"),
    [
        (TEXT, "a", "a"),
        (NAMED, {"name": "a"}, {"name": "a"}),
        ({}, [1, {"a": None}], [1, {"a": None}]),
    ],
)
def test_valid_example_is_kept(schema: Any, example: Any, kept: Any) -> None:
    assert normal(schema, example) == (kept, [])


@pytest.mark.parametrize(
    ("schema", "example", "parsed"),
    [
        (NAMED, '{"name": "a"}', {"name": "a"}),
        ({"type": "array", "items": TEXT}, '["a"]', ["a"]),
    ],
)
def test_example_of_json_in_a_string_is_parsed(
    schema: Any, example: str, parsed: Any
) -> None:
    assert normal(schema, example) == (parsed, ["example"])


RETURNED = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "x-specloom-always-returned": True}},
}


@pytest.mark.parametrize(
    "schema", [RETURNED, {"allOf": [{"$ref": "#/components/schemas/Returned"}]}]
)
def test_examples_can_lack_what_responses_always_return(schema: Any) -> None:
    def kept(example: Any, part: str, *, is_edited: bool = True) -> bool:
        media = {"schema": schema, "example": example}
        content = {"content": {"application/json": media}}
        operation = {
            "response": {"responses": {"200": content}},
            "request": {"requestBody": content, "responses": {}},
        }[part]
        tree = {
            "openapi": "3.1.0",
            "paths": {"/things": {"post": operation}},
            "components": {"schemas": {"Returned": RETURNED}},
        }
        normalize_examples(tree, GenerationReport(), is_edited=is_edited)
        return "example" in media

    assert kept({}, "response") and kept({"id": 1}, "response")
    assert not kept({"id": "a"}, "response")
    assert kept({"id": 1}, "request") and not kept({}, "request")
    assert not kept({}, "response", is_edited=False)


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        (TEXT, 1),
        (NAMED, {"name": 1}),
        (NAMED, "not JSON"),
        (NAMED, '{"name": 1}'),
        ({"$ref": "#/components/schemas/Gone"}, {"name": "a"}),
        ({"type": "number", "minimum": "low"}, 1),
        ({"type": "number", "multipleOf": 0}, 1),
        ({"type": "array", "minItems": "many"}, [1]),
    ],
)
def test_other_example_is_removed_and_reported(schema: Any, example: Any) -> None:
    assert normal(schema, example) == (None, ["example"])
