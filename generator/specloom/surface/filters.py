"""Compare the classes by whose fields lists are filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..changes import OperationKey, PythonEffect
from ..ir import FilterField, FilterFields, Resource
from ..ir.python_types import parts
from ..printing.signatures import type_text
from .surface_change import Pointer, SurfaceChange
from .type_relations import TypeRelations
from .variables import breaking_unless

_Part = FilterField | FilterFields


@dataclass(frozen=True)
class FilterComparison:
    """The comparison of such classes.

    Attributes:
        relations: the types of both packages.
        root: the dotted name of the package.
    """

    relations: TypeRelations
    root: str

    def changes(self, old: Resource, new: Resource) -> Iterator[SurfaceChange]:
        """Yield the differences between the classes of two versions of a resource."""
        after = {each.name: each for each in new.filters}
        for each in old.filters:
            other = after.pop(each.name, None)
            if other is None:
                yield self._change("filters-removed", "breaking", old, each, each, None)
            else:
                yield from self._fields(old, each, other)
        for each in after.values():
            yield self._change("filters-added", "compatible", new, each, None, each)

    def _fields(
        self, resource: Resource, old: FilterFields, new: FilterFields
    ) -> Iterator[SurfaceChange]:
        after = {each.wire: each for each in new.fields}
        for each in old.fields:
            other = after.pop(each.wire, None)
            if other is None:
                rule, effect = "filter-removed", breaking_unless(False)
                yield self._change(rule, effect, resource, old, each, None)
            elif found := self._difference(each, other):
                yield self._change(*found, resource, old, each, other)
        for other in after.values():
            effect = breaking_unless(True)
            yield self._change("filter-added", effect, resource, new, None, other)

    def _difference(
        self, old: FilterField, new: FilterField
    ) -> tuple[str, PythonEffect] | None:
        if old.name != new.name:
            return "filter-renamed", "breaking"
        before, after = {*parts(old.operators)}, {*parts(new.operators)}
        if before != after:
            return "filter-operators-changed", breaking_unless(before <= after)
        if not self.relations.are_same(old.type, new.type):
            allowed = self.relations.can_pass(old.type, new.type)
            return "filter-retyped", breaking_unless(allowed)
        return None

    def _change(
        self,
        rule: str,
        effect: PythonEffect,
        resource: Resource,
        holder: FilterFields,
        old: _Part | None,
        new: _Part | None,
    ) -> SurfaceChange:
        """Return the difference of a class, or of one of its fields."""
        shown = old or new
        assert shown is not None
        is_class = shown is holder
        return SurfaceChange(
            rule=rule,
            effect=effect,
            kind="model" if is_class else "field",
            module=f"{self.root}.{resource.module}",
            qualname=holder.name if is_class else f"{holder.name}.{shown.name}",
            renamed_to=new.name if new and rule == "filter-renamed" else None,
            before=_text(old),
            after=_text(new),
            pointer_old=_pointer(holder, old),
            pointer_new=_pointer(holder, new),
            operations=tuple(
                sorted(OperationKey(e.method, e.path) for e in resource.operations)
            ),
        )


def _pointer(holder: FilterFields, part: _Part | None) -> Pointer | None:
    """Return the pointer of the component, or of the property that a field is."""
    component = ("components", "schemas", holder.component)
    match part:
        case None:
            return None
        case FilterField(wire=wire):
            return (*component, "properties", wire)
    return component


def _text(part: _Part | None) -> str:
    match part:
        case None:
            return ""
        case FilterFields(name=name):
            return f"class {name}"
        case FilterField(name=name, type=type_, operators=operators):
            return f"{name}: Field[{type_text(type_)}, {type_text(operators)}]"
