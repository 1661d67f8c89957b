"""Convert values to the literals of a filter and back, for every grammar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from types import UnionType
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from ..core.errors import FilterError
from ..core.exact_numbers import JsonNumber

Datetimes: TypeAlias = Literal["iso", "epoch-milliseconds", "epoch-seconds"]
Booleans: TypeAlias = tuple[str, str]
KINDS: Final = ("text", "number", "boolean", "date", "datetime", "uuid")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {
    "epoch-milliseconds": timedelta(milliseconds=1),
    "epoch-seconds": timedelta(seconds=1),
}
_KINDS: Final[dict[type[Any], str]] = {  # In this order: a bool is an int, too.
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    datetime: "datetime",
    date: "date",
    UUID: "uuid",
    str: "text",
}


def kind_of(value: Any) -> str:
    """Return the kind of literal for a value, one of `KINDS`."""
    if (kind := _KINDS.get(type(value))) is not None:
        return kind
    if isinstance(value, Enum):
        return kind_of(value.value)
    return next((kind for t, kind in _KINDS.items() if isinstance(value, t)), "text")


@lru_cache(maxsize=256)
def kinds_of(annotation: Any) -> tuple[str, ...]:
    """Return the kinds of literals for a field's type; all kinds for unknown types."""
    if get_origin(annotation) in (Union, UnionType):
        several = (kind for part in get_args(annotation) for kind in kinds_of(part))
        return tuple(dict.fromkeys(several))
    if get_origin(annotation) is Literal:
        return tuple(dict.fromkeys(map(kind_of, get_args(annotation))))
    if isinstance(annotation, type):
        if issubclass(annotation, Enum):
            return tuple(dict.fromkeys(kind_of(member) for member in annotation))
        for known, kind in _KINDS.items():
            if issubclass(annotation, known):
                return (kind,)
    return KINDS


def as_text(value: Any, booleans: Booleans, datetimes: Datetimes) -> str:
    """Return a value as text, without escapes.

    Raises FilterError for NaN, for infinity, for a time that the grammar cannot
    express, and for a type without literals.
    """
    if type(value) is str or type(value) is int:
        return str(value)
    plain = as_json(value, datetimes)
    if isinstance(plain, bool):
        return booleans[0] if plain else booleans[1]
    if isinstance(plain, float):
        plain = Decimal(repr(plain))
    # Never 1E+2: not every vendor reads exponents.
    return format(plain, "f") if isinstance(plain, Decimal) else str(plain)


def as_json(value: Any, datetimes: Datetimes) -> Any:
    """Return a value as JSON data, in which a Decimal is a number with all digits.

    Raises FilterError as `as_text` does.
    """
    if isinstance(value, Enum):
        return as_json(value.value, datetimes)
    if isinstance(value, datetime):
        return _datetime(value, datetimes)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        raise FilterError(f"{value!r} cannot be a value in a filter")
    if isinstance(value, Decimal):
        return JsonNumber(value)
    if isinstance(value, str | int | float):
        return value
    raise FilterError(f"{type(value).__name__} cannot be a value in a filter")


def as_value(plain: Any, kind: Any, booleans: Booleans, datetimes: Datetimes) -> Any:
    """Convert text or JSON data to the type `kind`, unless `kind` is None.

    Raises FilterError if the data is not a value of this type.
    """
    if kind is None:
        return plain
    if get_origin(kind) in (Union, UnionType) and date in get_args(kind):
        # Only the text shows whether the value is a date or an instant.
        kind = date if isinstance(plain, str) and len(plain) == 10 else datetime
    if kind is bool and plain in booleans:
        return plain == booleans[0]
    try:
        if kind is datetime and datetimes in _UNITS:
            return _EPOCH + int(plain) * _UNITS[datetimes]
        return _adapter(kind).validate_python(plain)
    except (ValidationError, ValueError, OverflowError):
        name = getattr(kind, "__name__", str(kind))
        raise FilterError(f"not a {name}: {plain!r}") from None


def _datetime(value: datetime, datetimes: Datetimes) -> str | int:
    if datetimes in _UNITS:
        if value.tzinfo is None:
            raise FilterError(f"a time without a zone is ambiguous: {value}")
        units, rest = divmod(value - _EPOCH, _UNITS[datetimes])
        if rest:
            unit = datetimes.removeprefix("epoch-").removesuffix("s")
            raise FilterError(f"a time finer than a {unit} cannot be written: {value}")
        return units
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
