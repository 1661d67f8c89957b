"""Combine the responses of several partitions into one list without duplicates.

Two responses can repeat an item at the boundary of their windows. `SeenItems` keeps the
first item of each identity. `merge` merges the parts of items that a boundary has
split, and raises an error if the parts differ, because the correct value is unknown.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from hashlib import blake2b
from typing import Any, TypeVar

from pydantic import BaseModel

from ..core.errors import MergeConflict, RequestError
from .page_reader import attribute

T = TypeVar("T")

DIGEST = 10
"""The size in bytes of a digest; equal digests of different identities are unlikely."""


class SeenItems:
    """A set of identities for detecting repeated items.

    If an item has no value at any of the paths, it has no identity, and is always kept.
    `known` is an earlier result of `serialize()`. Raises RequestError for any other
    string.
    """

    __slots__ = ("_in_order", "_known", "_paths")

    def __init__(self, paths: Sequence[str], known: str = "") -> None:
        self._paths = tuple(paths)
        in_order = dict.fromkeys(_digests(known))
        self._known = set(in_order)
        self._in_order = bytearray(b"".join(in_order))

    def new_items(self, items: Iterable[T]) -> list[T]:
        """Return the items that were not seen before, in order."""
        return [item for item in items if self.add(item) is not False]

    def add(self, item: Any) -> bool | None:
        """Return whether an item is the first of its identity; None if it has none."""
        key = _key(item, self._paths)
        if key is None:
            return None
        text = repr(key).encode("utf-8", "surrogatepass")
        digest = blake2b(text, digest_size=DIGEST).digest()
        if digest in self._known:
            return False
        self._known.add(digest)
        self._in_order += digest
        return True

    def serialize(self, count: int) -> str:
        """Return the first `count` identities as a string for another process."""
        return b64encode(self._in_order[: count * DIGEST]).decode()

    def __len__(self) -> int:
        return len(self._known)


def merge(
    items: Iterable[T], identity: Sequence[str], lists: Mapping[str, str]
) -> list[T]:
    """Merge items with the same identity, in the order of their first occurrence.

    Lists inside an item are merged too if they are in `lists`: the path of a list, and
    the path of the member that identifies its elements, such as
    `{"counts": "key", "counts.total": "employee_id"}`. Other values must be equal, or
    be present in only one item. Otherwise, raises MergeConflict.
    """
    return _merged_list(items, identity, lists, ("", ""))


def hashable(value: Any) -> Hashable:
    """Return a hashable value that is equal for equal values of one type."""
    try:
        hash(value)
    except TypeError:
        return type(value), repr(_complete(value))
    return type(value), value


def _complete(value: Any) -> Any:
    """Return a value with models as mappings, because their text is short."""
    if isinstance(value, BaseModel):
        return type(value), value.model_dump(warnings="none")
    if isinstance(value, Mapping):
        return {key: _complete(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_complete(item) for item in value]
    return value


def _digests(serialized: Any) -> Iterator[bytes]:
    try:
        joined = b64decode(serialized, validate=True)
    except (TypeError, ValueError):
        joined = b"?"
    if len(joined) % DIGEST:
        raise RequestError("resume: the checkpoint was made by another list")
    return (joined[at : at + DIGEST] for at in range(0, len(joined), DIGEST))


def plain_value(value: Any) -> Any:
    """Return the value of a member of an enumeration; return others unchanged."""
    return value.value if isinstance(value, Enum) else value


def _key(item: Any, paths: Sequence[str]) -> Hashable | None:
    # An enumeration and its plain value, as in rows, identify the same item.
    values = [plain_value(attribute(item, path)) for path in paths]
    if all(value is None for value in values):
        return None
    return tuple(hashable(value) for value in values)


def _merged_list(
    items: Iterable[T],
    paths: Sequence[str],
    lists: Mapping[str, str],
    place: tuple[str, str],
) -> list[T]:
    """Merge the items of one list.

    `place` contains the path of the list in `lists`, and its path in messages.
    """
    merged: list[T] = []
    position: dict[Hashable, int] = {}
    for item in items:
        key = _key(item, paths)
        known = None if key is None else position.get(key)
        if known is None:
            if key is not None:
                position[key] = len(merged)
            merged.append(item)
            continue
        shown = ", ".join(str(attribute(item, path)) for path in paths)
        merged[known] = _merged(
            merged[known], item, lists, (place[0], f"{place[1]}[{shown}]")
        )
    return merged


def _merged(
    left: Any, right: Any, lists: Mapping[str, str], at: tuple[str, str]
) -> Any:
    path, shown = at
    if path in lists and isinstance(left, list) and isinstance(right, list):
        return _merged_list([*left, *right], (lists[path],), lists, at)
    if isinstance(left, BaseModel) and type(left) is type(right):
        changes = _merged_fields(_fields(left), _fields(right), lists, at)
        return left.model_copy(update=changes)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _merged_fields(left, right, lists, at)
    if left == right or (left != left and right != right):
        return left
    raise MergeConflict(shown, left, right)


def _merged_fields(
    left: Mapping[str, Any],
    right: Mapping[str, Any],
    lists: Mapping[str, str],
    at: tuple[str, str],
) -> dict[str, Any]:
    path, shown = at
    joined = {**left, **right}
    for name in left.keys() & right.keys():
        below = (f"{path}.{name}".lstrip("."), f"{shown}.{name}")
        joined[name] = _merged(left[name], right[name], lists, below)
    return joined


def _fields(model: BaseModel) -> dict[str, Any]:
    """Return the value of each field that was set, by attribute name."""
    known = {name: getattr(model, name) for name in model.model_fields_set}
    return {**(model.model_extra or {}), **known}
