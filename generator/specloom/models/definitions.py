"""What each component is defined as in the intermediate representation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..ir_models import (
    Alias,
    Default,
    Enumeration,
    EnumerationMember,
    ModelClass,
    ModelDefinition,
    ModelField,
    RecursiveAlias,
)
from ..python_types import ANY, components, optional
from .defaults import default
from .graph import strongly_connected
from .schema_kinds import Property, Record, SchemaKinds, documentation
from .schema_types import SchemaTypes


@dataclass(frozen=True)
class Definitions:
    """The definitions of a document's components."""

    kinds: SchemaKinds
    types: SchemaTypes

    def of(self, name: str) -> ModelDefinition:
        """Return the definition of a component."""
        kind = self.kinds[name]
        if isinstance(kind, Enumeration):
            return kind
        description = documentation(self.kinds.composition.schemas[name])
        if isinstance(kind, Record):
            if not kind.own:
                description = description or "Has no properties of its own."
            extras = None if kind.extras is None else self.types.of(kind.extras)
            typed = extras not in (None, ANY)
            return ModelClass(
                name=name,
                bases=kind.bases,
                fields=tuple(map(self._field, kind.own)),
                extras=extras if typed else None,
                arguments=tuple(
                    map(self._field, kind.members.values() if typed else ())
                ),
                description=description,
            )
        type_ = self.types.of(kind)
        circular = self._is_circular(name, components(type_))
        alias = RecursiveAlias if circular else Alias
        return alias(name=name, type=type_, description=description)

    def _field(self, each: Property) -> ModelField:
        type_, given = self.types.of(each.schema), default(self.kinds, each)
        if given is None and not each.required:
            type_, given = optional(type_), Default(None)
        return ModelField(
            name=each.name,
            wire=each.wire,
            type=type_,
            default=given,
            description=documentation(each.schema),
        )

    def _is_circular(self, name: str, named: set[str]) -> bool:
        """Return whether the name is among the components, or aliases lead to it."""
        group = self._groups[name]
        return any(self._groups.get(each) == group for each in named)

    @cached_property
    def _groups(self) -> dict[str, str]:
        """By alias: the first of the aliases that lead to it and that it leads to."""
        schemas = self.kinds.composition.schemas
        aliases = {
            name: self.kinds.composition.referred(name)
            for name in sorted(schemas)
            if not isinstance(self.kinds[name], Record | Enumeration)
        }
        groups = strongly_connected(aliases)
        return {name: group[0] for group in groups for name in group}


def named(definition: ModelDefinition) -> set[str]:
    """Return the components that a definition names, itself perhaps among them."""
    match definition:
        case ModelClass(fields=fields, arguments=arguments, extras=extras):
            parts = [components(each.type) for each in (*fields, *arguments)]
            parts += [components(extras)] if extras else []
            return needed(definition).union(*parts)
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
