"""Test the types of properties that an object may have without listing them."""

from __future__ import annotations

from typing import Any

import pytest
from model_texts import model_texts

DAY, NUMBER = {"type": "string", "format": "date"}, {"type": "integer"}
ID = {"type": "object", "properties": {"id": NUMBER}}
NEVER: dict[str, Any] = {"not": {}}
COLOR = {"type": "string", "enum": ["red"]}
REF = {"$ref": "#/components/schemas/Color"}
BASE = {**ID, "additionalProperties": DAY}


def class_text(schema: Any) -> str:
    """Return the text of the class A of a schema."""
    schemas = {"Color": COLOR, "Base": BASE, "A": schema}
    document = {"openapi": "3.1.0", "components": {"schemas": schemas}}
    text = model_texts(document, "all")["all.py"]
    return text[text.index("class A(") :].partition("\nclass ")[0]


def extras(schema: Any) -> str:
    """Return the type that the class A declares for what it does not list, or ""."""
    _, _, after = class_text(schema).partition("__pydantic_extra__: dict[str, ")
    return after.partition("]\n")[0]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({**ID, "additionalProperties": DAY}, "date"),
        ({**ID, "additionalProperties": REF}, "Color"),
        ({**ID, "additionalProperties": {"type": ["integer", "null"]}}, "int | None"),
        ({**ID, "additionalProperties": {"type": "array", "items": DAY}}, "list[date]"),
        ({**ID, "unevaluatedProperties": NUMBER}, "int"),
        (
            {**ID, "additionalProperties": False, "patternProperties": {"^a": DAY}},
            "date",
        ),
        (
            {**ID, "additionalProperties": DAY, "patternProperties": {"^a": NUMBER}},
            "Exact[int] | Exact[date]",
        ),
        ({"allOf": [{"$ref": "#/components/schemas/Base"}, ID]}, "date"),
        ({"allOf": [ID, {"type": "object", "additionalProperties": NUMBER}]}, "int"),
        ({**ID, "oneOf": [BASE, {**ID, "additionalProperties": DAY}]}, "date"),
        (ID, ""),
        ({**ID, "additionalProperties": True}, ""),
        ({**ID, "additionalProperties": {}}, ""),
        ({**ID, "additionalProperties": False}, ""),
        ({**ID, "additionalProperties": NEVER}, ""),
        ({**ID, "patternProperties": {"^a": DAY}}, ""),
        ({**ID, "oneOf": [BASE, ID]}, ""),
    ],
)
def test_what_is_not_listed_has_its_declared_type(schema: Any, expected: str) -> None:
    assert extras(schema) == expected


def test_a_class_with_other_extras_is_not_a_subclass() -> None:
    parts = [{"$ref": "#/components/schemas/Base"}, {"additionalProperties": NUMBER}]
    assert extras({"allOf": parts}) == "int"
    assert class_text({"allOf": parts}).startswith("class A(Model)")
    assert class_text({"allOf": [parts[0], ID]}).startswith("class A(Base)")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("id", "self, *, id: int | None = None, **extras: date"),
        ("self", "_self, *, self: int | None = None, **extras: date"),
        ("extras", "self, *, extras: int | None = None, **_extras: date"),
    ],
)
def test_the_constructor_takes_extras(name: str, shown: str) -> None:
    text = class_text({**BASE, "properties": {name: NUMBER}})
    assert f"def __init__({shown}) -> None: ..." in text
