"""Field types for numbers, and for times in vendor-specific formats.

Number         a number: whole ones stay whole        a float or an int
Exact[T]       a T among the alternatives of a union   a T, only from T's JSON type
ExactNumber    a number with all its digits           a Decimal
EpochMillis    milliseconds since 1970 as a number    an aware datetime in UTC
EpochSeconds   seconds since 1970 as a number         an aware datetime in UTC
UtcMillis      UTC text without a zone, three digits  an aware datetime in UTC
Minutes        a number of minutes                    a Quantity
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Annotated, Any, TypeAlias, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BeforeValidator,
    PlainSerializer,
    SerializationInfo,
)
from pydantic_core import CoreSchema, SchemaValidator, core_schema

from ..core.exact_numbers import JsonNumber
from .units import Quantity

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def from_epoch(value: Any, unit: timedelta) -> Any:
    """Return the moment `value` units after 1970; return other values unchanged.

    Raises ValueError for a moment outside the years 1 to 9999.
    """
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    try:
        return EPOCH + value * unit
    except OverflowError:
        raise ValueError(
            "the time is out of range (expected years 1 to 9999)"
        ) from None


def to_epoch(moment: datetime, unit: timedelta) -> int:
    """Return the number of whole units from 1970 to a moment with a time zone."""
    return (aware(moment) - EPOCH) // unit


def utc_millis(moment: datetime) -> str:
    """Return UTC text without a zone, with three digits: 2024-05-01T00:00:00.000.

    Raises ValueError if the moment has no time zone: it could be a local time.
    """
    utc = aware(moment).astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds")


def aware(moment: datetime) -> datetime:
    """Return the moment. Raises ValueError if it has no time zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


class _WholeOrNot:
    """A marker: pydantic decodes a number without a fraction as an int.

    JSON has one type of number, but Python has two. As a float, 42 would be sent back
    as 42.0, and 9007199254740993 would lose its last digit.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        whole = core_schema.int_schema(strict=True)
        number = core_schema.union_schema(
            [whole, core_schema.float_schema()], mode="left_to_right"
        )
        checked = core_schema.no_info_before_validator_function(_whole_digits, number)
        return core_schema.json_or_python_schema(
            json_schema=number, python_schema=checked
        )


def _whole_digits(value: Any) -> Any:
    """Return a number. Raises ValueError for a Decimal with too many digits."""
    if isinstance(value, Decimal) and value.is_finite():
        if isfinite(float(value)) and value == value.to_integral_value():
            return int(value)
        if Decimal(repr(float(value))) != value:
            raise ValueError("a float cannot represent all digits of this Decimal")
    return value


Number = Annotated[float, _WholeOrNot()]

_FORMS: Mapping[type, re.Pattern[str]] = {
    date: re.compile(r"\d{4}-\d\d-\d\d"),
    datetime: re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d.*", re.DOTALL),
    UUID: re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    Decimal: re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?"),
}
"""The types whose JSON is a string, and the form of these strings."""
_OTHERS: Mapping[type, tuple[type, ...]] = {
    bool: (bool,),
    int: (int, float),
    float: (int, float, Decimal),
}
"""The other types, and the classes of values from which they may be decoded."""


class _OfItsKind:
    """A marker: pydantic decodes a type only from its own JSON type.

    Otherwise, a union of a date and a number would decode the text "5" as the number,
    and a union of two time types could decode a number as the wrong one.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        plain = handler(source)
        if source in _FORMS:
            # In a union, pydantic prefers a function's result to an unchanged string.
            read = _from_text(source, SchemaValidator(plain))
            return core_schema.no_info_plain_validator_function(read)
        return core_schema.no_info_before_validator_function(_checked(source), plain)


def _from_text(kind: type, validator: SchemaValidator) -> Callable[[Any], Any]:
    """Return a validator that decodes a value of a type from text."""

    def read(value: Any) -> Any:
        if type(value) is kind:
            return value
        if not isinstance(value, str) or not _FORMS[kind].fullmatch(value):
            raise ValueError(f"expected the text of a {kind.__name__}")
        return validator.validate_python(value)

    return read


def _checked(kind: type) -> Callable[[Any], Any]:
    """Return a validator that rejects values of other types.

    Numeric types accept any number.
    """

    def check(value: Any) -> Any:
        is_bool = isinstance(value, bool)
        if not isinstance(value, _OTHERS[kind]) or is_bool != (kind is bool):
            raise ValueError(f"expected a {kind.__name__}")
        return value

    return check


Exact: TypeAlias = Annotated[T, _OfItsKind()]

MILLISECOND = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)


def _written(kind: type, write: Callable[[Any], Any]) -> PlainSerializer:
    """Return the serializer of a type; it returns a value of another type unchanged."""

    def serialize(value: Any) -> Any:
        return write(value) if isinstance(value, kind) else value

    return PlainSerializer(serialize)


def _number(value: Any, info: SerializationInfo) -> Any:
    """Return a Decimal as a number."""
    if not isinstance(value, Decimal):
        return value
    number = JsonNumber(value)
    return number if info.mode == "python" else number.plain()


EpochMillis = Annotated[
    datetime,
    BeforeValidator(lambda value: from_epoch(value, MILLISECOND)),
    _written(datetime, lambda value: to_epoch(value, MILLISECOND)),
]
EpochSeconds = Annotated[
    datetime,
    BeforeValidator(lambda value: from_epoch(value, SECOND)),
    _written(datetime, lambda value: to_epoch(value, SECOND)),
]
ExactNumber = Annotated[Decimal, PlainSerializer(_number)]
UtcMillis = Annotated[datetime, AfterValidator(_in_utc), _written(datetime, utc_millis)]
Minutes = Annotated[
    Quantity, AfterValidator(lambda value: Quantity(value, value.unit or "minutes"))
]
