"""Compare the types, formats, enumerations and constants of schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...document import implied_kind
from ..pairs import Pair
from ..sides import Spot, canonical
from ..values import Words
from .layers import (
    Layers,
    choices_of,
    constants_of,
    is_marked_nullable,
    kinds,
)

Types = frozenset[str] | None
"""Types without null; None for any type."""

_WIDER_FORMATS = {("int32", "int64"), ("float", "double"), ("date", "date-time")}
"""Formats of which the second has every value of the first."""
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_TEXT = frozenset({"string"})
_ARRAY = frozenset({"array"})


def compare_types(pair: Pair, old: Layers, new: Layers) -> bool:
    """Compare types, null, formats, enumerations and constants.

    Returns:
        whether some values can be valid for both; if not, what the schemas say about
        their values need not be compared.
    """
    if not _compare_kinds(pair, old, new):
        return False
    _compare_enums(pair, old, new)
    _compare_constants(pair, old, new)
    _compare_known_values(pair, old, new)
    return True


_FOR_TYPES = {
    "maxLength": "string",
    "minLength": "string",
    "pattern": "string",
    "maximum": "number",
    "minimum": "number",
    "multipleOf": "number",
    "maxItems": "array",
    "minItems": "array",
    "uniqueItems": "array",
    "maxContains": "array",
    "minContains": "array",
    "maxProperties": "object",
    "minProperties": "object",
}
"""The type whose values a keyword limits; it says nothing about other values."""


def is_limited(layers: Layers, key: str) -> bool:
    """Return whether a schema allows values that a keyword can limit."""
    types = types_of(layers)
    kind = _FOR_TYPES.get(key)
    if types is None or kind is None or kind in types:
        return True
    return kind == "number" and "integer" in types


def types_of(layers: Layers) -> Types:
    """Return the types that all schemas allow, without null; None for any type."""
    own = _types_of(layers.own)
    # A schema that says its type itself need not be searched further.
    return _types_of(layers.all) if own is None and layers.inherited else own


def _types_of(layers: Iterable[Spot]) -> Types:
    found: Types = None
    for each in layers:
        declared = kinds(each)
        if declared is None:
            declared = _simple_choices(each_layers := Layers((each,)))
            if declared is None and choices_of(each_layers)[0]:
                continue
        if declared is None:
            continue
        declared -= {"null"}
        found = declared if found is None else frozenset(_common(found, declared))
    return found


def _common(first: frozenset[str], second: frozenset[str]) -> Iterable[str]:
    for each in first | second:
        is_first = each in first or (each == "integer" and "number" in first)
        is_second = each in second or (each == "integer" and "number" in second)
        if is_first and is_second:
            yield each


def _simple_choices(layers: Layers) -> Types:
    """Return the types of choices that say nothing but types."""
    _, choices = choices_of(layers)
    found: set[str] = set()
    for each in choices:
        target = each.resolved()
        if not is_simple(target.node):
            return None
        found |= kinds(target) or set()
    return frozenset(found) if found else None


def is_simple(schema: Any) -> bool:
    """Return whether a schema says nothing but a type."""
    words = {"type", "title", "description"}
    return isinstance(schema, dict) and "type" in schema and schema.keys() <= words


def is_nullable(layers: Layers) -> bool:
    """Return whether a schema says that a value may be null."""
    is_known = not layers.inherited or _types_of(layers.own) is not None
    if not any(map(is_marked_nullable, layers.own if is_known else layers.all)):
        return False
    values, declared = layers.get("enum"), layers.get("type")
    # Since OpenAPI 3.1, an enumeration without null excludes it.
    return not (
        isinstance(values, list) and isinstance(declared, list) and None not in values
    )


def covers(wide: Types, narrow: Types) -> bool:
    """Return whether each value of some types is also a value of other types."""
    if wide is None:
        return True
    if narrow is None:
        return False
    return narrow <= (wide | ({"integer"} if "number" in wide else set()))


def _compare_kinds(pair: Pair, old: Layers, new: Layers) -> bool:
    """Compare types, formats and null; return whether other keywords are comparable."""
    before, after = types_of(old), types_of(new)
    is_null_relevant = before is not None and after is not None
    nulls = is_nullable(old), is_nullable(new)
    if before is None and not nulls[1] and after == _implied(old):
        before = after
    elif after is None and not nulls[0] and before == _implied(new):
        after = before
    if before != after:
        values = {"before": _words(before, nulls[0]), "after": _words(after, nulls[1])}
        pair.report(_kind(pair, old, new, before, after), "type", **values)
    if nulls[0] != nulls[1] and is_null_relevant:
        pair.report("became-nullable" if nulls[1] else "became-not-nullable", "type")
    if before == after or (before and after and covers(before, after)):
        _compare_formats(pair, old, new)
    return before == after or covers(before, after) or covers(after, before)


def _implied(layers: Layers) -> Types:
    """Return the type that keywords such as `properties` imply; None for none."""
    for each in layers.all:
        if (implied := implied_kind(each.node)) is not None:
            return frozenset({implied})
    return None


def _words(types: Types, is_nullable: bool) -> Words:
    if types is None:
        return Words("of any type")
    names = sorted(types) + (["null"] if is_nullable else [])
    if not names:
        return Words("without any value")
    return Words(" or ".join(names))


def _kind(pair: Pair, old: Layers, new: Layers, before: Types, after: Types) -> str:
    """Return the kind of a change of types."""
    if covers(after, before):
        return "type-widened"
    if covers(before, after):
        return "type-narrowed"
    if pair.aspect.where == "parameter-property" and after == _TEXT:
        return "type-became-text"
    if not pair.aspect.is_text:
        return "type-changed"
    return _text_kind(pair, old, new, before, after)


def _text_kind(
    pair: Pair, old: Layers, new: Layers, before: Types, after: Types
) -> str:
    """Return the kind of a change of types, where all values are sent as text."""
    is_list = pair.aspect.is_list_text
    is_body = pair.aspect.where == "body"
    if after == _TEXT:
        plain = before is not None and (before <= _SCALARS or is_list or is_body)
        return "type-widened" if plain else "type-changed"
    if before == _TEXT and after is not None and (after <= _SCALARS or is_body):
        return "type-narrowed"
    if is_list and after == _ARRAY and before is not None and before <= _SCALARS:
        return "type-widened" if _takes_one(new, before) else "type-changed"
    return "type-changed"


def _takes_one(new: Layers, types: frozenset[str]) -> bool:
    """Return whether an array may have one item of some types."""
    limits = ("minItems", "maxItems", "uniqueItems", "enum", "const", "contains")
    if any(isinstance(new.get(key), int) and new.get(key) > 1 for key in limits[:1]):
        return False
    items = new.find("items")
    if items is None:
        return True
    item = Layers((items.resolved(),))
    inside = types_of(item)
    narrowing = ("enum", "const", "pattern", "maxLength", "minLength", "format")
    if any(item.get(key) is not None for key in narrowing):
        return False
    return covers(inside, types) or inside == _TEXT


def _compare_formats(pair: Pair, old: Layers, new: Layers) -> None:
    before, after = (
        "binary" if each.get("type") == "file" else _string(each.get("format"))
        for each in (old, new)
    )
    if before == after:
        return
    values = {"before": _format(before), "after": _format(after)}
    if before is None:
        kind = "type-narrowed"
    elif after is None or (before, after) in _WIDER_FORMATS:
        kind = "type-widened"
    else:
        is_narrower = (after, before) in _WIDER_FORMATS
        kind = "type-narrowed" if is_narrower else "type-changed"
    pair.report(kind, "format", **values)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _format(name: Any) -> Words:
    return Words("of no special format" if name is None else f"of the format {name}")


def _values(layers: Layers) -> dict[str, Any] | None:
    """Return the values of an enumeration by their texts; None if there is none."""
    found = layers.get("enum")
    if not isinstance(found, list):
        found = constants_of(choices_of(layers)[1])
    if not found:
        return None
    return {canonical(value): value for value in found if value is not None}


def _compare_enums(pair: Pair, old: Layers, new: Layers) -> None:
    before, after = _values(old), _values(new)
    if before is None and after is None:
        return
    if before is None:
        if old.get("const") is None or canonical(old.get("const")) not in (after or {}):
            pair.report("became-enum", "enum", after=_sorted(after or {}))
    elif after is None:
        pair.report("enum-removed", "enum", before=_sorted(before))
    else:
        for text in before.keys() - after.keys():
            pair.report("enum-value-removed", "enum", value=before[text])
        for text in after.keys() - before.keys():
            pair.report("enum-value-added", "enum", value=after[text])


def _sorted(values: dict[str, Any]) -> list[Any]:
    """Return values in an order that does not depend on that in the document."""
    return [values[text] for text in sorted(values)]


def _compare_constants(pair: Pair, old: Layers, new: Layers) -> None:
    before, after = old.find("const"), new.find("const")
    if before is None and after is not None:
        if _values(old) is None or new.get("enum") is None:
            pair.report("const-added", "const", after=after.node)
    elif after is None and before is not None:
        pair.report("const-removed", "const", before=before.node)
    elif before and after and canonical(before.node) != canonical(after.node):
        values = {"before": before.node, "after": after.node}
        pair.report("const-changed", "const", **values)


def _compare_known_values(pair: Pair, old: Layers, new: Layers) -> None:
    """Compare enumerations that say of themselves that they are not complete."""
    key = "x-extensible-enum"
    lists = (each.get(key) for each in (old, new))
    before, after = (
        {canonical(v): v for v in each} if isinstance(each, list) else {}
        for each in lists
    )
    for text in before.keys() - after.keys():
        pair.report("known-value-removed", key, value=before[text])
    for text in after.keys() - before.keys():
        pair.report("known-value-added", key, value=after[text])
