"""The raw tree of a file: objects and arrays that have locations in the file.

Each node stores its own location. Therefore, the locations stay correct when an overlay
moves a node into another tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import SourceLocation

Pointer = Sequence[str | int]
_NOWHERE = SourceLocation(file="?")


class SpecMap(dict[str, Any]):
    """An object of the tree, with the locations of the object and of its keys.

    Attributes:
        spellings: the source text of numbers that Python prints differently, such as
            1.10. The keys are the locations of the numbers, so that a member that was
            changed since has no source text.
    """

    __slots__ = ("location", "key_locations", "spellings")

    def __init__(self, location: SourceLocation) -> None:
        super().__init__()
        self.location = location
        self.key_locations: dict[str, SourceLocation] = {}
        self.spellings: dict[SourceLocation, str] = {}

    def put(self, key: str, value: Any, location: SourceLocation) -> None:
        """Set a member, and the location of its key."""
        self[key] = value
        self.key_locations[key] = location


class SpecList(list[Any]):
    """An array of the tree, with the locations of the array and of its items.

    Attributes:
        spellings: the source text of numbers, as in `SpecMap`.
    """

    __slots__ = ("location", "item_locations", "spellings")

    def __init__(self, location: SourceLocation) -> None:
        super().__init__()
        self.location = location
        self.item_locations: list[SourceLocation] = []
        self.spellings: dict[SourceLocation, str] = {}

    def put(self, value: Any, location: SourceLocation) -> None:
        """Append an item with its location."""
        self.append(value)
        self.item_locations.append(location)


def location_of(
    node: Any, key: str | int | None = None, unknown: SourceLocation | None = None
) -> SourceLocation:
    """Return the location of a node, or of one of its keys or items.

    If a key or an item has no location, the location of its value is returned, or else
    that of the node that contains it, or else `unknown`.
    """
    own: SourceLocation = getattr(node, "location", unknown or _NOWHERE)
    if isinstance(node, dict) and key in node:
        inside: SourceLocation = getattr(node[key], "location", own)
        known = node.key_locations if isinstance(node, SpecMap) else {}
        return known.get(str(key), inside)
    if isinstance(node, list) and isinstance(key, int) and 0 <= key < len(node):
        if isinstance(node, SpecList) and len(node.item_locations) == len(node):
            return node.item_locations[key]
        # In a changed array, only objects and arrays have a known location.
        return getattr(node[key], "location", own)
    return own


def spelling(holder: Any, key: str | int) -> str:
    """Return the text of a scalar as the file spells it, if the spelling is known."""
    value = holder[key]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(holder, SpecMap | SpecList):
        return holder.spellings.get(location_of(holder, key), text)
    return text


def location_at(tree: Any, pointer: Pointer, unknown: SourceLocation) -> SourceLocation:
    """Return the location at a pointer, or else of the nearest known ancestor."""
    node, found = tree, location_of(tree, None, unknown)
    for step in pointer:
        step = int(step) if isinstance(node, list) and str(step).isdigit() else step
        try:
            inside = node[step]
        except (KeyError, IndexError, TypeError):
            return found
        found, node = location_of(node, step, found), inside
    return found


def deep_copy(node: Any) -> Any:
    """Return a deep copy of a node, with the locations of all its parts."""
    return _copy(node, location_of(node)) if isinstance(node, (dict, list)) else node


def pick(node: Any, /, *names: str, **members: Any) -> SpecMap:
    """Return a new object with some members of a node; it has the node's location.

    Args:
        node: the node from which members are copied.
        names: the names of the members to copy, if present.
        members: the other members of the new object; they come first.
    """
    picked = SpecMap(location_of(node))
    picked.update(members)
    for name in names:
        if name in node:
            picked.put(name, node[name], location_of(node, name))
    return picked


def empty_copy(node: Any, near: SourceLocation | None = None) -> SpecMap:
    """Return an empty object with the locations of another node.

    Args:
        node: the other node.
        near: the location to use if the other node has none.
    """
    if not isinstance(node, SpecMap):
        return SpecMap(location_of(node, None, near))
    fresh = SpecMap(node.location)
    fresh.key_locations = node.key_locations.copy()
    fresh.spellings = node.spellings
    return fresh


def _copy(node: Any, near: SourceLocation) -> Any:
    if isinstance(node, dict):
        fresh = empty_copy(node, near)
        for key, value in node.items():
            is_leaf = not isinstance(value, (dict, list))
            fresh[key] = value if is_leaf else _copy(value, fresh.location)
        return fresh
    if isinstance(node, list):
        copied = SpecList(location_of(node, None, near))
        copied.item_locations = list(getattr(node, "item_locations", ()))
        copied.spellings = getattr(node, "spellings", {})
        for item in node:
            copied.append(_copy(item, copied.location))
        return copied
    return node
