"""Places in a document, and the changes made at these places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ..document.pointers import json_pointer
from ..errors import SourceLocation
from ..load import SpecList, SpecMap, location_of


@dataclass(frozen=True, order=True)
class Defect:
    """A part of a document that does not conform to OpenAPI, and its treatment.

    Attributes:
        location: the location in the files.
        pointer: the JSON pointer in the document.
        reason: `invalid`, `unresolved-reference`, or another reason of the report.
        detail: the value that was found and the value that was expected.
        done: the change that was made.
        loses: whether a part of the description is not used.
    """

    location: SourceLocation
    pointer: str
    reason: str
    detail: str
    done: str
    loses: bool


class Place(NamedTuple):
    """The place of a node in a document.

    Attributes:
        holder: the object or array that contains the node.
        key: the key or index of the node in the holder.
        above: the place of the holder; None if the holder is the root.
    """

    holder: Any
    key: Any
    above: Place | None

    @property
    def value(self) -> Any:
        """The value at the place."""
        return self.holder[self.key]

    def holds(self, node: Any) -> bool:
        """Return whether a node is still at the place."""
        if isinstance(self.holder, dict):
            return self.holder.get(self.key) is node
        return self.holder[self.key] is node

    @property
    def steps(self) -> list[str | int]:
        """The keys and indexes from the root of the document to the place."""
        steps: list[str | int] = []
        place: Place | None = self
        while place is not None:
            steps.append(place.key)
            place = place.above
        return steps[::-1]

    @property
    def pointer(self) -> str:
        """The JSON pointer of the place in the document."""
        return json_pointer(self.steps)

    @property
    def location(self) -> SourceLocation:
        """The location of the place in the files."""
        return location_of(self.holder, self.key)


def changed_at(node: Any, *keys: str) -> SourceLocation | None:
    """Return the location at which an overlay sets or removes members of an object.

    If the overlay changes several of the given members, the location of the first is
    returned. If it changes none of them, the result is None.
    """
    own = location_of(node).file
    for key in keys:
        known = node.key_locations.get(key) if isinstance(node, SpecMap) else None
        if known is not None and known.file != own:
            return known
    return None


def forget_change(node: Any, key: str) -> None:
    """Remove the recorded location of a change, so that it causes only one problem."""
    if isinstance(node, SpecMap):
        node.key_locations.pop(key, None)


LEFT_OUT: Final = object()
"""A placeholder for a removed item, so that other items keep their indexes."""


class Changes:
    """The changes made to one document.

    Attributes:
        defects: the defects in order, each with the change that was made.
    """

    def __init__(self, tree: Any) -> None:
        self.defects: list[Defect] = []
        self._tree = tree
        # Replaced and removed values are kept, so that no other object gets their id.
        self._kept: list[Any] = []
        # Arrays from which items were removed, with their places; the keys are ids.
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
        """Remove the value at a place.

        The other items of an array keep their indexes until `take_out_items` is called.
        """
        self.record(place, detail, "left out", reason=reason, loses=loses, at=at)
        self._take(place)

    def move(self, place: Place, detail: str, done: str) -> None:
        """Remove the value at a place, because it is used in another place."""
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
        """Replace the value at a place."""
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
        """Record a defect at a place or at the root, and the change that was made.

        Args:
            place: the place of the defect; None for the root.
            detail: the description of the defect.
            done: the change that was made.
            reason: a reason of the report.
            loses: whether a part of the description is not used.
            at: the location in the overlay that causes the defect; None if there is
                none.
        """
        location = at or (location_of(self._tree) if place is None else place.location)
        pointer = "" if place is None else place.pointer
        self.defects.append(Defect(location, pointer, reason, detail, done, loses))

    def new_index(self, holder: Any, index: int) -> int:
        """Return the index that an item will have when removed items are taken out."""
        if id(holder) not in self._shortened:
            return index
        return index - sum(1 for item in holder[:index] if item is LEFT_OUT)

    @property
    def has_items_to_take_out(self) -> bool:
        """Whether an item was removed from an array."""
        return bool(self._shortened)

    def take_out_items(self) -> Iterator[Place]:
        """Take removed items out of their arrays, and yield the emptied arrays."""
        for items, place in self._shortened.values():
            kept = [i for i, item in enumerate(items) if item is not LEFT_OUT]
            if isinstance(items, SpecList) and len(items.item_locations) == len(items):
                items.item_locations = [items.item_locations[index] for index in kept]
            items[:] = [items[index] for index in kept]
            if not items and place is not None and place.holds(items):
                yield place
