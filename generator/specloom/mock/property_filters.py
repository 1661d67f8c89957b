"""Filter items by parameters that have the name of one of their properties.

Most vendors declare such filters as plain parameters: `status`, `created_after`. A
description does not say what they mean, so they are taken for what their names say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from operator import ge, gt, le, lt
from typing import Any

from ..document import Location, Operation
from ..names.inflection import singular
from ..testing.described_names import normalized_name
from ..vocabulary import keys
from .filtering import among
from .ranges import moment
from .requests import MockRequest

_DIRECTIONS = (
    (re.compile(r"(.+?)[_\-.]?(?:after|since|from|gte?|min|start)\]?", re.I), ge),
    (re.compile(r"(.+?)[_\-.]?(?:before|until|till|to|lte?|max|end)\]?", re.I), le),
)
"""Names of parameters that are limits of times, each with the relation to the limit."""
_AMOUNTS = (
    (re.compile(r"min(?:imum)?[_\-.]?(.+)", re.I), ge),
    (re.compile(r"max(?:imum)?[_\-.]?(.+)", re.I), le),
    (re.compile(r"(.+?)[_\-.\[](?:gte|ge|min|minimum|from)\]?", re.I), ge),
    (re.compile(r"(.+?)[_\-.\[](?:lte|le|max|maximum|to)\]?", re.I), le),
    (re.compile(r"(.+?)[_\-.\[]gt\]?", re.I), gt),
    (re.compile(r"(.+?)[_\-.\[]lt\]?", re.I), lt),
)
"""Names of parameters that are limits of numbers, each with the relation to it."""
_BODY = "$request.body#"
_TIMES = ("", "at", "on", "date", "time", "utc")
"""What the name of a property can have after that of a parameter: `created_at`."""


@dataclass(frozen=True)
class PropertyFilters:
    """The parameters of an operation that are filters by their names.

    Attributes:
        operation: the operation.
    """

    operation: Operation

    def selected(self, request: MockRequest, items: Sequence[Any]) -> list[Any]:
        """Return the items that fit the values of the parameters."""
        found = list(items)
        names = {normalized_name(name): name for name in _properties(found)}
        times = _times(found)
        ends = self._excluded_ends
        for parameter in self._names:
            values = self._values(request, parameter)
            if not values:
                members = f"{parameter}["
                if any(name.startswith(members) for name in request.query_values):
                    request.ignored.append(parameter)
            elif (own := _property(parameter, names)) is not None:
                found = list(among(found, own, values))
            elif within := _time_filter(
                parameter, values[0], names, times, lt if parameter in ends else le
            ) or _amount_filter(parameter, values[0], names):
                found = [each for each in found if within(each)]
            else:
                request.ignored.append(parameter)
        body = request.body_or_none
        for member, listed in body.items() if isinstance(body, dict) else ():
            own = _property(member, names) if isinstance(listed, list) else None
            if own is not None and member not in self._used_members:
                found = list(among(found, own, listed))
        return found

    def _values(self, request: MockRequest, parameter: str) -> list[str]:
        """Return the values of a parameter, which can be a list in one value."""
        values = request.query_values.get(parameter, [])
        if parameter not in self._lists:
            return values
        return [part for each in values for part in each.split(",")]

    @cached_property
    def _names(self) -> list[str]:
        """The query parameters that have no other meaning."""
        used = self._used
        return [
            str(each["name"])
            for each in self.operation.parameters
            if each.get("in") == "query" and each["name"] not in used
        ]

    @cached_property
    def _lists(self) -> set[str]:
        """The query parameters that are lists in one value."""
        return {
            str(each["name"])
            for each in self.operation.parameters
            if self.operation.spec.resolve(each.get("schema", {})).get("type")
            == "array"
        }

    @cached_property
    def _used(self) -> set[str]:
        """The query parameters that are declared to mean something else."""
        names = map(_query_name, self._locations)
        return {name for name in names if name is not None}

    @cached_property
    def _used_members(self) -> set[str]:
        """The members of a body that are declared to mean something else."""
        places = (Location.parse(t) for t in self._locations if t.startswith(_BODY))
        return {place.pointer[0] for place in places if place.pointer}

    @cached_property
    def _locations(self) -> list[str]:
        """The locations of pages, filters and sort orders."""
        declared = (keys.PAGINATION, keys.FILTER, keys.SORT)
        facts = [fact for key in declared for fact in self.operation.extensions(key)]
        return list(_texts(facts))

    @cached_property
    def _excluded_ends(self) -> set[str]:
        """The query parameters with the end of a range that does not include it."""
        return {
            name
            for fact in self.operation.extensions(keys.WINDOW)
            if fact.get("bounds") != "inclusive"
            and (name := _query_name(fact.get("end"))) is not None
        }


def _query_name(text: Any) -> str | None:
    """Return the name of the query parameter at a location; None for another one."""
    if not isinstance(text, str) or not text.startswith("$request.query."):
        return None
    return Location.parse(text).name or None


def _properties(items: Iterable[Any]) -> set[str]:
    """Return the properties of items whose values can be compared."""
    return {
        name
        for item in items
        if isinstance(item, dict)
        for name, value in item.items()
        if isinstance(value, str | int | float | bool)
    }


def _property(parameter: str, names: Mapping[str, str]) -> str | None:
    """Return the property with the name of a parameter, which can be in the plural."""
    words = normalized_name(parameter)
    return names.get(words) or names.get(normalized_name(singular(words)))


def _times(items: Iterable[Any]) -> set[str]:
    """Return the properties of items whose values are times."""
    objects = (each for each in items if isinstance(each, dict))
    return {n for each in objects for n, value in each.items() if moment(value)}


def _time_filter(
    parameter: str,
    value: str,
    names: Mapping[str, str],
    times: Collection[str],
    end: Callable[[Any, Any], bool],
) -> Callable[[Any], bool] | None:
    """Return what `created_after` and the like select; None for another parameter.

    Args:
        parameter: the name of the parameter.
        value: its value in a request.
        names: the names of properties by their normalized names.
        times: the properties whose values are times.
        end: the relation of times to an end, by which `le` is replaced.
    """
    limit = moment(value)
    for pattern, is_within in _DIRECTIONS:
        found = pattern.fullmatch(parameter)
        if limit is None or found is None:
            continue
        stem = normalized_name(found[1].replace("[", "_"))
        known = (names[stem + end] for end in _TIMES if stem + end in names)
        if own := next((name for name in known if name in times), None):
            relation = end if is_within is le else is_within
            return partial(_is_in_time, name=own, limit=limit, is_within=relation)
    return None


def _is_in_time(
    item: Any, *, name: str, limit: datetime, is_within: Callable[[Any, Any], bool]
) -> bool:
    at = moment(item.get(name)) if isinstance(item, dict) else None
    return at is not None and is_within(at, limit)


def _amount_filter(
    parameter: str, value: str, names: Mapping[str, str]
) -> Callable[[Any], bool] | None:
    """Return what `min_price` and the like select; None for another parameter."""
    try:
        limit = float(value)
    except ValueError:
        return None
    for pattern, is_within in _AMOUNTS:
        found = pattern.fullmatch(parameter)
        own = names.get(normalized_name(found[1])) if found else None
        if own is not None:
            return partial(_is_amount, name=own, limit=limit, is_within=is_within)
    return None


def _is_amount(
    item: Any, *, name: str, limit: float, is_within: Callable[[Any, Any], bool]
) -> bool:
    value = item.get(name) if isinstance(item, dict) else None
    return isinstance(value, int | float) and is_within(value, limit)


def _texts(facts: Any) -> Iterable[str]:
    """Yield all strings in facts."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping):
        for each in facts.values():
            yield from _texts(each)
    elif isinstance(facts, list | tuple):
        for each in facts:
            yield from _texts(each)
