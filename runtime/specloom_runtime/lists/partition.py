"""One partition of a list: its pages in order, and the checkpoints between them.

A partition is one combination of a range and a chunk of ids that the vendor accepts in
one request. Partitions are independent: they can be read one after the other, ahead,
or concurrently. Pure: pages are fetched elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..core.errors import PaginationError
from ..core.events import Deviation
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..models.units import apply_units
from ..operations.operation import PagedOperation
from ..pagination.page_reader import DecodedPage, items_of
from ..pagination.page_walk import EMPTY_PAGE_LIMIT, Checkpoint, PageWalk

Item = TypeVar("Item")
Page = TypeVar("Page")


@dataclass(frozen=True, kw_only=True)
class ListPlan(Generic[Item, Page]):
    """What is listed, and how.

    With `prefetch` one page is read ahead, with `concurrency` so many partitions at
    once. A deviation is an error if `strict`; otherwise `report` is called with it.
    """

    operation: PagedOperation[Item, Page]
    draft: RequestDraft
    page_size: int | None = None
    resume: Checkpoint | None = None
    empty_limit: int = EMPTY_PAGE_LIMIT
    prefetch: bool = False
    concurrency: int = 1
    strict: bool = False
    report: Callable[[Deviation], None] | None = None


@dataclass(frozen=True, slots=True)
class PageResult(Generic[Item, Page]):
    """A page of a partition, its items, and the checkpoint it was read from.

    `partition` is the partition's number. `next_checkpoint` is where the next page
    starts, None after the partition's last page.
    """

    partition: int
    checkpoint: Checkpoint | None
    next_checkpoint: Checkpoint | None
    page: Page
    items: list[Item]


class Partition(Generic[Item, Page]):
    """The pages of one partition.

    Call `request()` for the next draft (None at the end) and `receive()` with its
    page. Raises PaginationError where the pages cannot be followed to the end, and
    where `strict` for a declared total that is not the number of items that came.
    """

    def __init__(
        self,
        plan: ListPlan[Item, Page],
        number: int,
        draft: RequestDraft,
        resume: Checkpoint | None = None,
    ) -> None:
        self._plan = plan
        self._number = number
        self._checkpoint = resume
        self._mismatch_reported = False
        self._walk = PageWalk(
            plan.operation.pages,
            draft,
            page_size=plan.page_size,
            resume=resume,
            empty_limit=plan.empty_limit,
        )

    def request(self) -> RequestDraft | None:
        """Return the draft of the next page, None after the last one."""
        draft = self._walk.request()
        if self._walk.total_mismatch and not self._mismatch_reported:
            self._mismatch_reported = True
            self._report_mismatch(*self._walk.total_mismatch)
        return draft

    def receive(self, got: Received[Page]) -> PageResult[Item, Page]:
        """Take a fetched page; return it with its checkpoints."""
        operation, page = self._plan.operation, got.value
        self._walk.receive(DecodedPage(page, got.response))
        items: list[Item] = items_of(operation.pages, page)
        apply_units(operation.units, items)
        checkpoint, next_checkpoint = self._checkpoint, self._walk.checkpoint
        self._checkpoint = next_checkpoint
        return PageResult(self._number, checkpoint, next_checkpoint, page, items)

    def _report_mismatch(self, declared: int, came: int) -> None:
        operation, plan = self._plan.operation, self._plan
        if plan.strict:
            raise PaginationError(
                f"{operation.wire}: the vendor declared {declared} items and gave "
                f"{came}; read the list again, or without strict=True where it "
                "changes while it is read"
            )
        if plan.report is not None:
            _, _, path = (operation.pages.total or "").partition(".")
            expected = f"the number of items that came, {came}"
            plan.report(Deviation(operation.wire, path, expected, str(declared)))
