"""Decide what each component schema becomes: a class, an enumeration, or an alias.

Decides inheritance and the names of attributes, not how they are printed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..names import distinct, python_names
from ..vocabulary import keys
from .composition import Collected, Composition
from .discriminators import Schema, Tags, find_tags

_PROSE = {"description", "title", "example", "examples", "deprecated", "externalDocs"}
_TYPED = {"$ref", "type", "anyOf", "oneOf", "allOf", "enum", "const"}


@dataclass(frozen=True, kw_only=True)
class Property:
    """One property of a class: its wire name, its attribute, its schema."""

    wire: str
    name: str
    schema: Schema
    required: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """A class: its bases, what it adds to them, and every member by wire name."""

    name: str
    doc: str
    bases: tuple[str, ...]
    own: tuple[Property, ...]
    members: Mapping[str, Property]
    nullable: bool


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """An open enumeration of strings or of integers: value to member name."""

    name: str
    doc: str
    members: Mapping[str | int, str]
    integer: bool
    nullable: bool


@dataclass(frozen=True, kw_only=True)
class Alias:
    """A name for any other schema: a list, a map, a union, a scalar."""

    name: str
    doc: str
    schema: Schema


SchemaKind = Record | Enumeration | Alias


class SchemaKinds:
    """The kinds of a document's component schemas, each decided on demand and kept."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.composition = Composition(document)
        self._known: dict[str, SchemaKind] = {}
        self._open: set[str] = set()
        self._classes: dict[str, type] = {}
        self._tags: Tags | None = None

    def __getitem__(self, name: str) -> SchemaKind:
        if name not in self._known:
            self._known[name] = self._decide(name)
        return self._known[name]

    def schemas(self, name: str) -> list[Schema]:
        """Return the schemas whose types the code of a component shows, in order."""
        match self[name]:
            case Record(own=own):
                return [each.schema for each in own]
            case Alias(schema=schema):
                return [schema]
        return []

    @property
    def tags(self) -> Tags:
        """The discriminated unions of the document, and the values of their tags."""
        if self._tags is None:
            self._tags = find_tags(self.composition)
        return self._tags

    def _decide(self, name: str) -> SchemaKind:
        schema = self.composition.schemas[name]
        doc = documentation(schema)
        values = [v for v in schema.get("enum", ()) if v is not None]
        if values and schema.get("type") in ("string", ["string", "null"]):
            values = [v if isinstance(v, str) else _wire_text(v) for v in values]
        for kind in (str, int):
            if values and all(type(value) is kind for value in values):
                members = _members(list(dict.fromkeys(values)))
                return Enumeration(
                    name=name,
                    doc=doc,
                    members=members,
                    integer=kind is int,
                    nullable=None in schema["enum"] or _nullable(schema),
                )
        if self.composition.is_record(name):
            return self._record(name, schema, doc)
        endless = self.composition.is_endless(name)
        return Alias(name=name, doc=doc, schema={} if endless else schema)

    def _record(self, name: str, schema: Schema, doc: str) -> Record:
        self._open.add(name)
        try:
            return self._build_record(name, schema, doc)
        finally:
            self._open.discard(name)

    def _build_record(self, name: str, schema: Schema, doc: str) -> Record:
        found = self.composition.collect(name)
        own = found.own | self._narrowed(name, found)
        bases = self._usable_bases(name, found.bases)
        inherited = _all_members([base.members for base in bases])
        if inherited is None or not _can_inherit(own, found.required, inherited, found):
            bases, inherited = (), {}
            own = {
                wire: _own_schema(found, own, wire) for wire in found.inherited | own
            }
        added = {wire: own[wire] for wire in own if wire not in inherited}
        properties = _properties(added, found.required, inherited)
        self._classes[name] = self._class(name, bases)
        return Record(
            name=name,
            doc=doc,
            bases=tuple(base.name for base in bases),
            own=properties,
            members=dict(inherited) | {each.wire: each for each in properties},
            nullable=_nullable(schema),
        )

    def _narrowed(self, name: str, found: Collected) -> dict[str, Schema]:
        known = found.inherited | found.own
        return {
            wire: {**_without_type(known[wire]), "enum": list(values)}
            for wire, values in self.tags.narrowed.get(name, {}).items()
            if "const" not in known.get(wire, {"const": 0})
        }

    def _usable_bases(self, name: str, names: tuple[str, ...]) -> tuple[Record, ...]:
        """Return the bases as records; none if Python cannot order them in a class.

        Empty classes of the same inheritance tell that: Python refuses one without a
        consistent method resolution order.
        """
        if any(base in self._open for base in names):
            return ()
        kinds = [self[base] for base in dict.fromkeys(names)]
        records = [kind for kind in kinds if isinstance(kind, Record)]
        direct = tuple(
            base
            for base in records
            if not any(
                issubclass(self._classes[other.name], self._classes[base.name])
                for other in records
                if other is not base
            )
        )
        try:
            self._class(name, direct)
        except TypeError:
            return ()
        return direct

    def _class(self, name: str, bases: tuple[Record, ...]) -> type:
        return type(name, tuple(self._classes[base.name] for base in bases), {})


def documentation(schema: Schema) -> str:
    """Return the schema's description, with "Deprecated." where it is deprecated."""
    given = schema.get("description")
    text = given.strip() if isinstance(given, str) else ""
    if schema.get("deprecated") is not True or "deprecated" in text.lower():
        return text
    if text and text[-1].isalnum():
        text += "."
    return f"{text} Deprecated.".strip()


def signature(schema: Schema) -> str:
    """Return the schema without its prose as a string that can be compared."""
    facts = {key: schema[key] for key in schema if key not in _PROSE}
    return json.dumps(facts, sort_keys=True, default=str)


def _members(values: list[Any]) -> dict[str | int, str]:
    names = distinct([str(value) for value in values], python_names.constant)
    return {value: names[str(value)] for value in values}


def _wire_text(value: Any) -> str:
    return json.dumps(value, default=str)


def _nullable(schema: Schema) -> bool:
    kind = schema.get("type")
    return isinstance(kind, list) and "null" in kind


def _without_type(schema: Schema) -> dict[str, Any]:
    return {key: schema[key] for key in schema if key not in _TYPED}


def _all_members(groups: list[Mapping[str, Property]]) -> dict[str, Property] | None:
    """Return all members of the bases; None if two of them differ in one."""
    united: dict[str, Property] = {}
    for group in groups:
        for wire, member in group.items():
            known = united.setdefault(wire, member)
            if not _same(known, member):
                return None
    names = [member.name for member in united.values()]
    return united if len(set(names)) == len(names) else None


def _same(one: Property, other: Property) -> bool:
    return (one.name, one.required, signature(one.schema)) == (
        other.name,
        other.required,
        signature(other.schema),
    )


def _can_inherit(
    own: Mapping[str, Schema],
    required: frozenset[str],
    inherited: Mapping[str, Property],
    found: Collected,
) -> bool:
    """Return whether a class with these properties can be a subclass."""
    if found.inherited.keys() - inherited.keys():
        return False
    return all(
        (wire not in required or member.required)
        and (wire not in own or signature(own[wire]) == signature(member.schema))
        for wire, member in inherited.items()
    )


def _own_schema(found: Collected, own: Mapping[str, Schema], wire: str) -> Schema:
    """Return the schema of a property that a child may repeat from its base."""
    if wire not in own:
        return found.inherited[wire]
    if wire in found.inherited and not _TYPED & own[wire].keys():
        return {**found.inherited[wire], **own[wire]}
    return own[wire]


def _properties(
    schemas: Mapping[str, Schema],
    required: frozenset[str],
    inherited: Mapping[str, Property],
) -> tuple[Property, ...]:
    """Return the properties of a class, named; none hides an inherited one."""
    taken = {member.name for member in inherited.values()}
    declared = {
        wire: python_names.attribute(str(schema[keys.NAME]))
        for wire, schema in schemas.items()
        if isinstance(schema, Mapping) and schema.get(keys.NAME)
    }
    taken |= set(declared.values())
    derived = [wire for wire in schemas if wire not in declared]
    names = declared | distinct(derived, python_names.attribute, taken)
    return tuple(
        Property(
            wire=wire,
            name=names[wire],
            schema=schema if isinstance(schema, Mapping) else {},
            required=wire in required,
        )
        for wire, schema in schemas.items()
    )
