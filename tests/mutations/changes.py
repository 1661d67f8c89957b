"""Random changes of a document: which place, and what is put there."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]

DANGLING = {"$ref": "#/components/schemas/ThereIsNoSuchSchema"}
CHANGES: dict[str, Any] = {
    "delete": None,
    "null": None,
    "text": "some text",
    "list": ["an item"],
    "empty list": [],
    "empty object": {},
    "dangling reference": DANGLING,
    "true": True,
    "number": -1.5,
}
"""What a place gets instead of its value, by the name of the change."""


@dataclass(frozen=True)
class Change:
    """One change: the path of the place, and the name of what happens there."""

    path: Path
    name: str

    def __str__(self) -> str:
        return f"{self.name} at {pointer(self.path)}"


def pointer(path: Path) -> str:
    """Return a path as a JSON pointer."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)


def paths(node: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the path of every member and item below a node."""
    items: Any = ()
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for key, value in items:
        yield (*at, key)
        yield from paths(value, (*at, key))


def draw(places: list[Path], rng: random.Random, count: int) -> list[Change]:
    """Return `count` random changes, of places that are not inside each other."""
    changes: list[Change] = []
    while len(changes) < count:
        path = rng.choice(places)
        change = Change(path, rng.choice(list(CHANGES)))
        if not any(
            path[: len(other.path)] == other.path or other.path[: len(path)] == path
            for other in changes
        ):
            changes.append(change)
    return changes


def changed(document: Any, changes: list[Change]) -> Any:
    """Return a copy of a document with the changes made, the last ones first."""
    tree = copy.deepcopy(document)
    for change in sorted(changes, key=lambda each: str(each.path), reverse=True):
        holder = tree
        for step in change.path[:-1]:
            holder = holder[step]
        if change.name == "delete":
            del holder[change.path[-1]]
        else:
            holder[change.path[-1]] = copy.deepcopy(CHANGES[change.name])
    return tree
