"""Say in sentences what a caller must know about the values of an argument.

The notes are added to each argument after it is created. A new kind of fact about
arguments belongs in `ArgumentNotes`. The code that creates an argument may also set its
`notes`; those come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ..document import Node, Operation, Property, not_null, value_notes
from ..document.durations import in_words
from ..ir import Argument, Member, Whole
from ..vocabulary import keys
from .filters import FilterFacts, filter_grammars
from .pagination import PaginationFacts

PARTS = {"headers": "header", "cookies": "cookie"}
"""The part of a request for each keyword of the runtime that has another name."""
BOUNDS = {
    "inclusive": "The end is included.",
    "half-open": "The end is not included.",
}
"""The sentence about the end of a range for each kind of bounds."""

OPEN = (
    "Without an end, the range ends at the time of the call; without a start, it is "
    "not split."
)
"""The sentence about open ranges of a list."""


@dataclass(frozen=True)
class ArgumentNotes:
    """The notes on the arguments of one operation.

    Attributes:
        properties: the properties of the body that are separate arguments.
    """

    operation: Operation
    pagination: PaginationFacts
    filters: FilterFacts
    properties: Mapping[str, Property]

    def added(self, argument: Argument) -> Argument:
        """Return an argument with the notes on its values."""
        notes = " ".join(filter(None, (argument.notes, *self._notes(argument))))
        schema = self._limited(argument)
        limits = value_notes.limit_note(schema, argument.description)
        if not limits and notes == argument.notes:
            return argument
        return replace(argument, limits=limits, notes=notes)

    def _notes(self, argument: Argument) -> Iterator[str]:
        """Yield each note on an argument as a sentence; some are empty."""
        text = argument.description
        match argument.destination:
            case Whole(keyword="body"):
                yield from self._ranges("body")
            case Member() if self._is_role(argument):
                yield from self._role(argument.name)
            case Member(keyword=keyword, wire=wire):
                prefix = "body#/" if keyword == "body" else f"{part_of(keyword)}."
                yield from self._ranges(f"{prefix}{wire}")
                yield from self._values(*self._nodes(keyword, wire), text)
            case Whole(keyword="body"):
                yield from self._ranges("body")

    def _limited(self, argument: Argument) -> Node:
        """Return the schema with the limits of an argument; empty if there are none."""
        match argument.destination:
            case Whole(keyword="page_size"):
                return self._page_size
            case Member(keyword=keyword, wire=wire) if not self._is_role(argument):
                _, schema = self._nodes(keyword, wire)
                return schema
        return {}

    def _nodes(self, keyword: str, wire: str) -> tuple[Node, Node]:
        """Return the parameter or property of an argument, and its resolved schema."""
        if keyword == "body":
            found = self.properties.get(wire)
            node = schema = found.schema if found else {}
        else:
            node = self._parameters.get((part_of(keyword), wire), {})
            schema = node.get("schema", {})
        return node, self.operation.spec.resolve(not_null(schema))

    @cached_property
    def _parameters(self) -> dict[tuple[str, str], Node]:
        return {(p["in"], p["name"]): p for p in self.operation.parameters}

    def _is_role(self, argument: Argument) -> bool:
        """Return whether an argument holds conditions or sort keys."""
        match argument.name:
            case "filter":
                return self.filters.filter is not None
            case "sort":
                return self.filters.sort is not None
        return False

    def _role(self, role: str) -> Iterator[str]:
        fields = self.filters.fields()
        if role == "sort":
            yield f"Fields of {fields}: {fields}.x is ascending, -{fields}.x"
            yield "descending."
            return
        yield f"Conditions on {fields}."
        scheme = str(self.operation.node[keys.FILTER]["scheme"])
        grammar = filter_grammars(self.operation.spec)[scheme]
        if getattr(grammar, "ignore_case", False):
            yield "Upper and lower case of strings are equal."
        if most := getattr(grammar, "list_max", None):
            yield f"A list of more than {most} values is split."

    @cached_property
    def _page_size(self) -> Node:
        """The limits of the page size, like a schema."""
        size = self.pagination.size()
        if size is None or size.most is None:
            return {}
        return {"minimum": size.least or 1, "maximum": size.most}

    def _ranges(self, location: str) -> Iterator[str]:
        """Yield how the runtime splits a range or list that exceeds a limit."""
        for window in self.pagination.window_facts:
            is_interval = window.start.startswith(f"{location}/")
            if is_interval or location in (window.start, window.end):
                longest = in_words(window.maximum)
                yield f"At most {longest} a request: a longer range is split."
            if is_interval or location == window.end:
                yield BOUNDS[window.bounds]
                if self.pagination.fact and not self._is_required(window.end):
                    yield OPEN
        for chunk in self.pagination.chunk_facts:
            if chunk.at.rstrip("#/") == location:
                if most := chunk.maximum:
                    yield f"At most {most:,} a request:"
                    yield "a longer list is sent in several."
                yield "No request is sent for an empty list."
                if location == "body" and self.pagination.fact is None:
                    yield "The `progress` of an error says how much was written."

    def _is_required(self, location: str) -> bool:
        """Return whether requests need the value at a location, which may be nested."""
        if "#" not in location:
            part, _, name = location.partition(".")
            return bool(self._parameters.get((part, name), {}).get("required"))
        holder, _, name = location.rpartition("/")
        body = self.operation.body
        whole = self.operation.spec.resolve(body[1]) if body else {}
        inside = holder.rstrip("#") != "body"
        schema = self.operation.schema_at(f"$request.{holder}") if inside else whole
        return name in schema.get("required", ())

    def _values(self, node: Node, schema: Node, text: str) -> Iterator[str]:
        """Yield the unit, the allowed values, the default, and a deprecation."""
        yield value_notes.unit_note(node.get(keys.UNIT) or schema.get(keys.UNIT))
        items = self.operation.spec.resolve(not_null(schema.get("items", {})))
        yield value_notes.values_note(items or schema, text)
        yield value_notes.default_note(schema, text)
        reason = value_notes.deprecation_note(node)
        if reason and reason not in text:
            yield f"{reason.rstrip('.')}."


def part_of(keyword: str) -> str:
    """Return the part of a request for a keyword of the runtime's call."""
    return PARTS.get(keyword, keyword)
