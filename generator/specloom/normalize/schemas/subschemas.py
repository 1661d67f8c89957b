"""Find the schemas inside a schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MAPS = ("properties", "patternProperties", "$defs")
CHILDREN = (
    *("items", "additionalProperties", "unevaluatedProperties"),
    *("not", "contains", "propertyNames"),
)
FAMILIES = ("allOf", "anyOf", "oneOf", "prefixItems")


def subschemas(node: Any) -> Iterator[Any]:
    """Yield the schemas directly inside a schema."""
    if isinstance(node, dict):
        for word, value in node.items():
            if word in MAPS and isinstance(value, dict):
                yield from value.values()
            elif word in CHILDREN and isinstance(value, dict):
                yield value
            elif word in FAMILIES and isinstance(value, list):
                yield from value


def inner_schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and every schema inside it, at any depth."""
    waiting = [node]
    while waiting:
        if isinstance(node := waiting.pop(), dict):
            yield node
            waiting.extend(subschemas(node))
