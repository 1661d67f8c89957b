"""Describe what a schema means in a short text, to find it again in another place.

Schemas with equal texts are matched, and then compared.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from ..sides import Side, Spot

_DEEPEST = 3
"""The number of references that are followed from a schema."""
_DEEPEST_INSIDE = 40
"""The number of schemas inside each other that are read; deeper ones count as text."""
_UNORDERED = frozenset({"required", "enum", "type", "oneOf", "anyOf", "allOf"})
_WORDS = frozenset(
    {
        "title",
        "description",
        "summary",
        "example",
        "examples",
        "externalDocs",
        "xml",
        "deprecated",
        "discriminator",
        "$comment",
    }
)
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
"""Keywords whose members have free names."""
_VALUES = frozenset({"enum", "const", "default"})


def meaning(spot: Spot) -> str:
    """Return text that is equal for equal schemas, whatever their order and names.

    The title of the schema itself is part of it, because it is a name.
    """
    title = spot.resolved().get("title")
    name = title if isinstance(title, str) else ""
    return f"{name}\n{content(spot)}"


def content(spot: Spot) -> str:
    """Return text that is equal for equal schemas, whatever their names and titles."""
    return _digest(spot.side, spot.node, _Depth(_DEEPEST))


class _Depth(NamedTuple):
    """How many references may still be followed, and how deep a schema is inside."""

    references: int
    inside: int = 0

    def deeper(self) -> _Depth:
        """Return the depth of a part."""
        return self._replace(inside=self.inside + 1)


def _digest(side: Side, node: Any, depth: _Depth) -> str:
    """Return a digest of a schema."""
    if not isinstance(node, dict) or depth.inside > _DEEPEST_INSIDE:
        return _hash(node)
    known = side.meanings.get((id(node), depth.references))
    if known is None:
        side.meanings[id(node), depth.references] = ""
        known = _hash(_plain(side, node, depth.deeper()))
        side.meanings[id(node), depth.references] = known
    return known


def _plain(side: Side, node: dict[str, Any], depth: _Depth) -> Any:
    reference = node.get("$ref")
    parts: dict[str, Any] = {}
    for key, value in node.items():
        if key in _WORDS or key.startswith("x-") or key == "$ref":
            continue
        parts[key] = _part(side, key, value, depth)
    if isinstance(reference, str):
        parts["$ref"] = _target(side, reference, depth)
    for key in ("$ref", "allOf"):
        only = parts.get(key)
        if parts.keys() == {key}:
            # A reference or a list with one schema means the same as the schema.
            return only[0] if isinstance(only, list) and len(only) == 1 else only
    if parts.pop("nullable", None) is True:
        types = parts.get("type", [])
        parts["type"] = sorted({json.dumps("null"), *types})
    return parts


def _target(side: Side, reference: str, depth: _Depth) -> str:
    if depth.references == 0:
        return "…"
    target = side.spot().side_target(reference)
    if target is None:
        return reference
    return _digest(side, target.node, depth._replace(references=depth.references - 1))


def _part(side: Side, key: str, value: Any, depth: _Depth) -> Any:
    if key in _VALUES:
        items = value if isinstance(value, list) and key == "enum" else [value]
        return sorted(map(_text, items))
    if key == "type":
        return sorted(map(_text, value if isinstance(value, list) else [value]))
    if key in _NAMED and isinstance(value, dict):
        return {name: _digest(side, each, depth) for name, each in value.items()}
    if isinstance(value, dict):
        return _digest(side, value, depth)
    if isinstance(value, list):
        items = [
            _digest(side, each, depth) if isinstance(each, dict) else _text(each)
            for each in value
        ]
        return sorted(items) if key in _UNORDERED else items
    return value


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _hash(value: Any) -> str:
    if isinstance(value, str) and len(value) == 32:
        return value
    return hashlib.blake2b(_text(value).encode(), digest_size=16).hexdigest()
