"""Check the values with which a caller compares fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from ..core.errors import FilterError
from ..core.unset import Null, Unset
from .conditions import Condition, FieldRef
from .literals import KINDS, as_json, kind_of, kinds_of
from .patterns import segments

EXPECTED: Final[dict[str, str]] = {
    "text": "a string",
    "number": "a number",
    "boolean": "True or False",
    "date": "a date",
    "datetime": "a datetime",
    "uuid": "a UUID",
}
"""What a caller may compare with, for each kind of literal."""
MOST_DIGITS: Final = 4300
"""The number of digits of the largest number that Python writes by default."""


def checked_operand(subject: FieldRef, operator: str, value: Any) -> Any:
    """Return the value of a predicate; a list of values becomes a tuple.

    Raises FilterError, with the name of the field, if a value cannot be compared with
    the field: it has another type, is a time without a zone, or is a number that is not
    finite. A list can contain None if the field can be null.
    """
    if operator == "null":
        return value
    if operator == "like":
        if not isinstance(value, str):
            raise subject.error(f"a pattern is a string (not {_shown(value)})")
        if len(segments(value)) == 1:
            # Vendors disagree on what a pattern without a wildcard means.
            raise subject.error("a pattern needs a *; write *text* or use eq")
        return value
    if operator not in ("in", "nin"):
        _check(subject, value)
        return value
    listed = isinstance(value, Iterable) and not isinstance(value, Mapping | Condition)
    if not listed or isinstance(value, str | bytes):
        problem = f"{operator} takes a list of values (not {_shown(value)})"
        raise subject.error(problem)
    values = tuple(value)
    if not values:
        raise subject.error(f"{operator} needs at least one value")
    nullable = subject.allowed is None or "null" in subject.allowed
    for one in values:
        if one is not None or not nullable:
            _check(subject, one)
    return values


def _check(subject: FieldRef, value: Any) -> None:
    label = subject.label
    if value is None or isinstance(value, Null | Unset):
        nullable = subject.allowed is None or "null" in subject.allowed
        advice = ": use is_null()" if nullable else ""
        raise FilterError(f"{label} cannot be compared with {value!r}{advice}")
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise subject.error(
            f"{value} has no time zone: give it one, such as tzinfo=datetime.UTC"
        )
    kinds = KINDS if subject.kind is None else kinds_of(subject.kind)
    if kind_of(value) not in kinds:
        expected = " or ".join(EXPECTED[kind] for kind in kinds)
        shown = _shown(value)
        raise FilterError(
            f"{label} cannot be compared with {shown} (expected {expected})"
        )
    try:
        as_json(value, "iso")
    except FilterError as error:
        raise subject.error(error.message) from None
    if isinstance(value, int | float | Decimal) and _is_long(value):
        raise subject.error("a number with so many digits cannot be sent")
    if subject.kind is int and isinstance(value, float | Decimal) and value % 1:
        raise FilterError(f"{label} cannot be compared with {value} (expected an int)")


def _is_long(value: int | float | Decimal) -> bool:
    if isinstance(value, Decimal):
        return abs(value.adjusted()) > MOST_DIGITS
    return isinstance(value, int) and abs(value) >= 10**MOST_DIGITS


def _shown(value: Any) -> str:
    """Return a value as a message shows it; of a long value, only its type."""
    kind = f"a {type(value).__name__}"
    if not isinstance(value, str | int | float | Decimal):
        return kind
    try:
        text = repr(value)
    except ValueError:  # A number of more digits than Python writes.
        return kind
    return text if len(text) <= 40 else kind
