"""Find the change of the contract that explains a change of the package.

The levels name the same element in different ways: `contract` by its place in the
vendor's own document, `surface` and `wire` by its pointer in the normalized document.
Both know where it is written in a file, so that is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from ..changes import Change, Place
from ..errors import SourceLocation

Pointer: TypeAlias = tuple[str | int, ...]
Locate: TypeAlias = Callable[[Sequence[str | int]], SourceLocation]
"""Returns where the element at a pointer of the normalized document is written."""

Chain: TypeAlias = Sequence[Sequence[SourceLocation]]
"""The locations of an element and of each element around it."""

LEAST_DEPTH = 2
"""The depth of the outermost elements that explain others: a path or a component."""


class Explanations:
    """The changes of the contract, by where their elements are written.

    Args:
        changes: the changes of the contract.
        places: returns for each side of a change where its element and those around it
            are written, the innermost first. An element has up to two locations: its
            key and its value.
    """

    def __init__(
        self,
        changes: Iterable[Change],
        places: Callable[[Place], Iterable[Chain]],
    ) -> None:
        self._at: dict[SourceLocation, list[Change]] = {}
        self._inside: dict[SourceLocation, list[Change]] = {}
        for change in changes:
            for own, *around in places(change.place):
                for location in own:
                    self._at.setdefault(location, []).append(change)
                for each in around:
                    for location in each:
                        self._inside.setdefault(location, []).append(change)

    def find(
        self, rule: str, elements: Sequence[tuple[Pointer | None, Locate]]
    ) -> Change | None:
        """Return the change that explains another level's change, or None.

        It is a change of the same element, otherwise of the nearest element around it,
        otherwise of one inside of it.

        Args:
            rule: the rule of the other level's change.
            elements: its element in the old and the new document, each with the
                function that locates it there; None if there is no such element.
        """
        chains = [
            [*_locations(pointer, locate)]
            for pointer, locate in elements
            if pointer is not None
        ]
        depth = max(map(len, chains), default=0)
        for step in range(depth):
            near = [chain[step] for chain in chains if step < len(chain)]
            found = [change for each in near for change in self._at.get(each, ())]
            if found:
                return _most_alike(rule, found)
            if step == 0:
                inside = [c for each in near for c in self._inside.get(each, ())]
        return _most_alike(rule, inside) if depth and inside else None


def _locations(pointer: Pointer, locate: Locate) -> Iterator[SourceLocation]:
    """Yield where an element and those around it are written, the innermost first."""
    for end in range(len(pointer), LEAST_DEPTH - 1, -1):
        yield locate(pointer[:end])


def _most_alike(rule: str, changes: Sequence[Change]) -> Change:
    """Return the first of the changes whose rule has most words of another rule."""
    words = {*rule.split("-")}
    return max(changes, key=lambda change: len(words & {*change.rule.split("-")}))
