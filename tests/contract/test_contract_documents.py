"""An edit of a description has the changes, places and operations of the law."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.changes import Change

from tests.contract.descriptions import compared

TABLE = yaml.safe_load(Path(__file__).with_name("documents.yaml").read_text("utf-8"))
BASE = TABLE["base"]


def edited(replacements: list[str]) -> str:
    """The base description with some texts replaced, all of which it has."""
    text = BASE
    pairs = zip(replacements[::2], replacements[1::2], strict=True)
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


def line(change: Change) -> str:
    """A change in the form of the table."""
    methods = " ".join(sorted(key.method for key in change.operations))
    end = f": {methods}" if methods else ""
    return f"{change.level} {change.rule} {change.place.pointer}{end}"


@pytest.mark.parametrize("row", TABLE["edits"], ids=lambda row: row["edit"])
def test_an_edit_has_its_changes(row: dict[str, Any]) -> None:
    found = [line(each) for each in compared(BASE, edited(row["replace"]))]
    assert sorted(found) == sorted(row["changes"])


def test_what_concerns_the_whole_api_comes_first_and_then_what_breaks() -> None:
    replacements = [
        *("example.com/v1", "example.com/v2"),
        *('version: "1"', 'version: "2"'),
        *("operationId: order", "operationId: getOrder"),
        *("ETag: {required: true, schema", "ETag: {schema"),
        *("properties: {order", "properties: {a: {}, order"),
        *("- {name: expand, in: query", "- {name: fields, in: query"),
    ]
    found = [each.rule for each in compared(BASE, edited(replacements))]
    assert found[:2] == ["base-path-changed", "api-version-changed"]
    levels = [each.level for each in compared(BASE, edited(replacements))][2:]
    assert levels == sorted(levels, key=["breaking", "warning", "info"].index)


def test_a_change_names_its_lines_in_both_files() -> None:
    new = edited(["due: {type", "due: {maxLength: 5, type"])
    breaking = compared(BASE, new)[0]
    number = next(n for n, text in enumerate(BASE.splitlines(), 1) if "due:" in text)
    assert breaking.place.old is not None and breaking.place.new is not None
    assert str(breaking.place.old).startswith(f"old.yaml:{number}:")
    assert str(breaking.place.new).startswith(f"new.yaml:{number}:")


def test_a_rename_is_proposed_with_a_reason() -> None:
    after = "dueDate: {type: string, description: Formerly `due`.}"
    changes = compared(BASE, edited(["due: {type: string, format: date}", after]))
    acts = {each.act for each in changes if each.place.pointer.endswith("/due")}
    assert acts == {"rename? `dueDate`: its text says “formerly due”"}
