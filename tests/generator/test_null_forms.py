"""Test that null is a value of each schema that a description calls nullable."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from model_texts import model_texts
from specloom.load import Documents, load
from specloom.normalize import normalize

TEXT = {"type": "string"}
OBJECT = {"type": "object", "properties": {"x": TEXT}}
PART = {"properties": {"y": TEXT}}
THING, NAME, SIZE = (
    {"$ref": f"#/components/schemas/{name}"} for name in ("Thing", "Name", "Size")
)
SHAPES: dict[str, tuple[Any, Any]] = {
    "any": ({}, 1),
    "text": (TEXT, "a"),
    "reference": (THING, {"x": "a"}),
    "reference-to-enum": (SIZE, "s"),
    "reference-to-text": (NAME, "a"),
    "reference-and-properties": ({**THING, **PART}, {"x": "a", "y": "b"}),
    "object": (OBJECT, {"x": "a"}),
    "object-without-type": (PART, {"y": "a"}),
    "object-that-requires": ({**PART, "required": ["y"]}, {"y": "a"}),
    "map": ({"additionalProperties": TEXT}, {"a": "b"}),
    "list": ({"type": "array", "items": TEXT}, ["a"]),
    "list-without-type": ({"items": TEXT}, ["a"]),
    "enum": ({**TEXT, "enum": ["a", "b"]}, "a"),
    "enum-without-type": ({"enum": ["a", "b"]}, "a"),
    "enum-of-numbers": ({"enum": [1, 2]}, 1),
    "enum-of-several-types": ({"enum": [1, "a"]}, "a"),
    "constant": ({"const": "a"}, "a"),
    "constant-with-type": ({**TEXT, "const": "a"}, "a"),
    "all-of-one": ({"allOf": [THING]}, {"x": "a"}),
    "all-of-one-enum": ({"allOf": [SIZE]}, "s"),
    "all-of-two": ({"allOf": [THING, PART]}, {"x": "a", "y": "b"}),
    "all-of-and-properties": ({"allOf": [THING], **PART}, {"x": "a", "y": "b"}),
    "all-of-texts": ({"allOf": [TEXT, {"minLength": 1}]}, "a"),
    "all-of-reference-and-limit": ({"allOf": [NAME], "minLength": 1}, "a"),
    "one-of": ({"oneOf": [THING, TEXT]}, "a"),
    "any-of": ({"anyOf": [TEXT, {"type": "integer"}]}, 1),
    "one-of-with-type": ({"type": "object", "oneOf": [THING, PART]}, {"x": "a"}),
    "one-of-and-properties": ({"oneOf": [THING], **PART}, {"x": "a", "y": "b"}),
}
"""By name: a schema, and a value of it."""


def in_a_property(schema: Any) -> Any:
    return {"Whole": whole({**schema, "nullable": True})}


def in_a_component(schema: Any) -> Any:
    part = {"$ref": "#/components/schemas/Part"}
    return {"Whole": whole(part), "Part": {**schema, "nullable": True}}


def as_a_part_that_only_says_so(schema: Any) -> Any:
    return {"Whole": whole({"allOf": [schema, {"nullable": True}]})}


def whole(part: Any) -> Any:
    return {"type": "object", "required": ["part"], "properties": {"part": part}}


@pytest.mark.parametrize(
    "place",
    [in_a_property, in_a_component, as_a_part_that_only_says_so],
    ids=lambda place: place.__name__,
)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_nullable_schema_has_null_and_its_own_values(
    shape: str, place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema, value = SHAPES[shape]
    module = imported(place(schema), tmp_path, monkeypatch)
    for each in (None, value):
        read = module.Whole.model_validate_json(json.dumps({"part": each}))
        assert json.loads(read.model_dump_json(by_alias=True)) == {"part": each}


@pytest.mark.parametrize("shape", sorted({*SHAPES} - {"any"}))
def test_a_schema_that_is_not_nullable_refuses_null(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = imported({"Whole": whole(SHAPES[shape][0])}, tmp_path, monkeypatch)
    with pytest.raises(ValueError, match="part"):
        module.Whole.model_validate({"part": None})


def imported(
    schemas: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> ModuleType:
    """The models of the schemas and of what they refer to, in one module."""
    known = {"Thing": OBJECT, "Name": TEXT, "Size": {**TEXT, "enum": ["s", "m"]}}
    answer = {"schema": {"$ref": "#/components/schemas/Whole"}}
    content = {"content": {"application/json": answer}, "description": "Ok."}
    tree = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/w": {"get": {"responses": {"200": content}}}},
        "components": {"schemas": known | schemas},
    }
    (folder / "d.json").write_text(json.dumps(tree), "utf-8")
    source = load(folder / "d.json", shown="d.json")
    made = normalize(Documents(source), vendor="shop").document
    for name, text in model_texts(made, "nulls").items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(folder)
    sys.modules.pop("nulls", None)
    importlib.invalidate_caches()
    return importlib.import_module("nulls")
