"""Discriminator values, and the schemas that they identify.

A value identifies the schema in the mapping, or else the schema with that name (OpenAPI
3.1.1, section 4.8.25.3). If the mapping gives a schema another value, its name is only
used for decoding, and is not in the generated type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...document import kind_of, schema_reference
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


def typed_values(
    schemas: Mapping[str, Any], tag: Mapping[str, Any], base: str, names: Iterable[str]
) -> dict[str, list[int]] | None:
    """Return the mapped numbers or booleans by component; None if they are strings.

    A mapping contains only strings, so constants identify such schemas instead.

    Args:
        schemas: the components.
        tag: the discriminator.
        base: a component that declares its property.
        names: the components that the discriminator distinguishes.
    """
    wire = tag.get("propertyName", "")
    kind = _type(schemas, base, wire)
    if kind not in ("integer", "boolean"):
        stated = [
            v for name in names for v in declared(schemas, schema_reference(name), wire)
        ]
        return None if all(isinstance(value, str) for value in stated) else {}
    found = {
        name: [value for text in texts if (value := _value(text, kind)) is not None]
        for name, texts in mapped_values(tag).items()
    }
    return {n: v for n, v in found.items() if v and isinstance(schemas.get(n), dict)}


def state_values(schema: Any, wire: str, values: Sequence[Any]) -> None:
    """Declare the values of a property in a schema."""
    stated = {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
    members = schema.setdefault("properties", {})
    members[wire] = {"type": kind_of(values[0]), **stated}


def declare_property(schemas: Mapping[str, Any], name: str, wire: str) -> None:
    """Declare the property of a discriminator in a schema that does not contain it."""
    nodes = inside(schemas, schema_reference(name))
    if not any(wire in (node.get("properties") or {}) for node in nodes):
        schemas[name].setdefault("properties", {})[wire] = {"type": "string"}


def _type(schemas: Mapping[str, Any], name: str, wire: str) -> str:
    """Return the type that a component declares for a property; "" for others."""
    for node in inside(schemas, schema_reference(name)):
        members = node.get("properties")
        if isinstance(members, Mapping) and wire in members:
            for inner in inside(schemas, members[wire]):
                kinds = inner.get("type", ())
                given = {kinds} if isinstance(kinds, str) else {*kinds}
                if len(given - {"null"}) == 1:
                    return str(*(given - {"null"}))
    return ""


def _value(text: str, kind: str) -> int | None:
    """Return the integer or boolean for a mapped value; None for any other value."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    try:
        return int(text)
    except ValueError:
        return None


def complete_mapping(
    schemas: Mapping[str, Any], node: Any
) -> Mapping[str, Sequence[Any]]:
    """Complete the mapping of a discriminator, or replace it by constants.

    A mapping contains only strings and references. It cannot identify alternatives by
    numbers or booleans, nor alternatives without a name.

    Returns:
        The values that identify each component.
    """
    tag = node["discriminator"]
    wire, mapping = tag.get("propertyName", ""), dict(tag.get("mapping") or {})
    mapped = mapped_values(tag)
    references = [
        each["$ref"]
        for each in alternatives(node)
        if isinstance(each, dict) and isinstance(each.get("$ref"), str)
    ]
    names = [name for each in references if (name := component(each))]
    typed = typed_values(schemas, tag, names[0], names) if names else None
    if typed is not None:
        del node["discriminator"]
        return {name: typed[name] for name in names if name in typed}
    options = alternatives(node)
    values = [declared(schemas, each, wire) for each in options]
    known = [value for each in values for value in each]
    is_typed = not all(isinstance(value, str) for value in known)
    if is_typed or (len(names) < len(options) and all(values)):
        del node["discriminator"]
        return {}
    for name in names:
        own = stated_values(schemas.get(name)) or declared(
            schemas, schema_reference(name), wire
        )
        for value in (own or [name]) if name not in mapped else ():
            mapping.setdefault(value, schema_reference(name)["$ref"])
    if mapping:
        tag["mapping"] = mapping
    means = mapped_values(tag)
    return {name: means[name] for name in names if name in means}


def put_default_first(node: Any) -> None:
    """Put the default alternative of OpenAPI 3.2 before the others."""
    tag = node.get("discriminator") or {}
    name = component(tag.pop("defaultMapping", ""))
    for word in ("oneOf", "anyOf") if name else ():
        options = node.get(word) or []
        first = [each for each in options if each == schema_reference(name)]
        options[:] = [*first, *(each for each in options if each not in first)]
