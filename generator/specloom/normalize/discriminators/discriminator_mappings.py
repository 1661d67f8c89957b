"""Convert between discriminator values and the schemas that they identify.

A value identifies the schema in the mapping, or else the schema whose name is the value
(OpenAPI 3.1.1, section 4.8.25.3). If the mapping assigns another value to a schema, the
schema's name is used only for decoding, and is not in the generated type.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ...document import Kinds, ValueKinds, schema_reference
from .discriminator_values import (
    alternatives,
    component,
    declared,
    inside,
    stated_values,
)


def mapped_values(tag: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the values that a mapping assigns to each component."""
    found: dict[str, list[str]] = {}
    for value, to in (tag.get("mapping") or {}).items():
        found.setdefault(component(to), []).append(value)
    return found


def property_kinds(schemas: Mapping[str, Any], name: str, wire: str) -> Kinds | None:
    """Return the types that a component declares for a property; None for any type."""
    for node in inside(schemas, schema_reference(name)):
        members = node.get("properties")
        if isinstance(members, Mapping) and wire in members:
            return ValueKinds(schemas).of(members[wire])
    return None


def declare_property(schemas: Mapping[str, Any], name: str, wire: str) -> None:
    """Declare the property of a discriminator in a schema, if it is not declared."""
    nodes = inside(schemas, schema_reference(name))
    if not any(wire in (node.get("properties") or {}) for node in nodes):
        schemas[name].setdefault("properties", {})[wire] = {"type": "string"}


def complete_mapping(schemas: Mapping[str, Any], node: Any) -> None:
    """Complete the mapping of a discriminator, or remove the discriminator.

    The keys of a mapping can only be strings, and its values only references. If
    alternatives have other values or no names, the discriminator is removed, because
    constants identify the alternatives.
    """
    tag = node["discriminator"]
    wire, mapping = tag.get("propertyName", ""), dict(tag.get("mapping") or {})
    options = alternatives(node)
    names = [
        component(each["$ref"])
        for each in options
        if isinstance(each, dict) and isinstance(each.get("$ref"), str)
    ]
    values = [declared(schemas, each, wire) for each in options]
    is_text = all(isinstance(value, str) for found in values for value in found)
    if (not is_text and not mapping) or (len(names) < len(options) and all(values)):
        del node["discriminator"]
        return
    mapped = mapped_values(tag)
    for name in filter(None, names):
        own = stated_values(schemas.get(name)) or texts(
            declared(schemas, schema_reference(name), wire)
        )
        if not own and "string" in (property_kinds(schemas, name, wire) or "string"):
            own = [name]
        for value in own if name not in mapped else ():
            mapping.setdefault(value, schema_reference(name)["$ref"])
    if mapping:
        tag["mapping"] = mapping


def texts(values: Iterable[Any]) -> list[str]:
    """Return values in the form of mapping keys: the text `true` for True."""
    return [each if isinstance(each, str) else json.dumps(each) for each in values]


def put_default_first(node: Any) -> None:
    """Move the alternative that `defaultMapping` (OpenAPI 3.2) names to the front."""
    tag = node.get("discriminator") or {}
    name = component(tag.pop("defaultMapping", ""))
    for word in ("oneOf", "anyOf") if name else ():
        options = node.get(word) or []
        first = [each for each in options if each == schema_reference(name)]
        options[:] = [*first, *(each for each in options if each not in first)]
