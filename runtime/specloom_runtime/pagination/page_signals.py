"""What a response says about the end of a list.

A strong sign, which the response declares, beats a weak one, such as a short page.
"""

from __future__ import annotations

import re
from typing import Any

from ..core.unset import UNSET
from ..http.messages import Received
from .page_reader import value_at
from .styles import CursorPages, NextLinkPages, NumberedPages, OffsetPages, Pages

_DIGITS = re.compile(r"[0-9]{1,1000}")
_NO = ("false", "no", "n", "0")


def number(declared: Any) -> int | None:
    """Return a declared number, which can be a string; None for any other value.

    A negative number means that the vendor does not know it.
    """
    if isinstance(declared, bool) or declared is None:
        return None
    if isinstance(declared, str) and not _DIGITS.fullmatch(declared.strip()):
        return None
    try:
        counted = int(declared)
    except (OverflowError, TypeError, ValueError):
        return None
    return counted if counted >= 0 else None


def at_least(done: int, declared: Any) -> bool:
    total = number(declared)
    return total is not None and done >= total


def is_last(
    pages: Pages,
    items: list[Any],
    received: Received[Any],
    count: int,
    size: int | None,
    total: int | None,
) -> bool:
    """Return whether a page is the last one, by the declared `total` if it has one."""
    stop = pages.end_when
    total_pages = _declared_pages(pages, received)
    counted = isinstance(pages, OffsetPages | NumberedPages)
    if "total" in stop and total is not None:
        # A vendor may serve fewer than requested: a short page is not the end then. An
        # empty one is, whatever the total says, where only positions are counted.
        empty_ends = counted or "short-page" in stop
        return at_least(count, total) or (not items and empty_ends)
    if "has-more" in stop and pages.has_more is not None:
        if (more := _more(pages, received)) is not None:
            return not more
        full = size is not None and len(items) >= size
        if not isinstance(pages, CursorPages | NextLinkPages) and not full:
            return True
    # Where a response does not declare the total, the number of items has to decide.
    short_page = "short-page" in stop or ("total" in stop and total_pages is None)
    if not items and not (counted and total_pages is not None):
        return short_page or "empty-page" in stop
    # A total that is not a reason to end here still says that more follows.
    incomplete = total is not None and count < total
    if incomplete or total_pages is not None or _says_more(pages, received):
        return False
    return short_page and size is not None and len(items) < size


def _says_more(pages: Pages, received: Received[Any]) -> bool:
    return _more(pages, received) or False


def _more(pages: Pages, received: Received[Any]) -> bool | None:
    """Return whether the response declares more items; None if it does not say."""
    more = value_at(pages.has_more, received)
    if isinstance(more, str):
        more = more.strip().lower() not in _NO if more.strip() else None
    return None if more in (None, UNSET, [], {}) else bool(more)


def _declared_pages(pages: Pages, received: Received[Any]) -> int | None:
    """Return the number of pages that the response declares; None if there is none."""
    place = pages.total_pages if isinstance(pages, NumberedPages) else None
    return number(value_at(place, received))


def contradiction(pages: Pages, received: Received[Any], count: int) -> str | None:
    """Return why the list cannot end here: the response declares more items."""
    if "has-more" in pages.end_when and pages.has_more and _says_more(pages, received):
        return f"the API reports more than {count} items, but no next page"
    return None


def unmet_sign(
    pages: Pages, received: Received[Any], read: int
) -> tuple[str, str, str] | None:
    """Return a sign for more items in a response with which the list ends.

    The parts are the location, what was expected there after `read` pages, and what
    came. A declared total is compared elsewhere, with the items that were received.
    """
    more = _more(pages, received)
    if more:
        return pages.has_more or "", "false, where the list ends", "true"
    if more is False and isinstance(pages, NextLinkPages):
        if value_at(pages.next, received):
            return pages.next, "no link, where the list ends", "a link"
        return None
    declared = _declared_pages(pages, received)
    if isinstance(pages, NumberedPages) and declared is not None and declared > read:
        return pages.total_pages or "", f"{read}, where the list ends", str(declared)
    return None
