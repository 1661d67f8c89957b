"""What the components of a document are defined as, as facts: no schemas, no code.

A part of the intermediate representation in `ir`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from .python_types import PythonType


@dataclass(frozen=True)
class Default:
    """What an argument or a field is where it is left out: often None or `UNSET`."""

    value: Any


@dataclass(frozen=True)
class EnumerationMember:
    """A member of an enumeration, as a default."""

    enumeration: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ModelField:
    """One property of a class; one without a default is required.

    Attributes:
        alias: its name in JSON; None if that follows from `name` by the class's rule.
    """

    name: str
    alias: str | None
    type: PythonType
    default: Default | None
    description: str


@dataclass(frozen=True, kw_only=True)
class Extras:
    """The properties of an object that are not declared, of one type.

    Attributes:
        type: their type.
        arguments: all fields of the class: its constructor takes them and extras.
    """

    type: PythonType
    arguments: tuple[ModelField, ...]


@dataclass(frozen=True, kw_only=True)
class ModelClass:
    """The class of an object.

    Attributes:
        name: its name.
        bases: the names of its base classes.
        rule: the class of the runtime that says how its properties are named in JSON.
        fields: the fields that no base has.
        extras: the properties that are not declared; None if they may be anything.
        description: what is known of the object.
    """

    name: str
    bases: tuple[str, ...]
    rule: Literal["Model", "CamelModel", "PascalModel"]
    fields: tuple[ModelField, ...]
    extras: Extras | None = None
    description: str


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """An open enumeration of strings or integers.

    Attributes:
        name: the name of the class.
        base: the runtime's class that it extends.
        members: the values by the names of members.
        descriptions: what is known of each member, by its name; "" for nothing.
        description: what is known of the enumeration.
    """

    name: str
    base: Literal["OpenEnum", "OpenIntEnum"]
    members: Mapping[str, str | int]
    descriptions: Mapping[str, str]
    description: str


@dataclass(frozen=True, kw_only=True)
class Alias:
    """A name for a type.

    Attributes:
        is_repeated: whether each use of the name repeats the type at run time. Of a
            large type there is one definition, to which the uses refer.
    """

    name: str
    type: PythonType
    description: str
    is_repeated: bool


@dataclass(frozen=True, kw_only=True)
class RecursiveAlias(Alias):
    """A name for a type that contains itself, perhaps through others."""


ModelDefinition: TypeAlias = Enumeration | ModelClass | Alias
"""What a component becomes."""


@dataclass(frozen=True, kw_only=True)
class ModelModule:
    """One module of models; in each group what is needed comes before its users.

    Type checkers report a recursive alias that is used before its definition, so these
    are before the classes. The description is empty for a module of one model, which
    has its own.

    Attributes:
        imported_later: the models that only type checkers import, because their modules
            need this one. The runtime imports them when a model is first used.
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
        """Everything that the module defines."""
        return (
            *self.enumerations,
            *self.recursive_aliases,
            *self.classes,
            *self.aliases,
        )
