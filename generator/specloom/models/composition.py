"""The component schemas as written: which are classes, and what `allOf` puts together.

Follows references and decides nothing about Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .discriminators import Schema, choices_of, nodes, target


class Composition:
    """The component schemas of a document, and what each is composed of."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        components = document.get("components", {})
        self.schemas: Mapping[str, Schema] = components.get("schemas", {})
        self.inline: list[Schema] = list(_inline(document.get("paths", {})))

    def is_record(self, name: str) -> bool:
        """Return whether the component becomes a class with properties."""
        return self._record_like(self.schemas.get(name), frozenset((name,)))

    def properties(self, name: str) -> dict[str, Schema]:
        """Return every property of the component and its bases."""
        found = self.collect(name)
        return found.inherited | found.own

    def is_required(self, name: str, wire: str) -> bool:
        """Return whether the component or one of its bases requires the property."""
        return wire in self.collect(name).required

    def referred(self, name: str) -> set[str]:
        """Return every component that the schema refers to."""
        found = [target(node) for node in nodes(self.schemas[name])]
        return {each for each in found if each is not None and each in self.schemas}

    def is_endless(self, name: str) -> bool:
        """Return whether the component refers to itself without a list or map between.

        No value can be written for such a schema.
        """
        return name in self._direct_aliases(self.schemas[name], set())

    def collect(self, name: str) -> Collected:
        """Return the properties, bases and requirements of all parts of a component."""
        return self._collect(self.schemas[name], frozenset((name,)))

    def _record_like(self, schema: Any, seen: frozenset[str]) -> bool:
        if not isinstance(schema, Mapping) or schema.get("enum"):
            return False
        if schema.get("properties"):
            return True
        if "allOf" in schema:
            return any(self._record_part(part, seen) for part in schema["allOf"])
        variants = choices_of(schema)
        if variants:
            return all(
                "$ref" not in variant and self._record_like(variant, seen)
                for variant in variants
                if variant != {"type": "null"}
            )
        return _is_object(schema) and schema.get("additionalProperties") is False

    def _record_part(self, part: Schema, seen: frozenset[str]) -> bool:
        if "$ref" not in part:
            return self._record_like(part, seen)
        name = target(part)
        if name in seen:
            return False
        return name is not None and self._record_like(
            self.schemas.get(name), seen | {name}
        )

    def _direct_aliases(self, schema: Any, seen: set[str]) -> set[str]:
        """Return the aliases that a schema refers to without a list or map between."""
        if not isinstance(schema, Mapping):
            return seen
        parts = [schema.get(key, ()) for key in ("allOf", "anyOf", "oneOf")]
        for part in (part for group in parts for part in group):
            self._direct_aliases(part, seen)
        name = target(schema)
        if name and name not in seen and not self.is_record(name):
            seen.add(name)
            self._direct_aliases(self.schemas.get(name), seen)
        return seen

    def _collect(self, schema: Schema, seen: frozenset[str]) -> Collected:
        found = Collected()
        for part in schema.get("allOf", ()):
            found = found.with_part(self._part(part, seen))
        own = Collected(
            own=dict(schema.get("properties", {})),
            required=frozenset(schema.get("required", ())),
        )
        found = found.with_part(own)
        for variant in choices_of(schema):
            found = found.with_variant(self._part(variant, seen))
        return found

    def _part(self, part: Schema, seen: frozenset[str]) -> Collected:
        name = target(part)
        if name is None:
            return self._collect(part, seen)
        if name in seen or name not in self.schemas or not self.is_record(name):
            return Collected()
        found = self._collect(self.schemas[name], seen | {name})
        return Collected(
            bases=(name,),
            inherited=found.inherited | found.own,
            required=found.required,
        )


@dataclass(frozen=True, kw_only=True)
class Collected:
    """The properties, bases and requirements of a schema and its `allOf` parts."""

    bases: tuple[str, ...] = ()
    inherited: dict[str, Schema] = field(default_factory=dict)
    own: dict[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    def with_part(self, other: Collected) -> Collected:
        """Return both; where they differ, the other one wins."""
        return Collected(
            bases=self.bases + other.bases,
            inherited=self.inherited | other.inherited,
            own=self.own | other.own,
            required=self.required | other.required,
        )

    def with_variant(self, variant: Collected) -> Collected:
        """Return this with the properties of a variant, none of them required."""
        known = self.inherited.keys() | self.own.keys()
        offered = variant.inherited | variant.own
        added = {wire: offered[wire] for wire in offered if wire not in known}
        return replace(self, own=self.own | added)


def _inline(node: Any) -> Iterator[Schema]:
    """Yield the schemas written in operations, the outermost of each."""
    if isinstance(node, list):
        for item in node:
            yield from _inline(item)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "schema" and isinstance(value, Mapping):
                yield value
            elif key not in ("example", "examples"):
                yield from _inline(value)


def _is_object(schema: Schema) -> bool:
    return schema.get("type") in ("object", ["object"], ["object", "null"])
