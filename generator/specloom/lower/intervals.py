"""Intervals: arguments whose value is an object with the start and end of a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..document import Location, Property
from ..ir.python_types import (
    RUNTIME,
    GenericType,
    Leaf,
    ModelType,
    PythonType,
    TupleType,
    optional,
    union,
    without_null,
)
from .annotations import Annotations
from .pagination import PaginationFacts


@dataclass(frozen=True)
class IntervalFacts:
    """The intervals among the members of a request body."""

    pagination: PaginationFacts
    annotations: Annotations

    @cached_property
    def _ends(self) -> Mapping[str, tuple[str, str]]:
        """The names of start and end; the keys are the members of the body."""
        found: dict[str, tuple[str, str]] = {}
        for window in self.pagination.windows():
            start, end = (Location.parse(window[name]) for name in ("start", "end"))
            paths = start.pointer, end.pointer
            is_pair = start.is_body and end.is_body and {*map(len, paths)} == {2}
            if is_pair and paths[0][0] == paths[1][0]:
                found.setdefault(paths[0][0], (paths[0][1], paths[1][1]))
        return found

    def model(self, prop: Property) -> ModelType | None:
        """Return the class of an interval.

        The result is None if the property is not an interval, or if its object needs
        more than a start and an end.
        """
        ends = self._ends.get(prop.name)
        type_ = without_null(self.annotations.argument(prop.schema))
        if ends is None or not isinstance(type_, ModelType):
            return None
        inside = self.pagination.operation.spec.properties(prop.schema)
        required = {name for name, each in inside.items() if each.required}
        if not self.annotations.is_class(type_) or required - {*ends}:
            return None
        return type_

    def argument(self, prop: Property, type_: PythonType) -> PythonType:
        """Return the type of an argument, which accepts a pair if it is an interval.

        Args:
            prop: the property of the body.
            type_: the type of the property.
        """
        if self.model(prop) is None:
            return type_
        inside = self.pagination.operation.spec.properties(prop.schema)
        start, end = (self._end(inside[name]) for name in self._ends[prop.name])
        pair = GenericType(Leaf("Pair", RUNTIME), (start,))
        return union([type_, pair if start == end else TupleType((start, end))])

    def _end(self, prop: Property) -> PythonType:
        """Return the type of an end, which can be None if it may be left out."""
        type_ = self.annotations.argument(prop.schema)
        return without_null(type_) if prop.required else optional(type_)
