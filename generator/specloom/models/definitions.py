"""Convert each component to a definition in the intermediate representation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from ..document import value_notes
from ..ir.graph import strongly_connected
from ..ir.model_definitions import (
    Alias,
    Default,
    Enumeration,
    EnumerationMember,
    Extras,
    ModelClass,
    ModelDefinition,
    ModelField,
    RecursiveAlias,
)
from ..ir.python_types import (
    ANY,
    NONE,
    ModelType,
    PythonType,
    components,
    optional,
    parts,
    without_bounds,
    without_null,
)
from ..names.property_names import NAME_RULES
from .field_defaults import default
from .schema_kinds import Property, Record, SchemaKinds, documentation
from .schema_types import SchemaTypes

ModelBase: TypeAlias = Literal["Model", "CamelModel", "PascalModel"]
MODEL_BASES: Mapping[str, ModelBase] = {
    "camelCase": "CamelModel",
    "PascalCase": "PascalModel",
    "snake_case": "Model",
}
"""The runtime's base class for each naming rule of properties."""
NO_FIELDS = "Has no properties of its own."
"""The description of a class that needs one, because it has nothing else."""
MAX_CHAIN = 16
"""The maximum length of a chain of aliases; a longer chain is shortened."""
MAX_NESTED = 3
"""The maximum nesting of an alias whose type is repeated wherever the alias is used."""
MAX_REPEATED = 50
"""The maximum number of alternatives of an alias whose type is repeated."""


@dataclass(frozen=True)
class Definitions:
    """The definitions of a document's components.

    Attributes:
        rule: the naming rule of properties in JSON.
    """

    kinds: SchemaKinds
    types: SchemaTypes
    rule: str
    _meanings: dict[str, PythonType] = field(default_factory=dict, init=False)

    def of(self, name: str) -> ModelDefinition:
        """Return the definition of a component."""
        kind = self.kinds[name]
        if isinstance(kind, Enumeration):
            return kind
        description = documentation(self.kinds.composition.schemas[name])
        if isinstance(kind, Record):
            if not kind.own:
                description = description or NO_FIELDS
            return ModelClass(
                name=name,
                bases=kind.bases,
                rule=MODEL_BASES[self.rule],
                fields=tuple(map(self._field, kind.own)),
                extras=self._extras(kind),
                description=description,
            )
        type_ = self._meaning(name)
        many = len(parts(without_bounds(type_)[0])) > MAX_REPEATED
        is_large = many or self._depths[name] > MAX_NESTED
        circular = self._is_circular(name, components(type_))
        alias = RecursiveAlias if circular else Alias
        return alias(
            name=name,
            type=type_,
            description=description,
            is_repeated=not (circular or is_large),
        )

    def _meaning(self, name: str) -> PythonType:
        """Return the type of an alias.

        The modules of aliases import each other, so a chain of aliases must not be
        longer than `MAX_CHAIN`. In a longer chain, the first aliases all refer directly
        to the first alias of the remaining chain.
        """
        if name not in self._meanings:
            kind = self.kinds[name]
            assert not isinstance(kind, Record | Enumeration)
            type_ = self.types.of(kind)
            alone = without_null(type_)
            inner = alone.component if isinstance(alone, ModelType) else ""
            if self._depths.get(inner, 0) > MAX_CHAIN:
                end = self._meaning(inner)
                type_ = optional(end) if NONE in parts(type_) else end
            self._meanings[name] = type_
        return self._meanings[name]

    def _extras(self, kind: Record) -> Extras | None:
        if kind.extras is None or (type_ := self.types.of(kind.extras)) == ANY:
            return None
        return Extras(type=type_, arguments=self.fields(kind))

    def fields(self, kind: Record) -> tuple[ModelField, ...]:
        """Return all fields of a class, inherited ones included."""
        return tuple(map(self._field, kind.members.values()))

    def _field(self, each: Property) -> ModelField:
        type_, given = self.types.of(each.schema), default(self.kinds, each)
        returned = each.is_returned and given is None
        if given is None and not (each.required or returned):
            type_, given = optional(type_), Default(None)
        return ModelField(
            name=each.name,
            alias=None if NAME_RULES[self.rule](each.name) == each.wire else each.wire,
            type=type_,
            default=given,
            description=documentation(each.schema),
            notes=value_notes.field_notes(each.schema),
            is_returned=returned,
        )

    def _is_circular(self, name: str, named: set[str]) -> bool:
        """Return whether a component refers to itself, directly or through aliases."""
        group = self._groups[name]
        return any(self._groups.get(each) == group for each in named)

    @cached_property
    def _aliases(self) -> dict[str, set[str]]:
        """For each alias, the components to which it refers."""
        return {
            name: self.kinds.composition.referenced_components(name)
            for name in sorted(self.kinds.composition.schemas)
            if not isinstance(self.kinds[name], Record | Enumeration)
        }

    @cached_property
    def _cycles(self) -> list[list[str]]:
        """The aliases in groups; the aliases of a group refer to each other."""
        return list(strongly_connected(self._aliases))

    @cached_property
    def _groups(self) -> dict[str, str]:
        """For each alias, the first alias of its group."""
        return {name: group[0] for group in self._cycles for name in group}

    @cached_property
    def _depths(self) -> dict[str, int]:
        """For each alias, the number of nested aliases, including the alias itself."""
        depths: dict[str, int] = {}
        for group in reversed(self._cycles):
            inside = (
                depths.get(each, 0) for name in group for each in self._aliases[name]
            )
            depths |= dict.fromkeys(group, 1 + max(inside, default=0))
        return depths


def named(definition: ModelDefinition) -> set[str]:
    """Return the components to which a definition refers, possibly itself."""
    match definition:
        case ModelClass(fields=fields, extras=extras):
            types = [each.type for each in fields]
            if extras is not None:
                types += [extras.type, *(each.type for each in extras.arguments)]
            return needed(definition).union(*map(components, types))
        case Alias(type=type_):
            return components(type_)
    return set()


def needed(definition: ModelDefinition) -> set[str]:
    """Return the components that must be defined before a definition."""
    match definition:
        case ModelClass(bases=bases, fields=fields):
            defaults = [each.default.value for each in fields if each.default]
            members = [each for each in defaults if isinstance(each, EnumerationMember)]
            return {*bases, *(each.enumeration for each in members)}
        case Alias(type=type_) if not isinstance(definition, RecursiveAlias):
            return components(type_)
    return set()
