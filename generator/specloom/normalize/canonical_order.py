"""Canonical order: what may be said in any order is said in one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..document import METHODS
from ..errors import SourceLocation
from ..load import SpecMap, location_of
from ..vocabulary import keys

ROOT = ("openapi", "info", keys.VERSION, "servers", "security", "tags", "paths")
OPERATION = ("tags", "operationId", "summary", "description", "deprecated", "security")
OPERATION_END = ("parameters", "requestBody", "responses")
INFO = ("title", "version", "summary", "description")
OPENAPI = "3.1.1"
"""The version of OpenAPI that normalized documents declare."""


def ordered(tree: Any) -> SpecMap:
    """Return the document in canonical order; the order of properties is kept."""
    place = location_of(tree)
    tree |= {"openapi": OPENAPI, keys.VERSION: keys.VOCABULARY_VERSION}
    facts = sorted(k for k in tree if k.startswith(keys.PREFIX))
    root = _picked(tree, (*ROOT[:3], *facts, *ROOT[3:]), place)
    root["info"] = _picked(tree["info"], INFO, place)
    root["paths"] = _paths(tree.get("paths") or {}, place)
    if webhooks := tree.get("webhooks"):
        root.put("webhooks", _paths(webhooks, place), location_of(tree, "webhooks"))
    if "tags" in root:
        root["tags"] = sorted(root["tags"], key=lambda tag: str(tag.get("name")))
    components = tree.get("components", {})
    root["components"] = {
        word: dict(sorted(components[word].items()))
        for word in ("schemas", "securitySchemes")
        if components.get(word)
    }
    return root


def _paths(items: Any, place: SourceLocation) -> SpecMap:
    found = _picked(items, sorted(items), place)
    for name, item in found.items():
        found[name] = _path(item, place)
    return found


def _path(item: Any, place: SourceLocation) -> SpecMap:
    found = _picked(item, METHODS, place)
    for method, operation in found.items():
        found[method] = _operation(operation)
    if further := item.get(keys.ADDITIONAL_OPERATIONS):
        found[keys.ADDITIONAL_OPERATIONS] = {
            m: _operation(o) for m, o in sorted(further.items())
        }
    return found


def _operation(operation: Any) -> SpecMap:
    facts = sorted(k for k in operation if k.startswith(keys.PREFIX))
    found = _picked(operation, (*OPERATION, *facts, *OPERATION_END))
    if "responses" in operation:
        found["responses"] = dict(sorted(operation["responses"].items()))
    return found


def _picked(
    node: Any, wanted: Iterable[str], near: SourceLocation | None = None
) -> SpecMap:
    """Return the members of an object that are wanted, in that order, with locations.

    Args:
        node: the object.
        wanted: the keys; those that it does not have are left out.
        near: the location of an object that does not have one itself.
    """
    fresh = SpecMap(location_of(node, None, near))
    for key in wanted:
        if key in node:
            fresh.put(key, node[key], location_of(node, key, near))
    return fresh
