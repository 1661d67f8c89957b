"""How a list is cut into pages, as data: one dataclass for each style there is.

Generated code states these; `page_walk` walks them. Places in a request are written
`query.cursor`, places in an answer `body.items` (attributes of the page) or `header.x`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self, TypeAlias

Stop: TypeAlias = Literal[
    "cursor-absent", "short-page", "empty-page", "total", "has-more"
]


@dataclass(frozen=True, kw_only=True)
class PageStyle:
    """What every style has: the place of the items, a page size, reasons to stop.

    `items`, `total` and `has_more` are read (`body`, `body.data.items`, `header.x`),
    `limit` is sent. Unless told otherwise the items are the whole body. `size` is sent
    where the caller gives no page size.
    """

    items: str = "body"
    limit: str | None = None
    size: int | None = None
    max_size: int | None = None
    total: str | None = None
    has_more: str | None = None
    stop: tuple[Stop, ...] = ()

    def of(self, items: str) -> Self:
        """The same scheme for another list: `items` is the place of its items."""
        return replace(self, items=items)


@dataclass(frozen=True, kw_only=True)
class CursorPages(PageStyle):
    """Each answer names the cursor of the next; absent, null and "" mean the end."""

    send: str
    read: str
    stop: tuple[Stop, ...] = ("cursor-absent",)


@dataclass(frozen=True, kw_only=True)
class OffsetPages(PageStyle):
    """Pages by the number of items to skip; `last` is the largest the vendor takes."""

    offset: str
    last: int | None = None
    stop: tuple[Stop, ...] = ("total", "short-page")


@dataclass(frozen=True, kw_only=True)
class NumberedPages(PageStyle):
    """Pages by number, from `first`; `last` is the largest number the vendor takes."""

    page: str
    first: int = 0
    last: int | None = None
    total_pages: str | None = None
    stop: tuple[Stop, ...] = ("short-page",)


@dataclass(frozen=True, kw_only=True)
class NextPages(PageStyle):
    """Each answer links to the next, in the body or a header (`Link` is understood)."""

    next: str


@dataclass(frozen=True, kw_only=True)
class LastItemPages(PageStyle):
    """The next page starts after the last item of this one, named by its `key`."""

    send: str
    key: str
    stop: tuple[Stop, ...] = ("has-more", "empty-page")


@dataclass(frozen=True, kw_only=True)
class SinglePage(PageStyle):
    """A list that always comes whole."""


Pages: TypeAlias = (
    CursorPages | OffsetPages | NumberedPages | NextPages | LastItemPages | SinglePage
)
