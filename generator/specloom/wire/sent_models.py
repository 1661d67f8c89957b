"""Compare the names and values that models and enumerations have in requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeAlias

from ..changes import OperationKey
from ..ir import Whole
from ..ir.graph import strongly_connected
from ..ir.model_definitions import Alias, Enumeration, ModelClass
from ..ir.python_types import PythonType, components
from .facts import Pointer
from .operation_pairs import OperationPair, Side
from .package_models import PackageModels
from .requests import PARTS
from .wire_change import Part, WireChange

_ORDER: tuple[Part, ...] = ("body", "query", "header", "path", "cookie")
_Cause: TypeAlias = tuple[str, ...]
"""What identifies a difference that several components inherit."""


class _ModelChange(NamedTuple):
    """A difference of a component, before it is known which requests contain it."""

    component: str
    name: str
    before: str
    after: str
    pointer_old: Pointer
    pointer_new: Pointer


@dataclass(frozen=True)
class SentModels:
    """The models of both packages, compared as parts of requests."""

    old: PackageModels
    new: PackageModels

    def changes(self, pairs: Iterable[OperationPair]) -> Iterator[WireChange]:
        """Yield what differs in the models that requests of the operations contain."""
        found: dict[_Cause, list[_ModelChange]] = {}
        for cause, change in self._model_changes():
            found.setdefault(cause, []).append(change)
        listed = [*pairs] if found else []
        reached = {part: self._reached(listed, part) for part in _ORDER if found}
        keys: dict[int, tuple[OperationKey, ...]] = {}
        for same in found.values():
            bits = {part: _union(reached[part], same) for part in _ORDER}
            parts = [part for part in _ORDER if bits[part]]
            if parts:
                everywhere = reduce(or_, bits.values())
                if everywhere not in keys:
                    several = (listed[n].new.key for n in _numbers(everywhere))
                    keys[everywhere] = tuple(sorted({*several}))
                first = min(same, key=lambda each: each.component)
                yield WireChange(
                    part=parts[0],
                    name=first.name,
                    before=first.before,
                    after=first.after,
                    operations=keys[everywhere],
                    pointer_old=first.pointer_old,
                    pointer_new=first.pointer_new,
                )

    def _model_changes(self) -> Iterator[tuple[_Cause, _ModelChange]]:
        """Yield each difference of a component, with what identifies its cause."""
        for name, old in self.old.definitions.items():
            match old, self.new.definitions.get(name):
                case (ModelClass(), ModelClass() as new) if not new.is_view_base:
                    yield from self._field_changes(name)
                case (Enumeration(), Enumeration() as new):
                    yield from _member_changes(old, new)
                case (Alias(), Alias() as new):
                    shown = self._encodings(old.type, new.type)
                    if shown[0] != shown[1]:
                        at = ("components", "schemas", name)
                        yield (name,), _ModelChange(name, name, *shown, at, at)

    def _field_changes(self, name: str) -> Iterator[tuple[_Cause, _ModelChange]]:
        after = self.new.properties(name)
        for attribute, old in self.old.properties(name).items():
            new = after.get(attribute)
            if new is None:
                continue
            shown = old.wire, new.wire
            if old.wire == new.wire:
                if old.field.type == new.field.type:
                    continue  # An alias in it is a cause of its own.
                shown = self._encodings(old.field.type, new.field.type)
            if shown[0] != shown[1]:
                schema = ("components", "schemas", name, "properties")
                pointers = (*schema, old.wire), (*schema, new.wire)
                change = _ModelChange(name, old.wire, *shown, *pointers)
                yield (old.owner, attribute, *shown), change

    def _encodings(self, old: PythonType, new: PythonType) -> tuple[str, str]:
        """Return how both types write the values that they write differently."""
        before, after = self.old.encodings.of(old), self.new.encodings.of(new)
        keys = [k for k in sorted(before.keys() & after) if before[k] != after[k]]
        return ", ".join(before[k] for k in keys), ", ".join(after[k] for k in keys)

    def _reached(self, pairs: Iterable[OperationPair], part: Part) -> dict[str, int]:
        """Return the operations whose requests contain each component in a part.

        They are the bits of a number: bit 0 is the first pair.
        """
        found: dict[str, int] = {}
        for number, pair in enumerate(pairs):
            for name in _roots(pair, part):
                found[name] = found.get(name, 0) | 1 << number
        # Users come before what they use, so that each component is final when visited.
        for group in strongly_connected(self.old.used):
            bits = reduce(or_, (found.get(name, 0) for name in group))
            for name in (n for n in group if bits):
                found[name] = bits
                for other in self.old.used[name]:
                    found[other] = found.get(other, 0) | bits
        return found


def _numbers(bits: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _union(reached: dict[str, int], changes: Iterable[_ModelChange]) -> int:
    return reduce(or_, (reached.get(each.component, 0) for each in changes), 0)


def _roots(pair: OperationPair, part: Part) -> set[str]:
    """Return the components in the arguments that both versions of a method have."""
    names = {each.name for each in pair.new.operation.arguments}
    operation, found = pair.old.operation, set[str]()
    for each in operation.arguments:
        to = each.destination
        is_shared = each.name in names or each.positional or to == Whole("body")
        if is_shared and PARTS.get(to.keyword) == part:
            found |= components(each.type)
    if part == "body":
        found |= {n for t in operation.intervals.values() for n in components(t)}
    if part == "query":
        found |= {n for t in _operands(pair.old) for n in components(t)}
    return found


def _operands(side: Side) -> Iterator[PythonType]:
    for each in () if side.filters is None else side.filters.fields:
        yield each.type


def _member_changes(
    old: Enumeration, new: Enumeration
) -> Iterator[tuple[_Cause, _ModelChange]]:
    at = ("components", "schemas", old.name)
    for name, value in old.members.items():
        after = new.members.get(name, value)
        if repr(after) != repr(value):
            shown = repr(value), repr(after)
            change = _ModelChange(old.name, f"{old.name}.{name}", *shown, at, at)
            yield (old.name, name), change
