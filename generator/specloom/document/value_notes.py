"""Say in sentences which values a schema allows: units, limits, values and defaults.

The docstrings of arguments and of fields contain these sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..vocabulary import keys
from .schemas import not_null

Node = Mapping[str, Any]

MAX_VALUES = 20
"""The maximum number of allowed values that are listed."""
MAX_LISTED = 300
"""The maximum length in characters of a list of allowed values, and of a default."""
_RANGES = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " character"),
    ("minItems", "maxItems", " item"),
)
"""The keywords for the least and the most, and what they count."""
_EXCLUSIVE = {
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
}
_DEPRECATION = re.compile(r"(?i)[^.!?\n]*\bdeprecated\b[^.!?]*[.!?]?")
"""The sentence about a deprecation."""
_UNITS = {
    "decimal": "decimal digits, all of which are kept",
    "minutes": "minutes",
    "epoch-milliseconds": "milliseconds since 1970 in requests and responses",
    "epoch-seconds": "seconds since 1970 in requests and responses",
    "utc-milliseconds": "UTC with milliseconds, without a zone",
}


def limit_note(schema: Node, text: str = "") -> str:
    """Return the limits of a value as a sentence; "" if there are none.

    Limits that the description mentions are left out. So are minimum lengths of 0 and
    1, because the latter only exclude empty values, and the maximum length of a list
    that the runtime splits.

    Args:
        schema: the schema of the value.
        text: the description of the value.
    """
    found = ", ".join(_limits(schema, text))
    return _sentence(found)


def _limits(schema: Node, text: str) -> Iterator[str]:
    for low_key, high_key, counted in _RANGES:
        low, high = _number(schema, low_key), _number(schema, high_key)
        if counted and low in (0, 1):
            low = None
        if high_key == "maxItems" and keys.CHUNK in schema:
            high = None
        if all(n is None or _mentions(text, n) for n in (low, high)):
            continue
        if low is not None and high is not None:
            yield f"{low} to {high}{_plural(counted, high)}"
        elif high is not None:
            yield f"at most {high}{_plural(counted, high)}"
        elif low:
            yield f"at least {low}{_plural(counted, low)}"
    for key, shown in _EXCLUSIVE.items():
        limit = _number(schema, key)
        if limit is not None and not _mentions(text, limit):
            yield shown.format(limit)


def unit_note(unit: Any) -> str:
    """Return a unit as a sentence; "" if there is none.

    Args:
        unit: the value of `x-specloom-unit`: a unit, or a unit with a condition.
    """
    match unit:
        case str():
            return f"In {_UNITS.get(unit, unit)}."
        case {"is": str(known), "when": {"location": at, "equals": value}}:
            return f"In {_UNITS.get(known, known)} if {at} is {_json(value)}."
    return ""


def values_note(schema: Node, text: str = "") -> str:
    """Return the allowed values as a sentence; "" if the description mentions all."""
    values = [_json(v) for v in schema.get("enum") or () if v is not None]
    listed = ", ".join(values)
    if not 0 < len(values) <= MAX_VALUES or len(listed) > MAX_LISTED:
        return ""
    return "" if all(value in text for value in values) else f"One of: {listed}."


def default_note(schema: Node, text: str = "") -> str:
    """Return the vendor's default as a sentence; "" if the description mentions it."""
    default = schema.get("default")
    if default is None or isinstance(default, dict | list):
        return ""
    shown = _json(default)
    if not shown or len(shown) > MAX_LISTED or shown.lower() in text.lower():
        return ""
    return f"Default: {shown}."


def deprecation_note(node: Node) -> str:
    """Return why an element is deprecated; "" if it is not deprecated.

    The reason is the sentence of the description about it, or else "Deprecated".
    """
    if node.get("deprecated") is not True:
        return ""
    text = node.get("description")
    found = _DEPRECATION.search(text) if isinstance(text, str) else None
    return found[0].strip() if found else "Deprecated"


def absence_note(schema: Node) -> str:
    """Return the meaning of an absent property as a sentence; "" if it has none."""
    match schema.get(keys.NULL_HANDLING):
        case {"absent-means": value} if value is not None:
            return f"{_json(value).capitalize()} if absent."
    return ""


def field_notes(schema: Any) -> str:
    """Return the sentences about the values of a property."""
    if not isinstance(schema, Mapping):
        return ""
    text = str(schema.get("description") or "")
    found = (
        unit_note(schema.get(keys.UNIT)),
        limit_note(not_null(schema), text),
        absence_note(schema),
    )
    return " ".join(filter(None, found))


def _number(schema: Node, key: str) -> int | float | None:
    limit = schema.get(key)
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    return limit


def _mentions(text: str, number: int | float) -> bool:
    """Return whether text contains a number, with or without separators."""
    return any(
        shown in text and re.search(rf"(?<![\d.,]){re.escape(shown)}(?!,?\d)", text)
        for shown in (str(number), f"{number:,}")
    )


def _plural(counted: str, number: int | float) -> str:
    return counted if number == 1 or not counted else f"{counted}s"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _json(value: Any) -> str:
    """Return a value as in JSON; a string without its quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
