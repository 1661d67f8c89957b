"""Test the rows of the generation report: their words and their places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from specloom.cli import main
from specloom.load import Document, Documents, read
from specloom.normalize.report import (
    REASONS,
    GenerationReport,
    Subject,
    loss_text,
)
from specloom.pipeline import build_vendor
from specloom.project.vendor import single_vendor

SUBJECTS = (Subject("part", "/a"), Subject.operation("/a", "get"), Subject.schema("A"))


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("detail", ["", "what\nwas\tfound"])
@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.kind)
def test_each_row_says_something_on_one_line(
    reason: str, detail: str, subject: Subject
) -> None:
    report = GenerationReport()
    report.degrade(subject, reason, detail, done="left out")
    ((_, _, entry),) = report.entries()
    text = loss_text(subject, entry)
    assert len(text) > 20 or detail
    assert len(text.splitlines()) == 1
    assert text.endswith("(left out)") and "what was found" in text or not detail


SOURCE = """openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: /x}]
paths:
  /a:
    parameters:
    - {name: p, in: query, schema: {type: string}}
    - {name: p, in: query, schema: {type: string}}
    - $ref: '#/components/parameters/R'
    - $ref: '#/components/parameters/R'
    get:
      operationId: a_list
      parameters:
      - {name: o, in: query, schema: {type: string}}
      - {name: o, in: query, schema: {type: string}}
      - $ref: '#/components/parameters/C'
      - $ref: '#/components/parameters/C'
      responses: {'204': {description: Nothing.}}
    delete:
      operationId: a_delete
      parameters: [{$ref: '#/components/parameters/C'}]
      responses: {'204': {description: Nothing.}}
components:
  parameters:
    C: {name: c, in: query, schema: {type: string}}
    R: {name: r, in: query, schema: {type: string}}
"""
OVERLAY = """overlay: 1.0.0
info: {title: O, version: '1'}
actions:
- target: $.paths['/a'].delete
  update: {x-specloom-exclude: It is private.}
- target: $.paths['/a'].get
  update: {operationId: a_list}
  x-specloom-provenance: {reason: R, source: S, checked: '2026-11-01'}
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The rows with a reason."""
    folder: Path = tmp_path_factory.mktemp("report")
    (folder / "a.yaml").write_text(SOURCE, "utf-8")
    (folder / "o.yaml").write_text(OVERLAY, "utf-8")
    options = {"spec": "a.yaml", "overlay": "o.yaml", "report": "r.json"}
    command = ["generate", "--package", "pk", "--output", str(folder / "out")]
    for name, path in options.items():
        command += [f"--{name}", str(folder / path)]
    assert CliRunner().invoke(main, command).exit_code == 0
    made = json.loads((folder / "r.json").read_text("utf-8"))["pk"]
    return [row for row in made if row["reasons"]]


def test_a_repeated_parameter_is_at_its_second_place(
    rows: list[dict[str, Any]],
) -> None:
    found = {
        row["where"].split()[-1]: reason["location"]
        for row in rows
        for reason in row["reasons"]
        if reason["reason"] == "declared-twice"
    }
    places = {"p": "8:7", "r": "10:7", "o": "15:9", "c": "17:9"}
    assert found == {name: f"a.yaml:{place}" for name, place in places.items()}


def test_rows_of_parts_are_sentences(rows: list[dict[str, Any]]) -> None:
    texts = {
        reason["reason"]: (reason["location"], reason["text"])
        for row in rows
        for reason in row["reasons"]
    }
    assert texts["base-url"] == (
        "a.yaml:3:11",
        'the server "/x" names no host, so callers give `base_url=`',
    )
    assert texts["no-effect"] == (
        "o.yaml:6:3",
        "the action of the overlay changes nothing; `specloom overlay prune` "
        "removes it",
    )
    assert texts["provenance"] == (
        "o.yaml:4:3",
        "the action of the overlay has no x-specloom-provenance",
    )


def test_parameters_of_an_excluded_operation_have_their_names(
    rows: list[dict[str, Any]],
) -> None:
    excluded = [
        row["where"]
        for row in rows
        if row["kind"] == "parameter"
        and row["reasons"][0]["reason"] == "excluded-by-overlay"
    ]
    assert excluded == ["DELETE /a query c"]


def test_a_schema_of_which_only_a_view_is_used_is_generated() -> None:
    text = """
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://a.test}]
paths:
  /a:
    patch:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Patched'}}}
      responses:
        '200':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/Cat'}}}
components:
  schemas:
    Patched:
      type: object
      properties: {id: {type: integer, readOnly: true}, name: {type: string}}
    Pet:
      type: object
      properties: {kind: {type: string}}
      required: [kind]
      discriminator: {propertyName: kind}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}]
      properties: {lives: {type: integer}}
    Unused: {type: object, properties: {x: {type: string}}}
"""
    document = Document("it.yaml", read(text.encode(), shown="it.yaml"))
    vendor = single_vendor(Path("it.yaml"), "it")
    rows: Any = build_vendor(vendor, Documents(document)).report
    states = {row["where"]: row["state"] for row in rows if row["kind"] == "schema"}
    assert states.pop("PetBase") == "generated"
    assert states == {
        "Patched": "generated",
        "Pet": "generated",
        "Cat": "generated",
        "Unused": "skipped",
    }
