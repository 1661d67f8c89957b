"""Read the order of members and items that a normalized document records.

The parser's events are enough for that: reading the whole tree takes several times as
long, and most values are not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml
from yaml import events

from .document import RecordedOrder

OBJECTS = ("properties", "mapping")
ARRAYS = ("parameters", "enum", "required")
PARAMETER = ("in", "name")


@dataclass
class _OpenNode:
    """An object or array of which the end was not read yet.

    Attributes:
        is_object: whether it is an object.
        keys: the keys of the object that were read, or the indexes of the array.
        items: what identifies each item of the array.
        scalars: the values of the object that identify it as a parameter.
        expects_key: whether the next scalar is a key of the object.
    """

    is_object: bool
    keys: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    scalars: dict[str, str] = field(default_factory=dict)
    expects_key: bool = True


def read_recorded_order(data: bytes) -> RecordedOrder:
    """Return the order of members and items in a normalized document.

    Args:
        data: the content of the file. If it is not valid YAML, for example because of
            a merge conflict, nothing is known about the order.
    """
    found: dict[tuple[str, ...], Sequence[str]] = {}
    opened: list[_OpenNode] = []
    try:
        for event in yaml.parse(data, yaml.CSafeLoader):
            if isinstance(event, events.CollectionEndEvent):
                _close(opened, found)
            elif isinstance(event, events.NodeEvent):
                _enter(event, opened)
    except (yaml.YAMLError, UnicodeDecodeError):
        return {}
    return found


def _enter(event: events.NodeEvent, opened: list[_OpenNode]) -> None:
    text = event.value if isinstance(event, events.ScalarEvent) else ""
    if opened:
        parent = opened[-1]
        if parent.is_object and parent.expects_key:
            parent.keys.append(text)
            parent.expects_key = False
            return
        if parent.is_object:
            parent.expects_key = True
            if text and parent.keys[-1] in PARAMETER:
                parent.scalars[parent.keys[-1]] = text
        else:
            parent.keys.append(str(len(parent.keys)))
            parent.items.append(text)
    if isinstance(event, events.CollectionStartEvent):
        opened.append(_OpenNode(isinstance(event, events.MappingStartEvent)))


def _close(
    opened: list[_OpenNode], found: dict[tuple[str, ...], Sequence[str]]
) -> None:
    node = opened.pop()
    place = tuple(each.keys[-1] for each in opened)
    if place and place[-1] in (OBJECTS if node.is_object else ARRAYS):
        found[place] = node.keys if node.is_object else node.items
    if opened and not opened[-1].is_object:
        names = [node.scalars[key] for key in PARAMETER if key in node.scalars]
        opened[-1].items[-1] = ":".join(names)
