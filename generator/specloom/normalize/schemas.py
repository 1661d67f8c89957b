"""One spelling for every schema: 3.1's, without what would run code or cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..load import copy_node
from ..vocabulary import keys
from .ledger import Ledger

DROPPED = frozenset({"xml", "externalDocs", "title", "example", "examples", "$schema"})
CODE = frozenset({"default_factory", "customTypePath", "customBasePath"})
"""Words that other tools obey as code; a document never gives us any."""
CHILDREN = ("items", "additionalProperties", "not", "contains", "propertyNames")
FAMILIES = ("allOf", "anyOf", "oneOf", "prefixItems")
CHECKS = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}


def subschemas(node: Any) -> Iterator[Any]:
    """The schemas directly inside a schema."""
    if not isinstance(node, dict):
        return
    for word in ("properties", "patternProperties", "$defs"):
        if isinstance(node.get(word), dict):
            yield from node[word].values()
    for word in CHILDREN:
        if isinstance(node.get(word), dict):
            yield node[word]
    for word in FAMILIES:
        if isinstance(node.get(word), list):
            yield from node[word]


def normal_schema(node: Any, ledger: Ledger, where: str) -> Any:
    """The schema in normal form, a new tree; what is lost is in the ledger."""
    if not isinstance(node, dict):
        return node
    kept = {k: v for k, v in node.items() if not _dropped(k)}
    _tuple(kept, ledger, where)
    fresh = copy_node({})
    fresh.at = getattr(node, "at", fresh.at)
    fresh.keys_at = dict(getattr(node, "keys_at", {}))
    for key, value in kept.items():
        fresh[key] = _inner(key, value, ledger, f"{where}/{key}")
    _families(fresh, ledger, where)
    _bounds(fresh)
    _nullable(fresh)
    _single(fresh)
    _pattern(fresh, ledger, where)
    _default(fresh, ledger, where)
    return fresh


def _dropped(key: str) -> bool:
    foreign = keys.is_foreign(key)
    return key in DROPPED or key in CODE or foreign


def _inner(key: str, value: Any, ledger: Ledger, where: str) -> Any:
    if key in ("properties", "patternProperties", "$defs") and isinstance(value, dict):
        return {k: normal_schema(v, ledger, f"{where}/{k}") for k, v in value.items()}
    if key in CHILDREN and isinstance(value, dict):
        return normal_schema(value, ledger, where)
    if key in FAMILIES and isinstance(value, list):
        return [normal_schema(v, ledger, f"{where}/{n}") for n, v in enumerate(value)]
    return copy_node(value)


def _tuple(node: dict[str, Any], ledger: Ledger, where: str) -> None:
    """A list of `items`, which OpenAPI does not have: positions, or else a choice.

    Without `type: array` it is written by vendors whose tools have no `anyOf`.
    """
    if not isinstance(parts := node.get("items"), list):
        return
    del node["items"]
    if node.get("type") == "array":
        node["prefixItems"], said = parts, "positions"
    elif "anyOf" not in node and "oneOf" not in node:
        node["anyOf"], said = parts, "alternatives"
    else:
        said = "left out"
    ledger.degrade("schema", where, "malformed", f"a list of items: {said}")


def _families(node: Any, ledger: Ledger, where: str) -> None:
    """A choice of nothing says nothing."""
    for word in (*FAMILIES, "enum"):
        if word in node and not (isinstance(node[word], list) and node[word]):
            del node[word]
            ledger.degrade("schema", where, "malformed", f"{word} is empty")


def _bounds(node: Any) -> None:
    """3.0's boolean exclusive bounds as 3.1's numbers."""
    for word, plain in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        if node.get(word) is True and plain in node:
            node[word] = node.pop(plain)
        elif isinstance(node.get(word), bool):
            del node[word]


def _nullable(node: Any) -> None:
    null = node.pop("nullable", False) is True
    values = node.get("enum")
    if isinstance(values, list) and None in values:
        null = True
        node["enum"] = [v for v in values if v is not None]
        if not node["enum"]:
            del node["enum"]
            node["type"] = "null"
    if not null or node.get("type") == "null":
        return
    kinds = node.get("type")
    if isinstance(kinds, str):
        node["type"] = [kinds, "null"]
    elif isinstance(kinds, list) and "null" not in kinds:
        node["type"] = [*kinds, "null"]
    else:
        _or_null(node)


def _or_null(node: Any) -> None:
    """Makes a schema without a type of its own allow null."""
    if "$ref" in node:
        node["anyOf"] = [{"$ref": node.pop("$ref")}, {"type": "null"}]
        return
    for word in ("anyOf", "oneOf"):
        if word in node:
            if not any(_is_null(each) for each in node[word]):
                node[word] = [*node[word], {"type": "null"}]
            return
    if len(node.get("allOf", ())) == 1:
        node["anyOf"] = [*node.pop("allOf"), {"type": "null"}]


def _is_null(node: Any) -> bool:
    return isinstance(node, dict) and node.get("type") == "null"


def _single(node: Any) -> None:
    """A family of one is that one, what stands beside it kept."""
    for word in ("allOf", "anyOf", "oneOf"):
        family = node.get(word)
        if not isinstance(family, list) or len(family) != 1:
            continue
        only = family[0]
        if isinstance(only, dict) and not (set(only) & (set(node) - {"description"})):
            if "properties" in node and "$ref" in only:
                continue
            del node[word]
            for key, value in only.items():
                node.setdefault(key, value)


def _pattern(node: Any, ledger: Ledger, where: str) -> None:
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        del node["pattern"]
        ledger.degrade("schema", where, "pattern", pattern[:80])


def _default(node: Any, ledger: Ledger, where: str) -> None:
    if "default" not in node:
        return
    kinds = node.get("type")
    named = [kinds] if isinstance(kinds, str) else list(kinds or ())
    value = node["default"]
    fits = (value is None and "null" in named) or any(
        isinstance(value, CHECKS[k]) and (k == "boolean") == isinstance(value, bool)
        for k in named
        if k in CHECKS
    )
    number = "number" in named and isinstance(value, int | float)
    listed = "enum" not in node or value in node["enum"]
    if named and listed and (fits or (number and not isinstance(value, bool))):
        return
    if not named and "$ref" not in node:
        return
    del node["default"]
    ledger.degrade("schema", where, "default", repr(value)[:80])
