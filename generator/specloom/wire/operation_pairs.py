"""Find the operations that two packages have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..changes import OperationKey
from ..ir import FilterFields, Operation, Package, Resource
from ..ir.read_writes import Edit


@dataclass(frozen=True)
class Side:
    """An operation in one of the packages.

    Attributes:
        resource: the resource that has the operation.
        operation: the operation.
    """

    resource: Resource
    operation: Operation

    @property
    def edit(self) -> Edit | None:
        """The method `edit` that writes with the operation; None if there is none."""
        edit = self.resource.edit
        return edit if edit is not None and edit.write == self.operation.name else None

    @property
    def filters(self) -> FilterFields | None:
        """The properties by which the operation filters or sorts."""
        facts = self.operation.facts
        names = {each.schema for each in (facts.filter, facts.sort) if each}
        return next((f for f in self.resource.filters if f.name in names), None)

    @property
    def key(self) -> OperationKey:
        """The operation as the description names it."""
        return OperationKey(self.operation.method, self.operation.path)


@dataclass(frozen=True)
class OperationPair:
    """The same operation in both packages."""

    old: Side
    new: Side


def operation_pairs(old: Package, new: Package) -> list[OperationPair]:
    """Return the operations that both packages have, in the order of the old package.

    The same generated method is the same operation: its calls are compared. Where a
    method has no counterpart, the operation with its method and path is.
    """
    by_name: dict[tuple[str, str], Side] = {}
    for side in _sides(new):
        for name in side.operation.names:
            by_name.setdefault((side.resource.attribute, name), side)
    found: dict[int, Side] = {}
    before = [*_sides(old)]
    for number, side in enumerate(before):
        named = (
            by_name.get((side.resource.attribute, n)) for n in side.operation.names
        )
        if (same := next(filter(None, named), None)) is not None:
            found[number] = same
    taken = {id(each.operation) for each in found.values()}
    free = {s.key: s for s in _sides(new) if id(s.operation) not in taken}
    for number, side in enumerate(before):
        if number not in found and side.key in free:
            found[number] = free[side.key]
    return [OperationPair(before[number], found[number]) for number in sorted(found)]


def _sides(package: Package) -> Iterator[Side]:
    for resource in package.resources:
        for operation in resource.operations:
            yield Side(resource, operation)
