"""Match the members of `allOf`, `oneOf` and `anyOf`, and not by their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..sides import Spot, canonical
from .layers import Layers, flattened, kinds
from .meaning import content, meaning

_MOST_COMPARED = 60
"""The largest number of members that are compared with each other."""


class Matches(NamedTuple):
    """Members that are versions of each other, and members that match nothing."""

    pairs: list[tuple[Spot, Spot]]
    old: list[Spot]
    new: list[Spot]


def matched(
    old: list[Spot], new: list[Spot], keys: Callable[[Spot], str | None] | None = None
) -> Matches:
    """Match schemas by reference, content, title or discriminator.

    Args:
        old, new: the schemas.
        keys: returns the value by which a discriminator selects a schema.
    """
    found = Matches([], old, new)
    for identify in (_reference, _text, meaning, _title, content, keys):
        if identify is not None:
            found = _matched_by(identify, found)
    return found


def _matched_by(identify: Callable[[Spot], Any], found: Matches) -> Matches:
    left: dict[Any, list[Spot]] = {}
    for each in found.new:
        if (key := identify(each)) is not None:
            left.setdefault(key, []).append(each)
    pairs, rest = list(found.pairs), []
    for each in found.old:
        candidates = left.get(identify(each)) or []
        # If both documents have both components, one replaced the other.
        if not candidates or not _may_be_versions(each, candidates[0]):
            rest.append(each)
        else:
            pairs.append((each, candidates.pop(0)))
    return Matches(pairs, rest, _without(found.new, (new for _, new in pairs)))


def _without(spots: list[Spot], used: Iterable[Spot]) -> list[Spot]:
    numbers = {id(each.node) for each in used}
    return [each for each in spots if id(each.node) not in numbers]


def _are_distinct(old: Spot, new: Spot) -> bool:
    """Return whether two references are to components that both documents have."""
    before, after = old.get("$ref"), new.get("$ref")
    if not isinstance(before, str) or not isinstance(after, str) or before == after:
        return False
    return new.side_target(before) is not None and old.side_target(after) is not None


def _may_be_versions(old: Spot, new: Spot) -> bool:
    """Return whether names and titles allow that one schema became the other."""
    if _are_distinct(old, new):
        return False
    titles = _title(old), _title(new)
    are_named = _reference(old) is not None and _reference(new) is not None
    return None in titles or titles[0] == titles[1] or are_named


def _reference(spot: Spot) -> str | None:
    reference = spot.get("$ref")
    # Components may be in other places in the other version of OpenAPI.
    return reference.rpartition("/")[2] if isinstance(reference, str) else None


def _text(spot: Spot) -> str:
    return canonical(spot.resolved().node)


def _title(spot: Spot) -> str | None:
    title = spot.resolved().get("title")
    return title if isinstance(title, str) and title else None


def matched_by_likeness(found: Matches) -> Matches:
    """Match the members that are left, if they have most properties in common.

    Members with titles or names are not matched to those with others.
    """
    old, new = found.old, found.new
    pairs = list(found.pairs)
    if max(len(old), len(new)) <= _MOST_COMPARED:
        shapes = [[(each, _Shape.of(each)) for each in side] for side in (old, new)]
        scores = [
            (-likeness, number, other)
            for number, (first, before) in enumerate(shapes[0])
            for other, (second, after) in enumerate(shapes[1])
            if _may_match(first, second)
            and (likeness := before.likeness(after)) is not None
        ]
        used: tuple[set[int], set[int]] = (set(), set())
        for _, number, other in sorted(scores):
            if number not in used[0] and other not in used[1]:
                used[0].add(number)
                used[1].add(other)
                pairs.append((old[number], new[other]))
    rest = (
        _without(old, (first for first, _ in pairs)),
        _without(new, (second for _, second in pairs)),
    )
    return _matched_by_type(Matches(pairs, *rest))


def _may_match(old: Spot, new: Spot) -> bool:
    names = _reference(old), _reference(new)
    return None in names and _may_be_versions(old, new)


class _Shape(NamedTuple):
    """What a member of a choice looks like."""

    types: frozenset[str]
    names: frozenset[str]
    constants: dict[str, str]

    @classmethod
    def of(cls, spot: Spot) -> _Shape:
        """Return the shape of a schema."""
        layers = Layers(tuple(flattened(spot)))
        types = next((t for each in layers.own if (t := kinds(each))), frozenset())
        constants = {
            name: value
            for name, each in layers.properties.items()
            if (value := constant_of(each.resolved())) is not None
        }
        return cls(types - {"null"}, frozenset(layers.properties), constants)

    def likeness(self, other: _Shape) -> float | None:
        """Return how alike two shapes are; None if they are not."""
        shared = self.constants.keys() & other.constants.keys()
        if any(self.constants[name] != other.constants[name] for name in shared):
            return None
        both, common = self.names | other.names, self.names & other.names
        if not both or 2 * len(common) < len(both):
            return None
        return len(shared) + len(common) / len(both)


def constant_of(schema: Spot) -> str | None:
    """Return the only value that a schema allows, as text; None if there are more."""
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1:
        return str(values[0])
    constant = schema.get("const")
    return None if constant is None else str(constant)


def _matched_by_type(found: Matches) -> Matches:
    """Match inline members if they are the only ones that are left of their type."""
    shapes = [Counter(map(_type, side)) for side in (found.old, found.new)]
    candidates = {_type(each): each for each in found.new}
    pairs = list(found.pairs)
    for each in found.old:
        kind = _type(each)
        if kind is not None and shapes[0][kind] == shapes[1][kind] == 1:
            pairs.append((each, candidates[kind]))
    return Matches(
        pairs,
        _without(found.old, (first for first, _ in pairs)),
        _without(found.new, (second for _, second in pairs)),
    )


def _type(spot: Spot) -> Any:
    """Return the type of an inline member without a title; None for others."""
    if spot.get("$ref") is not None or spot.get("title") is not None:
        return None
    types = kinds(spot)
    return None if types is None else tuple(sorted(types - {"null"}))
