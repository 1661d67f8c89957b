"""Where a page starts: in checkpoints and in requests, and the size of pages."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..core.errors import RequestError
from ..core.unset import UNSET
from ..http.locations import display_name
from ..http.request_draft import RequestDraft
from .styles import CursorPages, KeysetPages, NumberedPages, OffsetPages, Pages

Checkpoint: TypeAlias = dict[str, Any]


def start_of(pages: Pages, resume: Checkpoint | None) -> tuple[Any, int]:
    """Return the position and the item count in a checkpoint.

    Raises RequestError for the checkpoint of another list.
    """
    if resume is None:
        return None, 0
    at, count = resume.get("at"), resume.get("items", 0)
    counted = isinstance(pages, OffsetPages | NumberedPages)
    if counted:
        fits = at is None or is_count(at)
    else:
        fits = at is None or isinstance(at, int | str)
    if not fits or not is_count(count):
        raise RequestError("resume: the checkpoint was made by another list")
    return at, count


def is_count(value: Any) -> bool:
    """Return whether a value of a checkpoint is a number of items or a position."""
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


def checked_size(
    pages: Pages, draft: RequestDraft, page_size: int | None
) -> int | None:
    """Return the page size of a list; None if it is unknown.

    Raises RequestError for a size that the description does not allow.
    """
    if pages.limit is None:
        if page_size is not None:
            raise RequestError("page_size: the pages of this list have a fixed size")
        return pages.size
    size = draft.get(pages.limit) if page_size is None else page_size
    if size is None or size is UNSET:
        return pages.size
    number = isinstance(size, int) and not isinstance(size, bool)
    if not number or size < 1 or size > (pages.max_size or size):
        allowed = f"1 to {pages.max_size}" if pages.max_size else "1 or more"
        raise RequestError(
            f"page_size cannot be {size!r} ({display_name(pages.limit)}: {allowed})"
        )
    return size
