"""The kind of a node of a description, from its path.

A key may stand on an operation and not on a schema, so a check has to know which is
which, what is data (examples, defaults), and what is a name that only looks like a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from . import keys

DATA = "data"
ANY = "any"
"""A node of which nothing is known."""

Kinds = frozenset[str]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The methods that a path item of OpenAPI 3.1 has members for, in their order."""
_DATA = dict.fromkeys(
    ("default", "enum", "const", "example", "examples", "value", "mapping"), DATA
)
SCHEMA_MAPS = ("properties", "patternProperties", "$defs", "definitions")
_SCHEMAS = ("items", "prefixItems", "allOf", "anyOf", "oneOf", "not", "if", "then") + (
    ("else", "additionalProperties", "unevaluatedProperties", "unevaluatedItems")
    + ("contains", "propertyNames", "contentSchema")
)
_BODY = {"content": "contents", **_DATA}
_COMPONENTS = {
    "schemas": "schemas",
    "parameters": "parameters",
    "responses": "responses",
    "requestBodies": "bodies",
    "headers": "headers",
    "pathItems": "paths",
    "callbacks": "callbacks",
    "examples": DATA,
}
CHILDREN: Mapping[str, Mapping[str, str]] = {
    "root": {
        "servers": "server",
        "tags": "tag",
        "paths": "paths",
        "webhooks": "paths",
        "components": "components",
        "definitions": "schemas",
        "parameters": "parameters",
        "responses": "responses",
    },
    "components": _COMPONENTS,
    "paths": {"*": "path"},
    "path": {
        **dict.fromkeys((*METHODS, "query"), "operation"),
        "parameters": "parameter",
        "servers": "server",
        "additionalOperations": "methods",
        keys.ADDITIONAL_OPERATIONS: "methods",
    },
    "methods": {"*": "operation"},
    "operation": {
        "parameters": "parameter",
        "requestBody": "body",
        "responses": "responses",
        "callbacks": "callbacks",
        "servers": "server",
    },
    "callbacks": {"*": "paths"},
    "parameters": {"*": "parameter"},
    "parameter": {"schema": "schema", "items": "schema", **_BODY},
    "bodies": {"*": "body"},
    "body": _BODY,
    "responses": {"*": "response"},
    "response": {"headers": "headers", "schema": "schema", **_BODY},
    "headers": {"*": "header"},
    "header": {"schema": "schema", **_BODY},
    "contents": {"*": "media"},
    "media": {"schema": "schema", "itemSchema": "schema", "encoding": "parts", **_DATA},
    "parts": {"*": "part"},
    "part": {"headers": "headers"},
    "schemas": {"*": "schema"},
    "schema": {
        **dict.fromkeys(SCHEMA_MAPS, "schemas"),
        **dict.fromkeys(_SCHEMAS, "schema"),
        "dependentSchemas": "schemas",
        **_DATA,
    },
    "server": {"variables": "variables"},
    "variables": {"*": "variable"},
    "variable": _DATA,
    "tag": {},
    "other": _DATA,
    ANY: _DATA,
}
NAMES = frozenset({"schemas", "parameters", "bodies", "headers", "variables"})
"""Maps in which every key is somebody's name, even one that begins with x-."""


def child(kind: str, key: str) -> str:
    """The kind of a member."""
    known = CHILDREN.get(kind, {})
    if kind == DATA:
        return DATA
    if kind not in NAMES and key.startswith("x-") and key not in known:
        return DATA
    if kind == ANY:
        return known.get(key, ANY)
    return known.get(key) or known.get("*") or "other"


@lru_cache(maxsize=4096)
def _children(kinds: Kinds, key: str) -> Kinds:
    return frozenset(child(kind, key) for kind in kinds)


def inside(kinds: Kinds) -> Kinds:
    """The kinds of all members and items of such nodes."""
    found = {k for kind in kinds for k in CHILDREN.get(kind, {}).values()}
    # An array has the kind of its items, so its items have the kind of the array.
    return frozenset(found | kinds)


def below(kinds: Kinds) -> Kinds:
    """The kinds of such nodes and all their descendants."""
    reached = kinds
    while (further := inside(reached)) != reached:
        reached = further
    return reached


def walk(
    node: Any, kinds: Kinds, pointer: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Kinds, Mapping[str, Any]]]:
    """Every object below a node that is not data: pointer, possible kinds, object."""
    waiting = [(pointer, kinds, node)]
    while waiting:
        at, kinds, node = waiting.pop()
        if kinds == {DATA}:
            continue
        if isinstance(node, dict | Mapping):
            yield at, kinds, node
            waiting += [
                ((*at, key), _children(kinds, key), value)
                for key, value in node.items()
                if isinstance(value, dict | list | Mapping)
            ]
        elif isinstance(node, list):
            waiting += [((*at, i), kinds, item) for i, item in enumerate(node)]
