"""Find the discriminator values of a schema in the schema itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...document import reference_steps

_VALUE = re.compile(r"x-([a-z]+-)?discriminator-value")
"""An extension of several tools. Its value identifies the schema that contains it."""


def stated_values(schema: Any) -> list[str]:
    """Return the discriminator values that an extension in a schema declares."""
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if isinstance(value, str) and _VALUE.fullmatch(key):
            return [value]
    return []


def declared(schemas: Mapping[str, Any], schema: Any, wire: str) -> list[Any]:
    """Return the values that a schema declares for a property; [] if it allows any.

    References and `allOf` are followed. The first declaration on this path is used.
    """
    for node in inside(schemas, schema):
        members = node.get("properties")
        if isinstance(members, dict) and wire in members:
            for inner in inside(schemas, members[wire]):
                if "const" in inner:
                    return [inner["const"]]
                if isinstance(values := inner.get("enum"), list) and values:
                    return [value for value in values if value is not None]
    return []


def component(reference: Any) -> str:
    """Return the component name in a mapping value or a reference, or ""."""
    text = str(reference)
    if not text.startswith("#/"):
        return text
    steps = reference_steps(text)
    is_schema = len(steps) == 3 and steps[:2] == ["components", "schemas"]
    return steps[2] if is_schema else ""


def inside(schemas: Mapping[str, Any], schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield a schema, then its reference targets and `allOf` parts, nearest first."""
    waiting, seen = [schema], set[str]()
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, dict):
            continue
        yield node
        waiting += node.get("allOf") or ()
        name = component(node["$ref"]) if isinstance(node.get("$ref"), str) else ""
        if name and name not in seen:
            seen.add(name)
            waiting.append(schemas.get(name))


def alternatives(schema: Any) -> list[Any]:
    """Return the alternatives of a schema from `oneOf` and `anyOf`."""
    return [*(schema.get("oneOf") or ()), *(schema.get("anyOf") or ())]
