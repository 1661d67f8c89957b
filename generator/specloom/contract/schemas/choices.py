"""Compare `oneOf` and `anyOf`, and discriminators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..pairs import Pair
from ..sides import Spot
from ..values import Words
from .layers import Layers, choices_of, kinds, matched
from .types import is_simple, types_of


def compare_choices(
    pair: Pair, old: Layers, new: Layers, compare: Callable[[Pair], None]
) -> None:
    """Compare the choices of two schemas, whatever their order.

    Args:
        pair: the pair that notes the differences.
        old, new: the schemas.
        compare: compares two schemas.
    """
    _compare_discriminators(pair, old, new)
    (word_before, before), (word_after, after) = choices_of(old), choices_of(new)
    if not before and not after:
        return
    word_before, before = choices_of(old, 1) if after else (word_before, before)
    word_after, after = choices_of(new, 1) if before else (word_after, after)
    if before and after:
        if word_before != word_after:
            is_wider = word_after == "anyOf"
            kind = "one-of-became-any-of" if is_wider else "any-of-became-one-of"
            pair.report(kind, word_after)
        pairs, gone, fresh = _match(before, after)
    elif after:
        pairs, gone, fresh = _match([pair.old], after)
        if not pairs and gone:
            pair.report("wrapped-in-choice", word_after)
            gone, fresh = [], []
        pairs = []
    else:
        pairs, gone, fresh = _match(before, [pair.new])
        if not pairs and fresh:
            pair.report("unwrapped-choice", word_before)
            gone, fresh = [], []
        pairs = []
    for first, second in pairs:
        pair.compare(compare, first, second, pair.aspect)
    if _are_simple(before) and _are_simple(after) and types_of(old) != types_of(new):
        return
    for spot in gone:
        pair.report("choice-removed", word_before or None, value=name_of(spot))
    for spot in fresh:
        pair.report("choice-added", word_after or None, value=name_of(spot))


def _are_simple(choices: list[Spot]) -> bool:
    return all(is_simple(each.resolved().node) for each in choices)


def _match(
    old: list[Spot], new: list[Spot]
) -> tuple[list[tuple[Spot, Spot]], list[Spot], list[Spot]]:
    """Match choices; those that are left match if only they have their type."""
    pairs, gone, fresh = matched(old, new)
    by_key: dict[Any, list[Spot]] = {}
    for each in fresh:
        by_key.setdefault(_shape(each), []).append(each)
    left: list[Spot] = []
    for each in gone:
        shape = _shape(each)
        same = [other for other in gone if _shape(other) == shape]
        if shape is not None and len(same) == 1 and len(by_key.get(shape, ())) == 1:
            pairs.append((each, by_key.pop(shape)[0]))
        else:
            left.append(each)
    used = {id(second.node) for _, second in pairs}
    return pairs, left, [each for each in fresh if id(each.node) not in used]


def _shape(spot: Spot) -> Any:
    """Return what identifies an inline choice without a title; None for others."""
    if spot.get("$ref") is not None or spot.get("title") is not None:
        return None
    types = kinds(spot)
    return None if types is None else tuple(sorted(types))


def name_of(spot: Spot) -> Words:
    """Return the name of a choice: that of its component, its title or its type."""
    reference = spot.get("$ref")
    if isinstance(reference, str):
        return Words(f"`{reference.rpartition('/')[2]}`")
    if isinstance(title := spot.get("title"), str) and title:
        return Words(f"`{title}`")
    types = kinds(spot)
    return Words(" or ".join(sorted(types)) if types else "a schema without a name")


def _compare_discriminators(pair: Pair, old: Layers, new: Layers) -> None:
    before, after = old.find("discriminator"), new.find("discriminator")
    names = [_property_of(each) for each in (before, after)]
    if names[0] != names[1]:
        if names[0] is None:
            pair.report("discriminator-added", "discriminator", after=names[1])
        elif names[1] is None:
            pair.report("discriminator-removed", "discriminator", before=names[0])
        else:
            values = {"before": names[0], "after": names[1]}
            pair.report("discriminator-changed", "discriminator", **values)
    if before is None or after is None:
        return
    maps = [each.members("mapping") for each in (before, after)]
    for key in sorted(maps[0].keys() | maps[1].keys()):
        first, second = (each.get(key) for each in maps)
        if first is None and second is not None:
            values = {"value": key, "after": second.node}
            pair.report("discriminator-mapping-added", "discriminator", **values)
        elif first is not None and second is None:
            values = {"value": key, "before": first.node}
            pair.report("discriminator-mapping-removed", "discriminator", **values)
        elif first is not None and second is not None and first.node != second.node:
            values = {"value": key, "before": first.node, "after": second.node}
            pair.report("discriminator-mapping-changed", "discriminator", **values)


def _property_of(discriminator: Spot | None) -> Any:
    if discriminator is None:
        return None
    if isinstance(discriminator.node, str):
        return discriminator.node
    return discriminator.get("propertyName")
