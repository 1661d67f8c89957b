"""Determine whether a default is valid, and whether generated code can contain it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any, Final, Literal

from ..vocabulary import keys
from .pointers import SCHEMAS, schema_name
from .schemas import is_never
from .schemes import Node

State = Literal["kept", "unstated", "wrong"]
"""The state of a default.

- `kept`: generated code contains the default.
- `unstated`: the default is valid, but generated code cannot contain it.
- `wrong`: the default is not valid for its schema.
"""

_CONVERTED: Final = {"format", "contentMediaType"}
"""Keywords that can convert a string to a value of another Python class."""
_CLASSES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float, Decimal),
    "array": list,
    "object": dict,
    "null": type(None),
}
"""For each type of JSON Schema (validation, section 6.1.1), its Python classes."""


def default_state(schemas: Node, schema: Any, value: Any) -> State:
    """Return the state of a default: see `State`.

    Args:
        schemas: the component schemas, in normal form or not.
        schema: the schema that has the default.
        value: the default.
    """
    found = {_state(each, value) for each in alternatives(schemas, schema)}
    if "kept" in found:
        return "kept"
    return "unstated" if "unstated" in found else "wrong"


def declared_default(schemas: Node, schema: Any) -> Any:
    """Return the default of a schema, or of the schema to which it refers.

    The result is None if no schema in the chain of references has a default.
    """
    seen = set[str]()
    while isinstance(schema, dict):
        if schema.get("default") is not None:
            return schema["default"]
        reference = schema.get("$ref")
        if not isinstance(reference, str) or reference in seen:
            return None
        seen.add(reference)
        schema = schemas.get(schema_name(reference))
    return None


def alternatives(schemas: Node, schema: Any) -> Iterator[Node]:
    """Yield the alternatives of a schema, with references resolved.

    An `allOf` with several parts counts as one alternative, because its parts are not
    combined here.
    """
    waiting, seen = [schema], set[str]()
    while waiting:
        node = waiting.pop()
        if is_never(node):
            continue
        if not isinstance(node, dict):
            yield {}
            continue
        reference = node.get("$ref")
        choices = [*(node.get("oneOf") or ()), *(node.get("anyOf") or ())]
        if isinstance(reference, str) and reference.startswith(SCHEMAS):
            if reference not in seen:
                seen.add(reference)
                waiting.append(schemas.get(schema_name(reference), {}))
        elif choices and not node.keys() & {"type", "properties", "allOf"}:
            waiting += choices
        elif len(parts := node.get("allOf") or ()) == 1 and "type" not in node:
            waiting += parts
        else:
            yield node
        if node.get("nullable") is True:
            yield {"type": "null"}


def _state(schema: Node, value: Any) -> State:
    """Return the state of a default for a schema that is not a reference."""
    types = schema.get("type") or ()
    types = [types] if isinstance(types, str) else types
    values = [schema["const"]] if "const" in schema else schema.get("enum") or ()
    if value is None and "null" in types:
        return "kept"
    if values:
        return (
            _stated(value) if any(_equal(value, each) for each in values) else "wrong"
        )
    if types and not any(_is_a(kind, value) for kind in types):
        return "wrong"
    if keys.UNIT in schema or (isinstance(value, str) and _CONVERTED & schema.keys()):
        return "unstated"
    composed = schema.keys() & {"properties", "allOf", "oneOf", "anyOf"}
    return "unstated" if composed else _stated(value)


def _stated(value: Any) -> State:
    """Return "kept" if a value is an immutable literal, otherwise "unstated"."""
    return "unstated" if isinstance(value, list | dict) else "kept"


def _is_a(kind: str, value: Any) -> bool:
    if kind == "integer" and isinstance(value, float | Decimal):
        return is_whole(value)
    is_bool = isinstance(value, bool)
    return isinstance(value, _CLASSES.get(kind, ())) and is_bool == (kind == "boolean")


def is_whole(value: Any) -> bool:
    """Return whether a value is a float or a Decimal without a fraction."""
    return (
        isinstance(value, float | Decimal) and isfinite(value) and value == int(value)
    )


def _equal(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
