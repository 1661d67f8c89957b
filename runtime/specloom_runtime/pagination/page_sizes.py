"""Choose the size of each page, and determine whether a page has too few items.

Unless the caller chooses a size, requests ask for the largest page that the vendor
states, and where only some items are needed, for no more than these. A vendor can send
smaller pages than requested. Therefore fewer items than requested are a sign for the
end of a list only if the vendor is known to send larger pages: by its own default size,
or by an earlier page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..core.errors import RequestError
from ..core.unset import UNSET
from ..http.locations import display_name
from ..http.request_draft import RequestDraft
from .positions import Checkpoint
from .styles import NextLinkPages, NumberedPages, Pages


class PageSizes:
    """The sizes of the pages of one walk.

    `requested` is the size of the last request; None if it is unknown. `is_chosen` is
    whether the caller chose it. `needed` returns how many items are still needed; None
    for all. With numbered pages and links, all requests have one size, because the size
    decides which items are on a page. A checkpoint of numbered pages contains it.

    Raises RequestError for a size that the description does not allow.
    """

    def __init__(
        self,
        pages: Pages,
        draft: RequestDraft,
        page_size: int | None,
        resume: Checkpoint | None,
        needed: Callable[[], int | None] | None,
    ) -> None:
        self._pages = pages
        self._constant = isinstance(pages, NumberedPages | NextLinkPages)
        self._largest = self.requested = checked_size(pages, draft, page_size)
        self.is_chosen = page_size is not None
        self._needed = None if self.is_chosen or not pages.limit else needed
        if self._constant and resume is not None:
            self.requested = resume.get("size", self.requested)
            self._needed = None
        self._longest = 0

    def next_size(self) -> int | None:
        """Return the size of the next page to request; None if it is unknown."""
        if self._needed is None:
            return self.requested
        needed, most = self._needed(), self._largest
        if needed is None:
            self.requested = most
        elif self._constant:
            self.requested = even_size(self._pages, 0, needed, most)
        else:
            self.requested = _allowed(self._pages, min(needed, most or needed))
        if self._constant:
            self._needed = None
        return self.requested

    def is_short(self, count: int) -> bool:
        """Return whether a page of `count` items has fewer than requested."""
        return self.requested is not None and count < self.requested

    def is_shorter_than_known(self, count: int) -> bool:
        """Return whether the vendor is known to send more than `count` items."""
        return count < max(self._pages.size or 0, self._longest)

    def add(self, count: int) -> int | None:
        """Record a page; return the size of a longer one before, if one was."""
        longest = self._longest
        self._longest = max(longest, count)
        expected = longest if self.requested is None else min(longest, self.requested)
        return expected if count < expected else None


def checked_size(
    pages: Pages, draft: RequestDraft, page_size: int | None
) -> int | None:
    """Return the page size of a list; None if it is unknown.

    Without a size from the caller, it is the largest size that the vendor states, or
    else the vendor's default. Raises RequestError for a size that the description does
    not allow.
    """
    if pages.limit is None:
        if page_size is not None:
            raise RequestError("page_size: the pages of this list have a fixed size")
        return pages.size
    size = draft.get(pages.limit) if page_size is None else page_size
    if size is None or size is UNSET:
        return pages.max_size or max(pages.sizes, default=pages.size)
    number = isinstance(size, int) and not isinstance(size, bool)
    least = pages.min_size or 1
    if (
        not number
        or size < least
        or size > (pages.max_size or size)
        or size not in (pages.sizes or (size,))
    ):
        raise RequestError(
            f"page_size cannot be {size!r} ({display_name(pages.limit)}: "
            f"{_shown_sizes(pages, least)})"
        )
    return size


def _shown_sizes(pages: Pages, least: int) -> str:
    if pages.sizes:
        return ", ".join(map(str, pages.sizes))
    return f"{least} to {pages.max_size}" if pages.max_size else f"{least} or more"


def even_size(pages: Pages, start: int, needed: int, most: int | None) -> int:
    """Return the smallest size with which the fewest pages contain all needed items.

    All pages have this size. The needed items are consecutive, from the position
    `start`. `most` is the largest size; None if it is unknown.
    """
    largest = most or _allowed(pages, needed)
    count = -(-needed // largest)
    last = pages.last if isinstance(pages, NumberedPages) else None
    first = pages.first if isinstance(pages, NumberedPages) else 0
    least = _allowed(pages, -(-needed // count))
    sizes: Sequence[int] = pages.sizes or range(least, largest + 1)
    for size in sorted(each for each in sizes if least <= each <= largest):
        final = (start + needed - 1) // size
        if final - start // size < count and (last is None or first + final <= last):
            return size
    return largest


def _allowed(pages: Pages, count: int) -> int:
    """Return the smallest size of at least `count` that the vendor allows."""
    larger = [size for size in pages.sizes if size >= count]
    if pages.sizes:
        return min(larger, default=max(pages.sizes))
    return max(count, pages.min_size or 1)
