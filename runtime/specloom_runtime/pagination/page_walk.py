"""Walk from page to page: determine the next request, and the end of the list.

The class is a pure state machine that sends nothing:

    request() ──> send the draft ──> receive() ──> the page has a next one ─┐
        ^                                │                                  │
        └────────────────────────────────┼──────────────────────────────────┘
                                         v
                      it was the last: request() returns None

A walk ends only if the vendor declares the end. A repeated cursor, a repeated page and
a maximum that truncates the list are errors, because data would be lost unnoticed.
`receive` stores such a problem for the next `request`, so that the items of the page
are used before the error is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ..core.errors import PaginationError
from ..core.responses import Response
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from .page_reader import items_of
from .page_signals import (
    Contradiction,
    DeclaredNumber,
    Signs,
    at_end,
    before_end,
    has_more,
    has_next,
    is_last,
    missing_next,
)
from .positions import (
    Checkpoint,
    checked_size,
    pages_read,
    position_after,
    set_position,
    start_of,
)
from .styles import NextLinkPages, NumberedPages, OffsetPages, Pages

REPEATED_PAGES = 10
"""The factor by which the limit of equal pages is above that of empty pages."""
Item = TypeVar("Item")
Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class PageResult(Generic[Item, Page]):
    """A page of a partition, with its items, its response and its declared total.

    `partition` is the number of the partition. `next_checkpoint` is the start of the
    next page; None after the partition's last page. `is_stuck` is whether there is a
    next page, but the response does not state where it starts.
    """

    partition: int
    next_checkpoint: Checkpoint | None
    page: Page
    items: list[Item]
    response: Response
    total: int | None
    is_stuck: bool = False


def _ignore(*_: str) -> None:
    """Ignore a contradiction."""


class PageWalk(Generic[Item, Page]):
    """The pages of one partition: a part of a range with a chunk of ids.

    Partitions are independent: they can be read in sequence, in advance or
    concurrently. `checkpoint` is the current position as JSON data; None at the end.
    After the last page, `on_mismatch` is called if the declared total and the number of
    received items differ, with both numbers. If a response contradicts itself,
    `on_contradiction` is called before the next request, with a location, the expected
    value and the received value. `safe_link` removes credentials from a link to the
    next page.

    Raises RequestError for an invalid page size or a checkpoint of another list, and
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
        on_contradiction: Callable[[str, str, str], None] | None = None,
        safe_link: Callable[[str], str] = str,
        has_identity: bool = False,
    ) -> None:
        self._pages = pages
        self._draft = draft
        self._partition = partition
        self._size = checked_size(pages, draft, page_size)
        self._at, self._count = start_of(pages, resume)
        self._seen = {str(self._at)} if self._at is not None else set[str]()
        self._empty = self._repeated = self._longest = 0
        self._empty_limit = empty_limit
        self._previous: list[Any] = []
        self._total = DeclaredNumber(pages.total)
        self._page_count = DeclaredNumber(
            pages.total_pages if isinstance(pages, NumberedPages) else None
        )
        self._on_mismatch = on_mismatch
        self._on_contradiction = on_contradiction or _ignore
        self._contradictions: list[Contradiction] = []
        self._contradicting = set[str]()
        self._safe_link = safe_link
        self._has_identity = has_identity
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
        contradictions, self._contradictions = self._contradictions, []
        for contradiction in contradictions:
            self._on_contradiction(*contradiction)
        if self._ended:
            total, self._total.value = self._total.value, None
            if self._on_mismatch and total not in (None, self._count):
                self._on_mismatch(total or 0, self._count)
            return None
        draft = self._draft.copy()
        if self._size is not None and self._pages.limit is not None:
            draft.put(self._pages.limit, self._size)
        set_position(self._pages, draft, self._at)
        return draft

    def receive(self, received: Received[Page]) -> PageResult[Item, Page]:
        """Accept a fetched page, and return it with its items.

        Raises PaginationError for a repeated page. Other problems are raised by the
        next `request`.
        """
        items = items_of(self._pages, received.value)
        self._check_repeated(items, received)
        self._count += len(items)
        total = self._read_numbers(items, received)
        self._empty = 0 if items else self._empty + 1
        following = self._next_position(items, received)
        stuck = self._problem is not None
        if following is not None:
            self._check_length(items)
            self._advance(following)
        return PageResult(
            self._partition,
            self.checkpoint,
            received.value,
            items,
            received.response,
            total,
            stuck,
        )

    def _check_repeated(self, items: list[Any], received: Received[Any]) -> None:
        """Raise PaginationError if the vendor returns the same page for all positions.

        If positions are counted, the response does not show which page it is. If all
        rows of a page are equal, an equal page is not a sign.
        """
        counted = isinstance(self._pages, OffsetPages | NumberedPages)
        repeated = bool(counted and items and items == self._previous)
        self._previous = items if counted else []
        self._repeated = self._repeated + 1 if repeated else 0
        apart = self._has_identity or any(item != items[0] for item in items)
        most = REPEATED_PAGES * self._empty_limit
        if repeated and (apart or self._repeated >= most):
            raise PaginationError(
                f"the API returned the same page twice after {self._count} items",
                checkpoint=self.checkpoint,
            )

    def _read_numbers(self, items: list[Any], received: Received[Any]) -> int | None:
        """Return the declared total, and note declared numbers that cannot be right.

        Where positions are counted and a total falls, items have moved to positions
        that were read.
        """
        total, fell = self._total.read(received)
        if fell and isinstance(self._pages, OffsetPages | NumberedPages):
            self._contradictions.append(fell)
        count, fell = self._page_count.read(received)
        read = pages_read(self._pages, self._at)
        if fell:
            self._contradictions.append(fell)
        elif items and count is not None and count < read:
            place = self._page_count.location
            low = place, f"at least {read}", str(count)
            self._contradictions += self._new([low])
        return total

    def _new(self, found: Iterable[Contradiction]) -> list[Contradiction]:
        """Return the contradictions at locations without an earlier one."""
        new = [each for each in found if each[0] not in self._contradicting]
        self._contradicting.update(location for location, _, _ in new)
        return new

    def _check_length(self, items: list[Any]) -> None:
        """Record that a page in the middle is short, if a short page means the end.

        If the vendor declares a total, the total is compared at the end instead.
        """
        longest, self._longest = self._longest, max(self._longest, len(items))
        is_sign = "short-page" in self._pages.end_when and self._total.value is None
        if is_sign and len(items) < longest:
            expected = f"{longest} items, because more pages are declared"
            got = f"{len(items)} items"
            self._contradictions.append((self._pages.items, expected, got))

    def _next_position(self, items: list[Any], received: Received[Any]) -> Any:
        """Return the start of the next page; None if this page was the last.

        Store the problem if the response names no position, although more follows.
        """
        pages, read, problem = self._pages, pages_read(self._pages, self._at), None
        try:
            following = position_after(pages, self._at, self._size, items, received)
        except PaginationError as error:
            following, problem = None, error.message
        signs = Signs(
            has_more(pages, received),
            self._page_count.more(read, bool(items)),
            None if problem else has_next(pages, following),
            self._total.more(self._count, bool(items)),
        )
        ends = is_last(pages, signs, items, self._size)
        if ends or (following is None and problem is None):
            nowhere = following is None
            problem = missing_next(pages, signs, self._count) if nowhere else None
            following = None
            self._ended = problem is None
            found: Iterable[Contradiction] = at_end(
                pages, signs, read, self._page_count
            )
        else:
            done, declared = (read, self._count), (self._page_count, self._total)
            found = self._new(before_end(pages, signs, done, declared))
        self._problem = problem
        self._contradictions += found
        if following is not None and isinstance(pages, NextLinkPages):
            return self._safe_link(following)
        return following

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
