"""Filter by time where a vendor compares only days.

The vendor cuts times to days, of a time zone that it need not state. So it is sent a
wider condition, which every wanted item satisfies, and the exact condition is evaluated
on each item that it returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias, TypeVar

from ..core.errors import FilterError
from .conditions import All, Compound, Condition, Either, FieldRef, Predicate, joined
from .evaluation import matches, value_of

T = TypeVar("T")
Clause: TypeAlias = tuple[Predicate[Any], ...]
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Recheck:
    """The part of a condition that the vendor cannot decide.

    Of each of the `clauses`, at least one predicate must hold. `exact` is the whole
    condition as the vendor's grammar writes it, which tells the lists of two conditions
    with the same days apart.
    """

    clauses: tuple[Clause, ...]
    exact: Any
    ignore_case: bool

    @property
    def fields(self) -> Iterator[FieldRef]:
        """The fields whose values are needed."""
        return (predicate.subject for clause in self.clauses for predicate in clause)

    def drops(self, item: Any) -> bool:
        """Return whether an item violates the condition.

        An item without a time, or with a value of another type, is kept: the vendor has
        selected it.
        """
        try:
            return any(self._is_violated(clause, item) for clause in self.clauses)
        except FilterError:
            return False

    def kept(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items that are not dropped."""
        return (item for item in items if not self.drops(item))

    def _is_violated(self, clause: Clause, item: Any) -> bool:
        condition = joined(Either, clause)
        if matches(condition, item, ignore_case=self.ignore_case):
            return False
        times = (each.subject for each in clause if _has_time(each))
        return any(value_of(item, subject) is not None for subject in times)


def recheck(
    clauses: Iterable[Clause], exact: Any, *, ignore_case: bool
) -> Recheck | None:
    """Return what the vendor cannot decide of clauses that all must hold, or None."""
    rest = tuple(clause for clause in clauses if any(map(_has_time, clause)))
    if not rest:
        return None
    return Recheck(clauses=rest, exact=exact, ignore_case=ignore_case)


def widened(condition: Condition[Any]) -> Condition[Any]:
    """Return a condition that also holds wherever the given one does, by days.

    The condition must not contain "not": a wider part would make the whole narrower.
    Raises FilterError, with the name of the field, for a predicate that cannot be
    widened.
    """
    if isinstance(condition, Compound):
        return joined(type(condition), map(widened, condition.parts))
    if not (isinstance(condition, Predicate) and _has_time(condition)):
        return condition
    try:
        return _widened(condition, condition.subject, condition.value)
    except OverflowError:
        problem = f"{condition.value} is too close to the end of the calendar"
    raise condition.subject.error(problem)


def _widened(
    condition: Predicate[Any], subject: FieldRef, value: Any
) -> Condition[Any]:
    match condition.operator:
        case "lt":
            return _before(subject, value)
        case "lte":
            return _until(subject, value)
        case "gt" | "gte":
            return _after(subject, value)
        case "eq":
            return _on(subject, value)
        case "in":
            return joined(Either, (_on(subject, each) for each in value))
    if subject.allowed is not None and "null" not in subject.allowed:
        raise subject.error(
            f"{condition.operator} cannot be used with a time, because the vendor "
            "compares only days: leave the times out when you read the list"
        )
    return Predicate(subject, "null", False)


def _has_time(predicate: Predicate[Any]) -> bool:
    value = predicate.value
    values = value if isinstance(value, tuple) else (value,)
    return any(isinstance(each, datetime) for each in values)


def _on(subject: FieldRef, value: datetime) -> Condition[Any]:
    return All((_after(subject, value), _until(subject, value)))


def _after(subject: FieldRef, value: datetime) -> Predicate[Any]:
    """Return the condition for the day of a time, in UTC, and later days.

    In each time zone, the vendor cuts the start of this day to an earlier time.
    """
    return Predicate(subject, "gte", _day(value))


def _before(subject: FieldRef, value: datetime) -> Predicate[Any]:
    """Return the condition for the days, in UTC, that begin before a time.

    In each time zone, the vendor cuts the limit by at most a day.
    """
    day = _day(value)
    return _limited(subject, day if day == value else day + _DAY)


def _until(subject: FieldRef, value: datetime) -> Predicate[Any]:
    """Return the condition for the days, in UTC, up to that of a time."""
    return _limited(subject, _day(value) + _DAY)


def _limited(subject: FieldRef, end: datetime) -> Predicate[Any]:
    return Predicate(subject, "lt", end + _DAY)


def _day(value: datetime) -> datetime:
    return value.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
