"""The component schemas as declared: which are classes, and what `allOf` combines.

Follows references and decides nothing about Python. Unlike `document.schemas` it keeps
apart what a schema declares and what it inherits, since that decides base classes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..document import SCHEMAS, schema_name

Schema = Mapping[str, Any]
_PROSE = {"description", "title", "example", "examples", "deprecated", "externalDocs"}
NULL: Schema = {"type": "null"}


@dataclass(frozen=True, kw_only=True)
class Members:
    """The properties of a schema and its `allOf` parts together.

    Attributes:
        bases: the components that `allOf` refers to.
        inherited: the properties of those.
        own: the properties that the schema itself declares.
        required: the names of the properties that every value has.
    """

    bases: tuple[str, ...] = ()
    inherited: dict[str, Schema] = field(default_factory=dict)
    own: dict[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    @property
    def all(self) -> dict[str, Schema]:
        """The inherited properties and the schema's own."""
        return self.inherited | self.own

    def and_also(self, other: Members) -> Members:
        """Return the members of a value that is valid against both.

        The other schema comes later, so its declaration of a property counts.
        """
        return Members(
            bases=self.bases + other.bases,
            inherited=self.inherited | other.inherited,
            own=self.own | other.own,
            required=self.required | other.required,
        )

    def and_one_of(self, variants: Iterable[Members]) -> Members:
        """Return the members where one variant applies: none of its is required.

        A property that variants declare differently may be what any of them says.
        """
        options: dict[str, list[Schema]] = {}
        for wire, schema in (each for v in variants for each in v.all.items()):
            known = options.setdefault(wire, [])
            if wire not in self.all and comparable(schema) not in map(
                comparable, known
            ):
                known.append(schema)
        added = {
            wire: {"anyOf": known} if len(known) > 1 else known[0]
            for wire, known in options.items()
            if known
        }
        return self.and_also(Members(own=added))


class Composition:
    """The component schemas of a document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        components = document.get("components", {})
        self.schemas: Mapping[str, Schema] = components.get("schemas", {})
        self.inline: list[Schema] = list(_inline(document.get("paths", {})))
        self._known: dict[str, Members] = {}

    def is_record(self, name: str) -> bool:
        """Return whether the component becomes a class with properties."""
        return self._has_properties(self.schemas.get(name), frozenset((name,)))

    def members(self, name: str) -> Members:
        """Return the members of the component and of all its bases."""
        if name not in self._known:
            found = self._members(self.schemas[name], frozenset((name,)))
            self._known[name] = found
        return self._known[name]

    def referred(self, name: str) -> set[str]:
        """Return every component that the component's schema refers to."""
        return self.schemas.keys() & set(map(target, nodes(self.schemas[name])))

    def endless(self, name: str) -> bool:
        """Return whether the component contains itself with no list or map between."""
        return name in self._unguarded(self.schemas[name], set())

    def _has_properties(self, schema: Any, seen: frozenset[str]) -> bool:
        if not isinstance(schema, Mapping) or schema.get("enum"):
            return False
        if schema.get("properties"):
            return True
        if "allOf" in schema:
            return any(self._part_has_properties(p, seen) for p in schema["allOf"])
        if variants := choices_of(schema):
            return all(
                "$ref" not in variant and self._has_properties(variant, seen)
                for variant in variants
                if variant != NULL
            )
        is_object = schema.get("type") in ("object", ["object"], ["object", "null"])
        return is_object and schema.get("additionalProperties") is False

    def _part_has_properties(self, part: Schema, seen: frozenset[str]) -> bool:
        if "$ref" not in part:
            return self._has_properties(part, seen)
        name = target(part)
        if name is None or name in seen:
            return False
        return self._has_properties(self.schemas.get(name), seen | {name})

    def _unguarded(self, schema: Any, seen: set[str]) -> set[str]:
        """Add the aliases that the schema reaches without passing a list or a map."""
        if not isinstance(schema, Mapping):
            return seen
        for part in (*schema.get("allOf", ()), *choices_of(schema)):
            self._unguarded(part, seen)
        name = target(schema)
        if name and name not in seen and not self.is_record(name):
            seen.add(name)
            self._unguarded(self.schemas.get(name), seen)
        return seen

    def _members(self, schema: Schema, seen: frozenset[str]) -> Members:
        found = Members()
        for part in schema.get("allOf", ()):
            found = found.and_also(self._part(part, seen))
        # A schema of `true` or `false` has no keyword to read.
        declared = schema.get("properties", {}).items()
        own = {w: s if isinstance(s, Mapping) else {} for w, s in declared}
        required = frozenset(schema.get("required", ()))
        found = found.and_also(Members(own=own, required=required))
        return found.and_one_of(self._part(v, seen) for v in choices_of(schema))

    def _part(self, part: Schema, seen: frozenset[str]) -> Members:
        name = target(part)
        if name is None:
            return self._members(part, seen)
        if name in seen or name not in self.schemas or not self.is_record(name):
            return Members()
        found = self._members(self.schemas[name], seen | {name})
        return Members(bases=(name,), inherited=found.all, required=found.required)


def target(schema: Any) -> str | None:
    """Return the component that a reference is to; None for any other schema."""
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not isinstance(reference, str) or not reference.startswith(SCHEMAS):
        return None
    return schema_name(reference)


def comparable(schema: Schema) -> str:
    """Return the schema without its prose, equal for schemas of equal values."""
    plain = {key: schema[key] for key in schema if key not in _PROSE}
    return json.dumps(plain, sort_keys=True, default=str)


def choices_of(schema: Schema) -> list[Any]:
    """Return the alternatives of a schema, of `oneOf` and of `anyOf`."""
    return [*schema.get("oneOf", ()), *schema.get("anyOf", ())]


def nodes(schema: Any) -> Iterator[Schema]:
    """Yield the schema and every schema inside it; references are not followed."""
    if not isinstance(schema, Mapping):
        return
    yield schema
    parts = [*choices_of(schema), *schema.get("properties", {}).values()]
    parts += [*schema.get("allOf", ()), *schema.get("prefixItems", ())]
    for part in (*parts, schema.get("items"), schema.get("additionalProperties")):
        yield from nodes(part)


def _inline(node: Any) -> Iterator[Schema]:
    """Yield the outermost schemas that are declared in operations themselves."""
    if isinstance(node, list):
        for item in node:
            yield from _inline(item)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "schema" and isinstance(value, Mapping):
                yield value
            elif key not in ("example", "examples"):
                yield from _inline(value)
