"""Rename, leave out or keep members that OpenAPI does not define."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final, NamedTuple

from ..document.references import is_reference
from ..load import location_of
from .object_rules import OPEN
from .places import Changes, Place
from .reference_targets import nested
from .shapes import Members, matching_shape, phrase

EXTENSION: Final = "x-"


class _Unknown(NamedTuple):
    """An unknown member: its place, and the kind of the object that contains it."""

    place: Place
    kind: str


def is_attached(place: Place) -> bool:
    """Return whether the object in a place is still part of the document."""
    at: Place | None = place.above
    node = place.holder
    while at is not None:
        if not at.holds(node):
            return False
        node = at.holder
        at = at.above
    return True


class UnknownMembers:
    """Collect the unknown members of one document."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._found: list[_Unknown] = []

    def known_name(
        self, node: Any, key: str, members: Members, above: Place | None
    ) -> str | None:
        """Rename a member to the known name that differs only in letter case.

        Return the known name. The result is None if there is none, or if the object
        already has a member with this name.

        Args:
            node: the object that contains the member.
            key: the name in the document.
            members: the allowed members of the object.
            above: the place of the object.
        """
        name = members.by_folded_name.get(key.lower())
        if name is None or name in node:
            return None
        if matching_shape(node[key], members.named[name]) is None:
            return None
        detail = f'"{key}" is not the name of a member'
        self.rename(Place(node, key, above), name, detail)
        return name

    def rename(self, place: Place, name: str, detail: str) -> None:
        """Rename a member, and report the change with the given detail."""
        self._changes.record(place, detail, f"read as {name}", loses=False)
        location = location_of(place.holder, place.key)
        place.holder.put(name, place.holder.pop(place.key), location)

    def add(self, place: Place, kind: str) -> None:
        """Add an unknown member of an object."""
        is_plain = place.key.startswith(EXTENSION) or kind in OPEN
        if not is_plain or isinstance(place.value, dict | list):
            self._found.append(_Unknown(place, kind))

    def leave_out(self, visited: Container[int]) -> None:
        """Leave out and report the unknown members to which no reference points.

        Extensions and unknown schema keywords are allowed. They are left out only if
        they contain references, because these could be invalid. This is not reported.

        Args:
            visited: the ids of the visited objects, which are in use.
        """
        for place, kind in self._found:
            if place.key not in place.holder or not is_attached(place):
                continue
            nodes = list(nested(place.value))
            if any(id(node) in visited for node in nodes):
                continue
            if place.key.startswith(EXTENSION) or kind in OPEN:
                if any(map(is_reference, nodes)):
                    del place.holder[place.key]
            elif not is_reference(place.holder):
                loses = isinstance(place.value, dict | list) and bool(place.value)
                detail = f'"{place.key}" is not a member of {phrase(kind)}'
                self._changes.remove(place, detail, loses=loses)
