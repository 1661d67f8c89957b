"""Sort a document, so that equal content has equal bytes."""

from __future__ import annotations

from typing import Any

from ..document import METHODS
from ..load import SpecMap, pick
from ..vocabulary import keys

ROOT = ("openapi", "info", keys.VERSION, "servers", "security", "tags", "paths")
OPERATION = (
    "tags",
    "operationId",
    "summary",
    "description",
    "externalDocs",
    "deprecated",
    "servers",
    "security",
)
OPERATION_END = ("parameters", "requestBody", "responses")
INFO = ("title", "version", "summary", "description")
OPENAPI = "3.1.1"
"""The version of OpenAPI that normalized documents declare."""


def ordered(tree: Any) -> SpecMap:
    """Return the document in canonical order; properties keep their order."""
    tree |= {"openapi": OPENAPI, keys.VERSION: keys.VOCABULARY_VERSION}
    extensions = sorted(k for k in tree if k.startswith(keys.PREFIX))
    root = pick(tree, *ROOT[:3], *extensions, *ROOT[3:])
    root["info"] = pick(tree["info"], *INFO)
    root["paths"] = _paths(tree.get("paths") or pick(tree))
    if webhooks := tree.get("webhooks"):
        root["webhooks"] = _paths(webhooks)
    if "tags" in root:
        root["tags"] = sorted(root["tags"], key=lambda tag: str(tag.get("name")))
    components = tree.get("components", {})
    root["components"] = {
        word: dict(sorted(components[word].items()))
        for word in ("schemas", "securitySchemes")
        if components.get(word)
    }
    return root


def _paths(items: Any) -> SpecMap:
    paths = pick(items, *sorted(items))
    for name, item in paths.items():
        paths[name] = _path(item)
    return paths


def _path(item: Any) -> SpecMap:
    path = pick(item, *METHODS)
    for method, operation in path.items():
        path[method] = _operation(operation)
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
