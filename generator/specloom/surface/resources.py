"""Compare the resources of two packages: their names, methods, filters and codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..changes import OperationKey, PythonEffect
from ..ir import Resource
from .filters import FilterComparison
from .matched_operations import Located, MatchedOperations
from .methods import MethodComparison, added_methods, operation_pointer
from .models import enumeration_changes
from .surface_change import Pointer, SurfaceChange
from .type_relations import TypeRelations


@dataclass(frozen=True)
class ResourceComparison:
    """The comparison of the resources of two packages.

    Attributes:
        relations: the types of both packages.
        root: the dotted name of the package.
    """

    relations: TypeRelations
    root: str

    def changes(self) -> Iterator[SurfaceChange]:
        """Yield the differences between resources and between their methods."""
        old, new = self.relations.old.package, self.relations.new.package
        matched = MatchedOperations(old, new)
        methods = MethodComparison(self.relations, self.root)
        filters = FilterComparison(self.relations, self.root)
        became = {each.attribute: other for each, other in matched.resources}
        for each, other in matched.resources:
            if other is None:
                yield self._resource("removed", "breaking", each, None)
            else:
                yield from self._names(each, other)
                yield from filters.changes(each, other)
            yield from self._error_codes(each, other)
            yield from self._added_methods(methods, each, other)
        for resource in matched.added_resources:
            yield self._resource("added", "compatible", None, resource)
        for before, after in matched.pairs:
            if after is None:
                yield methods.removed(before)
            else:
                now = became[before.resource.attribute]
                yield from methods.changes(before, after, now)
        for found in matched.added:
            yield methods.added(found)

    def _names(self, old: Resource, new: Resource) -> Iterator[SurfaceChange]:
        if old.attribute != new.attribute:
            yield self._resource("renamed", "breaking", old, new)
        if (old.module, old.name) != (new.module, new.name):
            yield SurfaceChange(
                rule="resource-class-renamed",
                effect="breaking",
                kind="resource",
                module=f"{self.root}.{old.module}",
                qualname=old.name,
                renamed_to=new.name,
                before=f"{old.module}.{old.name}",
                after=f"{new.module}.{new.name}",
                pointer_old=_pointer(old),
                pointer_new=_pointer(new),
                operations=_operations(new),
            )

    def _added_methods(
        self, methods: MethodComparison, old: Resource, new: Resource | None
    ) -> Iterator[SurfaceChange]:
        before, after = added_methods(old), added_methods(new) if new else {}
        for name, found in before.items():
            if name in after:
                yield from methods.changes(found, after[name], new)
            else:
                yield methods.removed(found)
        for name, found in after.items():
            if name not in before:
                yield methods.added(found)

    def _error_codes(
        self, old: Resource, new: Resource | None
    ) -> Iterator[SurfaceChange]:
        before, after = old.error_codes, new.error_codes if new else None
        if before and new and after and before.name == after.name:
            yield from enumeration_changes(
                before,
                after,
                module=f"{self.root}.{old.module}",
                pointers=(_pointer(old), _pointer(new)),
                operations=_operations(old),
            )
        elif before:
            yield SurfaceChange(
                rule="enum-renamed" if after else "enum-removed",
                effect="breaking",
                kind="enum",
                module=f"{self.root}.{old.module}",
                qualname=before.name,
                renamed_to=after.name if after else None,
                before=f"class {before.name}",
                after=f"class {after.name}" if after else "",
                pointer_old=_pointer(old),
                operations=_operations(old),
            )

    def _resource(
        self,
        word: str,
        effect: PythonEffect,
        old: Resource | None,
        new: Resource | None,
    ) -> SurfaceChange:
        shown = old or new
        assert shown is not None
        client = self.relations.old.package.client.name
        return SurfaceChange(
            rule=f"resource-{word}",
            effect=effect,
            kind="resource",
            module=f"{self.root}.client",
            qualname=f"{client}.{shown.attribute}",
            renamed_to=new.attribute if new and word == "renamed" else None,
            before=f"{old.attribute}: {old.name}" if old else "",
            after=f"{new.attribute}: {new.name}" if new else "",
            pointer_old=_pointer(old) if old else None,
            pointer_new=_pointer(new) if new else None,
            operations=_operations(shown),
        )


def _pointer(resource: Resource) -> Pointer | None:
    """Return the pointer of the first operation of a resource.

    A description contains no element for a resource.
    """
    first = next(iter(resource.operations), None)
    return None if first is None else operation_pointer(Located(resource, first))


def _operations(resource: Resource) -> tuple[OperationKey, ...]:
    found = (OperationKey(each.method, each.path) for each in resource.operations)
    return tuple(sorted(found))
