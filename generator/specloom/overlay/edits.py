"""Change a tree for an overlay, and record the location of each change.

A key that an action sets has a location in the overlay. If an action removes a key, the
location of the action is recorded, so that messages about the missing key can refer to
it.
"""

from __future__ import annotations

from typing import Any

from ..errors import SourceLocation
from ..load import SpecList, SpecMap, deep_copy, location_of


def merge(
    target: dict[str, Any], update: dict[str, Any], at: SourceLocation | None = None
) -> None:
    """Merge members into an object: merge objects recursively, and append arrays.

    Args:
        target: the object to change.
        update: the members to merge.
        at: the location to record for each member; if None, the location of the member
            in `update` is recorded.
    """
    if isinstance(target, SpecMap) and isinstance(update, SpecMap):
        target.spellings = target.spellings | update.spellings
    for key, value in update.items():
        known = target.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            merge(known, value, at)
        elif isinstance(known, list) and isinstance(value, list):
            extend(known, value, at)
        else:
            replace(target, key, value, at or location_of(update, key))


def extend(target: list[Any], items: list[Any], at: SourceLocation | None) -> None:
    """Append copies of items to an array."""
    if isinstance(target, SpecList) and isinstance(items, SpecList):
        target.spellings = target.spellings | items.spellings
    for index, item in enumerate(items):
        if isinstance(target, SpecList) and len(target.item_locations) == len(target):
            target.put(deep_copy(item), at or location_of(items, index))
        else:
            target.append(deep_copy(item))


def replace(holder: Any, key: Any, value: Any, at: SourceLocation) -> None:
    """Set a member or item to a copy of a value."""
    holder[key] = deep_copy(value)
    if isinstance(holder, SpecMap):
        holder.key_locations[key] = at
    elif len(holder.item_locations) == len(holder):
        holder.item_locations[key] = at


def remove(
    holder: dict[str, Any] | list[Any], keys: set[str | int], at: SourceLocation
) -> None:
    """Remove members or items, all at once."""
    if isinstance(holder, list):
        kept = [index for index in range(len(holder)) if index not in keys]
        if isinstance(holder, SpecList) and len(holder.item_locations) == len(holder):
            locations = holder.item_locations
            holder.item_locations = [locations[index] for index in kept]
        holder[:] = [holder[index] for index in kept]
        return
    for key in map(str, keys):
        del holder[key]
        if isinstance(holder, SpecMap):
            holder.key_locations[key] = at
