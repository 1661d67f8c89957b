"""Test which members of a body are intervals, and their types."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered
from specloom.ir.python_types import (
    NONE,
    RUNTIME,
    GenericType,
    Leaf,
    ModelType,
    TupleType,
    optional,
    union,
)
from specloom.vocabulary import keys

JSON = "application/json"
TIME = Leaf("datetime", "datetime")
WHEN = {"type": "string", "format": "date-time"}
NULLABLE = {"type": ["string", "null"], "format": "date-time"}
WINDOW = {"start": "From", "end": "To", "maximum": "P7D"}
SPAN: dict[str, Any] = {"type": "object", "properties": {"From": WHEN, "To": WHEN}}


def interval(schema: dict[str, Any], **member: Any) -> Any:
    """Return the intervals of an operation, and the type of the argument `range`."""
    inside = {"$ref": "#/components/schemas/Span", keys.WINDOW: WINDOW, **member}
    send = {"type": "object", "properties": {"range": inside}}
    content = {JSON: {"schema": {"$ref": "#/components/schemas/Send"}}}
    components = {"schemas": {"Span": schema, "Send": send}}
    found = lowered({"requestBody": {"content": content}}, components=components)
    return dict(found.intervals), found.arguments[0].type


@pytest.mark.parametrize(
    ("properties", "required", "ends"),
    [
        ({"From": WHEN, "To": WHEN}, [], (optional(TIME), optional(TIME))),
        ({"From": WHEN, "To": WHEN}, ["From"], (TIME, optional(TIME))),
        ({"From": WHEN, "To": NULLABLE}, ["From", "To"], (TIME, TIME)),
        ({"From": WHEN, "To": WHEN, "Zone": WHEN}, [], (optional(TIME),) * 2),
        (
            {"From": {"type": "string", "format": "date"}, "To": {"type": "string"}},
            ["From", "To"],
            (Leaf("date", "datetime"), Leaf("str")),
        ),
    ],
)
def test_an_interval_accepts_a_pair(
    properties: Any, required: list[str], ends: Any
) -> None:
    span = {**SPAN, "properties": properties, "required": required}
    model = ModelType("Span")
    pair = GenericType(Leaf("Pair", RUNTIME), ends[:1])
    either = pair if ends[0] == ends[1] else TupleType(ends)
    assert interval(span) == ({"range": model}, union([model, either, NONE]))


@pytest.mark.parametrize(
    ("schema", "member"),
    [
        ({**SPAN, "required": ["Zone"], "properties": {"Zone": WHEN}}, {}),
        ({"type": "object", "additionalProperties": WHEN}, {}),
        (SPAN, {keys.WINDOW: {**WINDOW, "start": "In/From", "end": "In/To"}}),
    ],
)
def test_other_objects_accept_no_pair(schema: Any, member: Any) -> None:
    found, type_ = interval(schema, **member)
    assert (found, type_) == ({}, union([ModelType("Span"), NONE]))
