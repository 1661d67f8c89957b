"""Field types for numbers, and for times that vendors write in their own formats.

Number         a number: whole ones stay whole        a float or an int
EpochMillis    milliseconds since 1970 as a number    an aware datetime in UTC
EpochSeconds   seconds since 1970 as a number         an aware datetime in UTC
UtcMillis      UTC text without a zone, three digits  an aware datetime in UTC
Minutes        a number of minutes                    a Quantity
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, PlainSerializer
from pydantic_core import CoreSchema, core_schema

from .units import Quantity

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def from_epoch(value: Any, unit: timedelta) -> Any:
    """Return the moment a number of units after 1970; anything else unchanged.

    Raises ValueError for a number outside the calendar.
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
    """Return the whole units from 1970 to a moment, which must be aware."""
    return (aware(moment) - EPOCH) // unit


def utc_millis(moment: datetime) -> str:
    """Return UTC without a zone, with three digits: 2024-05-01T00:00:00.000."""
    utc = moment if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds")


def aware(moment: datetime) -> datetime:
    """Return the moment. Raises ValueError where it has no time zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


class _WholeOrNot:
    """Tells pydantic to read a number without a fraction as an int.

    JSON has one kind of numbers, and Python two: as a float, 42 would be sent back as
    42.0, and 9007199254740993 would lose its last digit.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        whole = core_schema.int_schema(strict=True)
        return core_schema.union_schema(
            [whole, core_schema.float_schema()], mode="left_to_right"
        )


Number = Annotated[float, _WholeOrNot()]

MILLISECOND = timedelta(milliseconds=1)
SECOND = timedelta(seconds=1)

EpochMillis = Annotated[
    datetime,
    BeforeValidator(lambda value: from_epoch(value, MILLISECOND)),
    PlainSerializer(lambda value: to_epoch(value, MILLISECOND), return_type=int),
]
EpochSeconds = Annotated[
    datetime,
    BeforeValidator(lambda value: from_epoch(value, SECOND)),
    PlainSerializer(lambda value: to_epoch(value, SECOND), return_type=int),
]
UtcMillis = Annotated[
    datetime, AfterValidator(_in_utc), PlainSerializer(utc_millis, return_type=str)
]
Minutes = Annotated[
    Quantity, AfterValidator(lambda value: Quantity(value, value.unit or "minutes"))
]
