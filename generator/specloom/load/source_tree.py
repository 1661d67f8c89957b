"""The raw tree: plain objects and arrays with their locations in a file.

Each node has its location, instead of a table of pointers, so that locations stay
correct when an overlay puts a node of one file into the tree of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import SourceLocation

Pointer = Sequence[str | int]
_NOWHERE = SourceLocation(file="?")


class SpecMap(dict[str, Any]):
    """An object of the tree, with its location and those of its keys.

    Attributes:
        spellings: numbers that their file spells in another way than Python does, such
            as 1.10, by location: a changed member has another one.
    """

    __slots__ = ("location", "key_locations", "spellings")

    def __init__(self, location: SourceLocation) -> None:
        super().__init__()
        self.location = location
        self.key_locations: dict[str, SourceLocation] = {}
        self.spellings: dict[SourceLocation, str] = {}

    def put(self, key: str, value: Any, location: SourceLocation) -> None:
        """Set a member and the location of its key."""
        self[key] = value
        self.key_locations[key] = location


class SpecList(list[Any]):
    """An array of the tree, with its location and those of the items read.

    Attributes:
        spellings: like those of an object.
    """

    __slots__ = ("location", "item_locations", "spellings")

    def __init__(self, location: SourceLocation) -> None:
        super().__init__()
        self.location = location
        self.item_locations: list[SourceLocation] = []
        self.spellings: dict[SourceLocation, str] = {}

    def put(self, value: Any, location: SourceLocation) -> None:
        """Append an item and its location."""
        self.append(value)
        self.item_locations.append(location)


def location_of(
    node: Any, key: str | int | None = None, unknown: SourceLocation | None = None
) -> SourceLocation:
    """Return the location of a node, or of one of its keys or items.

    A key or item without a location of its own has that of its value, else of the node
    it is in, else `unknown`.
    """
    own: SourceLocation = getattr(node, "location", unknown or _NOWHERE)
    if isinstance(node, dict) and key in node:
        inside: SourceLocation = getattr(node[key], "location", own)
        known = node.key_locations if isinstance(node, SpecMap) else {}
        return known.get(str(key), inside)
    if isinstance(node, list) and isinstance(key, int) and 0 <= key < len(node):
        if isinstance(node, SpecList) and len(node.item_locations) == len(node):
            return node.item_locations[key]
        # A changed array no longer knows its scalars, but its nodes know themselves.
        return getattr(node[key], "location", own)
    return own


def spelling(holder: Any, key: str | int) -> str:
    """Return a scalar of an object or array as its file spells it, if that is known."""
    value = holder[key]
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(holder, SpecMap | SpecList):
        return holder.spellings.get(location_of(holder, key), text)
    return text


def location_at(tree: Any, pointer: Pointer, unknown: SourceLocation) -> SourceLocation:
    """Return the location of a pointer's key or item, or of the nearest one above."""
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
    """Return a deep copy with locations; new objects and arrays get that of `node`."""
    return _copy(node, location_of(node))


def pick(node: Any, /, *names: str, **members: Any) -> SpecMap:
    """Return a new object at the location of a node.

    Args:
        node: the node.
        names: the members of the node that the object has too, where they are present.
        members: its other members; they come first.
    """
    picked = SpecMap(location_of(node))
    picked.update(members)
    for name in names:
        if name in node:
            picked.put(name, node[name], location_of(node, name))
    return picked


def empty_copy(node: Any, near: SourceLocation | None = None) -> SpecMap:
    """Return an object without members that has the locations of another.

    Args:
        node: the other object.
        near: its location, where it does not have one itself.
    """
    fresh = SpecMap(location_of(node, None, near))
    fresh.key_locations = dict(getattr(node, "key_locations", {}))
    fresh.spellings = getattr(node, "spellings", {})
    return fresh


def _copy(node: Any, near: SourceLocation) -> Any:
    if isinstance(node, dict):
        fresh = empty_copy(node, near)
        for key, value in node.items():
            fresh[key] = _copy(value, fresh.location)
        return fresh
    if isinstance(node, list):
        copied = SpecList(location_of(node, None, near))
        copied.item_locations = list(getattr(node, "item_locations", ()))
        copied.spellings = getattr(node, "spellings", {})
        for item in node:
            copied.append(_copy(item, copied.location))
        return copied
    return node
