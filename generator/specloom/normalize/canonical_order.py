"""Sort a document, so that the same content always has the same bytes."""

from __future__ import annotations

from typing import Any

from ..document import METHODS
from ..load import SpecMap, location_of, pick
from ..vocabulary import keys

ROOT = ("openapi", "info", keys.VERSION, "servers", "security", "tags", "paths")
OPERATION = ("tags", "operationId", "summary", "description", "deprecated", "security")
OPERATION_END = ("parameters", "requestBody", "responses")
INFO = ("title", "version", "summary", "description")
OPENAPI = "3.1.1"
"""The version of OpenAPI that normalized documents declare."""


def ordered(tree: Any) -> SpecMap:
    """Return the document in canonical order; the order of properties is kept."""
    root = SpecMap(location_of(tree))
    tree = {**tree, "openapi": OPENAPI, keys.VERSION: keys.VOCABULARY_VERSION}
    extensions = sorted(k for k in tree if k.startswith(keys.PREFIX))
    order = (*ROOT[:3], *extensions, *ROOT[3:])
    root |= {key: tree[key] for key in order if key in tree}
    root["info"] = {k: tree["info"][k] for k in INFO if k in tree["info"]}
    paths = tree.get("paths") or {}
    root["paths"] = {path: _path(paths[path]) for path in sorted(paths)}
    if webhooks := tree.get("webhooks"):
        root["webhooks"] = {name: _path(webhooks[name]) for name in sorted(webhooks)}
    if "tags" in root:
        root["tags"] = sorted(root["tags"], key=lambda tag: str(tag.get("name")))
    components = tree.get("components", {})
    root["components"] = {
        word: dict(sorted(components[word].items()))
        for word in ("schemas", "securitySchemes")
        if components.get(word)
    }
    return root


def _path(item: Any) -> dict[str, Any]:
    path: dict[str, Any] = {m: _operation(item[m]) for m in METHODS if m in item}
    if further := item.get(keys.ADDITIONAL_OPERATIONS):
        path[keys.ADDITIONAL_OPERATIONS] = {
            m: _operation(o) for m, o in sorted(further.items())
        }
    return path


def _operation(operation: Any) -> SpecMap:
    extensions = sorted(k for k in operation if k.startswith(keys.PREFIX))
    fresh = pick(operation, *OPERATION, *extensions, *OPERATION_END)
    if "responses" in operation:
        fresh["responses"] = dict(sorted(operation["responses"].items()))
    return fresh
