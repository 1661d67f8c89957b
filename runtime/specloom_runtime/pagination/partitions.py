"""Split a list with several windows and chunks into all combinations of their parts.

The combinations are read in order; the part of the last window or chunk changes
fastest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..core.errors import RequestError
from ..http.request_draft import RequestDraft
from .chunks import Chunk
from .windows import Window, more_than_one


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
