"""The argument `changed_since`: its type, and its place in the request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from specloom_runtime.operations.changed_since import ChangedSince

from ..document import Location, Node, wire_location
from ..ir import Argument, Whole
from ..ir.model_definitions import Default
from ..ir.python_types import (
    Leaf,
    PythonType,
    bare,
    optional,
    parts,
    without_null,
)
from ..vocabulary import keys
from .annotations import Annotations
from .argument_texts import changed_since_text
from .filters import FilterFacts, operand
from .pagination import PaginationFacts

NAME: Final = "changed_since"
_KINDS: dict[PythonType, Literal["datetime", "date"]] = {
    Leaf("datetime", "datetime"): "datetime",
    Leaf("date", "datetime"): "date",
}


@dataclass(frozen=True)
class ChangedSinceFacts:
    """How the items of an operation that changed since a time are requested."""

    pagination: PaginationFacts
    filters: FilterFacts
    annotations: Annotations

    @cached_property
    def fact(self) -> Node:
        """The declaration; empty if there is none."""
        found: Node = self.pagination.operation.extension(keys.CHANGED_SINCE) or {}
        return found

    @property
    def parameter(self) -> Location | None:
        """The parameter that can be given as `changed_since` instead, if any."""
        found = self.fact.get("parameter")
        return Location.parse(found) if found else None

    def runtime_fact(self) -> ChangedSince | None:
        """Return the place of the argument in requests; None without the argument."""
        if not self.fact:
            return None
        accepts = tuple(
            kind for leaf, kind in _KINDS.items() if leaf in parts(self._type)
        )
        operator = self.fact.get("operator", "gte")
        if field := self.fact.get("filter"):
            location = wire_location((self.filters.filter or {})["location"])
            return ChangedSince(location, field, operator, accepts=accepts)
        location = self.fact.get("interval") or self.fact["parameter"]
        return ChangedSince(
            wire_location(location),
            operator=operator,
            end=self._end if accepts == ("datetime",) else None,
            accepts=accepts,
            required=self.is_required,
        )

    @property
    def _end(self) -> str | None:
        """The location of the end of the limited range that the value begins."""
        return next((wire_location(window["end"]) for window in self._windows()), None)

    def _windows(self) -> Iterator[Node]:
        start = str(self.fact.get("interval") or self.fact.get("parameter"))
        for window in self.pagination.windows():
            inside = str(window["start"]).startswith(f"{start}/")
            if inside if "interval" in self.fact else window["start"] == start:
                yield window

    @property
    def is_required(self) -> bool:
        """Whether each request needs the parameter."""
        at = self.parameter
        operation = self.pagination.operation
        if at is not None and at.is_body and operation.body:
            members = operation.spec.properties(operation.body[1])
            return members[at.pointer[-1]].required
        return any(
            node.get("required") is True
            for node in operation.parameters
            if at is not None and (node["in"], node["name"]) == (at.part, at.name)
        )

    @cached_property
    def _type(self) -> PythonType:
        """The type of the argument."""
        operation = self.pagination.operation
        if field := self.fact.get("filter"):
            component = str(self.filters.component())
            schema = operation.spec.component_properties(component)[field].schema
            return operand(schema, self.annotations)
        start = self.fact.get("parameter")
        if start is None:
            start = next(iter(self._windows()))["start"]
        return without_null(bare(self.annotations.argument(operation.schema_at(start))))

    def argument(self, other: str | None) -> Argument:
        """Return the argument.

        Args:
            other: the argument that has the same meaning; None for a filter.
        """
        text = changed_since_text(
            includes_time=self.fact.get("operator") != "gt",
            is_closed=any(True for _ in self._windows()),
            other=other,
        )
        return Argument(
            name=NAME,
            type=optional(self._type),
            default=Default(None),
            destination=Whole(NAME),
            description=text,
        )
