"""The definitions of models in the intermediate representation.

A definition is data: it contains neither schemas nor code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .python_types import PythonType


@dataclass(frozen=True)
class Default:
    """The value of an omitted argument or field, often None or `UNSET`."""

    value: Any


@dataclass(frozen=True)
class EnumerationMember:
    """A default value that is a member of an enumeration."""

    enumeration: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ModelField:
    """A property of a class; it is required if it has no default.

    Attributes:
        alias: the name of the property in JSON; None if the class's naming rule derives
            it from `name`.
        notes: sentences about the values: unit, limits, the meaning of absence.
        is_returned: whether responses always have the property, although the
            description does not require it.
    """

    name: str
    alias: str | None
    type: PythonType
    default: Default | None
    description: str
    notes: str = ""
    is_returned: bool = False


@dataclass(frozen=True, kw_only=True)
class Extras:
    """The type of an object's undeclared properties.

    Attributes:
        type: the type of the values of these properties.
        arguments: the names of all fields of the class, which its constructor takes.
    """

    type: PythonType
    arguments: tuple[ModelField, ...]


@dataclass(frozen=True, kw_only=True)
class ModelClass:
    """The class for an object.

    Attributes:
        name: the name of the class.
        bases: the names of its base classes.
        rule: the base class of the runtime, which defines the naming rule in JSON.
        fields: the fields that are not inherited.
        extras: the type of undeclared properties; None if they can have any type.
        description: the description of the object.
        is_view_base: whether the class has the properties that all views of a schema
            share. It is not a component, and no operation uses it: it is not exported.
    """

    name: str
    bases: tuple[str, ...]
    rule: Literal["Model", "CamelModel", "PascalModel"]
    fields: tuple[ModelField, ...]
    extras: Extras | None = None
    description: str
    is_view_base: bool = False


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """An open enumeration of strings or integers.

    Attributes:
        name: the name of the class.
        base: the base class from the runtime.
        members: the values; the keys are the names of the members.
        descriptions: the descriptions; the keys are the names of the members. The value
            is "" for a member without a description.
        description: the description of the enumeration.
        values_alias: the name of an alias for the members and their values; None if no
            argument has this type.
    """

    name: str
    base: Literal["OpenEnum", "OpenIntEnum"]
    members: Mapping[str, str | int]
    descriptions: Mapping[str, str]
    description: str
    values_alias: str | None = None


@dataclass(frozen=True, kw_only=True)
class Alias:
    """A name for a type.

    Attributes:
        is_repeated: whether the type itself is used at run time wherever the name is
            used. A large type is instead defined only once, and all uses refer to the
            definition.
    """

    name: str
    type: PythonType
    description: str
    is_repeated: bool


@dataclass(frozen=True, kw_only=True)
class RecursiveAlias(Alias):
    """A name for a type that contains itself, directly or inside other types."""


ModelDefinition: TypeAlias = Enumeration | ModelClass | Alias
"""The definition of a component."""


@dataclass(frozen=True, kw_only=True)
class ModelModule:
    """A module of models.

    In each of the four groups, a definition comes before its uses. Recursive aliases
    come before the classes, because type checkers report an alias that is used before
    its definition.

    Attributes:
        description: the description of the module; empty for a module with a single
            model, because the model has a description of its own.
        imported_later: the models that are imported only for type checking, because
            their modules import this one. The runtime imports them when a model of this
            module is first used.
    """

    name: str
    description: str
    imported_later: tuple[str, ...]
    enumerations: tuple[Enumeration, ...]
    recursive_aliases: tuple[RecursiveAlias, ...]
    classes: tuple[ModelClass, ...]
    aliases: tuple[Alias, ...]

    @property
    def definitions(self) -> tuple[ModelDefinition, ...]:
        """All definitions of the module."""
        return (
            *self.enumerations,
            *self.recursive_aliases,
            *self.classes,
            *self.aliases,
        )

    @property
    def public(self) -> list[str]:
        """The sorted names that the module exports, with the aliases of values."""
        return sorted([*self.exports, *values_aliases(self.enumerations)])

    @property
    def exports(self) -> list[str]:
        """The sorted names of the models that the package of models exports."""
        return sorted(
            each.name
            for each in self.definitions
            if not isinstance(each, ModelClass) or not each.is_view_base
        )


def values_aliases(enumerations: Iterable[Enumeration]) -> list[str]:
    """Return the names of the aliases for the members and values of enumerations."""
    return [each.values_alias for each in enumerations if each.values_alias is not None]
