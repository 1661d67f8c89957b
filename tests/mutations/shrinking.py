"""Find the smallest document and change with which an outcome is wrong in one way."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from typing import Any

from .changes import Change, Path, at, paths

SECONDS = 60.0
"""Time for one example; the smallest one until then is good enough."""

Fails = Callable[[Any, list[Change]], bool]


def smallest(
    document: Any, changes: list[Change], fails: Fails, seconds: float = SECONDS
) -> tuple[Any, list[Change]]:
    """Return a smaller document and fewer changes for which `fails` still holds.

    Args:
        document: the document before the changes.
        changes: the changes; `fails` holds for all of them.
        fails: whether a document with changes is wrong in the same way.
        seconds: the time after which nothing more is tried.
    """
    end = time.monotonic() + seconds
    for change in list(changes):
        fewer = [each for each in changes if each is not change]
        if fewer and fails(document, fewer):
            changes = fewer
    shrunk = True
    while shrunk:
        shrunk = False
        for spots in _groups(document, changes):
            if time.monotonic() > end:
                return document, changes
            smaller = _without(document, spots)
            if smaller is not None and fails(smaller, changes):
                document, shrunk = smaller, True
    return document, changes


def _groups(document: Any, changes: list[Change]) -> Iterator[list[Path]]:
    """Yield what may be left out together: large parts first, then single members."""
    levels: dict[int, list[Path]] = {}
    for path in paths(document):
        needed = any(change.path[: len(path)] == path for change in changes)
        # Without an item, those after it would be at other places.
        if not needed and isinstance(path[-1], str):
            levels.setdefault(len(path), []).append(path)
    for level in sorted(levels):
        spots = levels[level]
        size = len(spots)
        while size:
            for start in range(0, len(spots), size):
                yield spots[start : start + size]
            size //= 2


def _without(document: Any, spots: list[Path]) -> Any:
    """Return a document without some members; None if none of them is there."""
    tree = copy.deepcopy(document)
    found = False
    for path in spots:
        try:
            del at(tree, path[:-1])[path[-1]]
            found = True
        except (KeyError, IndexError, TypeError):
            continue
    return tree if found else None
