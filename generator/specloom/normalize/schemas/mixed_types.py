"""Separate the properties of a schema from its other types, such as `string`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...document import types_of

_OF_OBJECTS = (
    *("properties", "required", "additionalProperties", "patternProperties"),
    *("unevaluatedProperties", "discriminator"),
)
_WHOLE = ("description", "default", "deprecated", "readOnly", "writeOnly")
"""Keywords that concern values of any type."""
_COMPOSING = frozenset({"$ref", "allOf", "anyOf", "oneOf", "enum", "const"})


def separate_types(node: Any, degrade: Callable[..., None], where: str) -> None:
    """Remove properties if no value can have them; otherwise give them a type.

    A schema with `type: [string, object]` and properties becomes two alternatives. With
    `type: array` or `type: string`, no value can have properties, so they are removed,
    as other tools do.

    Args:
        node: the schema, whose parts are in normal form.
        degrade: records a loss.
        where: the JSON pointer from the subject to the schema.
    """
    types = {*types_of(node)}
    if "properties" not in node or types <= {"object", "null"}:
        return
    if "object" not in types:
        shown = " or ".join(sorted(types))
        degrade("invalid", f"properties of the type {shown}", part=where)
        for key in _OF_OBJECTS:
            node.pop(key, None)
    elif not node.keys() & _COMPOSING:
        others = [each for each in node["type"] if each != "object"]
        record = {key: node.pop(key) for key in _OF_OBJECTS if key in node}
        rest = {key: node.pop(key) for key in [*node] if key not in _WHOLE}
        rest["type"] = others if len(others) > 1 else others[0]
        node["anyOf"] = [rest, {"type": "object", **record}]
