"""Calendar durations (`P3M`, `P31D`, `PT1S`) for dates and datetimes.

Months are calendar months; if the resulting month is shorter, the day is its last day.
Days are calendar days in the time zone of a datetime. Hours, minutes and seconds are
exact, even across a change of the clocks. The result has the form of the given value: a
date, a datetime, or ISO 8601 text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from .errors import RequestError

Moment: TypeAlias = date | datetime
Align: TypeAlias = Literal["week", "month"]

_DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,6})?)S)?)?"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATETIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII
)
_FRACTION = re.compile(r":\d\d\.(\d+)")


@dataclass(frozen=True, slots=True)
class CalendarDuration:
    """A number of calendar months, days and seconds."""

    months: int
    days: int
    time: timedelta

    @staticmethod
    @lru_cache(maxsize=256)
    def parse(text: str) -> CalendarDuration:
        """Read an ISO 8601 duration. Raises ValueError for other text and for zero."""
        match = _DURATION.fullmatch(text)
        if match is None or not any(match.groups()):
            raise ValueError(f"not an ISO 8601 duration: {text!r} (expected P3M, P31D)")
        years, months, weeks, days, hours, minutes = (
            int(number or 0) for number in match.groups()[:6]
        )
        time = timedelta(hours=hours, minutes=minutes, seconds=float(match[7] or 0))
        span = CalendarDuration(12 * years + months, 7 * weeks + days, time)
        if span == CalendarDuration(0, 0, timedelta(0)):
            raise ValueError(f"the duration {text!r} is zero (expected more)")
        return span

    def after(self, start: Moment, *, exact: bool) -> Moment | None:
        """Return `start` plus this duration; None if Python cannot represent the date.

        With `exact`, a day has at most 24 hours. Otherwise, a day on which the clocks
        are put back has 25 hours.
        """
        month = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(month, 12)
        try:
            day = min(start.day, monthrange(year, month + 1)[1])
            moved = start.replace(year=year, month=month + 1, day=day)
            # Adding nothing would make the second of two equal hours the first.
            later = moved + timedelta(self.days) if self.days else moved
            found = instant(later)
            if exact and isinstance(found, datetime):
                found = min(found, instant(moved) + timedelta(self.days))
            return _in_zone_of(start, found + self._time_for(start))
        except (OverflowError, ValueError):
            return None

    def before(self, end: Moment) -> Moment:
        """Return `end` minus this duration, which must not contain months."""
        earlier = end - timedelta(self.days) if self.days else end
        return _in_zone_of(end, instant(earlier) - self._time_for(end))

    def _time_for(self, start: Moment) -> timedelta:
        if self.time and not isinstance(start, datetime):
            raise RequestError(f"cannot add {self.time} to a date; pass a datetime")
        return self.time


def instant(at: Moment) -> Any:
    """Return a moment in a form for comparisons: in UTC if it has a time zone.

    Python compares two times of the same zone by their clock time, which can occur
    twice.
    """
    if isinstance(at, datetime) and at.utcoffset() is not None:
        return at.astimezone(UTC)
    return at


def _in_zone_of(start: Moment, found: Moment) -> Moment:
    """Return an instant in the time zone of `start`, if it has one."""
    if isinstance(found, datetime) and found.tzinfo is not None:
        assert isinstance(start, datetime)
        return found.astimezone(start.tzinfo)
    return found


def period_start(at: Moment, unit: Align) -> Moment:
    """Return the start of the month or week (Monday) that contains a moment."""
    days = at.day - 1 if unit == "month" else at.weekday()
    start = at - timedelta(days)
    if isinstance(start, datetime):
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
        return _in_zone_of(at, instant(start))
    return start


def moment(value: Any, name: str) -> Moment:
    """Return a date or datetime for a value or text.

    Raises RequestError for other values, and for forms of ISO 8601 in which the parts
    of a range could not be written.
    """
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            if _DATE.fullmatch(value):
                return date.fromisoformat(value)
            if _DATETIME.fullmatch(value):
                return datetime.fromisoformat(value)
    raise RequestError(
        f"{name} is not a date or time: {value!r} (expected a date, a datetime, or "
        "text such as 2024-05-01 and 2024-05-01T08:00:00Z)"
    )


def like_given(value: Moment, given: Any) -> Any:
    """Return `value` in the form of `given`: with its `Z` and its number of digits."""
    if not isinstance(given, str):
        return value
    if not isinstance(value, datetime):
        return value.isoformat()
    zulu = given[-1:] in ("Z", "z")
    fraction = _FRACTION.search(given)
    digits = len(fraction[1]) if fraction else 0
    if digits > 3 or value.microsecond % 1000:
        spec = "microseconds"
    else:
        spec = "milliseconds" if digits or value.microsecond else "seconds"
    moved = value.astimezone(UTC) if zulu else value
    text = moved.isoformat(given[10], spec)
    return text.removesuffix("+00:00") + given[-1] if zulu else text
