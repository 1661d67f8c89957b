"""Test that what the type of a schema does not state is reported, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.document import ValueKinds
from specloom.models import Models
from specloom.models.leaf_types import leaf_schema
from specloom.normalize.schemas.schema_forms import normal_schema
from specloom.normalize.schemas.unstated_keywords import LIMITS
from specloom.render.module_printer import ModulePrinter

TEXT, WHOLE, DAY = ({"type": kind} for kind in ("string", "integer", "array"))
VALUES: dict[str, Any] = {"pattern": "^a+$"}
OF_KIND: dict[str, Any] = {
    "string": {"$ref": "#/components/schemas/Text"},
    "integer": {"$ref": "#/components/schemas/Number"},
    "array": {"$ref": "#/components/schemas/List"},
}
COMPONENTS = {
    "Text": TEXT,
    "Number": {"type": "number"},
    "List": {"type": "array", "items": TEXT},
    "Thing": {"type": "object", "properties": {"a": TEXT}},
}
THING = {"$ref": "#/components/schemas/Thing"}


def rows(schema: Any) -> list[tuple[str, str, str]]:
    """Reason, detail and place of each row about the schema."""
    found: list[tuple[str, str, str]] = []

    def degrade(
        reason: str, detail: str = "", *, part: str = "", at: Any = None, done: str = ""
    ) -> None:
        found.append((reason, detail, part))

    normal_schema(schema, degrade, "", ValueKinds(COMPONENTS))
    return found


def limit(word: str) -> dict[str, Any]:
    return {word: VALUES.get(word, 3)}


@pytest.mark.parametrize("word", LIMITS)
def test_a_limit_next_to_its_type_is_stated(word: str) -> None:
    typed = {"type": LIMITS[word], **limit(word)}
    for schema in (
        typed,
        {**typed, "type": [LIMITS[word], "null"]},
        {**typed, "type": ["boolean", LIMITS[word]]},
        {**typed, "nullable": True},
        {"allOf": [{"type": LIMITS[word]}, limit(word)]},
        {"type": LIMITS[word], "allOf": [limit(word)]},
    ):
        assert rows(schema) == [], schema


@pytest.mark.parametrize("word", LIMITS)
def test_a_limit_without_its_type_is_reported(word: str) -> None:
    reference = OF_KIND[LIMITS[word]]
    for schema, place in (
        (limit(word), ""),
        ({"allOf": [limit(word), {"description": "Text."}]}, "/allOf/0"),
        ({**reference, **limit(word)}, ""),
        ({**reference, **limit(word), "nullable": True}, ""),
        ({"allOf": [reference], **limit(word)}, ""),
        ({"allOf": [reference, limit(word)]}, "/allOf/1"),
        ({"anyOf": [reference, {"type": "boolean"}], **limit(word)}, ""),
        ({"type": LIMITS[word], "oneOf": [limit(word), {}]}, "/oneOf/0"),
        ({"properties": {"a": limit(word)}}, "/properties/a"),
    ):
        assert rows(schema) == [("untyped", word, place)], schema


@pytest.mark.parametrize("word", LIMITS)
def test_a_limit_of_another_type_limits_nothing(word: str) -> None:
    assert rows({"type": "boolean", **limit(word)}) == []
    assert rows({**THING, **limit(word)}) == []
    assert rows({"not": {**limit(word)}}) == [("untyped", "not", "")]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"const": {"a": 1}}, "const"),
        ({"const": [1]}, "const"),
        ({"const": 1.5}, "const"),
        ({"const": "a"}, ""),
        ({"const": True}, ""),
        ({"const": None}, ""),
        ({"enum": [{"a": 1}, {"b": 2}]}, "enum"),
        ({"enum": ["a", [1]]}, "enum"),
        ({"type": "number", "enum": [1.5, 2.5]}, "enum"),
        ({"enum": [1, 2**64]}, "enum"),
        ({"enum": [1, "a", True, None]}, ""),
        ({"enum": ["a", [1], None]}, "enum"),
        ({"type": ["string", "object"], "enum": ["a", {"b": 1}]}, "enum"),
        ({**TEXT, "contentEncoding": "base64"}, "contentEncoding"),
        ({**TEXT, "format": "byte"}, "format"),
        ({**TEXT, "contentMediaType": "text/csv"}, ""),
        ({"type": "number", "multipleOf": 0.01}, "multipleOf"),
        ({"type": "number", "multipleOf": 0.5}, ""),
        ({**WHOLE, "multipleOf": 1.5}, "multipleOf"),
        ({**WHOLE, "minimum": 0.5}, ""),
        ({"type": "object", "required": ["a"]}, "required"),
        ({"allOf": [THING, {"required": ["b"]}]}, "required"),
        ({"allOf": [THING], "required": ["b"]}, "required"),
        ({"allOf": [THING, {"required": ["a"]}]}, ""),
        ({"properties": {"a": TEXT}, "anyOf": [{"required": ["a"]}]}, ""),
        ({"properties": {"a": {}}, "anyOf": [{"required": ["a"]}, {}]}, "anyOf"),
        (
            {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            "oneOf",
        ),
        ({"properties": {"b": TEXT}, "oneOf": [THING, THING]}, "oneOf"),
        ({"type": "array", "prefixItems": [TEXT, WHOLE]}, "prefixItems"),
        ({"prefixItems": [TEXT], "minItems": 1, "items": False}, ""),
        ({"prefixItems": [TEXT], "minItems": 1, "unevaluatedItems": False}, ""),
        ({"patternProperties": {"^a": TEXT}}, "patternProperties"),
        ({"properties": {"a": TEXT}, "required": ["a", "b"]}, "required"),
        ({"properties": {"a": TEXT}, "required": ["a"]}, ""),
        ({"allOf": [THING, {"properties": {}, "required": ["a"]}]}, ""),
        ({"format": "date"}, "format"),
        ({**TEXT, "format": "email"}, ""),
        ({**OF_KIND["string"], "format": "date"}, "format"),
        ({**TEXT, "format": "uuid", "minLength": 36}, "minLength"),
        ({**TEXT, "pattern": "^(?!a)"}, "pattern"),
        ({"minLength": 0}, ""),
        ({**TEXT, "readOnly": True, "writeOnly": True}, "readOnly, writeOnly"),
        ({**TEXT, "readOnly": True, "writeOnly": False}, ""),
        ({**TEXT, "allOf": [{"minLength": 1}, {"minLength": 2}]}, "allOf"),
    ],
)
def test_keyword_that_no_type_states_is_reported(schema: Any, words: str) -> None:
    assert rows(schema) == ([("untyped", words, "")] if words else [])


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [TEXT, WHOLE]},
        {**TEXT, "allOf": [WHOLE, {"minimum": 1}]},
        {"allOf": [OF_KIND["string"], WHOLE]},
        {"allOf": [THING, TEXT]},
        {**THING, **TEXT},
        {**TEXT, "anyOf": [WHOLE, {"type": "boolean"}]},
        {"type": "integer", "enum": ["a", "b"]},
        {"type": "array", "enum": ["a", "b"]},
        {"type": "boolean", "const": "maybe"},
        False,
        {"not": {}},
        {"not": True},
        {"properties": {"a": False}},
        {"properties": {"a": {"not": {}}}},
        {"oneOf": [False, TEXT]},
        {**WHOLE, "minimum": 2, "maximum": 1},
        {**WHOLE, "exclusiveMinimum": 1, "maximum": 1},
        {**WHOLE, "minimum": 1, "exclusiveMaximum": 1},
        {**WHOLE, "exclusiveMinimum": 1, "exclusiveMaximum": 2},
        {**WHOLE, "minimum": 1.2, "maximum": 1.8},
        {**WHOLE, "minimum": 1, "exclusiveMinimum": True, "maximum": 1},
        {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 1},
        {"type": ["integer", "null"], "minimum": 2, "maximum": 1},
        {"allOf": [{**WHOLE, "minimum": 2}, {**WHOLE, "maximum": 1}]},
        {**TEXT, "minLength": 2, "maxLength": 1},
        {**DAY, "minItems": 2, "maxItems": 1},
        {**DAY, "items": False, "minItems": 1},
        {"type": "object", "minProperties": 2, "maxProperties": 1},
        {**DAY, "contains": TEXT, "minContains": 2, "maxContains": 1},
        {"type": "object", "required": ["a", "b"], "maxProperties": 1},
        {**WHOLE, "enum": [1, 2], "minimum": 5},
        {**TEXT, "enum": ["a", "b"], "minLength": 5},
        {**TEXT, "enum": ["a", "b"], "pattern": "^c"},
        {**TEXT, "const": "a", "maxLength": 0},
        {"properties": {"a": TEXT}, "required": ["b"], "additionalProperties": False},
        {"allOf": [THING, {"properties": {"a": WHOLE}}]},
    ],
)
def test_contradiction_is_reported(schema: Any) -> None:
    assert [reason for reason, _, _ in rows(schema)] == ["no-value"]


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{"type": "number"}, WHOLE]},
        {"allOf": [{"type": ["string", "integer"]}, WHOLE]},
        {"type": "object", "allOf": [THING]},
        {"type": "object", "oneOf": [THING, TEXT]},
        {"anyOf": [THING, {"type": "null"}]},
        {"type": "null"},
        {"type": "number", "enum": [1, 2]},
        {"type": "integer", "const": 1},
        {"type": "array", "items": False},
        {"type": "array", "items": {"not": {}}},
        {"type": "object", "additionalProperties": {"not": {}}},
        {**WHOLE, "minimum": 1, "maximum": 1},
        {**WHOLE, "minimum": 0.5, "maximum": 1.5},
        {**WHOLE, "exclusiveMinimum": 1, "exclusiveMaximum": 3},
        {**TEXT, "minLength": 2, "maxLength": 2},
        {**DAY, "minItems": 2, "maxItems": 2},
        {**WHOLE, "enum": [1, 9], "maximum": 5},
        {**TEXT, "enum": ["a", "bb"], "minLength": 2},
        {"allOf": [THING, {"properties": {"a": TEXT}}]},
        {"allOf": [THING], "required": ["a"]},
        {"properties": {"a": TEXT}, "required": ["a"], "additionalProperties": False},
        {**DAY, "prefixItems": [TEXT], "items": False, "minItems": 1},
        {"oneOf": [THING, {"type": "null"}], "description": "A thing."},
    ],
)
def test_what_has_a_value_is_not_reported(schema: Any) -> None:
    assert rows(schema) == []


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "array", "unevaluatedItems": TEXT}, "list[str]"),
        ({"prefixItems": [WHOLE], "unevaluatedItems": TEXT}, "list[int | str]"),
        (
            {"type": "array", "items": [WHOLE], "additionalItems": TEXT},
            "list[int | str]",
        ),
        ({"type": "object", "unevaluatedProperties": TEXT}, "dict[str, str]"),
        ({"patternProperties": {"^a": TEXT}}, "dict[str, str]"),
        (
            {"patternProperties": {"^a": TEXT}, "additionalProperties": WHOLE},
            "dict[str, str | int]",
        ),
        (
            {"patternProperties": {"^a": TEXT}, "additionalProperties": True},
            "dict[str, Any]",
        ),
        ({"required": ["a"]}, "dict[str, Any]"),
        ({"const": {"a": 1}}, "dict[str, Any]"),
        ({"enum": ["a", [1]]}, "str | list[Any]"),
        ({"type": "file"}, "bytes"),
        ({"allOf": [TEXT, WHOLE]}, "str | int"),
        ({"allOf": [{"type": "number"}, WHOLE]}, "int"),
        ({"allOf": [{"type": ["string", "integer"]}, WHOLE]}, "int"),
    ],
)
def test_types_of_keywords_in_company(schema: Any, expected: str) -> None:
    made = normal_schema(schema, lambda *_, **__: None, "", ValueKinds({}))
    models = Models({"openapi": "3.1.0", "components": {"schemas": {}}})
    assert ModulePrinter().type(models.type_of(made)) == expected


def test_the_default_of_a_required_property_is_reported_at_it() -> None:
    members = {"a": {**TEXT, "default": "x"}, "b": {**TEXT, "default": "y"}}
    schema = {"properties": members, "required": ["a"]}
    expected = [("default-unstated", "'x' of a required property", "/properties/a")]
    assert rows(schema) == expected


@pytest.mark.parametrize(
    ("word", "given", "value"),
    [
        ("minimum", 0.5, 1),
        ("maximum", 9.5, 9),
        ("exclusiveMinimum", 0.5, 0),
        ("exclusiveMaximum", 9.5, 10),
        ("minimum", -0.5, 0),
        ("maximum", 2.0, 2),
    ],
)
def test_a_bound_with_a_fraction_limits_integers(
    word: str, given: float, value: int
) -> None:
    found = dict(leaf_schema({word: given}, "integer"))
    assert found == {"type": "integer", word: value}
