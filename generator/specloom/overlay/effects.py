"""Determine what an action of an overlay changes, before it is applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import SourceLocation

ActionKind = Literal["update", "copy", "remove", "none"]


@dataclass(frozen=True, kw_only=True)
class ActionEffect:
    """What an action did to a document.

    Attributes:
        number: the index of the action.
        location: the location of the action's target.
        target: the query.
        kind: the kind of the action; "none" if it has none.
        node_kind: the kind of the selected nodes, as `node_kind` returns it; "" if
            there are none.
        matched: the number of nodes that the target selects.
        changed: the number of these nodes that the action changed or removed.
        repeated: the number of items that the action appended to arrays that contain
            equal items already.
    """

    number: int
    location: SourceLocation
    target: str
    kind: ActionKind
    node_kind: str = ""
    matched: int = 0
    changed: int = 0
    repeated: int = 0


def action_kind(action: Any) -> ActionKind:
    """Return the kind of an action."""
    if action.get("remove") is True:
        return "remove"
    if "copy" in action:
        return "copy"
    return "update" if "update" in action else "none"


def node_kind(value: Any) -> str:
    """Return the kind of a node, as messages name it."""
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a single value"


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are equal in JSON; true and 1 are different values."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            is_same(value, other[key]) for key, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and bool(one == other)


def is_changed_by(value: Any, update: Any) -> bool:
    """Return whether an update changes a node."""
    if isinstance(value, dict) and isinstance(update, dict):
        return any(
            key not in value or is_changed_by(value[key], member)
            for key, member in update.items()
        )
    if isinstance(value, list):
        return not isinstance(update, list) or len(update) > 0
    return not is_same(value, update)


def repeated_items(value: Any, update: Any) -> int:
    """Return the number of items that an update would append a second time."""
    if isinstance(value, dict) and isinstance(update, dict):
        return sum(
            repeated_items(value[key], member)
            for key, member in update.items()
            if key in value
        )
    if isinstance(value, list):
        items = update if isinstance(update, list) else [update]
        known = set(map(_json, value)) if items else ()
        return sum(_json(item) in known for item in items)
    return 0


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def clashes(
    target: Any, update: Any, path: tuple[str, ...] = (), *, is_appended: bool = True
) -> Iterator[tuple[str, str, str]]:
    """Yield the members that would be merged with a value of another kind.

    Yields:
        the path of the member, its kind, and the kind of the given value.
    """
    if isinstance(target, dict) and isinstance(update, dict):
        for key in update:
            if key in target:
                inside = (*path, str(key))
                yield from clashes(target[key], update[key], inside, is_appended=False)
        return
    known, given = node_kind(target), node_kind(update)
    if known != given and not (is_appended and known == "an array"):
        yield ".".join(path), known, given


def extent(value: Any) -> tuple[int, int]:
    """Return the size and the depth of a value.

    Returns:
        the number of nodes, where a long string counts as one node for each 64
        characters; and the number of levels of objects and arrays.
    """
    size = depth = 0
    waiting = [(value, 1)]
    while waiting:
        node, level = waiting.pop()
        size += 1
        if isinstance(node, str):
            size += len(node) // 64
        elif isinstance(node, dict | list):
            depth = max(depth, level)
            inside = node.values() if isinstance(node, dict) else node
            waiting += [(each, level + 1) for each in inside]
    return size, depth
