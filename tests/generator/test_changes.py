"""A change keeps its fingerprint when wording, lines or reached operations differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from specloom.changes import Change, OperationKey, Place

CHANGE = Change(
    rule="response-property-removed",
    level="breaking",
    direction="response",
    operations=(OperationKey("GET", "/orders"),),
    place=Place("/components/schemas/Order/properties/total", None, None),
    text="The property total was removed.",
    why="Clients may read it.",
    values={"name": "total"},
)


@pytest.mark.parametrize(
    "edit",
    [
        {"text": "Removed."},
        {"why": "It may be read."},
        {"operations": ()},
        {"level": "info"},
        {"python": "breaking"},
        {"act": "Do not read it."},
    ],
)
def test_fingerprint_survives(edit: dict[str, Any]) -> None:
    assert replace(CHANGE, **edit).fingerprint == CHANGE.fingerprint


@pytest.mark.parametrize(
    "edit",
    [
        {"rule": "response-property-added"},
        {"direction": "request"},
        {"place": Place("/components/schemas/Item/properties/total", None, None)},
        {"values": {"name": "amount"}},
    ],
)
def test_fingerprint_distinguishes(edit: dict[str, Any]) -> None:
    assert replace(CHANGE, **edit).fingerprint != CHANGE.fingerprint


def test_values_are_only_what_json_has() -> None:
    with pytest.raises(TypeError):
        _ = replace(CHANGE, values={"name": object()}).fingerprint
