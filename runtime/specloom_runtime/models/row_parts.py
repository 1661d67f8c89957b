"""Convert JSON data to rows, by a plan that is made once for each type.

A part of the plan exists only for data that differs between JSON and rows. The values
of a column are gathered from the whole page and decoded in one call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import repeat
from typing import Any, Protocol, TypeAlias

from pydantic import BaseModel, RootModel, TypeAdapter
from pydantic_core import to_json

from .decimals import holds_decimals, with_digits_of
from .findings import Finding, Trail
from .lenient_decoding import TypeMismatch, build_leniently, cached_adapter
from .type_parts import leaves

Cell: TypeAlias = tuple[dict[str, Any], str, Any, Trail]
"""A value of a column: the object that has it, its name there, the same value with all
digits of its numbers, and its place in the data."""

Gathered: TypeAlias = "dict[Column, list[Cell]]"


class Part(Protocol):
    """Data that differs between JSON and rows."""

    def read(self, data: Any, exact: Any, trail: Trail, gathered: Gathered) -> Any:
        """Return the data as in a row, and add the values of columns to `gathered`.

        `exact` is the same data with all digits. Data of another type than declared is
        returned unchanged.
        """


class Column:
    """Values whose declared type is not a type of JSON.

    Args:
        kind: the type of the values.
        schema: the JSON pointer of their schema.
    """

    def __init__(self, kind: Any, schema: str) -> None:
        self._kind, self._schema = kind, schema
        self._has_decimals = holds_decimals(kind)
        self._is_plain = not any(map(_has_plain_form, leaves(kind)))

    @cached_property
    def _lists(self) -> TypeAdapter[Any]:
        """The adapter for all values of a page."""
        lists: Any = list
        return cached_adapter(lists[self._kind])

    def convert(self, cells: Sequence[Cell]) -> list[Finding]:
        """Replace the values in their objects; return the deviations.

        A value that does not match its type stays as it is in JSON.
        """
        values = [holder[name] for holder, name, _, _ in cells]
        findings: list[Finding] = []
        try:
            decoded = self._lists.validate_json(
                to_json(values), strict=True, by_alias=True, by_name=False
            )
        except ValueError:
            decoded = [
                self._leniently(value, trail, findings)
                for value, (_, _, _, trail) in zip(values, cells, strict=True)
            ]
        for value, (holder, name, exact, _) in zip(decoded, cells, strict=True):
            if self._has_decimals:
                value = with_digits_of(value, exact)
            holder[name] = value if self._is_plain else as_plain(value)
        return findings

    def _leniently(self, value: Any, trail: Trail, findings: list[Finding]) -> Any:
        try:
            decoded, found = build_leniently(
                self._kind, value, schema=self._schema, is_invalid=False
            )
        except TypeMismatch as mismatch:
            decoded, found = value, [mismatch.finding]
        findings += (each.below(trail) for each in found)
        return decoded


class ObjectPart:
    """The object of a model.

    Attributes:
        names: the attribute for each declared property; empty if all are the same.
        parts: the properties that differ, by name in JSON.
        columns: the properties with values of a column, by name in JSON.
        extra: the undeclared properties, if they differ.
    """

    def __init__(self) -> None:
        self.names: Mapping[str, str] = {}
        self.declared: frozenset[str] = frozenset()
        self.parts: list[tuple[str, Part]] = []
        self.columns: list[tuple[str, str, Column]] = []
        self.extra: Part | Column | None = None

    def read(self, data: Any, exact: Any, trail: Trail, gathered: Gathered) -> Any:
        if type(data) is not dict:
            return data
        for wire, part in self.parts:
            if (value := data.get(wire)) is not None:
                data[wire] = part.read(value, exact[wire], (trail, wire), gathered)
        row = self._renamed(data) if self.names else data
        for wire, name, column in self.columns:
            if row.get(name) is not None and wire in exact:
                cell = row, name, exact[wire], (trail, wire)
                gathered.setdefault(column, []).append(cell)
        if self.extra is not None:
            for wire in exact.keys() - self.declared:
                place = trail, wire
                read_member(self.extra, row, wire, exact[wire], place, gathered)
        return row

    def _renamed(self, data: dict[str, Any]) -> dict[str, Any]:
        names = self.names
        row = {names.get(wire, wire): value for wire, value in data.items()}
        if len(row) < len(data):
            # An undeclared property has the name of a declared one's attribute.
            row |= {names[wire]: data[wire] for wire in data.keys() & names.keys()}
        return row


class ListPart:
    """A list whose items differ."""

    def __init__(self, item: Part) -> None:
        self._item = item

    def read(self, data: Any, exact: Any, trail: Trail, gathered: Gathered) -> Any:
        if type(data) is not list:
            return data
        read = self._item.read
        trails = zip(repeat(trail), range(len(data)))
        pairs = zip(data, exact, trails, strict=True)
        return [read(each, same, place, gathered) for each, same, place in pairs]


class MappingPart:
    """An object that maps names to values which differ."""

    def __init__(self, value: Part) -> None:
        self._value = value

    def read(self, data: Any, exact: Any, trail: Trail, gathered: Gathered) -> Any:
        if type(data) is not dict:
            return data
        read = self._value.read
        return {k: read(v, exact[k], (trail, k), gathered) for k, v in data.items()}


class ChoicePart:
    """A union of objects; `choose` returns the part of an object, or None."""

    def __init__(self, choose: Callable[[dict[str, Any]], Part | None]) -> None:
        self._choose = choose

    def read(self, data: Any, exact: Any, trail: Trail, gathered: Gathered) -> Any:
        part = self._choose(data) if type(data) is dict else None
        return data if part is None else part.read(data, exact, trail, gathered)


def read_member(
    part: Part | Column,
    holder: dict[str, Any],
    name: str,
    exact: Any,
    trail: Trail,
    gathered: Gathered,
) -> None:
    """Convert one member of an object in place, now or with its column."""
    if holder.get(name) is None:
        return
    if isinstance(part, Column):
        gathered.setdefault(part, []).append((holder, name, exact, trail))
    else:
        holder[name] = part.read(holder[name], exact, trail, gathered)


def _has_plain_form(leaf: Any) -> bool:
    """Return whether values of a type are models or members of enumerations."""
    return isinstance(leaf, type) and issubclass(leaf, (BaseModel, Enum))


def as_plain(value: Any) -> Any:
    """Return a decoded value with objects as in rows, and without enumerations."""
    if isinstance(value, RootModel):
        return as_plain(value.root)
    if isinstance(value, BaseModel):
        # A set property can be missing, where an undeclared one has its name.
        held = {**(value.model_extra or {}), **vars(value)}
        return {k: as_plain(v) for k, v in held.items() if k in value.model_fields_set}
    if isinstance(value, list):
        return [as_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: as_plain(each) for key, each in value.items()}
    return value.value if isinstance(value, Enum) else value
