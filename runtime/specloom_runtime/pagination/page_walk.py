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
from .page_sizes import PageSizes
from .positions import (
    Checkpoint,
    after_last,
    pages_read,
    position_after,
    set_position,
    start_of,
)
from .repeated_pages import RepeatedPages
from .seen_cursors import SeenCursors
from .styles import NextLinkPages, NumberedPages, OffsetPages, Pages

Item = TypeVar("Item")
Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class PageResult(Generic[Item, Page]):
    """A page of a partition, with its items, its response and its declared total.

    `partition` is the number of the partition. `next_checkpoint` is the start of the
    next page; None after the partition's last page. `is_stuck` is whether there is a
    next page, but the response does not state where it starts. `size` is the requested
    page size, if page numbers depend on it.
    """

    partition: int
    next_checkpoint: Checkpoint | None
    page: Page
    items: list[Item]
    response: Response
    total: int | None
    is_stuck: bool = False
    size: int | None = None


class PageWalk(Generic[Item, Page]):
    """The pages of one partition: a part of a range with a chunk of ids.

    Partitions are independent: they can be read in sequence, in advance or
    concurrently. `checkpoint` is the current position as JSON data; None at the end.
    After the last page, `on_mismatch` is called with the declared total and the number
    of received items if they differ. If a response contradicts itself,
    `on_contradiction` is called before the next request, with a location, the expected
    value and the received value. `safe_link` removes credentials from a link. `needed`
    returns how many items are still needed; None for all.

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
        needed: Callable[[], int | None] | None = None,
    ) -> None:
        self._pages = pages
        self._draft = draft
        self._partition = partition
        self._at, self._count = start_of(pages, resume)
        self._sizes = PageSizes(pages, draft, page_size, resume, needed)
        self._seen = SeenCursors()
        if self._at is not None:
            self._seen.add(self._at)
        self._empty = 0
        self._empty_limit = empty_limit
        counted = isinstance(pages, OffsetPages | NumberedPages)
        self._repeats = RepeatedPages(counted, has_identity, empty_limit)
        self._total = DeclaredNumber(pages.total)
        self._page_count = DeclaredNumber(
            pages.total_pages if isinstance(pages, NumberedPages) else None
        )
        self._on_mismatch = on_mismatch
        self._on_contradiction = on_contradiction
        self._contradictions: list[Contradiction] = []
        self._unconfirmed: list[Contradiction] = []
        self._contradicting = set[str]()
        self._safe_link = safe_link
        self._ended = False
        self._problem: str | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The start of the next page as JSON data; None after the last page."""
        if self._ended:
            return None
        place: Checkpoint = {"at": self._at, "items": self._count}
        return place if self._size is None else {**place, "size": self._size}

    @property
    def _size(self) -> int | None:
        """The page size, if the place of a page depends on it; otherwise None."""
        numbered = isinstance(self._pages, NumberedPages)
        return self._sizes.requested if numbered else None

    def request(self) -> RequestDraft | None:
        """Return the draft for the next page; None after the last page."""
        if self._problem is not None:
            raise PaginationError(self._problem, checkpoint=self.checkpoint)
        contradictions, self._contradictions = self._contradictions, []
        for contradiction in contradictions:
            if self._on_contradiction:
                self._on_contradiction(*contradiction)
        if self._ended:
            total, self._total.value = self._total.value, None
            if self._on_mismatch and total not in (None, self._count):
                self._on_mismatch(total or 0, self._count)
            return None
        draft = self._draft.copy()
        size = self._sizes.next_size()
        if size is not None and self._pages.limit is not None:
            draft.put(self._pages.limit, size)
        set_position(self._pages, draft, self._at)
        return draft

    def receive(self, received: Received[Page]) -> PageResult[Item, Page]:
        """Accept a fetched page, and return it with its items.

        Raises PaginationError for a repeated page. Other problems are raised by the
        next `request`.
        """
        items = self._repeats.new_items(items_of(self._pages, received.value))
        if items is None:
            raise PaginationError(
                f"the API returned the same page twice after {self._count} items",
                checkpoint=self.checkpoint,
            )
        self._count += len(items)
        total = self._read_numbers(items, received)
        self._empty = 0 if items else self._empty + 1
        self._contradictions += self._unconfirmed if items else []
        self._unconfirmed = []
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
            self._size,
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
        longer = self._sizes.add(len(items))
        is_sign = "short-page" in self._pages.end_when and self._total.value is None
        if is_sign and longer is not None:
            expected = f"{longer} items, because more pages are declared"
            short = self._pages.items, expected, f"{len(items)} items"
            # Without a known size, only items on the next page say that this was not
            # the last one.
            is_certain = self._sizes.requested is not None
            found = self._contradictions if is_certain else self._unconfirmed
            found.append(short)

    def _next_position(self, items: list[Any], received: Received[Any]) -> Any:
        """Return the start of the next page; None if this page was the last.

        Store the problem if the response names no position, although more follows.
        """
        pages, read, problem = self._pages, pages_read(self._pages, self._at), None
        try:
            following = position_after(
                pages, self._at, self._sizes.requested, items, received
            )
        except PaginationError as error:
            following, problem = None, error.message
        signs = Signs(
            has_more(pages, received),
            self._page_count.more(read, bool(items)),
            None if problem else has_next(pages, following),
            self._total.more(self._count, bool(items)),
        )
        ends = self._ends(signs, items, following)
        if ends or (following is None and problem is None):
            if following is None:
                problem = missing_next(pages, signs, self._count)
            following, self._ended = None, problem is None
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

    def _ends(self, signs: Signs, items: list[Any], following: Any) -> bool:
        """Return whether a page is the last one.

        If only its number of items says so, and the vendor may send pages of at most
        this number, the next page is requested to confirm the end.
        """
        pages, sizes, count = self._pages, self._sizes, len(items)
        ends = is_last(pages, signs, items, sizes.is_short(count))
        if (
            not ends
            or sizes.is_shorter_than_known(count)
            or after_last(pages, following, count)
            or is_last(pages, signs, items, few=False)
        ):
            return ends
        if sizes.is_chosen:
            self._repeats.expect_end(items)
        return False

    def _advance(self, following: Any) -> None:
        pages, count = self._pages, self._count
        if self._seen.add(following):
            shown = str(following)
            if isinstance(pages, NextLinkPages):
                shown = shown.partition("?")[0]  # Its query may have a credential.
            self._problem = (
                f"the vendor gave the same cursor twice after {count} items: {shown!r}"
            )
        elif problem := after_last(pages, following, count):
            self._problem = problem
        elif self._empty >= self._empty_limit:
            self._problem = f"the vendor answered {self._empty} empty pages in a row"
        self._at = following
