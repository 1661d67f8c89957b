"""Test that schemas which are left out of a walk have nothing that it would find.

A minimum size of 0 says nothing, but a schema with it is not left out. So a schema must
give the same result with it and without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from specloom.document import ValueKinds
from specloom.normalize.schemas.contradictions import contradiction
from specloom.normalize.schemas.unstated_keywords import Whole, unstated_keywords
from specloom.object_tables import COMMON

TEXT = {"type": "string"}
VALUES: dict[str, tuple[Any, ...]] = {
    "type": ("string", "integer", "array", ["object", "null"], []),
    "enum": (["a"], [1, 2.5], [{}], [2**70]),
    "const": ("a", 1.5, None),
    "format": ("byte", "date", "email"),
    "contentEncoding": ("base64",),
    "contentMediaType": ("image/png",),
    "pattern": ("^a+$", "(?R)"),
    "minLength": (0, 3),
    "maxLength": (1,),
    "minimum": (4,),
    "maximum": (2,),
    "exclusiveMinimum": (2,),
    "exclusiveMaximum": (2,),
    "multipleOf": (0.01, 2),
    "minItems": (2,),
    "maxItems": (1,),
    "minProperties": (3,),
    "maxProperties": (1,),
    "minContains": (2,),
    "maxContains": (1,),
    "items": (TEXT, False),
    "prefixItems": ([TEXT],),
    "required": (["b"], ["c"]),
    "properties": ({"a": TEXT, "b": False},),
    "patternProperties": ({"^x": TEXT},),
    "additionalProperties": (False, TEXT),
    "allOf": (
        [{"type": "integer"}, {"minimum": 5}],
        [{"minLength": 1}, {"minLength": 2, "required": ["c"]}],
    ),
    "anyOf": ([TEXT, {"required": ["a"]}],),
    "oneOf": ([{"$ref": "#/components/schemas/Thing"}, {"properties": {}}],),
    "$ref": ("#/components/schemas/Thing",),
    "discriminator": ({"propertyName": "a"},),
    "deprecated": (True,),
    "default": ("a",),
    "readOnly": (True,),
    "contentSchema": (TEXT,),
    "dependentRequired": ({"a": ["b"]},),
    "dependentSchemas": ({"a": TEXT},),
    "propertyNames": (TEXT,),
    "unevaluatedItems": (TEXT,),
    "unevaluatedProperties": (False,),
    "additionalItems": (TEXT,),
    "uniqueItems": (True,),
    "$dynamicRef": ("#a",),
    "not": ({}, TEXT),
    "if": (TEXT,),
    "then": (TEXT,),
    "else": (TEXT,),
    "contains": (TEXT,),
}
"""Values of each keyword; some of them contradict each other, or cannot be typed."""
WITHOUT_EFFECT = {"title", "description", "example", "examples", "xml", "externalDocs"}
WITHOUT_EFFECT |= {"$comment", "$id", "$schema", "$anchor", "$dynamicAnchor", "$defs"}
WITHOUT_EFFECT |= {"definitions", "nullable", "writeOnly"}
THING = {"type": "object", "properties": {"a": {"type": "string"}}}
KINDS = ValueKinds({"Thing": THING})


def schemas() -> Iterator[dict[str, Any]]:
    """Yield schemas of at most three keywords, with every value of each of them."""
    members = [(word, value) for word, values in VALUES.items() for value in values]
    for size in range(4):
        for chosen in combinations(members, size):
            if len({word for word, _ in chosen}) == size:
                yield dict(chosen)


def walked(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with keywords that say nothing, so that it is not left out."""
    return {"minProperties": 0, "minItems": 0, "minLength": 0, **schema}


def test_every_keyword_of_the_tables_is_tried() -> None:
    assert COMMON["Schema"].keys() - WITHOUT_EFFECT <= VALUES.keys()


def test_a_schema_without_contradictable_keywords_has_no_contradiction() -> None:
    found = set()
    for schema in schemas():
        why = contradiction(schema, KINDS)
        assert why == contradiction(walked(schema), KINDS), schema
        found.add(why)
    assert len(found) > 5


@pytest.mark.parametrize("is_part", [False, True])
def test_a_schema_without_reportable_keywords_has_no_unstated_ones(
    is_part: bool,
) -> None:
    found = set()
    for schema in schemas():
        whole = Whole.of(walked(schema), KINDS)
        words = unstated_keywords(
            schema, Whole.of(schema, KINDS), KINDS.schemas, is_part=is_part
        )
        assert words == unstated_keywords(
            walked(schema), whole, KINDS.schemas, is_part=is_part
        ), schema
        found.update(words)
    assert len(found) > 30
