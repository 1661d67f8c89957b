"""Pagination styles as data, with one dataclass for each.

Generated code contains instances of these dataclasses, and `page_walk` applies them.
Locations in a request have the form `query.cursor`. Those in a response have the form
`body.items` (attributes of the page) or `header.x`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self, TypeAlias

EndReason: TypeAlias = Literal[
    "cursor-absent", "short-page", "empty-page", "total", "has-more"
]


@dataclass(frozen=True, kw_only=True)
class PageStyle:
    """The common part of all styles: the items, the page size, and the end conditions.

    `items`, `total` and `has_more` are locations in the response (`body`,
    `body.data.items`, `header.x`), and `limit` is one in the request. By default the
    items are the whole body. `size` is the vendor's default page size. The vendor
    allows sizes from `min_size` to `max_size`, or only those in `sizes`. If the caller
    passes no page size, the largest stated size is requested, or else `size`.
    """

    items: str = "body"
    limit: str | None = None
    size: int | None = None
    min_size: int | None = None
    max_size: int | None = None
    sizes: tuple[int, ...] = ()
    total: str | None = None
    has_more: str | None = None
    end_when: tuple[EndReason, ...] = ()

    def of(self, items: str) -> Self:
        """Return the same style for a list with its items at another location."""
        return replace(self, items=items)


@dataclass(frozen=True, kw_only=True)
class CursorPages(PageStyle):
    """Each page contains the next cursor; absence, null and "" mean the end."""

    send: str
    read: str
    end_when: tuple[EndReason, ...] = ("cursor-absent",)


@dataclass(frozen=True, kw_only=True)
class OffsetPages(PageStyle):
    """Each page is requested by the number of items to skip (at most `last`)."""

    offset: str
    last: int | None = None
    end_when: tuple[EndReason, ...] = ("total", "short-page")


@dataclass(frozen=True, kw_only=True)
class NumberedPages(PageStyle):
    """Each page is requested by its number, which is from `first` to at most `last`."""

    page: str
    first: int = 0
    last: int | None = None
    total_pages: str | None = None
    end_when: tuple[EndReason, ...] = ("total", "short-page")


@dataclass(frozen=True, kw_only=True)
class NextLinkPages(PageStyle):
    """Each page links to the next page, in the body or in a header."""

    next: str


@dataclass(frozen=True, kw_only=True)
class KeysetPages(PageStyle):
    """Each page starts after the `key` of the last item of the previous page."""

    send: str
    key: str
    end_when: tuple[EndReason, ...] = ("has-more", "empty-page")


@dataclass(frozen=True, kw_only=True)
class SinglePage(PageStyle):
    """A list that is always returned as a single page."""


Pages: TypeAlias = (
    CursorPages | OffsetPages | NumberedPages | NextLinkPages | KeysetPages | SinglePage
)
