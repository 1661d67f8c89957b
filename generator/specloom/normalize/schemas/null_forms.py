"""Replace the forms that null has in OpenAPI 3.0 by the type `null`."""

from __future__ import annotations

from typing import Any

from ...document import ValueKinds, kind_of, types_of

_NULL = {"type": "null"}


def normalize_null(node: Any, kinds: ValueKinds) -> None:
    """Replace `nullable`, and a null in an enum, by the type `null`.

    If a part of `allOf` contains only `nullable`, it applies to the whole schema.

    Args:
        node: the schema, whose parts are in normal form.
        kinds: the types of the components' values.
    """
    null = node.pop("nullable", False) is True
    values = node.get("enum")
    if isinstance(values, list) and None in values:
        null = True
        node["enum"] = [v for v in values if v is not None]
        if not node["enum"]:
            del node["enum"]
            node["type"] = "null"
    if null and node.get("type") != "null":
        _add_null(node, kinds)


def nullable_part(node: Any) -> bool:
    """Return whether a part of the schema's `allOf` contains only `nullable`."""
    parts = node.get("allOf")
    return isinstance(parts, list) and {"nullable": True} in parts


def _add_null(node: Any, kinds: ValueKinds) -> None:
    """Allow null in a schema and in each keyword that would otherwise exclude null."""
    for word in ("anyOf", "oneOf"):
        choices = node.get(word)
        if choices and not any("null" in types_of(each) for each in choices):
            node[word] = [*choices, dict(_NULL)]
    if "type" in node:
        node["type"] = list(dict.fromkeys([*types_of(node), "null"]))
    elif "enum" in node or "const" in node:
        values = node["enum"] if "enum" in node else [node["const"]]
        node["type"] = list(dict.fromkeys([*map(kind_of, values), "null"]))
    elif node.keys() & {"anyOf", "oneOf"} and "properties" not in node:
        pass
    elif "$ref" in node and "properties" not in node:
        node["anyOf"] = [{"$ref": node.pop("$ref")}, dict(_NULL)]
    elif len(node.get("allOf", ())) == 1 and "properties" not in node:
        node["anyOf"] = [*node.pop("allOf"), dict(_NULL)]
    elif found := kinds.of(node):
        implied = {"null", "integer"} if "number" in found else {"null"}
        node["type"] = [*sorted(found - implied), "null"]


def without_null(kinds: list[str]) -> str | list[str]:
    """Return the types of a schema except `null`; a single type becomes a string."""
    others = [kind for kind in kinds if kind != "null"]
    return others[0] if len(others) == 1 else others
