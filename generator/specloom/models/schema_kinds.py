"""Decide whether each component schema becomes a class, an enumeration or an alias.

This module also decides inheritance and attribute names, but contains no Python syntax.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..ir.model_definitions import Enumeration
from ..names import distinct, python_names
from ..vocabulary import keys
from .composition import (
    Composition,
    Members,
    Schema,
    choices_of,
    comparable,
    target,
)
from .discriminators import Discriminators, discriminators
from .enumerations import enumeration

_TYPED = {"$ref", "type", "anyOf", "oneOf", "allOf", "enum", "const"}


MAX_BASES = 40
"""The maximum length of a chain of base classes.

The length is limited because the module of each class imports that of its base class.
"""


@dataclass(frozen=True, kw_only=True)
class Property:
    """A property of a class: its name in JSON, its attribute and its schema."""

    wire: str
    name: str
    schema: Schema
    required: bool

    @property
    def is_returned(self) -> bool:
        """Whether responses always have the property, although it is not required."""
        return self.schema.get(keys.ALWAYS_RETURNED) is True

    @property
    def signature(self) -> tuple[str, bool, str]:
        """The attributes of a property that must be equal in all bases of a class."""
        return self.name, self.required, comparable(self.schema)


@dataclass(frozen=True, kw_only=True)
class Record:
    """A component that becomes a class with properties.

    Attributes:
        name: the name of the component.
        bases: the components that become base classes.
        own: the properties that are not inherited.
        members: all properties, with their names in JSON as keys.
        extras: the schema of undeclared properties; None if they can have any value.
    """

    name: str
    bases: tuple[str, ...]
    own: tuple[Property, ...]
    members: Mapping[str, Property]
    extras: Schema | None


SchemaKind = Record | Enumeration | Schema
"""The definition that a component becomes; a schema represents an alias of its type."""


class SchemaKinds:
    """The kinds of a document's component schemas, each computed on first use."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.composition = Composition(document)
        self._known: dict[str, SchemaKind] = {}
        self._open: set[str] = set()
        self._skeletons: dict[str, type] = {}
        self._nulls: dict[str, bool] = {}

    def __getitem__(self, name: str) -> SchemaKind:
        if name not in self._known:
            self._known[name] = self._decide(name)
        return self._known[name]

    def schemas(self, name: str) -> list[Schema]:
        """Return the schemas whose types appear in the definition of a component."""
        match self[name]:
            case Record(own=own, extras=extras):
                return [*(each.schema for each in own), extras or {}]
            case Enumeration():
                return []
            case schema:
                return [schema]

    def is_nullable(self, name: str) -> bool:
        """Return whether a component is a nullable class or a nullable enumeration."""
        schema, kind = self.composition.schemas[name], self[name]
        types = schema.get("type")
        null = (
            isinstance(types, list)
            and "null" in types
            or None in schema.get("enum", ())
        )
        return null and isinstance(kind, Record | Enumeration)

    def is_null(self, name: str) -> bool:
        """Return whether a component only allows null."""
        if name not in self._nulls:
            self._nulls[name] = False  # The result if the component refers to itself.
            kind = self[name]
            if not isinstance(kind, Record | Enumeration):
                self._nulls[name] = self._says_null(kind)
        return self._nulls[name]

    def _says_null(self, schema: Any) -> bool:
        if (name := target(schema)) is not None:
            return name in self.composition.schemas and self.is_null(name)
        if not isinstance(schema, dict):
            return False
        values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if values is not None:
            return all(value is None for value in values)
        if parts := schema.get("allOf"):
            return any(map(self._says_null, parts))
        if choices := choices_of(schema):
            return all(map(self._says_null, choices))
        return schema.get("type") in ("null", ["null"])

    @cached_property
    def discriminators(self) -> Discriminators:
        """The discriminated unions of the document and the values of their variants."""
        return discriminators(self.composition)

    def _decide(self, name: str) -> SchemaKind:
        schema = self.composition.schemas[name]
        made = enumeration(name, schema, documentation(schema))
        if made is not None:
            return made
        if self.composition.is_record(name):
            return self._record(name)
        return {} if self.composition.is_endless(name) else schema

    def _record(self, name: str) -> Record:
        members = self.composition.members(name)
        own = members.own | self._identifiers(name, members.all)
        bases = self._usable_bases(name, members.bases)
        inherited = _united_members([base.members for base in bases])
        if (
            inherited is None
            or not _fits(own, members, inherited)
            or any(base.extras not in (None, members.extras) for base in bases)
        ):
            bases, inherited = (), {}
            own = {
                wire: _repeated(members.inherited.get(wire), own.get(wire))
                for wire in members.inherited | own
            }
        added = {wire: own[wire] for wire in own if wire not in inherited}
        properties = _properties(added, members.required, inherited)
        self._skeletons[name] = self._skeleton(name, bases)
        return Record(
            name=name,
            bases=tuple(base.name for base in bases),
            own=properties,
            members=dict(inherited) | {each.wire: each for each in properties},
            extras=members.extras,
        )

    def _identifiers(self, name: str, known: Mapping[str, Schema]) -> dict[str, Schema]:
        """Return the identifying properties of a variant, limited to its values."""
        return {
            wire: {**_without_type(known[wire]), "enum": sorted(values, key=repr)}
            for wire, values in self.discriminators.values.get(name, {}).items()
            if wire in known and "const" not in known[wire]
        }

    def _usable_bases(self, name: str, names: tuple[str, ...]) -> tuple[Record, ...]:
        """Return the base classes that a class can have.

        The result is empty if a base refers back to the class, if a chain of bases is
        too long, or if Python cannot order the bases. To check the order, empty classes
        are created. A base is left out if another base inherits from it.
        """
        if self._open.intersection(names):
            return ()
        self._open.add(name)
        kinds = [self[base] for base in dict.fromkeys(names)]
        self._open.discard(name)
        records = [kind for kind in kinds if isinstance(kind, Record)]
        classes = [self._skeletons[record.name] for record in records]
        if any(len(each.__mro__) > MAX_BASES for each in classes):
            return ()
        inherited = {base for each in classes for base in each.__mro__[1:]}
        bases = tuple(
            record
            for record, own in zip(records, classes, strict=True)
            if own not in inherited
        )
        try:
            self._skeleton(name, bases)
        except TypeError:
            return ()
        return bases

    def _skeleton(self, name: str, bases: tuple[Record, ...]) -> type:
        return type(name, tuple(self._skeletons[base.name] for base in bases), {})


def documentation(schema: Schema) -> str:
    """Return the schema's description, with a note if the schema is deprecated."""
    description = schema.get("description")
    text = description.strip() if isinstance(description, str) else ""
    if schema.get("deprecated") is not True or "deprecated" in text.lower():
        return text
    if text and text[-1].isalnum():
        text += "."
    return f"{text} Deprecated.".strip()


def _without_type(schema: Schema) -> dict[str, Any]:
    return {key: schema[key] for key in schema if key not in _TYPED}


def _united_members(groups: list[Mapping[str, Property]]) -> dict[str, Property] | None:
    """Return all members of the bases; None if two bases disagree about a member."""
    united: dict[str, Property] = {}
    for wire, member in (item for group in groups for item in group.items()):
        known = united.setdefault(wire, member)
        if known is not member and known.signature != member.signature:
            return None
    names = [member.name for member in united.values()]
    return united if len(set(names)) == len(names) else None


def _fits(
    own: Mapping[str, Schema], members: Members, inherited: Mapping[str, Property]
) -> bool:
    """Return whether a class with these properties can be a subclass of its bases.

    The result is false in three cases: an inherited property is missing in the bases,
    the class requires a property that a base does not require, or the class changes the
    schema of an inherited property.
    """
    if members.inherited.keys() - inherited.keys():
        return False
    return all(
        (wire not in members.required or member.required)
        and (wire not in own or comparable(own[wire]) == comparable(member.schema))
        for wire, member in inherited.items()
    )


def _repeated(inherited: Schema | None, own: Schema | None) -> Schema:
    """Return the schema of a property that is both declared and possibly inherited.

    If the declaration has no type, it only adds keywords, such as a description, to the
    inherited schema.
    """
    if own is None or inherited is None:
        return own or inherited or {}
    return own if _TYPED & own.keys() else {**inherited, **own}


def _properties(
    schemas: Mapping[str, Schema],
    required: frozenset[str],
    inherited: Mapping[str, Property],
) -> tuple[Property, ...]:
    """Return the properties of a class, each with a unique attribute name."""
    names = {
        wire: python_names.attribute(str(schema[keys.NAME]))
        for wire, schema in schemas.items()
        if schema.get(keys.NAME)
    }
    taken = {member.name for member in inherited.values()} | set(names.values())
    unnamed = [wire for wire in schemas if wire not in names]
    names |= distinct(unnamed, python_names.attribute, taken)
    return tuple(
        Property(wire=wire, name=names[wire], schema=schema, required=wire in required)
        for wire, schema in schemas.items()
    )
