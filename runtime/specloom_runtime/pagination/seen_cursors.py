"""Notice a cursor that comes again, without keeping all cursors of a list."""

from __future__ import annotations

from collections import deque
from typing import Any, Final

FIRST: Final = 1000
"""The number of cursors from the start of a list that are kept."""
RECENT: Final = 1000
"""The number of the last cursors that are kept."""


class SeenCursors:
    """The cursors of a list, in memory that does not grow with it.

    A vendor that starts again, or repeats a few pages, is noticed at the first page
    that comes again: the first and the last cursors are kept. A longer loop between
    them is noticed by Brent's method ("An improved Monte Carlo factorization
    algorithm", 1980): one more cursor is kept, and replaced after 1, 2, 4, 8, ...
    cursors. The loop is then repeated at most twice, or for as many pages as came
    before it.

    Only hashes are kept, because a cursor can be long.
    """

    def __init__(self) -> None:
        self._first = set[int]()
        self._recent = set[int]()
        self._order = deque[int]()
        self._kept: int | None = None
        self._since_kept = 0
        self._until_next = 1

    def add(self, cursor: Any) -> bool:
        """Return whether a cursor came before."""
        key = hash(str(cursor))
        came = key in self._first or key in self._recent or key == self._kept
        if len(self._first) < FIRST:
            self._first.add(key)
            return came
        self._recent.add(key)
        self._order.append(key)
        if len(self._order) > RECENT:
            self._recent.discard(self._order.popleft())
        self._since_kept += 1
        if self._since_kept == self._until_next:
            self._kept, self._since_kept = key, 0
            self._until_next *= 2
        return came
