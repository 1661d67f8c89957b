"""Represent changes as JSON objects."""

from __future__ import annotations

from typing import Any

from ..errors import SourceLocation
from .change import Change


def change_row(change: Change) -> dict[str, Any]:
    """Return a change as a JSON object, as `specloom diff --json` prints it."""
    return {
        "rule": change.rule,
        "level": change.level,
        "python": change.python,
        "wire": change.wire,
        "direction": change.direction,
        "operations": [each._asdict() for each in change.operations],
        "place": {
            "pointer": change.place.pointer,
            "old": _location(change.place.old),
            "new": _location(change.place.new),
        },
        "text": change.text,
        "why": change.why,
        "act": change.act,
        "before": list(change.before),
        "after": list(change.after),
        "values": dict(change.values),
        "fingerprint": change.fingerprint,
    }


def _location(location: SourceLocation | None) -> dict[str, Any] | None:
    return None if location is None else dict(location._asdict())
