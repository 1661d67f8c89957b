"""Check the rules for arguments that a schema cannot express, and apply ranges.

These are arguments that depend on each other, ranges of limited length, and lists of
limited length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from operator import le, lt
from typing import Any

from specloom_runtime.core.durations import CalendarDuration

from ..document import Location, Operation, resolve_scheme
from ..testing.request_locations import ABSENT
from ..vocabulary import keys
from .refusals import Refusal
from .requests import MockRequest, member

TOO_LONG = (400, 422, 406, 413)
"""The possible statuses of a range or a list that is too long."""


@dataclass(frozen=True)
class Range:
    """A range of times in requests.

    Attributes:
        name: the property of the body that contains the range; "" if there is none.
        start: the location of the start, or its name in the property.
        end: the location of the end, or its name in the property.
        fact: the declared `x-specloom-window`; {} for a range without a limit.
    """

    name: str
    start: str
    end: str
    fact: Mapping[str, Any]

    @property
    def has_end(self) -> bool:
        """Whether the end is in the range."""
        return not self.fact or self.fact.get("bounds") == "inclusive"

    def ends(self, request: MockRequest) -> tuple[Any, Any]:
        """Return the start and the end of a range in a request; ABSENT if not sent."""
        if not self.name:
            return request.value(self.start), request.value(self.end)
        body = member(request.body_or_none, (self.name,))
        return member(body, (self.start,)), member(body, (self.end,))


@dataclass(frozen=True)
class ArgumentLimits:
    """The limits of the arguments of one operation.

    Attributes:
        operation: the operation.
    """

    operation: Operation

    def check(self, request: MockRequest) -> None:
        """Check the arguments of a request.

        Raises:
            Refusal: a range or a list is too long, or arguments contradict each other.
        """
        for rule in self.operation.node.get(keys.ARGUMENT_RULES) or ():
            _check_rule(request, rule)
        for each in self._ranges:
            _check_range(request, each)
        for location, maximum in self._lists:
            value = request.value(location)
            if isinstance(value, list) and len(value) > maximum:
                problem = f"{location} has {len(value)} values"
                raise Refusal(f"{problem} (expected at most {maximum})", TOO_LONG)

    def selected(self, request: MockRequest, items: Sequence[Any]) -> list[Any]:
        """Return the items inside the ranges that have the name of a property."""
        found = list(items)
        for each in self._ranges:
            start, end = (moment(value) for value in each.ends(request))
            if each.name and (start is not None or end is not None):
                found = [i for i in found if _is_inside(i, each, start, end)]
        return found

    @cached_property
    def _ranges(self) -> list[Range]:
        found = []
        for fact in self.operation.extensions(keys.WINDOW):
            if "start" in fact and "end" in fact:
                found.append(Range("", fact["start"], fact["end"], fact))
        spec = self.operation.spec
        for name, schema in self._members():
            value = schema.get(keys.WINDOW)
            own = resolve_scheme(spec.schemes(keys.WINDOW), value) or {}
            if "start" in own and "end" in own:
                found.append(Range(name, own["start"], own["end"], own))
        return found

    @cached_property
    def _lists(self) -> list[tuple[str, int]]:
        """The locations of lists of limited length, with their maximums."""
        found = []
        for each in self.operation.parameters:
            location = f"$request.{each['in']}.{each['name']}"
            schema = self.operation.spec.resolve(each.get("schema", {}))
            chunk = each.get(keys.CHUNK, schema.get(keys.CHUNK))
            if (maximum := _maximum(chunk, schema)) is not None:
                found.append((location, maximum))
        for name, schema in self._members():
            if (maximum := _maximum(schema.get(keys.CHUNK), schema)) is not None:
                found.append((f"$request.body#/{name}", maximum))
        return found

    def _members(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the properties of a JSON body."""
        if self.operation.body is None:
            return
        spec = self.operation.spec
        flat = spec.resolve(self.operation.body[1])
        for name, schema in (flat.get("properties") or {}).items():
            if isinstance(schema, Mapping):
                yield name, {**spec.resolve(schema), **schema}


def moment(value: Any) -> datetime | None:
    """Return the time that JSON data or text means; None if it is not a time."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _maximum(chunk: Any, schema: Mapping[str, Any]) -> int | None:
    found = schema.get("maxItems") if chunk is True else None
    if isinstance(chunk, Mapping):
        found = chunk.get("maximum")
    return found if isinstance(found, int) else None


def _check_rule(request: MockRequest, rule: Mapping[str, Any]) -> None:
    for kind, locations in rule.items():
        given = [each for each in locations if _is_given(request.value(each))]
        names = ", ".join(
            Location.parse(e).name or e.rpartition("/")[2] for e in locations
        )
        if kind == "at-least-one" and not given:
            raise Refusal(f"at least one of {names} is needed")
        if kind == "at-most-one" and len(given) > 1:
            raise Refusal(f"only one of {names} can be given")
        if kind == "all-or-none" and given and len(given) < len(locations):
            raise Refusal(f"either all of {names} or none are needed")


def _is_given(value: Any) -> bool:
    return value is not ABSENT and value is not None


def _check_range(request: MockRequest, each: Range) -> None:
    start, end = (moment(value) for value in each.ends(request))
    if start is None or end is None:
        return
    if end < start:
        raise Refusal(f"the end of a range is before its start: {start}, {end}")
    text = each.fact.get("maximum")
    if text is None:
        return
    last = CalendarDuration.parse(text).after(start, exact=False)
    if last is None:
        return
    step = each.fact.get("step")
    inclusive = each.fact.get("bounds") == "inclusive"
    if inclusive and step is not None:
        last = CalendarDuration.parse(step).before(last)
    if end > last:
        raise Refusal(f"the range is longer than {text}", TOO_LONG)


def _is_inside(
    item: Any, declared: Range, start: datetime | None, end: datetime | None
) -> bool:
    """Return whether a time of an item is in a range; items without it are inside."""
    known = item.get(declared.name) if isinstance(item, dict) else None
    at = moment(known)
    if at is None:
        return True
    before = le if declared.has_end else lt
    return (start is None or at >= start) and (end is None or before(at, end))
