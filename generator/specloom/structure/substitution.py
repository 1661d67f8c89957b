"""Replace or leave out references in places where references are not allowed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from ..document import local_reference
from ..load import SpecList, SpecMap, deep_copy, location_of
from .object_rules import REFERABLE
from .places import Changes, Place
from .reference_targets import References, nested
from .shapes import (
    ArrayShape,
    MapShape,
    ObjectShape,
    Shape,
    Structure,
    matching_shape,
    may_be_empty,
    shape_text,
)

COMPONENTS: Final = ObjectShape("Components")
MAX_COPIED: Final = 100_000
"""The maximum number of nodes that are copied in one document to replace references."""


class Substitution:
    """Replace the references of one document."""

    def __init__(
        self, structure: Structure, targets: References, changes: Changes
    ) -> None:
        self._structure, self._targets, self._changes = structure, targets, changes
        self._copied = 0

    def replace(self, place: Place, shape: Shape) -> Shape | None:
        """Replace a reference by its target, or leave it out.

        Return the shape of the value that is now in this place; None if there is no
        value.

        Args:
            place: the place of the reference.
            shape: the required shape.
        """
        reference = place.value["$ref"]
        target, expected = self._targets.end(reference), shape_text(shape)
        fitted = None if target is None else matching_shape(target.value, shape)
        if target is None:
            detail = self._targets.unresolved(place.value, expected)
        else:
            detail = f"$ref {reference} in the place of {expected}"
            self._copied += _node_count(target.value, MAX_COPIED)
        made = None
        if target is not None and fitted is not None and self._copied <= MAX_COPIED:
            made = _merged(place, target, fitted, self._structure)
        if made is None:
            return self._leave_out(place, shape, detail)
        self._changes.replace(place, made, detail, "replaced by what it leads to")
        return fitted

    def _leave_out(self, place: Place, shape: Shape, detail: str) -> Shape | None:
        """Leave out a reference; keep the members next to it if possible."""
        left_out, at = place, self._targets.removed_at(place.value["$ref"])
        fits = matching_shape(place.value, shape)
        if fits is not None:
            if len(place.value) > 1 or may_be_empty(fits, self._structure):
                left_out = Place(place.value, "$ref", place)
            else:
                fits = None
        reason = "unresolved-reference"
        self._changes.remove(left_out, detail, reason=reason, at=at)
        return fits


def _merged(
    place: Place, target: Place, shape: Shape, structure: Structure
) -> Any | None:
    """Return the target of a reference, merged with the members next to the reference.

    If the members or items of the target can be references, the result contains
    references to them, so that recursive objects and arrays remain possible. Any other
    target is copied. If the target contains the reference, it cannot be copied, and the
    result is None.

    Args:
        place: the place of the reference.
        target: the target of the reference.
        shape: the expected shape, which the target has.
        structure: the members of each object.
    """
    value, own = target.value, place.value
    item = _item(shape, structure)
    is_referable = isinstance(item, ObjectShape) and item.name in REFERABLE
    is_within = any(each is value for each in _holders(place))
    if is_within and not is_referable:
        return None
    if not isinstance(value, dict) and not is_within:
        return deep_copy(value)
    if isinstance(value, list):
        items = SpecList(place.location)
        for index in range(len(value)):
            items.put(_reference(target, index), location_of(value, index))
        return items
    made = SpecMap(place.location)
    for key, each in value.items():
        made.put(
            key,
            _reference(target, key) if is_referable else deep_copy(each),
            location_of(value, key),
        )
    for key in own.keys() - {"$ref"}:
        if shape == COMPONENTS and isinstance(made.get(key), dict):
            made[key].update(own[key])
        else:
            made.put(key, own[key], location_of(own, key))
    return made


def _node_count(node: Any, most: int) -> int:
    """Return the number of nodes of a tree, or `most + 1` if there are more."""
    return sum(1 for _ in islice(nested(node), most + 1))


def _holders(place: Place | None) -> Iterator[Any]:
    while place is not None:
        yield place.holder
        place = place.above


def _item(shape: Shape, structure: Structure) -> Shape | None:
    """Return the shape of all members or items; None if they have different shapes."""
    match shape:
        case MapShape(value=item) | ArrayShape(item=item):
            return item
        case ObjectShape(name=name) if patterns := structure[name].patterns:
            return patterns[0][1]
    return None


def _reference(target: Place, key: str | int) -> SpecMap:
    """Return a reference to a member or an item of a target."""
    made = SpecMap(location_of(target.value, key))
    made["$ref"] = local_reference(Place(target.value, key, target).steps)
    return made
