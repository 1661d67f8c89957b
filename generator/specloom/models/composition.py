"""Decide which component schemas become classes, and combine the parts of `allOf`.

This module is not specific to Python. Unlike `document.schemas`, it separates the
schema's own properties from the inherited ones, which determine the base classes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..document import SCHEMAS, extras_of, is_never, schema_name
from ..ir.graph import circular_names, reverse

Schema = Mapping[str, Any]
_PROSE = {"description", "title", "example", "examples", "deprecated", "externalDocs"}
NULL: Schema = {"type": "null"}


@dataclass(frozen=True, kw_only=True)
class Members:
    """The properties of a schema, combined with those of its `allOf` parts.

    Attributes:
        bases: the components to which `allOf` refers.
        inherited: the properties of the bases.
        own: the properties that the schema itself declares.
        required: the names of the properties that every value has.
        extras: the schema of undeclared properties; None if they can have any value.
    """

    bases: tuple[str, ...] = ()
    inherited: dict[str, Schema] = field(default_factory=dict)
    own: dict[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    extras: Schema | None = None

    @property
    def all(self) -> dict[str, Schema]:
        """The inherited properties and the schema's own properties."""
        return self.inherited | self.own

    def and_also(self, other: Members) -> Members:
        """Return the members of values that are valid for both schemas.

        If both schemas declare a property, the declaration in `other` is used.
        """
        return Members(
            bases=self.bases + other.bases,
            inherited=self.inherited | other.inherited,
            own=self.own | other.own,
            required=self.required | other.required,
            extras=self.extras if other.extras is None else other.extras,
        )

    def and_one_of(self, variants: Iterable[Members]) -> Members:
        """Return the members of values that are also valid for one of the variants.

        The members of variants are optional. If variants declare a property
        differently, its schema is a union.
        """
        inherited = self.all
        variants = list(variants)
        extras = [v.extras for v in variants if v.extras is not None]
        may_be = _any_of(extras) if extras and len(extras) == len(variants) else None
        options: dict[str, dict[str, Schema]] = {}
        for wire, schema in (each for v in variants for each in v.all.items()):
            if wire not in inherited:
                options.setdefault(wire, {}).setdefault(comparable(schema), schema)
        added = {wire: _any_of(list(known.values())) for wire, known in options.items()}
        return self.and_also(Members(own=added, extras=may_be))


class Composition:
    """The component schemas of a document, and how they are composed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        components = document.get("components", {})
        self.schemas: Mapping[str, Schema] = components.get("schemas", {})
        self.inline: list[Schema] = list(_inline(document.get("paths", {})))
        self._referred: dict[str, set[str]] = {}
        self._members: dict[str, Members] = {}

    def is_record(self, name: str) -> bool:
        """Return whether the component becomes a class with properties."""
        return name in self._records

    def members(self, name: str) -> Members:
        """Return the members of a component and of all its bases."""
        if name not in self._members:
            entered = {name} if name in self._circular_components else None
            self._members[name] = self._combined(self.schemas[name], entered)
        return self._members[name]

    def referenced_components(self, name: str) -> set[str]:
        """Return the components to which the schema of a component refers."""
        if name not in self._referred:
            targets = set(map(target, nodes(self.schemas[name])))
            self._referred[name] = self.schemas.keys() & targets
        return self._referred[name]

    def is_endless(self, name: str) -> bool:
        """Return whether a component is an alias whose definition contains the alias.

        Aliases that contain themselves only as items or as map values do not count.
        """
        return name in self._endless_aliases

    @cached_property
    def _records(self) -> set[str]:
        """The components that become classes, because they have properties."""
        records: set[str] = set()
        users = reverse(self._parts)
        waiting = set(self.schemas)
        while waiting:
            found = {
                name
                for name in waiting - records
                if self._has_properties(self.schemas[name], records)
            }
            records |= found
            waiting = {user for name in found for user in users[name]}
        return records

    @cached_property
    def _parts(self) -> dict[str, set[str]]:
        """For each component, the components that are parts or alternatives of it."""
        return {name: set(_parts(self.schemas[name])) for name in sorted(self.schemas)}

    @cached_property
    def _circular_components(self) -> set[str]:
        """The components that are parts or alternatives of themselves."""
        return circular_names(self._parts)

    @cached_property
    def _endless_aliases(self) -> set[str]:
        """The aliases that are parts or alternatives of themselves."""
        aliases = self.schemas.keys() - self._records
        parts = {name: self._parts[name] & aliases for name in sorted(aliases)}
        return circular_names(parts)

    def _has_properties(self, schema: Any, records: set[str]) -> bool:
        if not isinstance(schema, dict) or schema.get("enum"):
            return False
        if schema.get("properties"):
            return True
        if "allOf" in schema:
            return any(self._part_has_properties(p, records) for p in schema["allOf"])
        if variants := choices_of(schema):
            return all(
                "$ref" not in variant and self._has_properties(variant, records)
                for variant in variants
                if variant != NULL
            )
        is_object = schema.get("type") in ("object", ["object"], ["object", "null"])
        return is_object and schema.get("additionalProperties") is False

    def _part_has_properties(self, part: Schema, records: set[str]) -> bool:
        if "$ref" not in part:
            return self._has_properties(part, records)
        return target(part) in records

    def _combined(self, schema: Schema, entered: set[str] | None) -> Members:
        """Return the members of a schema.

        Args:
            schema: the schema.
            entered: the components that were already visited, which are not visited
                again. None if the component does not contain itself, so that no record
                is needed.
        """
        found = Members()
        for part in schema.get("allOf", ()):
            found = found.and_also(self._part(part, entered))
        # The schemas `true` and `false` have no keywords.
        declared = schema.get("properties", {}).items()
        own = {
            w: s if isinstance(s, Mapping) else {}
            for w, s in declared
            if not is_never(s)
        }
        required = frozenset(schema.get("required", ()))
        declared_here = Members(own=own, required=required, extras=extras_of(schema))
        found = found.and_also(declared_here)
        return found.and_one_of(self._part(v, entered) for v in choices_of(schema))

    def _part(self, part: Schema, entered: set[str] | None) -> Members:
        name = target(part)
        if name is None:
            return self._combined(part, entered)
        if name not in self.schemas or not self.is_record(name):
            return Members()
        if entered is None or name not in self._circular_components:
            found = self.members(name)
        elif name in entered:
            return Members()
        else:
            entered.add(name)
            found = self._combined(self.schemas[name], entered)
        return Members(
            bases=(name,),
            inherited=found.all,
            required=found.required,
            extras=found.extras,
        )


def target(schema: Any) -> str | None:
    """Return the component to which a reference points; None for any other schema."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    if not isinstance(reference, str) or not reference.startswith(SCHEMAS):
        return None
    return schema_name(reference)


def comparable(schema: Schema) -> str:
    """Return a schema as JSON without prose, to compare it with other schemas."""
    plain = {key: schema[key] for key in schema if key not in _PROSE}
    return json.dumps(plain, sort_keys=True, default=str)


def _any_of(schemas: list[Schema]) -> Schema:
    """Return a schema for the values that match at least one of the given schemas."""
    return {"anyOf": schemas} if len(schemas) > 1 else schemas[0]


def choices_of(schema: Schema) -> list[Any]:
    """Return the alternatives in `oneOf` and `anyOf` of a schema."""
    return [
        each
        for word in ("oneOf", "anyOf")
        for each in schema.get(word, ())
        if not is_never(each)
    ]


def _parts(schema: Any) -> Iterator[str]:
    """Yield the components that are parts or alternatives of a schema."""
    if not isinstance(schema, dict):
        return
    if name := target(schema):
        yield name
    for part in (*schema.get("allOf", ()), *choices_of(schema)):
        yield from _parts(part)


def nodes(schema: Any) -> Iterator[Schema]:
    """Yield the schema and every schema inside it; do not follow references."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        yield node
        parts = choices_of(node)
        for word in ("properties", "patternProperties"):
            parts += node.get(word, {}).values()
        for word in ("allOf", "prefixItems"):
            parts += node.get(word, ())
        for word in ("items", "additionalProperties", "unevaluatedProperties"):
            parts.append(node.get(word))
        waiting += reversed(parts)


def _inline(node: Any) -> Iterator[Schema]:
    """Yield the schemas that operations declare inline, without those inside them."""
    if isinstance(node, list):
        for item in node:
            yield from _inline(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "schema" and isinstance(value, dict):
                yield value
            elif key not in ("example", "examples"):
                yield from _inline(value)
