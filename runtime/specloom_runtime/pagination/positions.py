"""Read and write the start of a page in checkpoints and requests."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..core.errors import PaginationError, RequestError
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from .page_reader import attribute, cursor_at, value_at
from .styles import (
    CursorPages,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    Pages,
)

Checkpoint: TypeAlias = dict[str, Any]


def start_of(pages: Pages, resume: Checkpoint | None) -> tuple[Any, int]:
    """Return the position and the item count that a checkpoint contains.

    Raises RequestError for a checkpoint of another list.
    """
    if resume is None:
        return None, 0
    at, count = resume.get("at"), resume.get("items", 0)
    size = resume.get("size", 1)
    counted = isinstance(pages, OffsetPages | NumberedPages)
    if counted:
        fits = at is None or is_count(at)
    else:
        fits = at is None or isinstance(at, int | str)
    if not fits or not is_count(count) or not is_count(size) or not size:
        raise RequestError("resume: the checkpoint was made by another list")
    return at, count


def is_count(value: Any) -> bool:
    """Return whether a value of a checkpoint can be a number of items or a position."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def set_position(pages: Pages, draft: RequestDraft, at: Any) -> None:
    """Put the start of a page into the draft of its request."""
    match pages:
        case CursorPages() | KeysetPages():
            if at is not None:
                draft.put(pages.send, at)
        case OffsetPages():
            draft.put(pages.offset, at or 0)
        case NumberedPages():
            draft.put(pages.page, pages.first if at is None else at)
        case _:
            draft.url = at


def pages_read(pages: Pages, at: Any) -> int:
    """Return how many numbered pages were read, including the page at `at`."""
    if isinstance(pages, NumberedPages) and at is not None:
        return int(at) + 1 - pages.first
    return 1


def position_after(
    pages: Pages,
    at: Any,
    size: int | None,
    items: list[Any],
    received: Received[Any],
) -> Any:
    """Return the start of the page after the page at `at`; None if there is none.

    Raises PaginationError if the response has something else in its place.
    """
    match pages:
        case CursorPages():
            return cursor_at(pages.read, value_at(pages.read, received)) or None
        case NextLinkPages():
            link = cursor_at(pages.next, value_at(pages.next, received))
            if isinstance(link, int):
                raise PaginationError(f"{pages.next}: {link} is not a link")
            return link
        case KeysetPages():
            return _last_key(pages.key, items)
        case OffsetPages():
            return (at or 0) + (len(items) or size or 0)
        case NumberedPages():
            return pages.first + pages_read(pages, at)
        case _:
            return None


def after_last(pages: Pages, at: Any, count: int) -> str | None:
    """Return the problem if the vendor serves no page at this position.

    `count` is the number of items up to the position.
    """
    last = pages.last if isinstance(pages, OffsetPages | NumberedPages) else None
    if last is None or at is None or at <= last:
        return None
    kind = "offset" if isinstance(pages, OffsetPages) else "page number"
    return (
        f"the vendor serves no {kind} above {last}: the list can be read only up to "
        f"item {count}, and more may follow; narrow the request (a filter, a shorter "
        "range) or use another operation"
    )


def _last_key(key: str, items: list[Any]) -> Any:
    last = cursor_at(key, attribute(items[-1], key)) if items else None
    if items and last is None:
        raise PaginationError(f"{key}: the last item has no value to continue from")
    return last
