"""What takes the place of a reference that may not stand where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ..document import local_reference
from ..load import SpecList, SpecMap, deep_copy, location_of
from .object_rules import REFERABLE
from .places import Place
from .shapes import ArrayShape, MapShape, ObjectShape, Shape, Structure

COMPONENTS: Final = ObjectShape("Components")


def substitute(
    place: Place, target: Place, shape: Shape, structure: Structure
) -> Any | None:
    """Return what a reference leads to, with the members that stand next to it.

    An object of what a reference may stand for gets a reference to each of them, so
    that it may contain itself, and so does an array that does. Anything else is copied;
    None if it cannot be, since the place is inside of it.

    Args:
        place: where the reference is.
        target: where it leads.
        shape: what is expected there, which the target fits.
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


def _holders(place: Place | None) -> Iterator[Any]:
    while place is not None:
        yield place.holder
        place = place.above


def _item(shape: Shape, structure: Structure) -> Shape | None:
    """Return the shape of the members or items of a shape, where all have one."""
    match shape:
        case MapShape(value=item) | ArrayShape(item=item):
            return item
        case ObjectShape(name=name) if patterns := structure[name].patterns:
            return patterns[0][1]
    return None


def _reference(target: Place, key: str | int) -> SpecMap:
    """Return a reference to a member or item of a target."""
    made = SpecMap(location_of(target.value, key))
    made["$ref"] = local_reference(Place(target.value, key, target).steps)
    return made
