"""Find the resource and the operation of the new package for each old one.

Operations are the same if their method and path are. An operation of which the path
changed, but not the name in Python, is the same for callers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..changes import OperationKey
from ..ir import Operation, Package, Resource


class Located(NamedTuple):
    """An operation and its resource.

    Attributes:
        resource: the resource.
        operation: the operation.
        read: the operation that has the parameters of the path, for a method that reads
            before it writes; None if it is the operation itself.
    """

    resource: Resource
    operation: Operation
    read: Operation | None = None

    @property
    def key(self) -> OperationKey:
        """The operation as the description names it."""
        return OperationKey(self.operation.method, self.operation.path)

    @property
    def python_name(self) -> tuple[str, str]:
        """The names by which callers reach the method."""
        return self.resource.attribute, self.operation.name


@dataclass(frozen=True)
class MatchedOperations:
    """The operations and resources of two packages."""

    old: Package
    new: Package

    @cached_property
    def pairs(self) -> list[tuple[Located, Located | None]]:
        """Each old operation with the new one; None if it was removed."""
        after = {each.key: each for each in located(self.new)}
        before = {each.key for each in located(self.old)}
        named = {e.python_name: e for e in after.values() if e.key not in before}
        return [
            (each, after.get(each.key) or named.get(each.python_name))
            for each in located(self.old)
        ]

    @cached_property
    def added(self) -> list[Located]:
        """The new operations that no old one became."""
        kept = {new.key for _, new in self.pairs if new is not None}
        return [each for each in located(self.new) if each.key not in kept]

    @cached_property
    def resources(self) -> list[tuple[Resource, Resource | None]]:
        """Each old resource with the new one; None if it was removed.

        A resource was renamed if all its operations that are left are in one new
        resource, and its name is gone.
        """
        new = {each.attribute: each for each in self.new.resources}
        old = {each.attribute for each in self.old.resources}
        targets: dict[str, list[Resource]] = {}
        for before, after in self.pairs:
            if after is not None:
                targets.setdefault(before.resource.attribute, []).append(after.resource)
        found: list[tuple[Resource, Resource | None]] = []
        taken = set[str]()
        for each in self.old.resources:
            now = new.get(each.attribute)
            names = {other.attribute for other in targets.get(each.attribute, ())}
            if now is None and len(names) == 1 and not names & (old | taken):
                now = targets[each.attribute][0]
                taken |= names
            found.append((each, now))
        return found

    @cached_property
    def added_resources(self) -> list[Resource]:
        """The new resources that no old one became."""
        kept = {new.attribute for _, new in self.resources if new is not None}
        return [each for each in self.new.resources if each.attribute not in kept]


def located(package: Package) -> Iterator[Located]:
    """Yield the operations of a package with their resources."""
    for resource in package.resources:
        for operation in resource.operations:
            yield Located(resource, operation)
