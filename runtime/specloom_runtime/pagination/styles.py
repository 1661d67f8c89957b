"""Pagination styles as data, one dataclass each.

Generated code states these and `page_walk` follows them. Locations in a request are
written `query.cursor`, those in a response `body.items` (attributes of the page) or
`header.x`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self, TypeAlias

EndReason: TypeAlias = Literal[
    "cursor-absent", "short-page", "empty-page", "total", "has-more"
]


@dataclass(frozen=True, kw_only=True)
class PageStyle:
    """What every style has: the location of the items, a page size, reasons to end.

    `items`, `total` and `has_more` are read (`body`, `body.data.items`, `header.x`),
    `limit` is sent. By default the items are the whole body. `size` is sent if the
    caller gives no page size.
    """

    items: str = "body"
    limit: str | None = None
    size: int | None = None
    max_size: int | None = None
    total: str | None = None
    has_more: str | None = None
    end_when: tuple[EndReason, ...] = ()

    def of(self, items: str) -> Self:
        """Return the same style for a list with its items at another location."""
        return replace(self, items=items)


@dataclass(frozen=True, kw_only=True)
class CursorPages(PageStyle):
    """Each page has the cursor of the next; absent, null and "" mean the end."""

    send: str
    read: str
    end_when: tuple[EndReason, ...] = ("cursor-absent",)


@dataclass(frozen=True, kw_only=True)
class OffsetPages(PageStyle):
    """Pages by the number of items to skip; `last` is the largest one accepted."""

    offset: str
    last: int | None = None
    end_when: tuple[EndReason, ...] = ("total", "short-page")


@dataclass(frozen=True, kw_only=True)
class NumberedPages(PageStyle):
    """Pages by number, from `first`; `last` is the largest one accepted."""

    page: str
    first: int = 0
    last: int | None = None
    total_pages: str | None = None
    end_when: tuple[EndReason, ...] = ("total", "short-page")


@dataclass(frozen=True, kw_only=True)
class NextLinkPages(PageStyle):
    """Each page links to the next, in the body or a header (`Link` is parsed)."""

    next: str


@dataclass(frozen=True, kw_only=True)
class KeysetPages(PageStyle):
    """The next page starts after the last item of this one, named by its `key`."""

    send: str
    key: str
    end_when: tuple[EndReason, ...] = ("has-more", "empty-page")


@dataclass(frozen=True, kw_only=True)
class SinglePage(PageStyle):
    """A list that is always returned in one page."""


Pages: TypeAlias = (
    CursorPages | OffsetPages | NumberedPages | NextLinkPages | KeysetPages | SinglePage
)
