"""Combine the objects that several parts of an `allOf` declare for one property.

A value must be valid for every part of the `allOf`. Therefore, the property gets the
members of all its declarations: a new component combines the objects that the parts
declare, and becomes the type of the property.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...document import schema_reference
from ...load import pick
from ...names import class_name, disambiguate
from ..discriminators.discriminator_values import component, inside

Declared = dict[str, list[str]]
"""For each property, the object components that its declarations refer to, in order."""


def combine_properties(schemas: dict[str, Any]) -> None:
    """Declare each repeated property as the combination of its declarations.

    A combined component can again contain repeated properties. Equal combinations are
    created only once, so that recursive objects do not lead to an endless loop. At most
    as many combinations are created as there are components.

    Args:
        schemas: the components, including every object that is a property.
    """
    found = _Declarations(schemas)
    made: dict[tuple[str, ...], str] = {}
    new, left = sorted(schemas), len(schemas)
    while new:
        repeated = {
            (name, wire): tuple(targets)
            for name in new
            if schemas[name].get("allOf")
            for wire, targets in found.of_component(name).items()
            if len(targets) > 1
        }
        wanted = [p for p, t in repeated.items() if t not in made][:left]
        names = disambiguate({p: _candidates(*p) for p in wanted}, list(schemas))
        for place, added in names.items():
            parts = list(map(schema_reference, repeated[place]))
            schemas[added] = pick(schemas[place[0]], type="object", allOf=parts)
        for place, targets in repeated.items():
            if (known := names.get(place) or made.get(targets)) is not None:
                made.setdefault(targets, known)
                _declare(schemas[place[0]], place[1], known)
        new, left = list(names.values()), left - len(names)


def _declare(schema: Any, wire: str, component_name: str) -> None:
    """Declare a property in the schema itself, with a component as its type."""
    known = schema.get("properties", {})
    before = known.get(wire, {})
    others = [key for key in before if key != "$ref"]
    declared = pick(before, *others, **schema_reference(component_name))
    schema["properties"] = pick(schema, **{**known, wire: declared})


class _Declarations:
    """The objects that components and their parts declare for properties."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self._known: dict[str, Declared] = {}
        self._contained: dict[str, set[str]] = {}

    def of_component(self, name: str) -> Declared:
        """Return the declarations of a component; those of its parts come first."""
        if name not in self._known:
            self._known[name] = {}  # It may be a part of itself.
            self._known[name] = self._references_of(self._schemas[name])
        return self._known[name]

    def _references_of(self, schema: Any) -> Declared:
        found: Declared = {}
        parts = [self._part(each) for each in schema.get("allOf", ())]
        for part in [*parts, self._own_references(schema)]:
            for wire, targets in part.items():
                known = found.setdefault(wire, [])
                known += [each for each in targets if each not in known]
        return {wire: self._narrowest(targets) for wire, targets in found.items()}

    def _part(self, part: Any) -> Declared:
        if not isinstance(part, dict):
            return {}
        name = component(part["$ref"]) if "$ref" in part else ""
        if name in self._schemas:
            return self.of_component(name)
        return self._references_of(part)

    def _own_references(self, schema: Any) -> Declared:
        """Return the properties of a schema that refer to an object component."""
        return {
            wire: [name]
            for wire, node in schema.get("properties", {}).items()
            if isinstance(node, dict)
            and (name := component(node.get("$ref", ""))) in self._schemas
            and any("properties" in part for part in self._parts_of(name))
        }

    def _narrowest(self, targets: list[str]) -> list[str]:
        """Return the components that are not a part of another of the components."""
        if len(targets) < 2:
            return targets
        return [
            each
            for each in targets
            if not any(
                each in self._contents(other) for other in targets if other != each
            )
        ]

    def _contents(self, name: str) -> set[str]:
        """Return the components that are parts of a component."""
        if name not in self._contained:
            self._contained[name] = {
                component(part["$ref"])
                for part in self._parts_of(name)
                if "$ref" in part
            }
        return self._contained[name]

    def _parts_of(self, name: str) -> Iterator[Mapping[str, Any]]:
        return inside(self._schemas, self._schemas[name])


def _candidates(name: str, wire: str) -> Iterator[str]:
    """Yield the possible names of the combined component for a property."""
    own = name + class_name(wire)
    yield from (own, f"{own}Combined", f"{own}CombinedObject")
