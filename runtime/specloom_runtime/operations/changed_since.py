"""The argument `changed_since`: request the items that changed since a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeAlias

from ..core.errors import RequestError
from ..core.unset import is_absent
from ..filters.conditions import All, Condition, FieldRef, Predicate, joined
from ..http.locations import display_name

Parts: TypeAlias = dict[str, Any]
"""The arguments of a call by the part of the request, such as `query` and `body`."""


@dataclass(frozen=True)
class ChangedSince:
    """The place of the argument `changed_since` in requests.

    `location` is that of a parameter, of an interval, or of the filter. Only for a
    filter, `field` is the name of the property and `operator` that of the comparison.
    If the range is limited, `end` is the location of its end, which becomes the current
    time. `accepts` are the types of values. `required` is whether each request needs
    the value.
    """

    location: str
    field: str | None = None
    operator: Literal["gte", "gt"] = "gte"
    end: str | None = None
    accepts: tuple[Literal["datetime", "date"], ...] = ("datetime",)
    required: bool = False

    def add_to(
        self,
        parts: Parts,
        value: Any,
        *,
        is_interval: bool,
        now: Callable[[], float],
        name: str,
    ) -> str | None:
        """Add the value of `changed_since` to the other arguments of a call.

        Return the location of the end that was set to the current time, if any.

        Args:
            parts: the other arguments; the part with the value is replaced.
            value: the time; None or UNSET for all items.
            is_interval: whether the location is that of an interval.
            now: returns the current time in seconds since 1970.
            name: the name of the argument at the location.

        Raises:
            RequestError: the value has another type or no time zone; it is given in
                two arguments; or it is not given although each request needs it.
        """
        part, key = self._place
        values = dict(parts.get(part) or {})
        given = values.get(key)
        if is_absent(value):
            if self.required and is_absent(given):
                raise RequestError(f"give {name} or changed_since")
            return None
        self._check(value)
        parts[part] = values
        if self.field is not None:
            values[key] = self._with_condition(given, value)
            return None
        if not is_absent(given):
            raise RequestError(f"changed_since and {name} cannot both be given")
        values[key] = value
        if self.end is None:
            return None
        # A clock that is a little late must not turn the range round.
        end = max(value, datetime.fromtimestamp(now(), UTC))
        if is_interval:
            values[key] = (value, end)
            return self.end
        if is_absent(values.get(last := display_name(self.end))):
            values[last] = end
            return self.end
        return None

    @property
    def _place(self) -> tuple[str, str]:
        """The part of the request, and the name of the argument in this part."""
        whole, _, name = self.location.partition("#" if "#" in self.location else ".")
        return whole, display_name(self.location) if name else "filter"

    def _check(self, value: Any) -> None:
        kind = "datetime" if isinstance(value, datetime) else "date"
        if not isinstance(value, date) or kind not in self.accepts:
            expected = " or ".join(f"a {each}" for each in self.accepts)
            shown = type(value).__name__
            raise RequestError(f"changed_since: expected {expected} (not a {shown})")
        if isinstance(value, datetime) and value.utcoffset() is None:
            raise RequestError(
                f"changed_since: {value} has no time zone: give it one, such as "
                "tzinfo=datetime.UTC"
            )

    def _with_condition(self, given: Any, value: Any) -> Any:
        """Return a filter with the condition added; a wrong filter is unchanged."""
        subject = FieldRef(str(self.field))
        condition: Condition[Any] = Predicate(subject, self.operator, value)
        if is_absent(given):
            return condition
        return (
            joined(All, (given, condition)) if isinstance(given, Condition) else given
        )
