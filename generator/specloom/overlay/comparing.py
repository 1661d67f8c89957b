"""Find the actions of an overlay that turn one document into another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specloom_runtime.core.deep_stack import on_deep_stack

from ..errors import SpecError
from ..load import Document
from ..messages import Message
from . import json_paths
from .aligned_items import identity, kept_items, unique_identities
from .effects import node_kind
from .equal_values import EqualValues, exact, exact_copy

_MOST_FILTERS = 10
"""The maximum number of filters in one target; indexes are used for more items."""
_LONGEST_FILTERED = 200
"""The maximum length of an array whose items are selected with filters.

A filter visits all items. For many changed items, the time would grow quadratically.
"""


@on_deep_stack
def compare_documents(
    old: Document, new: Document, *, keep_order: bool = False
) -> list[dict[str, Any]]:
    """Return the actions that turn one document into the other; none if both are equal.

    The actions are those of Overlay 1.1. Members that are new come last in their
    object, in the order of the new document, because an overlay appends them.

    Args:
        old: the document to which the actions apply.
        new: the document that results.
        keep_order: whether members are removed and added again where that is necessary
            for the order of the new document.

    Raises:
        SpecError: the roots are of different kinds, or are not objects or arrays.
    """
    kinds = node_kind(old.data), node_kind(new.data)
    if kinds[0] != kinds[1] or not isinstance(old.data, dict | list):
        message = Message.DIFFERENT_ROOTS(old=kinds[0], new=kinds[1])
        raise SpecError.at(new.location([]), message)
    comparison = _Comparison(old.data, new.data, keep_order)
    return [*comparison.actions(json_paths.ROOT, old.data, new.data)]


class _Comparison:
    """The comparison of two trees."""

    def __init__(self, old: Any, new: Any, keep_order: bool) -> None:
        self._keep_order = keep_order
        self._equal = EqualValues(ordered=keep_order)
        self._equal.add(old)
        self._equal.add(new)

    def actions(self, path: str, old: Any, new: Any) -> Iterator[dict[str, Any]]:
        """Yield the actions for two objects, or two arrays, at a path."""
        if self._equal.is_same(old, new):
            return
        if isinstance(old, dict):
            yield from self._object(path, old, new)
        else:
            yield from self._array(path, old, new)

    def _object(self, path: str, old: Any, new: Any) -> Iterator[dict[str, Any]]:
        kept = {
            key
            for key in new
            if key in old and node_kind(old[key]) == node_kind(new[key])
        }
        if self._keep_order:
            kept &= {*_ordered_start(old, new, kept)}
        removed = [key for key in old if key not in kept]
        if removed and kept:
            yield _removal(path + json_paths.members(removed))
        elif removed:
            yield _removal(path + json_paths.ALL)
        update = {
            key: exact_copy(exact(new, key))
            for key in new
            if key not in kept or self._is_other_scalar(old, new, key)
        }
        if update:
            yield {"target": path, "update": update}
        for key in new:
            if key in kept and isinstance(new[key], dict | list):
                yield from self.actions(
                    path + json_paths.member(key), old[key], new[key]
                )

    def _is_other_scalar(self, old: Any, new: Any, key: str) -> bool:
        is_scalar = not isinstance(new[key], dict | list)
        return is_scalar and self._equal.of(old, key) != self._equal.of(new, key)

    def _array(self, path: str, old: Any, new: Any) -> Iterator[dict[str, Any]]:
        kept = kept_items(old, new, self._equal)
        if len(kept) < len(old):
            yield _removal(path + _selected(old, {*kept}))
        start = new[: len(kept)]
        identities = unique_identities([old[index] for index in kept], start)
        for place, index in enumerate(kept):
            if self._equal.of(old, index) == self._equal.of(new, place):
                continue
            if isinstance(new[place], dict | list):
                is_short = len(kept) <= _LONGEST_FILTERED
                values = identities[place] if is_short else {}
                selector = self._selector(values, new[place]) or place
                inside = f"{path}[{selector}]"
                yield from self.actions(inside, old[index], new[place])
            else:
                yield {"target": f"{path}[{place}]", "update": exact(new, place)}
        if added := [exact_copy(exact(new, i)) for i in range(len(kept), len(new))]:
            yield {"target": path, "update": added}

    def _selector(self, values: dict[str, str], new: Any) -> str:
        """Return a selector for an item that is changed; "" if none is reliable.

        Several actions may change the item, and each of them must select it. To keep
        the order, an action may remove the identifying member for a while.
        """
        is_reliable = values and values == identity(new) and not self._keep_order
        return json_paths.matching(values) if is_reliable else ""


def _removal(target: str) -> dict[str, Any]:
    return {"target": target, "remove": True}


def _ordered_start(old: Any, new: Any, kept: set[str]) -> Iterable[str]:
    """Yield the first members of the new object that the old one has in this order."""
    places = {key: place for place, key in enumerate(old)}
    last = -1
    for key in new:
        if key not in kept or places[key] < last:
            return
        last = places[key]
        yield key


def _selected(old: Any, kept: set[int]) -> str:
    """Return the segment for all items of an array but those that are kept."""
    if not kept:
        return json_paths.ALL
    removed = [index for index in range(len(old)) if index not in kept]
    selectors = json_paths.items(removed, len(old))
    if len(removed) <= _MOST_FILTERS:
        identities = unique_identities(old)
        names = [identities[index] for index in removed]
        if all(names):
            selectors = [json_paths.matching(each) for each in names]
    return f"[{', '.join(selectors)}]"
