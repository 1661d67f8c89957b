"""Runtime expressions of a document as the runtime writes locations.

A request keeps its wire names (`body#/Limitation/Cursor`). A response body is typed, so
its pointer becomes a path of attributes (`body.paging.total`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..document import Location, Node, Spec, not_null, schema_name, wire_location

Attributes = Callable[[str], Mapping[str, str]]
"""Component name -> its attribute by wire name."""


@dataclass(frozen=True)
class Paths:
    """Attribute paths in typed values."""

    spec: Spec
    attributes: Attributes

    def response(self, location: str, schema: Any) -> str:
        """Return a response location as `body.items` or `header.next`."""
        at = Location.parse(location)
        if not at.is_body:
            return wire_location(location)
        path = self.path(schema, at.pointer)
        return ".".join(["body", *path]) if path else "body"

    def path(self, schema: Any, names: tuple[str, ...]) -> list[str]:
        """Return the attributes from a value of a schema along wire names.

        Lists on the way are entered: a path says which values, not which indices.
        """
        found: list[str] = []
        for name in names:
            owner = self.component(schema)
            if owner is None or name not in (known := self.attributes(owner)):
                return []
            found.append(known[name])
            schema = self.spec.component_properties(owner)[name].schema
        return found

    def component(self, schema: Any) -> str | None:
        """Return the component of a value of a schema, or of a list's items."""
        node = not_null(schema)
        while isinstance(node, Mapping) and node.get("type") in ("array", ["array"]):
            node = not_null(node.get("items"))
        if not isinstance(node, Mapping) or "$ref" not in node:
            return _array_of(node, self) if isinstance(node, Mapping) else None
        name = schema_name(str(node["$ref"]))
        target = self.spec.schemas.get(name, {})
        return self.component(target) if target.get("type") == "array" else name


def _array_of(node: Node, paths: Paths) -> str | None:
    kinds = node.get("type", ())
    return (
        paths.component(node["items"]) if "array" in kinds and "items" in node else None
    )
