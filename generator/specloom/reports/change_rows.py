"""Write a change as the values of JSON that every command prints for it."""

from __future__ import annotations

from typing import Any

from ..changes import Change, Place
from ..errors import SourceLocation


def change_row(change: Change) -> dict[str, Any]:
    """Return a change as JSON values; the keys are always the same."""
    return {
        "rule": change.rule,
        "level": change.level,
        "python": change.python,
        "wire": change.wire,
        "direction": change.direction,
        "operations": [each._asdict() for each in change.operations],
        "place": _place_row(change.place),
        "text": change.text,
        "why": change.why,
        "act": change.act,
        "before": list(change.before),
        "after": list(change.after),
        "values": dict(change.values),
        "fingerprint": change.fingerprint,
    }


def _place_row(place: Place) -> dict[str, Any]:
    return {
        "pointer": place.pointer,
        "old": location_row(place.old),
        "new": location_row(place.new),
    }


def location_row(location: SourceLocation | None) -> dict[str, Any] | None:
    """Return a location as JSON values; None if there is no such place."""
    return None if location is None else location._asdict()
