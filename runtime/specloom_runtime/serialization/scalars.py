"""Serialize Python values: text for parameters, JSON for bodies.

Ambiguous values are rejected before anything is sent: times without a zone, NaN and
infinity.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias
from uuid import UUID

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.exact_numbers import MOST_DIGITS, JsonNumber
from ..core.secrets import Secret
from ..core.unset import NULL, UNSET, Null, Unset
from ..models.field_types import (
    MILLISECOND,
    SECOND,
    aware,
    to_epoch,
    utc_millis,
)
from .model_members import set_fields

EPOCHS = {"epoch-milliseconds": MILLISECOND, "epoch-seconds": SECOND}
DURATIONS = {
    "milliseconds": MILLISECOND,
    "seconds": SECOND,
    "minutes": timedelta(minutes=1),
}
FITTING: Mapping[str, tuple[type, ...]] = {
    "date": (date, str),
    "utc-milliseconds": (datetime, str),
    **dict.fromkeys(EPOCHS, (datetime, int, float, Decimal)),
}
"""The types of values that can be written in the format of a time."""

Path: TypeAlias = tuple["Path | None", Any]
"""The path of a value in a body: that of what contains it, and its own key."""
NUMBERS = (int, float, bool)
ORDINARY = 10**15
"""Smaller numbers can be sent in any case: they have few digits, and are finite."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def text(value: Any, form: str | None = None) -> str:
    """Return a scalar as text for a parameter; `form` is the format of a time.

    Raises RequestError for a value that has no unambiguous text.
    """
    if form is not None and form in FITTING:
        _check_form(value, form)
    plain = scalar(value, form)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, float):
        return repr(plain)
    if plain is None:
        return "null"
    if isinstance(plain, str):
        return checked_text(plain)
    if isinstance(plain, int):
        return _digits(plain)
    raise RequestError(f"a {type(value).__name__} cannot be written as one value")


def _check_form(value: Any, form: str) -> None:
    """Raise RequestError for a value that has no text in the format of a time."""
    fits = isinstance(value, FITTING[form]) and not isinstance(value, bool)
    if not fits or form == "date" and isinstance(value, datetime):
        kind, expected = type(value).__name__, FITTING[form][0].__name__
        raise RequestError(f"a {kind} cannot be sent here (expected a {expected})")


def checked_text(value: str) -> str:
    """Return a string. Raises RequestError for one that UTF-8 cannot write."""
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise RequestError("half of a surrogate pair cannot be sent") from None
    return value


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:
        raise RequestError("a number with so many digits cannot be sent") from None


def scalar(value: Any, form: str | None = None) -> Any:
    """Return a scalar as a JSON value; return other values unchanged.

    Raises RequestError for a time without a zone, and for a number that is not finite.
    """
    if type(value) in (str, int):
        return value  # Most values, which need no search for their case.
    match value:
        case Secret():
            return value.reveal()
        case Unset() | Null():
            raise RequestError(f"{value!r} cannot be sent here")
        case Enum():
            return scalar(value.value, form)
        case bool() | int() | None:
            return value
        case str() | UUID():
            return str(value)
        case float() if math.isfinite(value):
            return float(value)
        case Decimal() if value.is_finite():
            if abs(value.adjusted()) > MOST_DIGITS:
                raise RequestError("a number with so many digits cannot be sent")
            return format(value, "f")
        case float() | Decimal():
            raise RequestError(f"{value} is not a number that can be sent")
        case datetime():
            return _moment(value, form)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return _duration(value, form)
        case bytes() | bytearray():
            return base64.b64encode(value).decode()
    return value


def _moment(value: datetime, form: str | None) -> str | int:
    try:
        if form == "utc-milliseconds":
            return utc_millis(value)
        if form in EPOCHS:
            return to_epoch(value, EPOCHS[form])
        return aware(value).astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise RequestError(f"{value} is outside the years 1 to 9999") from None
    except ValueError as error:
        problem = f"{error}: give it one, such as tzinfo=datetime.UTC"
        raise RequestError(problem) from None


def _duration(value: timedelta, form: str | None) -> str | int | float:
    if form in DURATIONS:
        whole, rest = divmod(value, DURATIONS[form])
        return value / DURATIONS[form] if rest else whole
    sign = "-" if value < timedelta(0) else ""
    size = abs(value)
    seconds = f"{size.seconds}.{size.microseconds:06d}".rstrip("0").rstrip(".")
    days = f"{size.days}D" if size.days else ""
    return f"{sign}P{days}T{seconds}S" if size.seconds or not days else f"{sign}P{days}"


def tree(value: Any, *, nulls: bool = True, falses: bool = True) -> Any:
    """Return a value as JSON data: models with JSON names and without unset fields.

    With `nulls=False`, members that are None are removed from objects; the constant
    `NULL` is still written as null. With `falses=False`, members that are False are
    removed. Raises RequestError for a value that cannot be
    serialized; the message contains its path.
    """
    try:
        return _tree(value, nulls, falses, None)
    except RecursionError:
        problem = "body: it contains itself, or is nested too deeply"
        raise RequestError(problem) from None


def _tree(value: Any, nulls: bool, falses: bool, path: Path | None) -> Any:
    kind = type(value)
    if (
        value is None
        or (kind is str and value.isascii())
        or (kind in NUMBERS and abs(value) < ORDINARY)
    ):
        return value  # Most values, which need no search for their case.
    if isinstance(value, list | tuple | Set):
        if is_named_tuple(value):
            raise RequestError(f"{_place(path)}: {NAMED_TUPLE}")
        return [
            _tree(item, nulls, falses, (path, number))
            for number, item in enumerate(value)
        ]
    if kind is not dict and isinstance(value, BaseModel):
        value = set_fields(value)
    if isinstance(value, Mapping):
        members = {
            _name(key, path): _tree(item, nulls, falses, (path, key))
            for key, item in value.items()
            if item is not UNSET
            and (nulls or item is not None)
            and (falses or item is not False)
        }
        if len(members) < len(value):
            _check_names(value, path)
        return members
    return _json_scalar(value, path)


def _json_scalar(value: Any, path: Path | None) -> Any:
    """Return a scalar as a JSON value. Raises RequestError with its path."""
    if value is NULL:
        return None
    try:
        plain = scalar(value)
        if isinstance(value, JsonNumber):
            if not math.isfinite(float(value)):
                raise RequestError("a number that no float can represent is not sent")
            return value
        if isinstance(plain, str | int) and not isinstance(plain, bool):
            text(plain)
    except RequestError as error:
        problem = error.message
    else:
        if plain is None or isinstance(plain, str | int | float):
            return plain
        problem = f"a {type(value).__name__} cannot be written as JSON"
    raise RequestError(f"{_place(path)}: {problem}")


def _check_names(value: Mapping[Any, Any], path: Path | None) -> None:
    """Raise RequestError for two keys with the same text, such as 1 and "1"."""
    names = set[str]()
    for key in value:
        name = _name(key, path)
        if name in names:
            raise RequestError(f"{_place(path)}: two members are called {name!a}")
        names.add(name)


def _name(key: Any, path: Path | None) -> str:
    if type(key) is str and key.isascii():
        return key
    try:
        return text(key)
    except RequestError as error:
        raise RequestError(f"{_place(path)}: {error.message}") from None


def _place(path: Path | None) -> str:
    """Return a path in a body for a message, without control characters."""
    keys: list[str] = []
    while path is not None:
        path, key = path
        keys.append(str(key))
    place = ".".join(reversed(keys)) or "body"
    return place if place.isprintable() else ascii(place)


def is_named_tuple(value: Any) -> bool:
    """Return whether a value is a tuple with names, which look like members."""
    return isinstance(value, tuple) and hasattr(value, "_fields")


NAMED_TUPLE = "a named tuple would be sent as a list; pass a mapping or a list"


def dumps(value: Any, *, nulls: bool = True, falses: bool = True) -> bytes:
    """Return a value as compact JSON in UTF-8, the same for equal values.

    A `JsonNumber` has all its digits.
    """
    data = tree(value, nulls=nulls, falses=falses)
    try:
        return _dumped(data).encode()
    except TypeError:  # There is a JsonNumber, which the library cannot write.
        return _exact(data).encode()


def _dumped(data: Any) -> str:
    return _ENCODER.encode(data)


def _exact(data: Any) -> str:
    """Return JSON data as text, with the digits of each JsonNumber."""
    if isinstance(data, JsonNumber):
        return format(data, "f")
    if isinstance(data, dict):
        members = (f"{_dumped(key)}:{_exact(item)}" for key, item in data.items())
        return f"{{{','.join(members)}}}"
    if isinstance(data, list):
        return f"[{','.join(map(_exact, data))}]"
    return _dumped(data)
