"""Find a replacement for a reference in a place where references are not allowed."""

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
    """Return the target of a reference, merged with the members next to the reference.

    If references are allowed for the members or items of the target, the result refers
    to each of them, and recursive objects and arrays remain possible. Any other target
    is copied. The result is None if the target cannot be copied, because it contains
    the reference.

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


def _holders(place: Place | None) -> Iterator[Any]:
    while place is not None:
        yield place.holder
        place = place.above


def _item(shape: Shape, structure: Structure) -> Shape | None:
    """Return the shape of a shape's members or items, if they all have the same one."""
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
