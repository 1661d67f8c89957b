"""Begin a list at an item that the caller chooses by its position."""

from __future__ import annotations

from typing import Any

from ..core.errors import RequestError
from ..http.request_draft import RequestDraft
from .page_sizes import checked_size, even_size
from .positions import Checkpoint, is_count
from .styles import NumberedPages, OffsetPages, Pages


def start_position(
    pages: Pages,
    draft: RequestDraft,
    page_size: int | None,
    start: Any,
    needed: int | None = None,
) -> Checkpoint:
    """Return the checkpoint of the page that contains the item at `start`, from 0.

    Its member `before` is the number of items of the page before that item. `needed` is
    the number of items to read; None for all. Raises RequestError if the list cannot
    begin there, with the largest possible start.
    """
    if not is_count(start):
        raise RequestError(f"start must be a whole number from 0 (not {start!r})")
    if isinstance(pages, OffsetPages):
        if pages.last is not None and start > pages.last:
            raise RequestError(
                f"start cannot be {start}: the largest start of this list is "
                f"{pages.last}"
            )
        return {"at": start, "items": start}
    if not isinstance(pages, NumberedPages):
        raise RequestError("start: the pages of this list have no numbers or offsets")
    size = checked_size(pages, draft, page_size)
    if size is None:
        raise RequestError(
            "start: pass page_size too, because the vendor does not state the size of "
            "its pages"
        )
    if page_size is None and pages.limit and needed is not None:
        size = even_size(pages, start, needed, size)
    number, before = divmod(start, size)
    if pages.last is not None and number > pages.last - pages.first:
        largest = (pages.last - pages.first + 1) * size - 1
        raise RequestError(
            f"start cannot be {start}: the largest start of this list is {largest}, "
            f"with pages of {size} items"
        )
    found = {"at": pages.first + number, "items": number * size, "size": size}
    return {**found, "before": before} if before else found


def items_before(pages: Pages, place: Checkpoint) -> int | None:
    """Return how many items are before a numbered page; None if it is unknown.

    It is unknown without a page size, and if earlier pages were not full.
    """
    at, items, size = place.get("at"), place.get("items", 0), place.get("size")
    if not isinstance(pages, NumberedPages) or not size or not is_count(at or 0):
        return None
    before = 0 if at is None else (at - pages.first) * size
    return before if before == items else None
