"""Compare the limits of values: bounds, lengths, patterns and defaults."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..pairs import Pair
from ..sides import canonical
from .layers import Layers
from .types import is_limited

_COUNTS = {
    "maxLength": "max-length",
    "minLength": "min-length",
    "maxItems": "max-items",
    "minItems": "min-items",
    "maxProperties": "max-properties",
    "minProperties": "min-properties",
    "maxContains": "max-contains",
    "minContains": "min-contains",
}
_IMPLIED = {"minLength": 0, "minItems": 0, "minProperties": 0}
"""Limits that say nothing."""
_GENERAL = frozenset({".*", "^.*$", "^.*", ".*$", "", "^", "$"})
"""Patterns that every text matches."""


def compare_limits(pair: Pair, old: Layers, new: Layers) -> None:
    """Compare bounds, lengths, patterns and defaults."""
    for key, name in _COUNTS.items():
        # If a body contradicts itself, the stricter reading counts.
        is_text = pair.aspect.is_text
        if is_text and not (is_limited(old, key) and is_limited(new, key)):
            continue
        before, after = (_count(each, key) for each in (old, new))
        _compare_bounds(pair, name, key, before, after)
    for name, key, sign in (("maximum", "maximum", 1), ("minimum", "minimum", -1)):
        before, after = (_bound(each, key, sign) for each in (old, new))
        _compare_bounds(pair, name, key, before, after)
    _compare_multiples(pair, old, new)
    _compare_uniqueness(pair, old, new)
    _compare_patterns(pair, old, new)
    _compare_defaults(pair, old, new)


def number(value: Any) -> Fraction | None:
    """Return a number exactly; None if the value is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        return Fraction(value)
    except (OverflowError, ValueError):
        return None


Limit = tuple[Fraction, int]
"""A limit: the number, and -1 or 1 if the number itself is excluded, otherwise 0."""


def _count(layers: Layers, key: str) -> tuple[Limit, Any] | None:
    value = layers.get(key)
    exact = number(value)
    if exact is None or _IMPLIED.get(key) == exact:
        return None
    return (exact, 0), value


def _bound(layers: Layers, key: str, sign: int) -> tuple[Limit, Any] | None:
    """Return a bound in the form of any version: the exclusive one, or the other."""
    value = layers.get(key)
    exclusive = layers.get("exclusive" + key.title())
    exact, strict = number(value), number(exclusive)
    found: list[tuple[Limit, Any]] = []
    if exact is not None:
        found.append(((exact, -sign if exclusive is True else 0), value))
    if strict is not None:
        found.append(((strict, -sign), exclusive))
    if not found:
        return None
    return min(found, key=lambda each: (sign * each[0][0], sign * each[0][1]))


def _compare_bounds(
    pair: Pair,
    name: str,
    key: str,
    old: tuple[Limit, Any] | None,
    new: tuple[Limit, Any] | None,
) -> None:
    if old is None and new is not None:
        pair.report(f"{name}-set", key, after=new[1])
    elif old is not None and new is None:
        pair.report(f"{name}-removed", key, before=old[1])
    elif old is not None and new is not None and old[0] != new[0]:
        verb = "increased" if new[0] > old[0] else "decreased"
        pair.report(f"{name}-{verb}", key, before=old[1], after=new[1])


def _compare_multiples(pair: Pair, old: Layers, new: Layers) -> None:
    key = "multipleOf"
    before, after = number(old.get(key)), number(new.get(key))
    values = {"before": old.get(key), "after": new.get(key)}
    if before == after:
        return
    if not before:
        pair.report("multiple-of-set", key, after=values["after"])
    elif not after:
        pair.report("multiple-of-removed", key, before=values["before"])
    elif (before / after).denominator == 1:
        pair.report("multiple-of-widened", key, **values)
    elif (after / before).denominator == 1:
        pair.report("multiple-of-narrowed", key, **values)
    else:
        pair.report("multiple-of-changed", key, **values)


def _compare_uniqueness(pair: Pair, old: Layers, new: Layers) -> None:
    before, after = (each.get("uniqueItems") is True for each in (old, new))
    if before != after:
        kind = "unique-items-set" if after else "unique-items-removed"
        pair.report(kind, "uniqueItems")


def _compare_patterns(pair: Pair, old: Layers, new: Layers) -> None:
    patterns = (each.get("pattern") or None for each in (old, new))
    before, after = (
        each if isinstance(each, str) and each not in _GENERAL else None
        for each in patterns
    )
    raw = {"before": old.get("pattern") or None, "after": new.get("pattern") or None}
    if before == after:
        return
    if before is None and raw["before"] is None:
        pair.report("pattern-added", "pattern", after=after)
    elif before is None:
        pair.report("pattern-changed", "pattern", **raw)
    elif after is None and raw["after"] is not None:
        pair.report("pattern-widened", "pattern", **raw)
    elif after is None:
        pair.report("pattern-removed", "pattern", before=before)
    else:
        pair.report("pattern-changed", "pattern", **raw)


def _compare_defaults(pair: Pair, old: Layers, new: Layers) -> None:
    before, after = old.find("default"), new.find("default")
    if before is None and after is not None:
        pair.report("default-value-added", "default", after=after.node)
    elif after is None and before is not None:
        pair.report("default-value-removed", "default", before=before.node)
    elif before and after and canonical(before.node) != canonical(after.node):
        values = {"before": before.node, "after": after.node}
        pair.report("default-value-changed", "default", **values)
