"""Filter items by parameters that have the name of one of their properties.

Most vendors declare such filters as plain parameters: `status`, `created_after`. A
description does not say what they mean, so they are taken for what their names say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..document import Location, Operation
from ..testing.described_names import normalized_name
from ..testing.json_values import as_text
from ..vocabulary import keys
from .ranges import moment
from .requests import MockRequest

_AFTER = re.compile(r"(.+?)[_\-.]?(?:after|since|from|gte?|min|start)\]?", re.I)
_BEFORE = re.compile(r"(.+?)[_\-.]?(?:before|until|till|to|lte?|max|end)\]?", re.I)
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
        names = {normalized_name(n): n for n in _properties(found)}
        for name in self._names:
            values = [
                part
                for each in request.query_values.get(name, ())
                for part in (each.split(",") if name in self._lists else [each])
            ]
            if not values:
                continue
            if (own := names.get(normalized_name(name))) is not None:
                wanted = {each.casefold() for each in values}
                found = [i for i in found if _text(i, own) in wanted]
            elif (limit := moment(values[0])) is not None:
                for pattern, is_after in ((_AFTER, True), (_BEFORE, False)):
                    own = _time_property(pattern.fullmatch(name), names)
                    if own is not None:
                        found = [
                            i
                            for i in found
                            if (at := moment(i.get(own))) is not None
                            and (at >= limit if is_after else at <= limit)
                        ]
                        break
        return found

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
        facts = [
            *self.operation.extensions(keys.PAGINATION),
            *self.operation.extensions(keys.WINDOW),
            *self.operation.extensions(keys.FILTER),
            *self.operation.extensions(keys.SORT),
        ]
        return {
            location.name
            for text in _texts(facts)
            if text.startswith("$request.query.")
            and (location := Location.parse(text)).name
        }


def _properties(items: Iterable[Any]) -> set[str]:
    """Return the properties of items whose values can be compared."""
    return {
        name
        for item in items
        if isinstance(item, dict)
        for name, value in item.items()
        if isinstance(value, str | int | float | bool)
    }


def _text(item: Any, name: str) -> str:
    return as_text(item.get(name)).casefold() if isinstance(item, dict) else ""


def _time_property(found: re.Match[str] | None, names: Mapping[str, str]) -> str | None:
    """Return the property that a parameter such as `created_after` limits."""
    if found is None:
        return None
    stem = normalized_name(found[1].replace("[", "_"))
    return next((names[stem + end] for end in _TIMES if stem + end in names), None)


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
