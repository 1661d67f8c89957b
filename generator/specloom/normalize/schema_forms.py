"""One spelling for every schema: 3.1's, without what would run code or cannot hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ..load import deep_copy
from ..vocabulary import keys
from .generation_report import GenerationReport, schema_unit
from .webhooks import message_parts, messages

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


Degrade = Callable[..., None]
"""`GenerationReport.degrade` for the unit that a schema belongs to."""


def normalize_schemas(tree: Any, report: GenerationReport) -> None:
    """Give every schema one form, and remove the extensions of other tools."""
    components = tree["components"]["schemas"]
    for name, schema in list(components.items()):
        degrade = partial(report.degrade, schema_unit(name))
        components[name] = normal_schema(schema, degrade, "")
    for unit, message in messages(tree):
        _remove_foreign(message)
        for inner, node in message_parts(unit, message):
            degrade = partial(report.degrade, inner)
            for part, holder in _schema_holders(node):
                _remove_foreign(holder)
                if "schema" in holder:
                    schema = normal_schema(holder["schema"], degrade, f"{part}/schema")
                    holder["schema"] = schema
    for tag in tree.get("tags", ()):
        _remove_foreign(tag)


def _remove_foreign(node: Any) -> None:
    for key in [k for k in node if keys.is_foreign(k)]:
        del node[key]


def _schema_holders(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield a parameter, or the media types and headers of a body or response."""
    if not isinstance(node, dict):
        return
    if "in" in node:
        yield "", node
    for word in ("content", "headers"):
        for name, holder in (node.get(word) or {}).items():
            yield f"/{word}/{escape(name)}", holder


def escape(name: str) -> str:
    """Return a name as one step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def normal_schema(node: Any, degrade: Degrade, where: str) -> Any:
    """Return the schema in normal form, a new tree; what is lost is reported.

    Args:
        node: the schema.
        degrade: reports a loss.
        where: a JSON pointer from its unit to the schema.
    """
    if not isinstance(node, dict):
        return node
    kept = {k: v for k, v in node.items() if not _dropped(k)}
    _tuple(kept, degrade, where)
    fresh = deep_copy({})
    fresh.location = getattr(node, "location", fresh.location)
    fresh.key_locations = dict(getattr(node, "key_locations", {}))
    for key, value in kept.items():
        fresh[key] = _inner(key, value, degrade, f"{where}/{escape(key)}")
    _families(fresh, degrade, where)
    _bounds(fresh)
    _nullable(fresh)
    _single(fresh)
    _pattern(fresh, degrade, where)
    _default(fresh, degrade, where)
    return fresh


def _dropped(key: str) -> bool:
    foreign = keys.is_foreign(key)
    return key in DROPPED or key in CODE or foreign


def _inner(key: str, value: Any, degrade: Degrade, where: str) -> Any:
    if key in ("properties", "patternProperties", "$defs") and isinstance(value, dict):
        return {
            k: normal_schema(v, degrade, f"{where}/{escape(k)}")
            for k, v in value.items()
        }
    if key in CHILDREN and isinstance(value, dict):
        return normal_schema(value, degrade, where)
    if key in FAMILIES and isinstance(value, list):
        return [normal_schema(v, degrade, f"{where}/{n}") for n, v in enumerate(value)]
    return deep_copy(value)


def _tuple(node: dict[str, Any], degrade: Degrade, where: str) -> None:
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
    degrade("invalid", f"a list of items: {said}", part=where)


def _families(node: Any, degrade: Degrade, where: str) -> None:
    """A choice of nothing says nothing."""
    for word in (*FAMILIES, "enum"):
        if word in node and not (isinstance(node[word], list) and node[word]):
            del node[word]
            degrade("invalid", f"{word} is empty", part=where)


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


def _pattern(node: Any, degrade: Degrade, where: str) -> None:
    pattern = node.get("pattern")
    if not isinstance(pattern, str):
        return
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        del node["pattern"]
        degrade("pattern", pattern[:80], part=where)


def _default(node: Any, degrade: Degrade, where: str) -> None:
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
    degrade("default", repr(value)[:80], part=where)
