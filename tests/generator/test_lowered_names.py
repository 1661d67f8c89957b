"""Names of constants and forms of streams that follow from the first of several."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered, package
from specloom.printing.python_literals import argument_entry, docstring
from specloom.vocabulary import keys

JSON = "application/json"
WHEN = {"is": "minutes", "when": {"location": "kind", "equals": "time"}}
THING = {
    "type": "object",
    "properties": {
        "amount": {"type": "number", keys.UNIT: WHEN},
        "kind": {"type": "string"},
    },
}


@pytest.mark.parametrize(
    ("item", "name"),
    [({"$ref": "#/components/schemas/Thing"}, "THING_UNITS"), (THING, "SEND_UNITS")],
)
def test_units_are_named_after_their_items(item: Any, name: str) -> None:
    listed = {"type": "array", "items": item}
    page = {"type": "object", "properties": {"data": listed}}
    operation = {
        keys.PAGINATION: {
            "style": "single-page",
            "response": {"items": "$response.body#/data"},
        },
        "responses": {"200": {"content": {JSON: {"schema": page}}}},
    }
    found = package(operation, components={"schemas": {"Thing": THING}})
    (constants,) = [each.constants for each in found.resources]
    assert [each.name for each in constants if each.name.endswith("UNITS")] == [name]


@pytest.mark.parametrize("media", ["text/event-stream", "application/x-ndjson"])
def test_a_stream_has_the_form_of_the_first_success(media: str) -> None:
    other = {"text/event-stream": {}, "application/x-ndjson": {}}
    del other[media]
    responses = {"200": {"content": {media: {}}}, "201": {"content": other}}
    first = lowered({"responses": {"200": responses["200"]}})
    assert lowered({"responses": responses}).returns == first.returns


def test_words_with_hyphens_are_not_broken() -> None:
    text = "one-of-the-many-words-with-hyphens " * 12
    for lines in (docstring(text), argument_entry("a", text, indent=12)):
        assert "\n" in lines
        assert not any(line.endswith("-") for line in lines.split("\n"))
