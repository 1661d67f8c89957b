"""Derive the description of requests and that of responses from a document.

Properties with `writeOnly` do not occur in responses. Properties with `readOnly` are
not required in requests (OpenAPI 3.1, section 4.8.24).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def response_description(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document without the properties that only requests have."""
    return _Copy(document, "writeOnly", removed=True).made


def request_description(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a document in which no read-only property is required."""
    return _Copy(document, "readOnly", removed=False).made


class _Copy:
    """A copy of a document in which marked properties are not required.

    Args:
        document: the normalized document.
        mark: the keyword that marks properties.
        removed: whether marked properties are left out.

    Attributes:
        made: the copy, which consists of plain objects and arrays.
    """

    def __init__(
        self, document: Mapping[str, Any], mark: str, *, removed: bool
    ) -> None:
        self._schemas = (document.get("components") or {}).get("schemas") or {}
        self._mark, self._removed = mark, removed
        # Objects that occur in several places are copied once.
        self._known: dict[int, Any] = {}
        self.made: dict[str, Any] = self._copied(document)

    def _copied(self, node: Any) -> Any:
        if not isinstance(node, Mapping | list):
            return node
        if id(node) in self._known:
            return self._known[id(node)]
        if isinstance(node, list):
            items: list[Any] = []
            self._known[id(node)] = items
            items += map(self._copied, node)
            return items
        made: dict[str, Any] = {}
        self._known[id(node)] = made
        made |= {str(name): self._copied(each) for name, each in node.items()}
        self._unmark(node, made)
        return made

    def _unmark(self, node: Mapping[str, Any], made: dict[str, Any]) -> None:
        """Change the copy of a schema so that marked properties are not required."""
        properties = node.get("properties")
        if not isinstance(properties, Mapping):
            return
        marked = {name for name, each in properties.items() if self._is_marked(each)}
        if not marked:
            return
        if self._removed:
            kept = made["properties"].items()
            made["properties"] = {n: each for n, each in kept if n not in marked}
        if isinstance(node.get("required"), list):
            made["required"] = [n for n in node["required"] if n not in marked]

    def _is_marked(self, schema: Any) -> bool:
        """Return whether a property, or a schema that it refers to, is marked."""
        seen = set[str]()
        while isinstance(schema, Mapping):
            if schema.get(self._mark) is True:
                return True
            parts = schema.get("allOf")
            inner = parts[0] if isinstance(parts, list) and len(parts) == 1 else schema
            name = inner.get("$ref") if isinstance(inner, Mapping) else None
            if not isinstance(name, str) or name in seen:
                return False
            seen.add(name)
            schema = self._schemas.get(name.rpartition("/")[2])
        return False
