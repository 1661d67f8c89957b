"""Compare what is inside arrays and open objects, and conditions of JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ..pairs import Pair
from ..sides import Spot
from .layers import Layers
from .properties import nested

Compare: TypeAlias = Callable[[Pair], None]

_CONDITIONS = {
    "contains": "contains",
    "propertyNames": "property-names",
    "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties",
    "not": "not",
    "if": "if",
    "then": "then",
    "else": "else",
}


def compare_conditions(pair: Pair, old: Layers, new: Layers, compare: Compare) -> None:
    """Compare items, additional properties, and conditions.

    Args:
        pair: the pair that notes the differences.
        old, new: the schemas.
        compare: compares two schemas.
    """
    _compare_items(pair, old, new, compare)
    _compare_prefix_items(pair, old, new, compare)
    _compare_additional(pair, old, new, compare)
    _compare_maps(pair, old, new, compare)
    _compare_dependent_required(pair, old, new)
    for key, name in _CONDITIONS.items():
        _compare_condition(pair, key, name, old.find(key), new.find(key))


def _compare_items(pair: Pair, old: Layers, new: Layers, compare: Compare) -> None:
    before, after = old.find("items"), new.find("items")
    if before is not None and after is not None:
        if not isinstance(before.node, list) and not isinstance(after.node, list):
            aspect = pair.aspect
            # The items of a parameter are sent as text, like a parameter.
            if aspect.where != "parameter":
                aspect = nested(aspect)
            pair.compare(compare, before, after, aspect._replace(is_list_text=False))
    elif after is not None and _is_array(old) and after.node not in (True, {}):
        pair.report("items-added", "items")
    elif before is not None and _is_array(new) and before.node not in (True, {}):
        pair.report("items-removed", "items")


def _is_array(layers: Layers) -> bool:
    declared = layers.get("type")
    return declared == "array" or (isinstance(declared, list) and "array" in declared)


def _compare_prefix_items(
    pair: Pair, old: Layers, new: Layers, compare: Compare
) -> None:
    before, after = (_list(each, "prefixItems") for each in (old, new))
    for first, second in zip(before, after, strict=False):
        pair.compare(compare, first, second, nested(pair.aspect))
    for number in range(len(before), len(after)):
        pair.report("prefix-items-added", "prefixItems", value=number + 1)
    for number in range(len(after), len(before)):
        pair.report("prefix-items-removed", "prefixItems", value=number + 1)


def _list(layers: Layers, key: str) -> list[Spot]:
    return next((found for each in layers.own if (found := each.items(key))), [])


def _compare_additional(pair: Pair, old: Layers, new: Layers, compare: Compare) -> None:
    key = "additionalProperties"
    before, after = old.find(key), new.find(key)
    states = [_openness(before), _openness(after)]
    if states == ["schema", "schema"] and before is not None and after is not None:
        pair.compare(compare, before, after, nested(pair.aspect))
    elif states[0] == states[1]:
        return
    elif "closed" in states:
        is_closed = states[1] == "closed"
        end = "forbidden" if is_closed else "allowed"
        pair.report(f"additional-properties-{end}", key)
    else:
        is_typed = states[1] == "schema"
        end = "typed" if is_typed else "untyped"
        pair.report(f"additional-properties-{end}", key)


def _openness(found: Spot | None) -> str:
    if found is None or not isinstance(found.node, dict | bool):
        return "open"
    if isinstance(found.node, bool):
        return "open" if found.node else "closed"
    return "schema" if found.node else "open"


def _members(layers: Layers, key: str) -> dict[str, Spot]:
    found: dict[str, Spot] = {}
    for each in layers.own:
        found = {**each.members(key), **found}
    return found


def _compare_maps(pair: Pair, old: Layers, new: Layers, compare: Compare) -> None:
    for key, name in (
        ("patternProperties", "pattern-property"),
        ("dependentSchemas", "dependent-schema"),
    ):
        before, after = _members(old, key), _members(new, key)
        for each in sorted(before.keys() - after.keys()):
            pair.report(f"{name}-removed", key, value=each)
        for each in sorted(after.keys() - before.keys()):
            pair.report(f"{name}-added", key, value=each)
        for each in sorted(before.keys() & after.keys()):
            pair.compare(compare, before[each], after[each], nested(pair.aspect))


def _compare_dependent_required(pair: Pair, old: Layers, new: Layers) -> None:
    key = "dependentRequired"
    before, after = _members(old, key), _members(new, key)
    for name in sorted(before.keys() | after.keys()):
        lists = (each[name].node if name in each else [] for each in (before, after))
        first, second = (
            (
                {each for each in names if isinstance(each, str)}
                if isinstance(names, list)
                else set()
            )
            for names in lists
        )
        values: dict[str, Any] = {"value": name}
        if added := sorted(second - first):
            pair.report("dependent-required-added", key, after=added, **values)
        if removed := sorted(first - second):
            pair.report("dependent-required-removed", key, before=removed, **values)


def _compare_condition(
    pair: Pair, key: str, name: str, old: Spot | None, new: Spot | None
) -> None:
    before, after = _effective(old), _effective(new)
    if before is None and after is None:
        return
    if key == "unevaluatedProperties" and (before, after) in _OPEN_CLOSED:
        end = "allowed" if after is None else "forbidden"
        pair.report(f"unevaluated-properties-{end}", key)
    elif before is None:
        pair.report(f"{name}-added", key)
    elif after is None:
        pair.report(f"{name}-removed", key)
    elif before != after:
        pair.report(f"{name}-changed", key)


_OPEN_CLOSED = ((None, False), (False, None))


def _effective(found: Spot | None) -> Any:
    """Return a condition; None if it holds for every value."""
    if found is None or found.node is True or found.node == {}:
        return None
    return found.node
