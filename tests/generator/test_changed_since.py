"""Test what lowering makes of `x-specloom-changed-since`."""

from __future__ import annotations

from typing import Any

import pytest
from lowered import lowered
from specloom import ir
from specloom.ir.python_types import NONE, Leaf, parts
from specloom.vocabulary import keys
from specloom_runtime import ChangedSince

JSON = "application/json"
WHEN = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}


def operation(
    fact: dict[str, Any], *parameters: Any, required: Any = (), **members: Any
) -> ir.Operation:
    """Return an operation with these parameters and members of its body."""
    send = {"type": "object", "properties": members, "required": [*required]}
    span = {"type": "object", "properties": {"From": WHEN, "To": WHEN}}
    schemas = {"Send": send, "Span": span}
    content = {JSON: {"schema": {"$ref": "#/components/schemas/Send"}}}
    node: dict[str, Any] = {"parameters": list(parameters), keys.CHANGED_SINCE: fact}
    if members:
        node["requestBody"] = {"content": content}
    return lowered(node, components={"schemas": schemas})


def query(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": schema, **more}


def argument(made: ir.Operation, name: str) -> ir.Argument:
    (found,) = [each for each in made.arguments if each.name == name]
    return found


@pytest.mark.parametrize(
    ("schema", "leaf", "accepts"),
    [
        (WHEN, Leaf("datetime", "datetime"), ("datetime",)),
        (DAY, Leaf("date", "datetime"), ("date",)),
        (
            {"type": "integer", keys.UNIT: "epoch-milliseconds"},
            Leaf("datetime", "datetime"),
            ("datetime",),
        ),
    ],
)
def test_a_parameter_has_the_type_of_the_argument(
    schema: Any, leaf: Leaf, accepts: Any
) -> None:
    made = operation({"parameter": "$request.query.since"}, query("since", schema))
    assert made.facts.changed_since == ChangedSince("query.since", accepts=accepts)
    found = argument(made, "changed_since")
    assert parts(found.type) == (leaf, NONE)
    assert found.description.endswith("It replaces `since`.")


def test_a_required_parameter_becomes_optional() -> None:
    made = operation(
        {"parameter": "$request.query.since", "operator": "gt"},
        query("since", WHEN, required=True),
        query("other", WHEN, required=True),
    )
    expected = ChangedSince("query.since", operator="gt", required=True)
    assert made.facts.changed_since == expected
    optional = {each.name for each in made.arguments if each.default is not None}
    assert optional == {"since", "changed_since"}
    assert "after this time" in argument(made, "changed_since").description


def test_a_required_member_of_the_body_becomes_optional() -> None:
    window = {keys.WINDOW: {"start": "From", "end": "To", "maximum": "P7D"}}
    span = {"$ref": "#/components/schemas/Span", **window}
    made = operation(
        {"parameter": "$request.body#/since"}, required=["since"], since=WHEN, when=span
    )
    assert made.facts.changed_since == ChangedSince("body#/since", required=True)
    assert argument(made, "since").default is not None


def test_an_interval_ends_at_the_end_of_its_window() -> None:
    window = {keys.WINDOW: {"start": "From", "end": "To", "maximum": "P7D"}}
    span = {"$ref": "#/components/schemas/Span", **window}
    made = operation({"interval": "$request.body#/when"}, when=span)
    expected = ChangedSince("body#/when", end="body#/when/To")
    assert made.facts.changed_since == expected
    assert "before the call" in argument(made, "changed_since").description


def test_an_argument_of_the_vendor_keeps_the_name() -> None:
    made = operation(
        {"parameter": "$request.query.changedSince"}, query("changedSince", WHEN)
    )
    assert [each.name for each in made.arguments] == ["changed_since"]
    assert made.facts.changed_since is None


def test_nothing_is_added_without_the_key() -> None:
    made = operation({}, query("since", WHEN))
    assert [each.name for each in made.arguments] == ["since"]
