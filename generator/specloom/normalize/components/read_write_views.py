"""Separate response and request schemas where readable and writable properties differ.

A component is split only if its views differ. `X` is used in responses. `XInput` is
used in requests, and has no read-only properties. If there is an optimistic lock,
`XUpdate` keeps and requires the key and the version. What responses always return is
required in requests only where the schema says so, so it separates the views as well.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ...document import (
    SCHEMAS,
    Location,
    Property,
    Schemas,
    each_operation,
    schema_name,
    schema_reference,
)
from ...document.references import references
from ...load import deep_copy
from ...vocabulary import keys
from ..schemas.null_forms import without_null
from ..schemas.subschemas import inner_schemas


def split_views(tree: Any) -> None:
    """Change every request body so that it refers to its write view.

    Args:
        tree: the document. The views are added to its components. All write-only
            marks are removed, and in schemas of requests those of what responses
            always return.
    """
    schemas = tree["components"]["schemas"]
    read = _read(tree)
    views = _Views(schemas, read)
    for _, _, operation in each_operation(tree):
        lock = operation.get(keys.OPTIMISTIC_LOCK)
        for media in operation.get("requestBody", {}).get("content", {}).values():
            if "schema" in media and lock:
                views.use_update_view(media, lock)
            elif "schema" in media:
                views.use_write_views(media["schema"])
    known = Schemas(schemas)
    for name in read:
        for mark in ("writeOnly", keys.ALWAYS_RETURNED):
            make_optional(schemas[name], marked(known, schemas[name], mark))
    for name, schema in schemas.items():
        for node in inner_schemas(schema):
            node.pop("writeOnly", None)
            if name not in read:
                node.pop(keys.ALWAYS_RETURNED, None)


class _Views:
    """The views of the components of one document."""

    def __init__(self, schemas: dict[str, Any], read: Collection[str]) -> None:
        self._schemas = schemas
        self._taken = {name.casefold() for name in schemas}
        self._properties = Schemas(schemas)
        self._differing = _differing(schemas, read)
        self._write_views: dict[str, str] = {}

    def use_write_views(self, node: Any) -> None:
        """Change the references and mappings of a request schema to write views."""
        for each in list(references(node)):
            name = schema_name(each["$ref"])
            if name in self._differing:
                each["$ref"] = SCHEMAS + self._write_view(name)
        for inner in inner_schemas(node):
            mapping = inner.get("discriminator", {}).get("mapping", {})
            for value, reference in mapping.items():
                if (name := schema_name(reference)) in self._differing:
                    mapping[value] = SCHEMAS + self._write_view(name)

    def _write_view(self, name: str) -> str:
        if name not in self._write_views:
            # The name is stored before references are followed: these may be circular.
            view = self._write_views[name] = self._view_name(f"{name}Input")
            self._schemas[view] = schema = self._copy(name)
            self._remove_read_only(schema)
            self.use_write_views(schema)
        return self._write_views[name]

    def use_update_view(self, media: Any, lock: Any) -> None:
        """Change a body to a view that requires the key and the version of a lock."""
        locations = [Location.parse(lock[r]) for r in ("key", "version") if r in lock]
        keep = [each.pointer[-1] for each in locations if each.pointer]
        if "$ref" not in media["schema"] or not keep:
            return self.use_write_views(media["schema"])
        name = schema_name(media["schema"]["$ref"])
        view = self._view_name(f"{name}Update")
        fresh = self._copy(name)
        self._remove_read_only(fresh, keep)
        required = [*fresh.get("required", ()), *keep]
        fresh["required"] = list(dict.fromkeys(required))
        for each in keep:
            node = fresh.get("properties", {}).get(each, {})
            if isinstance(node.get("type"), list):
                node["type"] = without_null(node["type"])
        self._schemas[view] = fresh
        self.use_write_views(fresh)
        media["schema"] = schema_reference(view)

    def _copy(self, name: str) -> Any:
        """Return a copy of a component that names the schema of which it is a view."""
        copy = deep_copy(self._schemas[name])
        copy.setdefault(keys.VIEW_OF, name)
        return copy

    def _remove_read_only(self, schema: Any, keep: Collection[str] = ()) -> None:
        """Remove the read-only properties of a schema and of its inline parts.

        Args:
            schema: the schema.
            keep: the properties that are kept; only their `readOnly` is removed.
        """
        known = self._properties.properties(schema)
        written = {name for name, each in known.items() if not _is(each, "readOnly")}
        for node in inner_schemas(schema):
            properties = node.get("properties", {})
            for name in list(properties):
                prop = properties[name]
                read_only = isinstance(prop, dict) and prop.pop("readOnly", False)
                if read_only and not (node is schema and name in keep):
                    del properties[name]
            if "required" in node:
                left = {*properties, *written}
                node["required"] = [n for n in node["required"] if n in left]
                if not node["required"]:
                    del node["required"]

    def _view_name(self, name: str) -> str:
        while name.casefold() in self._taken:
            name += "View"
        self._taken.add(name.casefold())
        return name


def _read(tree: Any) -> set[str]:
    """Return the components to which responses refer, directly or indirectly."""
    schemas = tree["components"]["schemas"]
    found: set[str] = set()
    waiting = [node.get("responses") for _, _, node in each_operation(tree)]
    while waiting:
        for each in references(waiting.pop()):
            if (name := schema_name(each["$ref"])) in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found


def _is(each: Property, mark: str) -> bool:
    return isinstance(each.schema, dict) and each.schema.get(mark) is True


def marked(known: Schemas, schema: Any, mark: str) -> set[str]:
    """Return the properties of a schema and of all its parts that have a mark."""
    inherited = known.properties(schema).items()
    return {name for name, each in inherited if _is(each, mark)} | {
        name
        for node in inner_schemas(schema)
        for name, prop in node.get("properties", {}).items()
        if isinstance(prop, dict) and prop.get(mark) is True
    }


def make_optional(schema: Any, names: Collection[str]) -> None:
    """Remove properties from the required properties of a response.

    If a write-only property is required, this applies only to requests (OpenAPI 3.0.3,
    Schema Object).
    """
    for node in inner_schemas(schema) if names else ():
        if "required" in node:
            node["required"] = [n for n in node["required"] if n not in names]
            if not node["required"]:
                del node["required"]


def _requires_write_only(known: Schemas, schema: Any) -> bool:
    names = marked(known, schema, "writeOnly")
    return any(names & {*node.get("required", ())} for node in inner_schemas(schema))


def _differing(schemas: dict[str, Any], read: Collection[str]) -> set[str]:
    """Return the components whose views differ, or that refer to such components.

    Args:
        schemas: the components.
        read: the components of responses, which do not require write-only properties.
    """
    users: dict[str, set[str]] = {}
    known = Schemas(schemas)
    for name, schema in schemas.items():
        for node in references(schema):
            users.setdefault(schema_name(node["$ref"]), set()).add(name)
    waiting = [
        name
        for name, schema in schemas.items()
        if any(
            node.get("readOnly") is True
            or (name in read and keys.ALWAYS_RETURNED in node)
            for node in inner_schemas(schema)
        )
        or (name in read and _requires_write_only(known, schema))
    ]
    differing: set[str] = set()
    while waiting:
        if (name := waiting.pop()) not in differing:
            differing.add(name)
            waiting.extend(users.get(name, ()))
    return differing
