"""Test what `specloom lint` says of examples that contradict their schemas."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from specloom.cli import main
from specloom.normalize.operations.examples import normalize_examples
from specloom.normalize.report import GenerationReport

SOURCE = """\
openapi: 3.0.3
info: {title: Tiny, version: '1'}
servers: [{url: https://tiny.example}]
paths:
  /things:
    post:
      operationId: things_create
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Thing'}
            example: REQUEST
      responses:
        '200':
          description: The things.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
              example: RESPONSE
components:
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        code: {type: string, pattern: '^[a-z]+$', minLength: 2, maxLength: 3}
        state: {type: string, enum: [new, old]}
        day: {type: string, format: date}
        pet: {$ref: '#/components/schemas/Pet'}
        either: {anyOf: [{type: integer}, {type: array, items: {type: string}}]}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}
    Cat:
      type: object
      required: [kind]
      properties: {kind: {type: string}, lives: {type: integer}}
    Dog:
      type: object
      required: [kind]
      properties: {kind: {type: string}, tail: {type: boolean}}
"""


def lint(folder: Path, request: str, response: str) -> list[tuple[str, str, str]]:
    """Return place, problem and place in the schema of each contradiction."""
    vendor = folder / "specs" / "tiny"
    vendor.mkdir(parents=True)
    text = SOURCE.replace("REQUEST", request).replace("RESPONSE", response)
    (vendor / "source.yaml").write_text(text, "utf-8")
    result = CliRunner().invoke(main, ["lint", "--project", str(folder)])
    assert result.exit_code == 0, result.stderr
    found = []
    for line in result.stdout.splitlines():
        if line.endswith("[contradicting-example]"):
            place, _, rest = line.partition(": warning: the example of ")
            problem, _, schema = rest.partition(" (the schema is at ")
            found.append(
                (
                    place.removeprefix("specs/tiny/source.yaml:"),
                    problem.partition("contradicts its schema")[2],
                    schema.partition(";")[0].removeprefix("specs/tiny/source.yaml:"),
                )
            )
    return found


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("{id: 1, code: ab}", []),
        ("{}", [("12:22", ": 'id' is a required property", "24:7")]),
        ("{id: null}", [("12:23", " at id: None is not of type 'integer'", "26:14")]),
        (
            "{id: 1, code: AB}",
            [("12:30", " at code: 'AB' does not match '^[a-z]+$'", "27:30")],
        ),
        ("{id: 1, code: a}", [("12:30", " at code: 'a' is too short", "27:51")]),
        (
            "{id: 1, state: mid}",
            [("12:30", " at state: 'mid' is not one of ['new', 'old']", "28:31")],
        ),
        ("{id: 1, day: soon}", [("12:30", " at day: 'soon' is not a 'date'", "29:29")]),
        (
            "{id: 1, either: [a, 1]}",
            [("12:42", " at either/1: 1 is not of type 'string'", "31:65")],
        ),
        (
            "'[]'",
            [("12:13", ": [] is not of type 'object'", "23:7")],
        ),
    ],
)
def test_each_contradiction_has_its_places(
    tmp_path: Path, example: str, expected: list[tuple[str, str, str]]
) -> None:
    assert lint(tmp_path, example, "[]") == expected


def test_equal_contradictions_of_items_are_one(tmp_path: Path) -> None:
    found = lint(tmp_path, "{id: 1}", "[{id: 1}, {}, {}, {code: a}]")
    assert found == [
        ("19:34", " at 1: 'id' is a required property", "24:7"),
        ("19:43", " at 3/code: 'a' is too short", "27:51"),
    ]


def test_the_alternative_of_a_discriminator_is_checked(tmp_path: Path) -> None:
    (found,) = lint(tmp_path, "{id: 1, pet: {kind: cat, lives: many}}", "[]")
    assert found[:2] == ("12:47", " at pet/lives: 'many' is not of type 'integer'")


def test_a_schema_that_cannot_be_used_contradicts_nothing() -> None:
    media = {"schema": {"type": "number", "multipleOf": 0}, "example": 1}
    response = {"content": {"application/json": media}}
    tree = {
        "openapi": "3.1.0",
        "paths": {"/things": {"get": {"responses": {"200": response}}}},
        "components": {"schemas": {}},
    }
    (removed,) = normalize_examples(tree, GenerationReport())
    assert list(removed.contradictions()) == []
