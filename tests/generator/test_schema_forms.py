"""Test the normal form of schemas, and what is reported of what they lose."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from specloom.document import ValueKinds
from specloom.normalize.schemas.null_forms import without_null
from specloom.normalize.schemas.schema_forms import normal_schema
from specloom.normalize.schemas.subschemas import subschemas
from specloom.object_tables import COMMON
from specloom.structure import UNTYPED

REF = {"$ref": "#/components/schemas/Thing"}
NULL = {"type": "null"}
TEXT = {"type": "string"}
NUMBER = {"type": "number"}
THING = {"type": "object"}


def normal(node: Any) -> tuple[Any, list[tuple[str, str]]]:
    """Return the normal form, and the reason and place of each loss."""
    lost: list[tuple[str, str]] = []

    def degrade(
        reason: str,
        detail: str = "",
        *,
        part: str = "",
        at: Any = None,
        done: str = "",
    ) -> None:
        lost.append((reason, part))

    before = deepcopy(node)
    made = normal_schema(node, degrade, "/x", ValueKinds({"Thing": {"type": "object"}}))
    assert node == before
    return made, lost


@pytest.mark.parametrize(
    ("node", "made"),
    [
        ({**TEXT, "nullable": True}, {"type": ["string", "null"]}),
        ({**TEXT, "nullable": False}, TEXT),
        ({"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": ["string", "number"], "nullable": True},
            {"type": ["string", "number", "null"]},
        ),
        ({**REF, "nullable": True}, {"anyOf": [REF, NULL]}),
        ({"oneOf": [REF, TEXT], "nullable": True}, {"oneOf": [REF, TEXT, NULL]}),
        ({"anyOf": [REF, NULL], "nullable": True}, {"anyOf": [REF, NULL]}),
        ({"allOf": [REF], "nullable": True}, {"anyOf": [REF, NULL]}),
        ({**TEXT, "enum": ["a", None]}, {"type": ["string", "null"], "enum": ["a"]}),
        ({**TEXT, "enum": [None]}, NULL),
        (
            {**NUMBER, "minimum": 1, "exclusiveMinimum": True},
            {**NUMBER, "exclusiveMinimum": 1},
        ),
        ({**NUMBER, "minimum": 1, "exclusiveMinimum": False}, {**NUMBER, "minimum": 1}),
        ({**NUMBER, "exclusiveMaximum": True}, NUMBER),
        ({**NUMBER, "exclusiveMaximum": 4}, {**NUMBER, "exclusiveMaximum": 4}),
        (
            {"allOf": [REF], "description": "A thing."},
            {**REF, "description": "A thing."},
        ),
        ({"anyOf": [TEXT], "title": "Text"}, TEXT),
        ({"anyOf": [NUMBER], "type": "number"}, {"anyOf": [NUMBER], "type": "number"}),
        (
            {"allOf": [REF], "properties": {"a": TEXT}},
            {"allOf": [REF], "properties": {"a": TEXT}},
        ),
        ({"allOf": [THING, REF]}, {"allOf": [THING, REF]}),
        (
            {"allOf": [{"description": "In."}], "description": "Out."},
            {"description": "Out."},
        ),
        (
            {"type": ["string", "object"], "properties": {"a": TEXT}},
            {"anyOf": [TEXT, {"type": "object", "properties": {"a": TEXT}}]},
        ),
        (
            {
                "type": ["object", "string", "null"],
                "properties": {"a": TEXT},
                "required": ["a"],
                "maxLength": 5,
                "description": "Both.",
            },
            {
                "description": "Both.",
                "anyOf": [
                    {"type": ["string", "null"], "maxLength": 5},
                    {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
                ],
            },
        ),
        (
            {"type": ["object", "null"], "properties": {"a": TEXT}},
            {"type": ["object", "null"], "properties": {"a": TEXT}},
        ),
    ],
)
def test_same_meaning_has_one_form(node: Any, made: Any) -> None:
    assert normal(node) == (made, [])
    assert normal(made) == (made, [])


@pytest.mark.parametrize(
    ("node", "made"),
    [
        ({"type": "array", "items": [TEXT]}, {"type": "array", "prefixItems": [TEXT]}),
        ({"items": [TEXT, REF]}, {"anyOf": [TEXT, REF]}),
        ({"items": [TEXT], "anyOf": [REF, NUMBER]}, {"anyOf": [REF, NUMBER]}),
        ({"items": [TEXT], "oneOf": [REF, NUMBER]}, {"oneOf": [REF, NUMBER]}),
        ({**TEXT, "enum": []}, TEXT),
        ({**TEXT, "oneOf": []}, TEXT),
        ({**TEXT, "anyOf": {}}, TEXT),
        # Properties next to a type whose values have none.
        ({**TEXT, "properties": {"a": TEXT}, "required": ["a"]}, TEXT),
        ({"type": "array", "properties": {"a": TEXT}}, {"type": "array"}),
        (
            {"type": ["array", "null"], "items": TEXT, "properties": {"a": TEXT}},
            {"type": ["array", "null"], "items": TEXT},
        ),
    ],
)
def test_invalid_keyword_is_replaced_and_reported(node: Any, made: Any) -> None:
    assert normal(node) == (made, [("invalid", "/x")])


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "(?P<n>a)(?P<n>b)", "*"])
def test_pattern_that_python_refuses_is_reported(pattern: str) -> None:
    assert normal({**TEXT, "pattern": pattern}) == (TEXT, [("pattern", "/x")])
    assert normal({**TEXT, "pattern": "^a+$"})[1] == []


@pytest.mark.parametrize(
    ("schema", "default", "kept"),
    [
        (TEXT, "a", True),
        (TEXT, [1], False),
        (NUMBER, 1, True),
        (NUMBER, 1.5, True),
        (NUMBER, True, False),
        ({"type": "integer"}, 1, True),
        ({"type": "integer"}, "one", False),
        ({"type": "boolean"}, True, True),
        ({"type": "boolean"}, 1, False),
        ({"type": ["string", "null"]}, None, True),
        ({"type": "object"}, [], False),
        ({**TEXT, "enum": ["a", "b"]}, "b", True),
        ({**TEXT, "enum": ["a", "b"]}, "c", False),
        ({}, "anything", True),
        (REF, "anything", False),
        ({"anyOf": [REF, NULL]}, None, True),
        ({"oneOf": [TEXT, NUMBER]}, 1, True),
        ({"oneOf": [TEXT, NUMBER]}, True, False),
    ],
)
def test_default_of_another_type_is_reported(
    schema: Any, default: Any, kept: bool
) -> None:
    node = {**schema, "default": default}
    assert normal(node) == ((node, []) if kept else (schema, [("default", "/x")]))


@pytest.mark.parametrize("schema", [TEXT, REF])
def test_a_default_of_null_is_none(schema: Any) -> None:
    node = {**schema, "default": None}
    assert normal(node) == (schema, [("default-unstated", "/x")])


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ({"type": "array"}, []),
        ({"type": "object"}, {"a": 1}),
        (REF, {}),
        ({**TEXT, "format": "date"}, "2024-01-01"),
        ({**TEXT, "format": "uuid"}, "0b9c7f2e-1c0b-4a3e-9d1e-0123456789ab"),
        ({"type": "integer", "x-specloom-unit": "minutes"}, 5),
    ],
)
def test_default_that_code_does_not_state_is_reported(
    schema: Any, default: Any
) -> None:
    node = {**schema, "default": default}
    assert normal(node) == (node, [("default-unstated", "/x")])


@pytest.mark.parametrize(
    ("node", "place"),
    [
        ({"properties": {"a/b": {**TEXT, "enum": []}}}, "/x/properties/a~1b"),
        ({"items": {**TEXT, "enum": []}}, "/x/items"),
        ({"allOf": [TEXT, {**TEXT, "enum": []}]}, "/x/allOf/1"),
        ({"additionalProperties": {"enum": []}}, "/x/additionalProperties"),
    ],
)
def test_loss_is_reported_where_it_is(node: Any, place: str) -> None:
    assert normal(node)[1] == [("invalid", place)]


@pytest.mark.parametrize("node", [True, "text", None, 3])
def test_what_is_not_an_object_is_left_alone(node: Any) -> None:
    assert normal(node) == (node, [])


@pytest.mark.parametrize(
    ("kinds", "others"),
    [
        (["string", "null"], "string"),
        (["string", "number", "null"], ["string", "number"]),
        (["string"], "string"),
        (["null"], []),
    ],
)
def test_types_without_null(kinds: list[str], others: Any) -> None:
    assert without_null(kinds) == others


@pytest.mark.parametrize(
    ("node", "inside"),
    [
        ({"properties": {"a": TEXT, "b": NUMBER}}, [TEXT, NUMBER]),
        ({"patternProperties": {"^a": TEXT}, "$defs": {"b": NUMBER}}, [TEXT, NUMBER]),
        ({"items": TEXT, "additionalProperties": NUMBER}, [TEXT, NUMBER]),
        (
            {"not": TEXT, "contains": NUMBER, "propertyNames": TEXT},
            [TEXT, NUMBER, TEXT],
        ),
        ({"allOf": [TEXT], "anyOf": [NUMBER], "oneOf": [REF]}, [TEXT, NUMBER, REF]),
        ({"prefixItems": [TEXT, NUMBER]}, [TEXT, NUMBER]),
        ({"properties": [TEXT], "items": [TEXT], "allOf": TEXT}, []),
        ({"additionalProperties": True, "not": False}, []),
        ({"default": {"a": TEXT}, "enum": [TEXT], "const": TEXT}, []),
        (True, []),
    ],
)
def test_schemas_directly_inside_a_schema(node: Any, inside: list[Any]) -> None:
    assert list(subschemas(node)) == inside


SCHEMA = {"type": "object", "required": ["a"]}
OF_TYPE = {
    *("type", "format", "enum", "const", "nullable", "default", "discriminator"),
    *("properties", "patternProperties", "additionalProperties", "required"),
    "unevaluatedProperties",
    *("items", "prefixItems", "allOf", "anyOf", "oneOf", "readOnly", "writeOnly"),
    *("contentEncoding", "contentMediaType", "pattern", "multipleOf"),
    *("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"),
    *("maxLength", "minLength", "maxItems", "minItems"),
}
OF_PROSE = {"title", "description", "example", "examples", "$comment", "deprecated"}
OF_PLACE = {"$id", "$schema", "$anchor", "$dynamicAnchor", "$defs", "definitions"}
OF_OTHERS = {"xml", "externalDocs"}


def test_each_keyword_makes_a_type_or_is_reported_or_says_nothing_of_values() -> None:
    groups = (OF_TYPE, OF_PROSE, OF_PLACE, OF_OTHERS, UNTYPED)
    assert sorted(word for group in groups for word in group) == sorted(
        COMMON["Schema"]
    )


@pytest.mark.parametrize("word", sorted(UNTYPED))
def test_a_keyword_that_no_type_can_state_is_reported(word: str) -> None:
    texts = {"$dynamicRef": "#node", "dependentRequired": {"a": ["b"]}}
    flags = {"uniqueItems": True}
    numbers = dict.fromkeys(("minContains", "maxContains"), 1)
    numbers |= dict.fromkeys(("minProperties", "maxProperties"), 1)
    value = (texts | flags | numbers).get(word, SCHEMA)
    node = {"properties": {"a": {word: value}}}
    assert normal(node) == (node, [("untyped", "/x/properties/a")])


@pytest.mark.parametrize(
    "node",
    [
        {"uniqueItems": False},
        {"minProperties": 0},
        {"unevaluatedProperties": False},
        {"if": {}},
        {"minContains": 0},
    ],
)
def test_a_keyword_that_limits_nothing_is_not_reported(node: Any) -> None:
    assert normal(node) == (node, [])


@pytest.mark.parametrize(
    ("node", "is_bytes"),
    [
        ({"type": "string", "contentMediaType": "image/png"}, True),
        ({"type": "string", "contentMediaType": "Image/PNG; q=1"}, True),
        ({"contentMediaType": "audio/ogg", "description": "A sound."}, True),
        ({"type": ["string", "null"], "contentMediaType": "video/mp4"}, True),
        ({"type": "string", "contentMediaType": "application/pdf"}, True),
        ({"type": "string", "contentMediaType": "application/octet-stream"}, True),
        ({"type": "string", "contentMediaType": "application/vnd.ms-excel"}, True),
        ({"type": "string", "contentMediaType": "image/svg+xml"}, False),
        ({"type": "string", "contentMediaType": "application/json"}, False),
        ({"type": "string", "contentMediaType": "text/csv"}, False),
        ({"type": "string", "contentMediaType": "*/*"}, False),
        ({"type": "integer", "contentMediaType": "image/png"}, False),
        ({"type": "string", "format": "uri", "contentMediaType": "image/png"}, False),
        ({"type": "string", "enum": ["a"], "contentMediaType": "image/png"}, False),
        (
            {
                "type": "string",
                "contentMediaType": "image/png",
                "contentEncoding": "base64",
            },
            False,
        ),
    ],
)
def test_content_of_bytes_has_the_format_binary(
    node: dict[str, Any], is_bytes: bool
) -> None:
    made, losses = normal(node)
    added = {"type": node.get("type", "string"), "format": "binary"} if is_bytes else {}
    encoded = [("untyped", "/x")] if "contentEncoding" in node else []
    assert (made, losses) == ({**node, **added}, encoded)
