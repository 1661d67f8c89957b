"""Find the items of an array that an overlay can keep when the array changes.

An overlay removes items, changes items at their place, and appends items. Therefore,
the items that stay are the first items of the new array, in the same order.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

from .effects import node_kind
from .equal_values import EqualValues

_IDENTIFYING = (
    ("name", "in"),
    ("$ref",),
    ("name",),
    ("operationId",),
    ("url",),
    ("id",),
    ("title",),
)
"""The members that identify an item among others; the first ones present are used."""
_LONGEST = 100
"""The maximum length of a value that identifies an item, in characters."""


def identity(item: Any) -> dict[str, str]:
    """Return the members that identify an item; empty if there are none.

    The name "" stands for the item itself.
    """
    if isinstance(item, str):
        return {"": item} if len(item) <= _LONGEST else {}
    if not isinstance(item, dict):
        return {}
    for names in _IDENTIFYING:
        values = {name: item.get(name) for name in names}
        texts = {n: v for n, v in values.items() if isinstance(v, str)}
        if len(texts) == len(names) and max(map(len, texts.values())) <= _LONGEST:
            return texts
    return {}


def unique_identities(*arrays: Sequence[Any]) -> list[dict[str, str]]:
    """Return the identity of each item of the first array that no other item has.

    The identity of an item that it shares in any of the arrays is empty. Items are
    compared by the identifying members, whether or not they have others.
    """
    shared: set[tuple[tuple[str, str], ...]] = set()
    for array in arrays:
        counts: Counter[tuple[tuple[str, str], ...]] = Counter()
        for item in array:
            counts.update(_possible(item))
        shared |= {each for each, count in counts.items() if count > 1}
    identities = map(identity, arrays[0])
    return [{} if tuple(each.items()) in shared else each for each in identities]


def _possible(item: Any) -> set[tuple[tuple[str, str], ...]]:
    """Return all combinations of members by which an item could be selected."""
    if isinstance(item, str):
        return {(("", item),)}
    if not isinstance(item, dict):
        return set()
    possible = (
        tuple((name, item[name]) for name in names if name in item)
        for names in _IDENTIFYING
    )
    return {
        each
        for each, names in zip(possible, _IDENTIFYING, strict=True)
        if len(each) == len(names) and all(isinstance(v, str) for _, v in each)
    }


def kept_items(old: Sequence[Any], new: Sequence[Any], equal: EqualValues) -> list[int]:
    """Return the ascending indexes of the old items that stay.

    The item at the position `n` of the result becomes the item `n` of the new array.
    """
    olds = [equal.of(old, index) for index in range(len(old))]
    news = [equal.of(new, index) for index in range(len(new))]
    places: dict[Any, deque[int]] = {}
    for index, item in enumerate(old):
        places.setdefault(olds[index], deque()).append(index)
        if name := tuple(identity(item).items()):
            places.setdefault(name, deque()).append(index)
    wanted = Counter(news)
    kept: list[int] = []
    start = 0
    for index, item in enumerate(new):
        place = _first(places.get(news[index]), start)
        if place is None:
            # An old item that is needed unchanged later must not be changed here.
            name = tuple(identity(item).items())
            candidates = (_first(places.get(name), start), start)
            for each in candidates:
                if each is None or each >= len(old) or wanted[olds[each]]:
                    continue
                if node_kind(old[each]) == node_kind(item):
                    place = each
                    break
        if place is None:
            break
        wanted[news[index]] -= 1
        kept.append(place)
        start = place + 1
    return kept


def _first(places: deque[int] | None, start: int) -> int | None:
    """Return the first place at or after a start; earlier places are dropped."""
    while places and places[0] < start:
        places.popleft()
    return places[0] if places else None
