"""Split a list with several windows and chunks into all combinations of their parts.

The combinations are read in order; the part of the last window or chunk changes
fastest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from ..core.errors import RequestError
from ..http.request_draft import RequestDraft
from .chunks import Chunk
from .windows import Window, more_than_one


class KnownPartitions:
    """The partitions of a list by number, split once for all pagers that read some."""

    def __init__(self, split: Callable[[], Iterator[RequestDraft]]) -> None:
        self._split = split
        self._drafts: Iterator[RequestDraft] | None = None
        self._known: list[RequestDraft] = []
        self._lock = threading.Lock()

    def only(self, number: int) -> Iterator[RequestDraft] | None:
        """Return the draft of a partition alone, or none at the end of the list.

        The result is None if the list has fewer partitions than `number`. Raises
        RequestError if the end of a range is before its start.
        """
        with self._lock:
            if self._drafts is None:
                self._drafts = self._split()
            self._known += islice(self._drafts, max(0, number + 1 - len(self._known)))
            if number > len(self._known):
                return None
            return iter([each.copy() for each in self._known[number : number + 1]])


def partitions(
    windows: Sequence[Window], chunks: Sequence[Chunk], draft: RequestDraft
) -> Iterator[RequestDraft]:
    """Yield the drafts that together cover `draft`, in order.

    Raises RequestError if the end of a range is before its start.
    """
    parts: tuple[Window | Chunk, ...] = (*windows, *chunks)
    drafts: Iterator[RequestDraft] = iter((draft.copy(),))
    for part in parts:
        drafts = _split_each(part, drafts)
    return drafts


def _split_each(
    part: Window | Chunk, drafts: Iterator[RequestDraft]
) -> Iterator[RequestDraft]:
    for draft in drafts:
        yield from part.split(draft)


def check_limits(
    windows: Sequence[Window], chunks: Sequence[Chunk], draft: RequestDraft
) -> None:
    """Raise RequestError if a range or list would need several requests."""
    for window in windows:
        if more_than_one(window.split(draft)):
            raise RequestError(
                f"{draft.argument(window.start)} to {draft.argument(window.end)} is "
                f"too long a range for one request (allowed: at most {window.maximum})"
            )
    for chunk in chunks:
        if more_than_one(chunk.split(draft)):
            raise RequestError(
                f"{draft.argument(chunk.at)} has too many values for one request "
                f"(allowed: at most {chunk.maximum})"
            )
