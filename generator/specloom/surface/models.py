"""Compare the models, enumerations and aliases of two packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..changes import OperationKey, PythonEffect
from ..ir.model_definitions import (
    Alias,
    Enumeration,
    ModelClass,
    ModelDefinition,
    ModelField,
)
from ..ir.python_types import ANY, ModelType
from ..printing.signatures import type_text, variable_text
from .package_index import PackageIndex
from .surface_change import Kind, Pointer, SurfaceChange
from .type_relations import TypeRelations
from .variables import Difference, breaking_unless, combined, differences

_KINDS: dict[type, Kind] = {ModelClass: "model", Enumeration: "enum"}
_Directions: TypeAlias = tuple[bool, bool]


@dataclass(frozen=True)
class ModelComparison:
    """The comparison of the definitions of two packages.

    Attributes:
        relations: the types of both packages.
        root: the dotted name of the package.
    """

    relations: TypeRelations
    root: str

    @property
    def _old(self) -> PackageIndex:
        return self.relations.old

    @property
    def _new(self) -> PackageIndex:
        return self.relations.new

    def changes(self) -> Iterator[SurfaceChange]:
        """Yield the differences between the definitions that callers can import."""
        renamed = self.relations.renamed
        for name, old in self._old.definitions.items():
            new = self._new.definitions.get(renamed.get(name, name))
            if _is_exported(old):
                yield from self._compared(old, new)
        kept = {*renamed.values(), *self._old.definitions}
        for name, new in self._new.definitions.items():
            if name not in kept and _is_exported(new):
                yield self._whole("added", "compatible", None, new)

    def _compared(
        self, old: ModelDefinition, new: ModelDefinition | None
    ) -> Iterator[SurfaceChange]:
        if new is None or not _is_exported(new):
            yield self._whole("removed", "breaking", old, None)
            return
        if old.name != new.name:
            yield self._whole("renamed", "breaking", old, new)
        match old, new:
            case ModelClass(), ModelClass():
                yield from self._class(old, new)
            case Enumeration(), Enumeration():
                yield from enumeration_changes(
                    old,
                    new,
                    module=self._module,
                    pointers=(_pointer(old), _pointer(new)),
                    operations=self._operations(old, new),
                )
            case Alias(), Alias():
                if not self.relations.are_same(old.type, new.type):
                    yield self._whole("retyped", self._alias_effect(old, new), old, new)
            case _:
                yield self._whole("retyped", self._kind_effect(old, new), old, new)

    def _class(self, old: ModelClass, new: ModelClass) -> Iterator[SurfaceChange]:
        if self._is_unchanged(old, new):
            return
        before, after = self._old.fields(old.name), self._new.fields(new.name)
        pairs = _matched_fields(before, after)
        passed, read = self._directions(old, new)
        for wire, other in pairs.items():
            field, replaced = before[wire], after[other]
            found = combined(
                differences(field, replaced, self.relations, passed=passed, read=read)
            )
            if found is not None and not self._is_inherited(old, new, wire, other):
                yield self._field(found, (old, wire, field), (new, other, replaced))
        for wire, field in before.items():
            if wire not in pairs and not self._is_inherited(old, new, wire, None):
                removed = Difference("removed", "breaking")
                yield self._field(removed, (old, wire, field), (new, wire, None))
        kept = {*pairs.values()}
        for wire, field in after.items():
            if wire not in kept and not self._is_inherited(old, new, None, wire):
                found = Difference("added", "compatible")
                if field.default is None and passed:
                    found = Difference("added-required", "breaking")
                yield self._field(found, (old, wire, None), (new, wire, field))
        yield from self._bases(old, new)
        yield from self._extras(old, new, passed, read)

    def _is_unchanged(self, old: ModelClass, new: ModelClass) -> bool:
        """Return whether two classes and their base classes are equal."""
        first = [self._old.definitions[n] for n in self._old.lineage(old.name)]
        return first == [self._new.definitions[n] for n in self._new.lineage(new.name)]

    def _is_inherited(
        self, old: ModelClass, new: ModelClass, wire: str | None, other: str | None
    ) -> bool:
        """Return whether a base class has the same difference of a property.

        Args:
            old: the old class.
            new: the new class.
            wire: the name of the property in the old class; None if it was added.
            other: the name of the property in the new class; None if it was removed.
        """
        first = None if wire is None else self._owner(self._old, old.name, wire)
        second = None if other is None else self._owner(self._new, new.name, other)
        if first is not None:
            first = self.relations.renamed.get(first, first)
            inherited = first != new.name and first in self._new.lineage(new.name)
            return inherited and second in (None, first)
        renamed = self.relations.renamed
        bases = {renamed.get(each, each) for each in self._old.lineage(old.name)}
        return second != new.name and second in bases

    def _owner(self, index: PackageIndex, name: str, wire: str) -> str:
        """Return the exported class from which a class has a property."""
        owner, own = name, index.fields(name)[wire]
        for each in index.lineage(name):
            is_same = index.fields(each).get(wire) is own
            if is_same and _is_exported(index.definitions[each]):
                owner = each
        return owner

    def _field(
        self,
        found: Difference,
        old: tuple[ModelClass, str, ModelField | None],
        new: tuple[ModelClass, str, ModelField | None],
    ) -> SurfaceChange:
        (model, wire, before), (other, other_wire, after) = old, new
        shown = before or after
        assert shown is not None
        return SurfaceChange(
            rule=f"field-{found.word}",
            effect=found.effect,
            kind="field",
            module=self._module,
            qualname=f"{model.name}.{shown.name}",
            renamed_to=after.name if after and found.word == "renamed" else None,
            before=_text(before),
            after=_text(after),
            pointer_old=(*_pointer(model), "properties", wire) if before else None,
            pointer_new=(*_pointer(other), "properties", other_wire) if after else None,
            operations=self._operations(model, other),
        )

    def _bases(self, old: ModelClass, new: ModelClass) -> Iterator[SurfaceChange]:
        """Yield the base classes that a class lost: it can no longer be passed as one.

        A base class that is gone is a difference of its own.
        """
        renamed = self.relations.renamed
        lineage = {*self._new.lineage(new.name)}
        lost = [
            each
            for each in self._old.lineage(old.name)
            if (now := renamed.get(each, each)) in self._new.definitions
            and now not in lineage
            and _is_exported(self._old.definitions[each])
        ]
        if lost:
            yield replace(
                self._whole("base-removed", "breaking", old, new),
                before=f"class {old.name}({', '.join(lost)})",
                after=f"class {new.name}",
            )

    def _extras(
        self, old: ModelClass, new: ModelClass, passed: bool, read: bool
    ) -> Iterator[SurfaceChange]:
        """Yield the difference of the type of undeclared properties."""
        before = ANY if old.extras is None else old.extras.type
        after = ANY if new.extras is None else new.extras.type
        if self.relations.are_same(before, after):
            return
        closed = passed and old.extras is not None and new.extras is None
        allowed = not passed or self.relations.can_pass(before, after)
        allowed = allowed and (not read or self.relations.can_read(before, after))
        effect = breaking_unless(allowed and not closed)
        yield replace(
            self._whole("extras-retyped", effect, old, new),
            before=f"**extras: {type_text(before)}",
            after=f"**extras: {type_text(after)}",
        )

    def _alias_effect(self, old: Alias, new: Alias) -> PythonEffect:
        passed, read = self._directions(old, new)
        allowed = not passed or self.relations.can_pass(old.type, new.type)
        return breaking_unless(
            allowed and (not read or self.relations.can_read(old.type, new.type))
        )

    def _kind_effect(self, old: ModelDefinition, new: ModelDefinition) -> PythonEffect:
        """Return the effect of a class that becomes an alias, or the reverse."""
        if not isinstance(old, Alias):
            return "breaking"
        before, after = old.type, ModelType(new.name)
        passed, read = self._directions(old, new)
        allowed = not passed or self.relations.can_pass(before, after)
        return breaking_unless(
            allowed and (not read or self.relations.can_read(before, after))
        )

    def _directions(self, old: ModelDefinition, new: ModelDefinition) -> _Directions:
        """Return whether callers pass a definition, and whether they read it.

        Callers may do both with what no operation uses.
        """
        passed = old.name in self._old.requests or new.name in self._new.requests
        read = old.name in self._old.responses or new.name in self._new.responses
        return (passed, read) if passed or read else (True, True)

    def _operations(
        self, old: ModelDefinition | None, new: ModelDefinition | None
    ) -> tuple[OperationKey, ...]:
        found = {*self._old.operations_of(old.name)} if old else set()
        return tuple(
            sorted(found.union(self._new.operations_of(new.name) if new else ()))
        )

    def _whole(
        self,
        word: str,
        effect: PythonEffect,
        old: ModelDefinition | None,
        new: ModelDefinition | None,
    ) -> SurfaceChange:
        """Return the difference of a whole definition."""
        shown = old or new
        assert shown is not None
        kind = _KINDS.get(type(shown), "alias")
        return SurfaceChange(
            rule=f"{kind}-{word}",
            effect=effect,
            kind=kind,
            module=self._module,
            qualname=shown.name,
            renamed_to=new.name if new and word == "renamed" else None,
            before=_definition_text(old),
            after=_definition_text(new),
            pointer_old=_pointer(old) if old else None,
            pointer_new=_pointer(new) if new else None,
            operations=self._operations(old, new),
        )

    @property
    def _module(self) -> str:
        """The module from which callers import models."""
        return f"{self.root}.models"


def enumeration_changes(
    old: Enumeration,
    new: Enumeration,
    *,
    module: str,
    pointers: tuple[Pointer | None, Pointer | None],
    operations: tuple[OperationKey, ...],
) -> Iterator[SurfaceChange]:
    """Yield the differences between the members of two enumerations."""

    def change(
        word: str, effect: PythonEffect, before: str | None, after: str | None
    ) -> SurfaceChange:
        renamed = word == "renamed"
        return SurfaceChange(
            rule=f"enum-member-{word}",
            effect=effect,
            kind="enum-member",
            module=module,
            qualname=f"{old.name}.{before or after}",
            renamed_to=after if renamed else None,
            before="" if before is None else f"{before} = {old.members[before]!r}",
            after="" if after is None else f"{after} = {new.members[after]!r}",
            pointer_old=pointers[0],
            pointer_new=pointers[1],
            operations=operations,
        )

    names = {value: name for name, value in new.members.items()}
    if old.base != new.base:
        yield SurfaceChange(
            rule="enum-retyped",
            effect="breaking",
            kind="enum",
            module=module,
            qualname=old.name,
            before=f"class {old.name}({old.base})",
            after=f"class {new.name}({new.base})",
            pointer_old=pointers[0],
            pointer_new=pointers[1],
            operations=operations,
        )
    for name, value in old.members.items():
        if value in names:
            if names[value] != name:
                yield change("renamed", "breaking", name, names[value])
        elif name in new.members:
            yield change("revalued", "breaking", name, name)
        else:
            yield change("removed", "breaking", name, None)
    known = {*old.members.values()}
    for name, value in new.members.items():
        if value not in known and name not in old.members:
            yield change("added", "compatible", None, name)


def _matched_fields(
    old: Mapping[str, ModelField], new: Mapping[str, ModelField]
) -> dict[str, str]:
    """Return the new name in JSON of each old property that is still there.

    A property with another name in JSON is the same for callers if the name of the
    field is the same.
    """
    free = {field.name: wire for wire, field in new.items() if wire not in old}
    found = {wire: wire for wire in old if wire in new}
    for wire, field in old.items():
        if wire not in new and field.name in free:
            found[wire] = free[field.name]
    return found


def _is_exported(definition: ModelDefinition) -> bool:
    return not (isinstance(definition, ModelClass) and definition.is_view_base)


def _pointer(definition: ModelDefinition) -> Pointer:
    return ("components", "schemas", definition.name)


def _text(field: ModelField | None) -> str:
    return variable_text(field.name, field.type, field.default) if field else ""


def _definition_text(definition: ModelDefinition | None) -> str:
    match definition:
        case None:
            return ""
        case Alias(name=name, type=type_):
            return f"{name} = {type_text(type_)}"
    return f"class {definition.name}"
