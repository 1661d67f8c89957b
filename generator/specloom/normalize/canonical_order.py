"""Canonical order: what may be said in any order is said in one."""

from __future__ import annotations

from typing import Any

from ..document import METHODS
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
    tree = {**tree, "openapi": OPENAPI, keys.VERSION: keys.VOCABULARY_VERSION}
    facts = sorted(k for k in tree if k.startswith(keys.PREFIX))
    root = SpecMap(place)
    root |= {key: tree[key] for key in (*ROOT[:3], *facts, *ROOT[3:]) if key in tree}
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
    found: dict[str, Any] = {m: _operation(item[m]) for m in METHODS if m in item}
    if further := item.get(keys.ADDITIONAL_OPERATIONS):
        found[keys.ADDITIONAL_OPERATIONS] = {
            m: _operation(o) for m, o in sorted(further.items())
        }
    return found


def _operation(operation: Any) -> SpecMap:
    facts = sorted(k for k in operation if k.startswith(keys.PREFIX))
    order = (*OPERATION, *facts, *OPERATION_END)
    found = _picked(operation, [k for k in order if k in operation])
    if "responses" in operation:
        found["responses"] = dict(sorted(operation["responses"].items()))
    return found


def _picked(node: Any, wanted: list[str]) -> SpecMap:
    """The members in the order of the keys, their places kept."""
    fresh = SpecMap(location_of(node))
    for key in wanted:
        fresh.put(key, node[key], location_of(node, key))
    return fresh
