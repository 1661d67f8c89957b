"""Compare `oneOf` and `anyOf`, and discriminators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..pairs import Pair
from ..sides import Spot
from ..values import Words, shown
from .layers import Layers, choices_of, constants_of, flattened, kinds
from .matching import Matches, constant_of, matched, matched_by_likeness
from .meaning import meaning
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
    if not before:
        word_before, before = choices_of(old, 1)
    if not after:
        word_after, after = choices_of(new, 1)
    are_types = _are_simple(before) and _are_simple(after)
    if _are_values(old, before) and _are_values(new, after):
        return
    if not before or not after:
        if not are_types:
            kind = "choices-added" if after else "choices-removed"
            pair.report(kind, word_after or word_before)
        return
    if word_before != word_after:
        is_wider = word_after == "anyOf"
        kind = "one-of-became-any-of" if is_wider else "any-of-became-one-of"
        pair.report(kind, word_after)
    found = _matched(old, new, before, after)
    for first, second in found.pairs:
        pair.compare(compare, first, second, pair.aspect)
    if are_types and types_of(old) != types_of(new):
        return
    _report(pair, word_after, found)


def compare_wrapping(
    pair: Pair, old: Layers, new: Layers, compare: Callable[[Pair], None]
) -> bool:
    """Compare a schema with a choice that has it as a member, or the reverse.

    Args:
        pair: the pair that notes the differences.
        old, new: the schemas.
        compare: compares two schemas.

    Returns:
        whether the schemas are of this kind; then nothing else is to be compared.
    """
    (word_before, before), (word_after, after) = choices_of(old), choices_of(new)
    if bool(before) == bool(after) or _are_simple(before or after):
        return False
    if _are_values(old, before) and _are_values(new, after):
        return False
    if (old if word_before else new).own[0].node.keys() & _SHAPES:
        return False
    word = word_before or word_after
    before = before or choices_of(old, 1)[1] or [pair.old]
    after = after or choices_of(new, 1)[1] or [pair.new]
    found = matched(before, after)
    if not found.pairs:
        pair.report("wrapped-in-choice" if word_after else "unwrapped-choice", word)
    for first, second in found.pairs:
        pair.compare(compare, first, second, pair.aspect)
    if found.pairs:
        _report(pair, word, found)
    return True


_SHAPES = frozenset({"type", "properties", "items", "enum", "allOf"})
"""Keywords of a schema that is more than a choice."""


def _matched(
    old: Layers, new: Layers, before: list[Spot], after: list[Spot]
) -> Matches:
    """Match choices, also by the values of their discriminators."""
    keys = {**_keys(old), **_keys(new)}

    def key_of(choice: Spot) -> str | None:
        return keys.get((id(choice.side), str(choice.get("$ref"))))

    return matched_by_likeness(matched(before, after, key_of))


def _keys(layers: Layers) -> dict[tuple[int, str], str]:
    """Return the values of a discriminator by the references that they select."""
    found = layers.find("discriminator")
    mapping = {} if found is None else found.members("mapping")
    side = id(layers.own[0].side)
    return {(side, str(each.node)): key for key, each in sorted(mapping.items())}


def _report(pair: Pair, word: str, found: Matches) -> None:
    for spot in found.old:
        pair.report("choice-removed", word, value=name_of(spot), **_content(spot))
    for spot in found.new:
        pair.report("choice-added", word, value=name_of(spot), **_content(spot))


def _are_values(layers: Layers, choices: list[Spot]) -> bool:
    """Return whether a schema is a list of values, in any form."""
    return bool(constants_of(choices) or (len(choices) < 2 and layers.get("enum")))


def _are_simple(choices: list[Spot]) -> bool:
    return all(is_simple(each.resolved().node) for each in choices)


def _content(spot: Spot) -> dict[str, str]:
    """Return what distinguishes choices without a name."""
    is_named = spot.get("$ref") is not None or spot.get("title") is not None
    return {} if is_named else {"content": meaning(spot).strip()[:12]}


def name_of(spot: Spot) -> Words:
    """Return the name of a choice: of its component, its title, or what it has."""
    reference = spot.get("$ref")
    if isinstance(reference, str):
        return Words(f"`{reference.rpartition('/')[2]}`")
    if isinstance(title := spot.get("title"), str) and title:
        return Words(f"`{title}`")
    layers = Layers(tuple(flattened(spot)))
    types = next((t for each in layers.own if (t := kinds(each))), None)
    noun = " or ".join(sorted(types)) if types else "a schema without a name"
    properties = layers.properties
    for name in sorted(properties):
        if (value := constant_of(properties[name].resolved())) is not None:
            return Words(f"an object with `{name}` {shown(value)}")
    if properties:
        names = ", ".join(f"`{name}`" for name in sorted(properties)[:3])
        return Words(f"an object with {names}")
    return Words(noun)


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
        elif first is not None and second is not None and _differ(first, second):
            values = {"value": key, "before": first.node, "after": second.node}
            pair.report("discriminator-mapping-changed", "discriminator", **values)


def _differ(old: Spot, new: Spot) -> bool:
    """Return whether a value selects another schema, and not only another name."""
    if old.node == new.node:
        return False
    targets = [each.side_target(str(each.node)) for each in (old, new)]
    if targets[0] is None or targets[1] is None:
        return True
    return meaning(targets[0]) != meaning(targets[1])


def _property_of(discriminator: Spot | None) -> Any:
    if discriminator is None:
        return None
    if isinstance(discriminator.node, str):
        return discriminator.node
    return discriminator.get("propertyName")
