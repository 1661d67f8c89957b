"""Test values of a schema that are written as another type than the schema's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.build_result import BuildResult
from specloom.errors import SourceLocation
from specloom.load import Document, Documents, read
from specloom.overlay import edits
from specloom.pipeline import build_vendor
from specloom.project.vendor import Vendor

DOCUMENT = """\
openapi: 3.1.0
info: {{title: t, version: '1'}}
servers: [{{url: 'https://x.test'}}]
paths:
  /a:
    get:
      parameters: [{parameters}]
      responses: {{'204': {{description: ok}}}}
"""


TYPES = ["string", "[string, 'null']", "['null', string]"]


def document(*schemas: str) -> str:
    """Return a document with a parameter for each schema."""
    written = [
        f"{{name: q{number}, in: query, schema: {{{schema}}}}}"
        for number, schema in enumerate(schemas)
    ]
    return DOCUMENT.format(parameters=", ".join(written))


def built(text: str, file: str = "document.yaml") -> BuildResult:
    vendor = Vendor(
        name="v", root=Path(), source=file, specs="specs", package="v", tests="tests"
    )
    return build_vendor(
        vendor, Documents(Document(file, read(text.encode(), shown=file)))
    )


def schemas_of(result: BuildResult) -> list[Any]:
    """Return the schema of each parameter, without null and references."""
    whole = yaml.safe_load(result.texts["specs/openapi.yaml"])
    found = []
    for parameter in whole["paths"]["/a"]["get"]["parameters"]:
        schema = parameter["schema"]
        choices = schema.get("anyOf", ())
        inner = next((each for each in choices if each != {"type": "null"}), schema)
        if "$ref" in inner:
            inner = whole["components"]["schemas"][inner["$ref"].rpartition("/")[2]]
        found.append({**schema, **inner})
    return found


def notes(result: BuildResult) -> list[str]:
    return [
        reason["severity"]
        for row in result.report
        for reason in row["reasons"]
        if reason["reason"] == "value-type"
    ]


@pytest.mark.parametrize(
    "text", ["1.10", "1.0", "0o17", "0x1F", "1e3", "+5", "-0", "007", "true", "False"]
)
def test_texts_are_those_of_the_file(text: str) -> None:
    wanted = text.lower() if text == "False" else text
    members = {"enum": ["a", wanted], "const": wanted, "default": wanted}
    schemas = [
        f"type: {type_}, {word}: {'[a, ' + text + ']' if word == 'enum' else text}"
        for type_ in TYPES
        for word in members
    ]
    result = built(document(*schemas))
    found = schemas_of(result)
    assert [each[word] for each, word in zip(found, [*members] * 3, strict=True)] == [
        *members.values()
    ] * 3
    # What YAML 1.2 reads as text needs no note.
    is_text = isinstance(read(text.encode(), shown="a.yaml"), str)
    assert notes(result) == ([] if is_text else ["note"] * 9)


def test_two_versions_that_are_one_number() -> None:
    result = built(document("type: string, enum: [1.1, 1.10, null]"))
    assert schemas_of(result)[0]["enum"] == ["1.1", "1.10"]


def test_other_types_keep_their_values() -> None:
    types = ["number", "integer", "[string, number]"]
    result = built(document(*(f"type: {each}, enum: [2, 3]" for each in types)))
    assert [each["enum"] for each in schemas_of(result)] == [[2, 3]] * 3
    assert not notes(result)


@pytest.mark.parametrize(
    ("type_", "value", "meant"),
    [
        ("integer", "'5'", 5),
        ("integer", "'-05'", -5),
        ("integer", "' 7 '", 7),
        ("number", "'1.5'", 1.5),
        ("number", "'12'", 12),
        ("[integer, 'null']", "'5'", 5),
        ("boolean", "'true'", True),
        ("boolean", "False", False),
    ],
)
def test_numbers_and_booleans_in_quotes(type_: str, value: str, meant: Any) -> None:
    schemas = [
        f"type: {type_}, {word}" for word in (f"const: {value}", f"default: {value}")
    ]
    constant, default = schemas_of(built(document(*schemas)))
    assert (constant["const"], default["default"]) == (meant, meant)
    assert type(default["default"]) is type(meant)


def test_numbers_in_quotes_of_an_enum() -> None:
    schemas = ("type: integer, enum: ['1', 2]", "type: number, enum: ['1.5']")
    result = built(document(*schemas))
    assert [each["enum"] for each in schemas_of(result)] == [[1, 2], [1.5]]
    assert notes(result) == ["note", "note"]


@pytest.mark.parametrize(
    ("type_", "value"), [("integer", "'1.5'"), ("integer", "x"), ("boolean", "'yes'")]
)
def test_a_default_of_doubtful_meaning_is_left_out(type_: str, value: str) -> None:
    result = built(document(f"type: {type_}, default: {value}"))
    assert "default" not in schemas_of(result)[0]
    assert not notes(result)


def test_json_spells_numbers_too() -> None:
    text = json.dumps(yaml.safe_load(document("type: string, x: 1")))
    result = built(text.replace('"x": 1', '"enum": [1.50, 2]'), "document.json")
    assert schemas_of(result)[0]["enum"] == ["1.50", "2"]


def test_an_overlay_has_its_own_spelling() -> None:
    text = document("type: string, enum: [1.10]", "type: string, default: 1.10")
    tree = read(text.encode(), shown="a")
    update = read(b"enum: [2.50]\ndefault: 2.5\n", shown="overlay.yaml")
    first, second = tree["paths"]["/a"]["get"]["parameters"]
    edits.merge(first["schema"], {"enum": update["enum"]}, None)
    edits.replace(second["schema"], "default", 2.5, SourceLocation("overlay.yaml", 2))
    vendor = Vendor(
        name="v", root=Path(), source="a", specs="specs", package="v", tests="tests"
    )
    one, two = schemas_of(build_vendor(vendor, Documents(Document("a", tree))))
    assert one["enum"] == ["1.10", "2.50"]
    assert two["default"] == "2.5"
