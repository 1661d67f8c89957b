"""Find schemas for which no value is valid, because keywords contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import ceil, floor
from typing import Any, Final

from ...document import (
    COMPOSING,
    Kinds,
    ValueKinds,
    is_never,
    kind_of,
    matches,
    schema_name,
    types_of,
)

_SIZES: Final = {
    "Length": "string",
    "Items": "array",
    "Properties": "object",
    "Contains": "array",
}
"""The endings of keywords such as `minLength`, and the type that each limits."""
_NUMBERS: Final = frozenset({"integer", "number"})
_COMBINED: Final = COMPOSING.union(
    ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "required"),
    (f"{word}{of}" for of in _SIZES for word in ("min", "max")),
)
"""Keywords that can contradict each other."""
_CONTRADICTABLE: Final = _COMBINED | {"enum", "const"}
"""Keywords without one of which no schema has a contradiction."""


def contradiction(node: Any, kinds: ValueKinds) -> str:
    """Return the reason for which no value is valid for a schema; "" if some are.

    Args:
        node: the schema in normal form, not a part of a larger schema.
        kinds: the types of the components' values.
    """
    if is_never(node):
        return "it excludes every value"
    if node.keys().isdisjoint(_CONTRADICTABLE):
        return ""
    types = kinds.of(node) if node.keys() & _COMBINED else None
    if types == frozenset():
        return "its types exclude each other"
    if why := _values(node):
        return why
    parts = [node, *(node.get("allOf") or ())]
    parts = [each for each in parts if isinstance(each, dict)]
    return next(_of_parts(node, parts, types - {"null"}, kinds), "") if types else ""


def _values(node: Any) -> str:
    """Return the reason for which the other keywords allow no listed value, or ""."""
    types, values = types_of(node), node.get("enum", ())
    values = [node["const"]] if "const" in node else values
    if not values:
        return ""
    kinds = {*types, *(("integer",) if "number" in types else ())}
    kinds |= {"number"} if "integer" in types else set()
    is_checked = types and "string" not in types and kinds != {"null"}
    if is_checked and not any(kind_of(each) in kinds for each in values):
        return "its values are of another type"
    if not any(_is_within(node, each) for each in values):
        return "its limits exclude its values"
    return ""


def _is_within(node: Any, value: Any) -> bool:
    """Return whether a value is within the bounds of a schema."""
    if isinstance(value, str):
        pattern = node.get("pattern")
        is_long = _size(node, "minLength", 0) <= len(value)
        is_short = len(value) <= _size(node, "maxLength", len(value))
        return is_long and is_short and matches(pattern, value)
    if kind_of(value) not in _NUMBERS:
        return True
    low, high = _bounds([node, {"minimum": value, "maximum": value}], whole=False)
    return bool(low <= high)


def _of_parts(
    node: Any, parts: Sequence[Any], types: Kinds, kinds: ValueKinds
) -> Iterator[str]:
    """Yield the reasons for which no value is valid for all parts of a schema."""
    if types and types <= _NUMBERS:
        low, high = _bounds(parts, whole="number" not in types)
        if low > high:
            yield "its limits exclude each other"
    for of, kind in _SIZES.items():
        if types != {kind}:
            continue
        least = max((_size(each, f"min{of}", 0) for each in parts), default=0)
        most = min((_size(each, f"max{of}", least) for each in parts), default=least)
        if least > most:
            yield "its limits exclude each other"
    if (
        types == {"array"}
        and _size(node, "minItems", 0) > len(node.get("prefixItems", ()))
        and is_never(node.get("items"))
    ):
        yield "it requires items and allows none"
    if types == {"object"}:
        yield from _of_properties(node, parts, kinds)


def _bounds(parts: Sequence[Any], *, whole: bool) -> tuple[Any, Any]:
    """Return the lowest and the highest number that all given schemas allow.

    Each bound is a pair of a number and an offset, so that bounds can be compared. The
    offset of an exclusive bound is 1 for a lower bound, and -1 for an upper bound.

    Args:
        parts: the schemas.
        whole: whether only integers are allowed.
    """
    low: tuple[Any, int] = (Decimal("-Infinity"), 0)
    high: tuple[Any, int] = (Decimal("Infinity"), 0)
    for each in parts:
        for word, rounded, beyond in (
            ("minimum", ceil, 0),
            ("exclusiveMinimum", floor, 1),
        ):
            if (value := _number(each.get(word))) is not None:
                found = (rounded(value) + beyond, 0) if whole else (value, beyond)
                low = max(low, found)
        for word, rounded, beyond in (
            ("maximum", floor, 0),
            ("exclusiveMaximum", ceil, 1),
        ):
            if (value := _number(each.get(word))) is not None:
                found = (rounded(value) - beyond, 0) if whole else (value, -beyond)
                high = min(high, found)
    return low, high


def _number(value: Any) -> Decimal | None:
    """Return a number as an exact Decimal; None for any other value."""
    is_number = isinstance(value, int | float | Decimal) and kind_of(value) in _NUMBERS
    found = Decimal(str(value)) if is_number else None
    return found if found is not None and found.is_finite() else None


def _size(node: Any, word: str, default: int) -> int:
    value = node.get(word)
    return value if type(value) is int else default


def _of_properties(node: Any, parts: Sequence[Any], kinds: ValueKinds) -> Iterator[str]:
    """Yield each reason why no value is valid for one of the properties."""
    required = {name for each in parts for name in each.get("required") or ()}
    most = min(_size(each, "maxProperties", len(required)) for each in parts)
    if most < len(required):
        yield "it requires more properties than it allows"
    if len(parts) == 1 and not required:
        return  # No other keyword can contradict a single list of properties.
    declared: dict[str, list[Any]] = {}
    for each in parts:
        for name, schema in _properties(each, kinds).items():
            declared.setdefault(name, []).append(schema)
    is_closed = node.get("additionalProperties") is False
    is_alone = not node.keys() & {*COMPOSING, "patternProperties"}
    for name in sorted(required):
        if is_closed and is_alone and name not in declared:
            yield f"it requires {name} and does not allow it"
        if any(map(is_never, declared.get(name, ()))):
            yield f"it requires {name}, which has no value"
    for name, schemas in declared.items():
        if len(schemas) > 1 and kinds.of({"allOf": schemas}) == frozenset():
            yield f"the types of {name} exclude each other"


def _properties(node: Any, kinds: ValueKinds) -> Mapping[str, Any]:
    """Return the properties of a part, or of the component to which it refers."""
    if isinstance(reference := node.get("$ref"), str):
        node = kinds.schemas.get(schema_name(reference))
    found = node.get("properties") if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}
