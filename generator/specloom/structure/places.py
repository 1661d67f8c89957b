"""Places in a document, and the changes that are made there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ..errors import SourceLocation
from ..load import SpecList, SpecMap, location_of


@dataclass(frozen=True, order=True)
class Defect:
    """A part of a document that does not conform, and what was done about it.

    Attributes:
        location: where it is in the files.
        pointer: where it is in the document, as a JSON pointer.
        reason: `invalid`, `unresolved-reference`, or another of the report's.
        detail: what was found there, and what was expected.
        done: what was done.
        loses: whether something that the document says is not used.
    """

    location: SourceLocation
    pointer: str
    reason: str
    detail: str
    done: str
    loses: bool


class Place(NamedTuple):
    """The place of a node: the object or array that it is in, and its key there."""

    holder: Any
    key: Any
    above: Place | None

    @property
    def value(self) -> Any:
        """What is there."""
        return self.holder[self.key]

    def holds(self, node: Any) -> bool:
        """Return whether a node is still there."""
        if isinstance(self.holder, dict):
            return self.holder.get(self.key) is node
        return self.holder[self.key] is node

    @property
    def steps(self) -> list[str | int]:
        """The keys and indexes from the root of the document to it."""
        steps: list[str | int] = []
        place: Place | None = self
        while place is not None:
            steps.append(place.key)
            place = place.above
        return steps[::-1]

    @property
    def pointer(self) -> str:
        """Where it is in the document, as a JSON pointer."""
        escaped = (str(k).replace("~", "~0").replace("/", "~1") for k in self.steps)
        return "".join(f"/{step}" for step in escaped)

    @property
    def location(self) -> SourceLocation:
        """Where it is in the files."""
        return location_of(self.holder, self.key)


def changed_at(node: Any, *keys: str) -> SourceLocation | None:
    """Return where an overlay sets or removes one of the members of an object.

    None where it changes none of them.
    """
    own = location_of(node).file
    for key in keys:
        known = node.key_locations.get(key) if isinstance(node, SpecMap) else None
        if known is not None and known.file != own:
            return known
    return None


def forget_change(node: Any, key: str) -> None:
    """Forget where a member is set or removed, so that one change is one problem."""
    if isinstance(node, SpecMap):
        node.key_locations.pop(key, None)


LEFT_OUT: Final = object()
"""Stands for an item that is left out, so that others keep their index for a while."""


class Changes:
    """The changes of one document.

    Attributes:
        defects: what was found and done, in the order of the changes.
    """

    def __init__(self, tree: Any) -> None:
        self.defects: list[Defect] = []
        self._tree = tree
        # What is replaced or left out is kept, so that no other object can get its id.
        self._kept: list[Any] = []
        # By id: arrays that items were left out of, and their places.
        self._shortened: dict[int, tuple[Any, Place | None]] = {}

    def remove(
        self,
        place: Place,
        detail: str,
        *,
        reason: str = "invalid",
        loses: bool = True,
        at: SourceLocation | None = None,
    ) -> None:
        """Leave out what is at a place; an item keeps its index until the end."""
        self.record(place, detail, "left out", reason=reason, loses=loses, at=at)
        self._take(place)

    def move(self, place: Place, detail: str, done: str) -> None:
        """Take what is at a place out of there, since it is read somewhere else."""
        self.record(place, detail, done, loses=False)
        self._take(place)

    def _take(self, place: Place) -> None:
        holder, key, above = place
        self._kept.append(holder[key])
        if isinstance(holder, dict):
            del holder[key]
            forget_change(holder, key)
        else:
            holder[key] = LEFT_OUT
            self._shortened[id(holder)] = holder, above

    def replace(
        self, place: Place, value: Any, detail: str, done: str, *, loses: bool = False
    ) -> None:
        """Put another value in a place."""
        self.record(place, detail, done, loses=loses)
        self._kept.append(place.value)
        place.holder[place.key] = value

    def record(
        self,
        place: Place | None,
        detail: str,
        done: str,
        *,
        reason: str = "invalid",
        loses: bool = True,
        at: SourceLocation | None = None,
    ) -> None:
        """Record what was found at a place, or at the root, and what was done.

        Args:
            place: where it was found, None for the root.
            detail: what was found.
            done: what was done.
            reason: one of those of the report.
            loses: whether something that the document says is not used.
            at: where an overlay causes it; None where it does not.
        """
        location = at or (location_of(self._tree) if place is None else place.location)
        pointer = "" if place is None else place.pointer
        self.defects.append(Defect(location, pointer, reason, detail, done, loses))

    def new_index(self, holder: Any, index: int) -> int:
        """Return the index of an item after others are taken out."""
        if id(holder) not in self._shortened:
            return index
        return index - sum(1 for item in holder[:index] if item is LEFT_OUT)

    @property
    def has_items_to_take_out(self) -> bool:
        """Whether an item was left out of an array."""
        return bool(self._shortened)

    def take_out_items(self) -> Iterator[Place]:
        """Take left-out items from their arrays; yield arrays that are now empty."""
        for items, place in self._shortened.values():
            kept = [i for i, item in enumerate(items) if item is not LEFT_OUT]
            if isinstance(items, SpecList) and len(items.item_locations) == len(items):
                items.item_locations = [items.item_locations[index] for index in kept]
            items[:] = [items[index] for index in kept]
            if not items and place is not None and place.holds(items):
                yield place
