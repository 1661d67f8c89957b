"""The raw tree: plain objects and arrays that know where they stood.

Places live on the nodes, not in a table of pointers, so that they stay right when an
overlay puts a node of one file into the tree of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..problems import Place

Pointer = Sequence[str | int]


class SpecMap(dict[str, Any]):
    """An object of the tree; `at` is its place, `keys_at` the place of each key."""

    __slots__ = ("at", "keys_at")

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at
        self.keys_at: dict[str, Place] = {}

    def put(self, key: str, value: Any, place: Place) -> None:
        """Sets a member and says where its key stands."""
        self[key] = value
        self.keys_at[key] = place


class SpecList(list[Any]):
    """An array of the tree; `items_at` has the place of each item as it was read."""

    __slots__ = ("at", "items_at")

    def __init__(self, at: Place) -> None:
        super().__init__()
        self.at = at
        self.items_at: list[Place] = []

    def put(self, value: Any, place: Place) -> None:
        """Appends an item and says where it stands."""
        self.append(value)
        self.items_at.append(place)


def place_of(
    node: Any, key: str | int | None = None, unknown: Place | None = None
) -> Place:
    """The place of a node, or of one of its keys or items.

    What has no place of its own has that of its value, else of the node it is in, else
    `unknown`.
    """
    own: Place = getattr(node, "at", unknown or Place(file="?"))
    if isinstance(node, dict) and key in node:
        inside: Place = getattr(node[key], "at", own)
        known = node.keys_at if isinstance(node, SpecMap) else {}
        return known.get(str(key), inside)
    if isinstance(node, list) and isinstance(key, int) and 0 <= key < len(node):
        if isinstance(node, SpecList) and len(node.items_at) == len(node):
            return node.items_at[key]
        # A changed array no longer knows its scalars, but its nodes know themselves.
        return getattr(node[key], "at", own)
    return own


def place_in(tree: Any, pointer: Pointer, unknown: Place) -> Place:
    """The place of a pointer's key or item in a tree, or of what is nearest above."""
    node, found = tree, place_of(tree, None, unknown)
    for step in pointer:
        step = int(step) if isinstance(node, list) and str(step).isdigit() else step
        try:
            inside = node[step]
        except (KeyError, IndexError, TypeError):
            return found
        found, node = place_of(node, step, found), inside
    return found


def copy_node(node: Any) -> Any:
    """A deep copy that keeps its places; plain objects and arrays gain them."""
    return _copy(node, place_of(node))


def _copy(node: Any, near: Place) -> Any:
    if isinstance(node, dict):
        fresh = SpecMap(place_of(node, None, near))
        fresh.keys_at = dict(getattr(node, "keys_at", {}))
        for key, value in node.items():
            fresh[key] = _copy(value, fresh.at)
        return fresh
    if isinstance(node, list):
        copied = SpecList(place_of(node, None, near))
        copied.items_at = list(getattr(node, "items_at", ()))
        for item in node:
            copied.append(_copy(item, copied.at))
        return copied
    return node
