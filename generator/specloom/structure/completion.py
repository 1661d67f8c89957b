"""Add missing members that can be empty; leave out objects without required members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..load import location_of
from .coercion import empty
from .object_rules import DEPENDENT, EXCLUSIVE, EXPECTED_FOR, NEEDED
from .places import Changes, Place, changed_at, forget_change
from .shapes import Members


class Completion:
    """Add missing members, and leave out objects that lack a required member."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes

    def complete(
        self, node: Any, kind: str, place: Place | None, members: Members
    ) -> list[Place]:
        """Complete an object, and return the places of the added members.

        Args:
            node: the object, whose existing members are already valid.
            kind: the name of the object in the tables.
            place: the place of the object; None for the root.
            members: the allowed members of the object.
        """
        for key in members.not_empty:
            if node.get(key) in ([], {}):
                detail, member = f'"{key}" is empty', Place(node, key, place)
                self._changes.record(member, detail, "read as missing", loses=False)
                if key not in members.empty:
                    del node[key]
        added = [key for key in members.empty if key not in node]
        for key in added:
            node[key] = empty(members.named[key], location_of(node))
            if key not in members.optional:
                detail = f'"{key}" is missing'
                at = changed_at(node, key)
                self._changes.record(place, detail, "read as empty", loses=False, at=at)
                forget_change(node, key)
        for key, other in EXCLUSIVE.get(kind, ()):
            if key in node and other in node:
                detail = f'"{other}" next to "{key}"'
                member, at = Place(node, other, place), changed_at(node, key, other)
                self._changes.remove(member, detail, loses=False, at=at)
        if place is not None:
            self._expect(node, kind, place, members)
            self._require(node, kind, place, members)
        return [Place(node, key, place) for key in added]

    def _expect(self, node: Any, kind: str, place: Place, members: Members) -> None:
        """Report missing members if the object can be used without them."""
        if (needed := NEEDED.get(kind)) and node.keys().isdisjoint(needed):
            detail = f"has no {' and no '.join(needed)}"
            self._changes.record(
                place,
                detail,
                "read as any value",
                loses=False,
                at=changed_at(node, *needed),
            )
        for names in _expected(node, kind, members):
            if node.keys().isdisjoint(names):
                detail = f"has no {' and no '.join(names)}"
                at = changed_at(node, *names)
                self._changes.record(
                    place, detail, "used without it", loses=False, at=at
                )

    def _require(self, node: Any, kind: str, place: Place, members: Members) -> None:
        """Leave out an object or an optional member if a required member is missing."""
        lacking = [key for key in members.required if key not in node]
        for key, value, names in DEPENDENT.get(kind, ()):
            missing = [name for name in names if name not in node]
            if not missing or node.get(key) != value:
                continue
            if key in members.required:
                lacking += missing
            else:
                detail = f"{key} {value} without {' and '.join(missing)}"
                at = changed_at(node, key, *missing)
                self._changes.remove(Place(node, key, place), detail, at=at)
        if lacking:
            detail, at = f"has no {' and no '.join(lacking)}", changed_at(
                node, *lacking
            )
            self._changes.remove(place, detail, at=at)


def _expected(node: Any, kind: str, members: Members) -> Iterator[tuple[str, ...]]:
    """Yield groups of member names; an object should have a member of each group."""
    for key in members.expected:
        yield (key,)
    for key, value, names in EXPECTED_FOR.get(kind, ()):
        if node.get(key) == value:
            yield tuple(name for name in names if name in members.named)
