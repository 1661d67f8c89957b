"""Write the differences of two texts as a unified diff, also for very long texts.

The library's algorithm takes minutes for some documents. Therefore, texts are first
aligned at the lines that each of them has exactly once, and the library compares only
the lines between these.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

Tag = Literal["replace", "delete", "insert", "equal"]
Opcode = tuple[Tag, int, int, int, int]

_MOST_LINES = 2_000
"""The maximum number of lines of a part that the library compares."""


def line_diff(old: str, new: str, *, old_name: str, new_name: str) -> str:
    """Return a unified diff; "" if the texts are equal.

    Args:
        old: the text before.
        new: the text after.
        old_name: the name of the text before.
        new_name: the name of the text after.
    """
    olds, news = old.splitlines(), new.splitlines()
    lines: list[str] = []
    for group in _Alignment(olds, news).get_grouped_opcodes():
        start, end = group[0], group[-1]
        sides = _range(start[1], end[2]), _range(start[3], end[4])
        lines.append(f"@@ -{sides[0]} +{sides[1]} @@")
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += (f" {line}" for line in olds[i1:i2])
            else:
                lines += (f"-{line}" for line in olds[i1:i2])
                lines += (f"+{line}" for line in news[j1:j2])
    if not lines:
        return ""
    return "\n".join([f"--- {old_name}", f"+++ {new_name}", *lines]) + "\n"


def _range(start: int, end: int) -> str:
    """Return a range of lines as a unified diff has it; lines count from 1."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


class _Alignment(SequenceMatcher[str]):
    """The opcodes of two texts, which the base class puts into groups."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__(None, "", "")
        self._old, self._new = old, new

    def get_opcodes(self) -> list[Opcode]:
        """Return the opcodes; neighboring ones have different tags."""
        opcodes: list[Opcode] = []
        for opcode in self._parts():
            if opcodes and opcodes[-1][0] == opcode[0]:
                tag, i1, _, j1, _ = opcodes.pop()
                opcode = (tag, i1, opcode[2], j1, opcode[4])
            opcodes.append(opcode)
        return opcodes

    def _parts(self) -> Iterator[Opcode]:
        i = j = 0
        ends = (len(self._old), len(self._new))
        for anchor_i, anchor_j in (*_anchors(self._old, self._new), ends):
            yield from self._between(i, anchor_i, j, anchor_j)
            if (anchor_i, anchor_j) != ends:
                yield "equal", anchor_i, anchor_i + 1, anchor_j, anchor_j + 1
            i, j = anchor_i + 1, anchor_j + 1

    def _between(self, i1: int, i2: int, j1: int, j2: int) -> Iterator[Opcode]:
        """Yield the opcodes of the lines between two anchors."""
        old, new = self._old[i1:i2], self._new[j1:j2]
        if old == new:
            if old:
                yield "equal", i1, i2, j1, j2
        elif not (old and new) or max(len(old), len(new)) > _MOST_LINES:
            tag: Tag = "replace" if old and new else "delete" if old else "insert"
            yield tag, i1, i2, j1, j2
        else:
            matcher = SequenceMatcher(None, old, new, autojunk=len(old) > 200)
            for tag, a1, a2, b1, b2 in matcher.get_opcodes():
                yield tag, i1 + a1, i1 + a2, j1 + b1, j1 + b2


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest ascending sequence of lines that are unique in both texts."""
    once = [{k for k, n in Counter(lines).items() if n == 1} for lines in (old, new)]
    common = once[0] & once[1]
    places = {line: place for place, line in enumerate(new) if line in common}
    pairs = [(i, places[line]) for i, line in enumerate(old) if line in common]
    # For each length, the pair that ends the sequence with the smallest last place.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
    found: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
