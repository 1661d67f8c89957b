"""Compare the resources of two packages: their names, methods, filters and codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..changes import OperationKey, PythonEffect
from ..ir import FilterField, FilterFields, Resource
from ..ir.python_types import PythonType, parts
from .matched_operations import Located, MatchedOperations
from .methods import MethodComparison, added_methods, operation_pointer
from .models import enumeration_changes
from .surface_change import Kind, Pointer, SurfaceChange
from .type_relations import TypeRelations
from .type_texts import type_text
from .variables import breaking_unless


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
        became = {each.attribute: other for each, other in matched.resources}
        for each, other in matched.resources:
            if other is None:
                yield self._resource("removed", "breaking", each, None)
            else:
                yield from self._names(each, other)
                yield from self._filters(each, other)
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
        for name in after.keys() - before.keys():
            yield methods.added(after[name])

    def _filters(self, old: Resource, new: Resource) -> Iterator[SurfaceChange]:
        after = {each.name: each for each in new.filters}
        for each in old.filters:
            other = after.pop(each.name, None)
            if other is None:
                yield self._part("filters-removed", "breaking", old, each.name, each)
            else:
                yield from self._filter_fields(old, each, other)
        for each in after.values():
            yield self._part("filters-added", "compatible", new, each.name, each)

    def _filter_fields(
        self, resource: Resource, old: FilterFields, new: FilterFields
    ) -> Iterator[SurfaceChange]:
        after = {each.wire: each for each in new.fields}
        for each in old.fields:
            other = after.pop(each.wire, None)
            name = f"{old.name}.{each.name}"
            if other is None:
                yield self._part("filter-removed", "breaking", resource, name, each)
            elif found := self._filter_difference(each, other):
                yield self._part(*found, resource, name, each, other)
        for other in after.values():
            name = f"{new.name}.{other.name}"
            yield self._part("filter-added", "compatible", resource, name, None, other)

    def _filter_difference(
        self, old: FilterField, new: FilterField
    ) -> tuple[str, PythonEffect] | None:
        if old.name != new.name:
            return "filter-renamed", "breaking"
        lost = {*_operators(old)} - {*_operators(new)}
        if lost or {*_operators(old)} != {*_operators(new)}:
            return "filter-operators-changed", breaking_unless(not lost)
        if not self.relations.are_same(old.type, new.type):
            allowed = self.relations.can_pass(old.type, new.type)
            return "filter-retyped", breaking_unless(allowed)
        return None

    def _part(
        self,
        rule: str,
        effect: PythonEffect,
        resource: Resource,
        qualname: str,
        old: FilterField | FilterFields | None,
        new: FilterField | FilterFields | None = None,
    ) -> SurfaceChange:
        """Return the difference of a class of filters, or of one of its fields."""
        kind: Kind = "field" if "." in qualname else "model"
        is_added = rule.endswith("-added")
        renamed = new.name if new and rule == "filter-renamed" else None
        return SurfaceChange(
            rule=rule,
            effect=effect,
            kind=kind,
            module=f"{self.root}.{resource.module}",
            qualname=qualname,
            renamed_to=renamed,
            before="" if is_added else _filter_text(old),
            after=_filter_text(new or old if is_added else new),
            pointer_old=None if is_added else _pointer(resource),
            pointer_new=_pointer(resource),
            operations=_operations(resource),
        )

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


def _operators(field: FilterField) -> tuple[PythonType, ...]:
    return parts(field.operators)


def _filter_text(part: FilterField | FilterFields | None) -> str:
    match part:
        case None:
            return ""
        case FilterFields(name=name):
            return f"class {name}"
        case FilterField(name=name, type=type_, operators=operators):
            return f"{name}: Field[{type_text(type_)}, {type_text(operators)}]"
