"""The walk from page to page: the next request, and the end of the list.

The class is a pure state machine that sends nothing:

    request() ──> send the draft ──> receive() ──> the page has a next one ─┐
        ^                                │                                  │
        └────────────────────────────────┼──────────────────────────────────┘
                                         v
                      it was the last: request() returns None

A walk ends only for a declared reason. A repeated cursor, a repeated page and a maximum
that truncates the list are errors, because they would lose data unnoticed. `receive`
stores such a problem for the next `request`, so that the items of the page are used
before the problem is raised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from ..core.errors import PaginationError, RequestError
from ..core.unset import UNSET
from ..http.locations import display_name
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from .page_reader import as_cursor, attribute, items_of, value_at
from .styles import (
    CursorPages,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    Pages,
)

Checkpoint: TypeAlias = dict[str, Any]
Item = TypeVar("Item")
Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class PageResult(Generic[Item, Page]):
    """A page of a partition with its items.

    `partition` is the number of the partition. `next_checkpoint` is the start of the
    next page; None after the partition's last page.
    """

    partition: int
    next_checkpoint: Checkpoint | None
    page: Page
    items: list[Item]


class PageWalk(Generic[Item, Page]):
    """The pages of one partition: a part of a range with a chunk of ids.

    Partitions are independent: they can be read in sequence, in advance or
    concurrently. `checkpoint` is the current position as JSON data; None at the end.
    After the last page, `on_mismatch` is called with the declared total and the number
    of received items, if these differ.

    Raises RequestError for an invalid page size or the checkpoint of another list, and
    PaginationError if the responses are inconsistent.
    """

    def __init__(
        self,
        pages: Pages,
        draft: RequestDraft,
        *,
        partition: int = 0,
        page_size: int | None = None,
        resume: Checkpoint | None = None,
        empty_limit: int = 1000,
        on_mismatch: Callable[[int, int], None] | None = None,
    ) -> None:
        self._pages = pages
        self._draft = draft
        self._partition = partition
        self._size = _checked_size(pages, draft, page_size)
        self._at, self._count = _start(pages, resume)
        self._seen = {str(self._at)} if self._at is not None else set[str]()
        self._empty = 0
        self._empty_limit = empty_limit
        self._previous: list[Any] = []
        self._total: int | None = None
        self._on_mismatch = on_mismatch
        self._ended = False
        self._problem: str | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The start of the next page as JSON data; None after the last page."""
        return None if self._ended else {"at": self._at, "items": self._count}

    def request(self) -> RequestDraft | None:
        """Return the draft for the next page; None after the last page."""
        if self._problem is not None:
            raise PaginationError(self._problem, checkpoint=self.checkpoint)
        if self._ended:
            total, self._total = self._total, None
            if self._on_mismatch and total not in (None, self._count):
                self._on_mismatch(total or 0, self._count)
            return None
        draft = self._draft.copy()
        if self._size is not None and self._pages.limit is not None:
            draft.put(self._pages.limit, self._size)
        _set_position(self._pages, draft, self._at)
        return draft

    def receive(self, received: Received[Page]) -> PageResult[Item, Page]:
        """Accept a fetched page, and return it with its items.

        Raises PaginationError for a repeated page. Other problems are raised by the
        next `request`.
        """
        items = items_of(self._pages, received.value)
        # With offsets or page numbers, nothing in the response identifies the page.
        counted = isinstance(self._pages, OffsetPages | NumberedPages)
        if counted and items and items == self._previous:
            raise PaginationError(
                f"the API returned the same page twice after {self._count} items",
                checkpoint=self.checkpoint,
            )
        self._previous = items if counted else []
        self._count += len(items)
        self._total = number(value_at(self._pages.total, received))
        self._empty = 0 if items else self._empty + 1
        following = self._next_position(items, received)
        if following is None:
            self._ended = True
            self._problem = _contradiction(self._pages, received, self._count)
        else:
            self._advance(following)
        return PageResult(self._partition, self.checkpoint, received.value, items)

    def _next_position(self, items: list[Any], received: Received[Any]) -> Any:
        """Return the start of the next page; None if this page was the last."""
        pages = self._pages
        if _is_last(pages, items, received, self._count, self._size):
            return None
        match pages:
            case CursorPages():
                return as_cursor(value_at(pages.read, received))
            case NextLinkPages():
                return as_cursor(value_at(pages.next, received))
            case KeysetPages():
                return as_cursor(attribute(items[-1], pages.key)) if items else None
            case OffsetPages():
                return (self._at or 0) + (len(items) or self._size or 0)
            case NumberedPages():
                page: int = pages.first if self._at is None else self._at
                declared = value_at(pages.total_pages, received)
                done = page + 1 - pages.first
                return None if _at_least(done, declared) else page + 1
            case _:
                return None

    def _advance(self, following: Any) -> None:
        pages, count = self._pages, self._count
        last = pages.last if isinstance(pages, OffsetPages | NumberedPages) else None
        if str(following) in self._seen:
            shown = str(following)
            if isinstance(pages, NextLinkPages):
                shown = shown.partition("?")[0]  # Its query may have a credential.
            self._problem = (
                f"the vendor gave the same cursor twice after {count} items: {shown!r}"
            )
        elif last is not None and following > last:
            kind = "offset" if isinstance(pages, OffsetPages) else "page number"
            self._problem = (
                f"the vendor serves no {kind} above {last}: {count} items were read "
                "and more may follow; narrow the request (a filter, a shorter range) "
                "or use another operation"
            )
        elif self._empty >= self._empty_limit:
            self._problem = f"the vendor answered {self._empty} empty pages in a row"
        self._seen.add(str(following))
        self._at = following


def number(declared: Any) -> int | None:
    """Return a declared number, which can be a string; None for any other value."""
    try:
        return None if declared is None else int(declared)
    except (OverflowError, TypeError, ValueError):
        return None


def _at_least(done: int, declared: Any) -> bool:
    total = number(declared)
    return total is not None and done >= total


def _is_last(
    pages: Pages,
    items: list[Any],
    received: Received[Any],
    count: int,
    size: int | None,
) -> bool:
    stop = pages.end_when
    total = number(value_at(pages.total, received))
    total_pages = _declared_pages(pages, received)
    if "total" in stop and total is not None:
        # A vendor may return fewer items than requested: a short page is not the end.
        return _at_least(count, total) or (not items and "short-page" in stop)
    if "has-more" in stop and pages.has_more is not None:
        return not _says_more(pages, received)
    # If a response does not declare the total, the number of its items decides.
    short_page = "short-page" in stop or ("total" in stop and total_pages is None)
    if not items:
        return short_page or "empty-page" in stop
    # Even if the total is not an end condition, it shows that more items follow.
    incomplete = total is not None and count < total
    if incomplete or total_pages is not None or _says_more(pages, received):
        return False
    return short_page and size is not None and len(items) < size


def _says_more(pages: Pages, received: Received[Any]) -> bool:
    return value_at(pages.has_more, received) not in (None, UNSET, "", "false", False)


def _declared_pages(pages: Pages, received: Received[Any]) -> int | None:
    """Return the number of pages that the response declares; None if there is none."""
    place = pages.total_pages if isinstance(pages, NumberedPages) else None
    return number(value_at(place, received))


def _contradiction(pages: Pages, received: Received[Any], count: int) -> str | None:
    """Return why the list cannot end here: the response declares more items."""
    if "has-more" in pages.end_when and pages.has_more and _says_more(pages, received):
        return f"the API reports more than {count} items, but no next page"
    return None


def _start(pages: Pages, resume: Checkpoint | None) -> tuple[Any, int]:
    """Return the position and the item count in a checkpoint.

    Raises RequestError for the checkpoint of another list.
    """
    if resume is None:
        return None, 0
    at, count = resume.get("at"), resume.get("items", 0)
    counted = isinstance(pages, OffsetPages | NumberedPages)
    fits = isinstance(at, int) if counted else isinstance(at, int | str)
    if not (at is None or fits) or not isinstance(count, int):
        raise RequestError("resume: the checkpoint was made by another list")
    return at, count


def _set_position(pages: Pages, draft: RequestDraft, at: Any) -> None:
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


def _checked_size(
    pages: Pages, draft: RequestDraft, page_size: int | None
) -> int | None:
    if pages.limit is None:
        if page_size is not None:
            raise RequestError("page_size: the pages of this list have a fixed size")
        return pages.size
    size = draft.get(pages.limit) if page_size is None else page_size
    if size is None or size is UNSET:
        return pages.size
    if not isinstance(size, int) or size < 1 or size > (pages.max_size or size):
        allowed = f"1 to {pages.max_size}" if pages.max_size else "1 or more"
        raise RequestError(
            f"page_size cannot be {size!r} ({display_name(pages.limit)}: {allowed})"
        )
    return size
