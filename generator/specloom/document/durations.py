"""Say ISO 8601 durations in words, because few readers know the notation."""

from __future__ import annotations

import re

_UNITS = {
    "Y": "year",
    "M": "month",
    "W": "week",
    "D": "day",
    "TH": "hour",
    "TM": "minute",
    "TS": "second",
}


def in_words(text: str) -> str:
    """Return an ISO 8601 duration in words: `P3M` as `3 months`.

    A duration of several units is returned unchanged.
    """
    found = re.fullmatch(r"P(?:(\d+)([YMWD])|T(\d+(?:\.\d+)?)([HMS]))", text)
    if found is None:
        return text
    number = found[1] or found[3]
    name = _UNITS[found[2] or f"T{found[4]}"]
    return f"{number} {name}" if number == "1" else f"{number} {name}s"


def each_period(text: str) -> str:
    """Return an ISO 8601 duration as in "requests per minute" or "per 5 minutes"."""
    return in_words(text).removeprefix("1 ")
