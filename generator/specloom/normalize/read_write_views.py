"""Read and write views: what a vendor sends, and what it takes.

A component becomes two only where the views differ: `X` as it is read and `XInput` as
it is written, without what is read-only. Under an optimistic lock there is `XUpdate`,
which keeps the key and the version and requires both.
"""

from __future__ import annotations

from typing import Any

from ..document import SCHEMAS, Location, each_operation
from ..document.references import references
from ..load import deep_copy
from ..vocabulary import keys
from .schema_forms import subschemas


class Views:
    """Splits the components of one document."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._schemas: dict[str, Any] = tree["components"]["schemas"]
        self._differs: dict[str, bool] = {}
        self._made: dict[str, str] = {}

    def run(self) -> None:
        """Points every request body at the view it takes."""
        for _, _, operation in each_operation(self._tree):
            for media in operation.get("requestBody", {}).get("content", {}).values():
                if "schema" not in media:
                    continue
                lock = operation.get(keys.OPTIMISTIC_LOCK)
                if lock:
                    self._update(media, lock)
                else:
                    self._use_write_views(media["schema"])
        self._unmark()

    def _use_write_views(self, node: Any) -> None:
        """Points the references of a written schema at write views."""
        for each in list(references(node)):
            name = each["$ref"].removeprefix(SCHEMAS)
            if self._has_read_only(name, ()):
                each["$ref"] = SCHEMAS + self._write_view(name)

    def _has_read_only(self, name: str, above: tuple[str, ...]) -> bool:
        """Whether a component, or anything it reaches, has a read-only part."""
        if name in self._differs:
            return self._differs[name]
        if name in above or name not in self._schemas:
            return False
        found = _read_only(self._schemas[name]) or any(
            self._has_read_only(each["$ref"].removeprefix(SCHEMAS), (*above, name))
            for each in references(self._schemas[name])
        )
        if not above or found:
            self._differs[name] = found
        return found

    def _write_view(self, name: str) -> str:
        if name not in self._made:
            view = self._free(f"{name}Input")
            self._made[name] = view
            fresh = deep_copy(self._schemas[name])
            _strip(fresh, keep=())
            self._schemas[view] = fresh
            self._use_write_views(fresh)
        return self._made[name]

    def _update(self, media: Any, lock: Any) -> None:
        name = media["schema"].get("$ref", "").removeprefix(SCHEMAS)
        if not name:
            return
        keep = [
            Location.parse(lock[role]).pointer[-1]
            for role in ("key", "version")
            if role in lock
        ]
        view = self._free(f"{name}Update")
        fresh = deep_copy(self._schemas[name])
        _strip(fresh, keep=keep)
        required = [*fresh.get("required", ()), *keep]
        fresh["required"] = list(dict.fromkeys(required))
        for each in keep:
            _never_null(fresh.get("properties", {}).get(each, {}))
        self._schemas[view] = fresh
        self._use_write_views(fresh)
        media["schema"] = {"$ref": SCHEMAS + view}

    def _free(self, name: str) -> str:
        taken = {known.casefold() for known in self._schemas}
        return f"{name}View" if name.casefold() in taken else name

    def _unmark(self) -> None:
        """Drops the marks that no longer say anything."""
        for schema in self._schemas.values():
            waiting = [schema]
            while waiting:
                node = waiting.pop()
                if isinstance(node, dict):
                    node.pop("writeOnly", None)
                    waiting.extend(subschemas(node))


def split_views(tree: Any) -> None:
    """Splits components into read and write views where they differ."""
    Views(tree).run()


def _read_only(schema: Any) -> bool:
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("readOnly") is True:
                return True
            waiting.extend(subschemas(node))
    return False


def _strip(node: Any, keep: Any) -> None:
    """Removes read-only properties, here and in inline parts."""
    if not isinstance(node, dict):
        return
    properties = node.get("properties", {})
    for name in list(properties):
        prop = properties[name]
        read_only = isinstance(prop, dict) and prop.pop("readOnly", False)
        if read_only and name not in keep:
            del properties[name]
    if "required" in node:
        node["required"] = [n for n in node["required"] if n in properties]
        if not node["required"]:
            del node["required"]
    for part in subschemas(node):
        _strip(part, ())


def _never_null(node: Any) -> None:
    kinds = node.get("type")
    if isinstance(kinds, list):
        left = [k for k in kinds if k != "null"]
        node["type"] = left[0] if len(left) == 1 else left
