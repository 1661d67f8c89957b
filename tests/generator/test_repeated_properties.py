"""Test properties that several parts of an `allOf` declare as objects."""

from __future__ import annotations

from typing import Any

import pytest
from small_clients import built, imported


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


A = record(a={"type": "integer"}, day={"type": "string", "format": "date"})
B = record(b={"type": "string"})
SCHEMAS: dict[str, dict[str, Any]] = {
    "two inline parts": {"Whole": {"allOf": [record(it=A), record(it=B)]}},
    "a component and an inline part": {
        "Base": record(it=A),
        "Whole": {"allOf": [ref("Base"), record(it=B)]},
    },
    "a component and own properties": {
        "Base": record(it=A),
        "Whole": {"allOf": [ref("Base")], **record(it=B)},
    },
    "two components": {
        "Base": record(it=A),
        "Other": record(it=B),
        "Whole": {"allOf": [ref("Base"), ref("Other")]},
    },
    "a component of a component": {
        "Base": record(it=A),
        "Middle": {"allOf": [ref("Base"), record(n={"type": "integer"})]},
        "Whole": {"allOf": [ref("Middle"), record(it=B)]},
    },
    "references": {
        "A": A,
        "B": B,
        "Whole": {"allOf": [record(it=ref("A")), record(it=ref("B"))]},
    },
    "one that contains the other": {
        "A": A,
        "B": {"allOf": [ref("A"), B]},
        "Base": record(it=ref("A")),
        "Whole": {"allOf": [ref("Base"), record(it=ref("B"))]},
    },
}


def document(schemas: Any) -> Any:
    content = {"application/json": {"schema": ref("Whole")}}
    answer = {"description": "d", "content": content}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://x.test"}],
        "paths": {"/a": {"get": {"operationId": "getA", "responses": {"200": answer}}}},
        "components": {"schemas": schemas},
    }


@pytest.mark.parametrize("case", SCHEMAS)
def test_the_property_has_the_members_of_all_parts(case: str) -> None:
    result = built(document(SCHEMAS[case]))
    with imported(result.texts) as package:
        whole = __import__(f"{package.__name__}.models", fromlist=["Whole"]).Whole
        read = whole.model_validate({"it": {"a": 1, "day": "2020-02-03", "b": "x"}})
        assert (read.it.a, read.it.day.isoformat(), read.it.b) == (1, "2020-02-03", "x")
        assert not read.it.model_extra


def test_a_property_that_is_declared_once_more_alike_is_one_class() -> None:
    schemas = {"A": A, "Base": record(it=ref("A"))}
    schemas["Whole"] = {"allOf": [ref("Base"), record(it=ref("A"))]}
    names = built(document(schemas)).texts
    assert not [name for name in names if "combined" in name or "whole_it" in name]


def test_what_was_combined_may_repeat_properties() -> None:
    schemas = {
        "Base": record(it=record(more=A)),
        "Whole": {"allOf": [ref("Base"), record(it=record(more=B))]},
    }
    result = built(document(schemas))
    with imported(result.texts) as package:
        whole = __import__(f"{package.__name__}.models", fromlist=["Whole"]).Whole
        read = whole.model_validate({"it": {"more": {"a": 1, "b": "x"}}})
        assert (read.it.more.a, read.it.more.b) == (1, "x")


def test_objects_that_contain_themselves_are_combined_once() -> None:
    schemas = {
        "A": record(a={"type": "integer"}, it=ref("A")),
        "B": record(b={"type": "string"}, it=ref("B")),
        "Whole": {"allOf": [ref("A"), ref("B")]},
    }
    result = built(document(schemas))
    with imported(result.texts) as package:
        whole = __import__(f"{package.__name__}.models", fromlist=["Whole"]).Whole
        read = whole.model_validate({"it": {"it": {"it": {"a": 1, "b": "x"}}}})
        assert (read.it.it.it.a, read.it.it.it.b) == (1, "x")
    assert len([each for each in result.texts if "/models/" in each]) < 8
