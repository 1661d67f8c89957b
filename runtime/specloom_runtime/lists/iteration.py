"""An iteration over a list: the partitions to read, and their pages.

The classes are pure: a pager fetches the pages and passes them here in order. The
position is a checkpoint that is valid JSON.

    remaining() ──> fetch a page ──> accept_page() ──> emit_items() ──> finish_page()
                         ^                                                   │
                         └────────────── more pages or partitions ───────────┤
                                                                             v
                                              the end: merged_items(), which ends it

The checkpoint moves after each item in `emit_items`, and past the page in
`finish_page`. Therefore an iteration can be resumed from any point without repeated or
missing items.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Generic, TypeVar

from ..core.errors import PaginationError, RequestError, SpecloomError
from ..core.events import Deviation, DeviationKind
from ..filters.day_precision import Recheck
from ..http.locations import display_name
from ..http.request_draft import RequestDraft
from ..models.schema_pointers import responses_pointer
from ..models.units import apply_units
from ..pagination.merging import SeenItems, merge
from ..pagination.page_reader import replace_items
from ..pagination.page_walk import PageResult, PageWalk
from ..pagination.positions import Checkpoint
from .list_plan import FOREIGN, ListPlan

Item = TypeVar("Item")
Page = TypeVar("Page")


class ListIteration(Generic[Item, Page]):
    """An iteration over a list, from its start or from a checkpoint.

    Fetch the partitions from `remaining()`. Pass each page to `accept_page()` in order,
    and to `finish_page()` before the next page. At the end, `merged_items()` returns
    the items that can be merged only after the last page. `wanted` is the number of
    items that are not yet accepted; None for all.
    """

    def __init__(self, plan: ListPlan[Item, Page]) -> None:
        operation = plan.operation
        self.plan = plan
        self._drafts = plan.partitions()
        begin = plan.position()
        self._partition, self._page_checkpoint = begin.partition, begin.page
        self._emitted, self._before = begin.emitted, begin.before
        resume: Checkpoint = plan.resume or {}
        self._single = bool(resume.get("only", False))
        self._seen = SeenItems(operation.identity, resume.get("seen", ""))
        self._emitted_identities = len(self._seen)
        self.wanted = plan.wanted
        self._ended = self._merging = self._is_cut = False
        self._has_dropped = plan.draft.recheck is not None
        self._to_merge: list[Item] = []
        self._progress: list[tuple[int, int]] = []
        self._bucket_windows = [each for each in operation.windows if each.buckets]
        self._parts: dict[int, RequestDraft] = {}

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The position from which the iteration can continue; None at the end.

        If items have an identity, the checkpoint includes the identities of the items
        emitted so far, 14 characters each, to recognize an item on a boundary.
        """
        if self._ended:
            return None
        place: Checkpoint = {"piece": self._partition, **(self._page_checkpoint or {})}
        place |= self.plan.identity
        if self._single:
            place["only"] = True
        if self._before:
            place["before"] = self._before
        if self._emitted:
            place["skip"] = self._emitted
        if self._emitted_identities:
            place["seen"] = self._seen.serialize(self._emitted_identities)
        return place

    def remaining(self) -> Iterator[PageWalk[Item, Page]]:
        """Yield the walks through the remaining partitions, in order.

        If the plan is strict, raises PaginationError if a declared total differs from
        the number of received items, or if a response contradicts itself. Raises
        RequestError if the checkpoint is after the last partition.
        """
        plan = self.plan
        if plan.operation.merge and not self._single:
            # A single partition has nothing to merge: its items need not wait.
            ahead = list(islice(self._drafts, 2))
            self._merging = len(ahead) == 2
            self._drafts = chain(ahead, self._drafts)
        first, resume = self._partition, self._page_checkpoint
        if self._single:
            drafts = plan.known_partitions.only(first)
        else:
            drafts = self._drafts if _skipped(self._drafts, first) else None
        if drafts is None:
            raise RequestError(FOREIGN)
        for number, draft in enumerate(drafts, first):
            if self._bucket_windows:
                self._parts[number] = draft
            yield PageWalk(
                plan.operation.pages,
                draft,
                partition=number,
                page_size=plan.page_size,
                resume=resume,
                empty_limit=plan.settings.empty_pages,
                on_mismatch=self._report_mismatch,
                on_contradiction=self._report_contradiction,
                safe_link=plan.safe_link,
                has_identity=bool(plan.operation.identity),
                needed=None if self.wanted is None else self._needed,
            )
            resume = None
            if self._single:
                return

    def accept_page(self, result: PageResult[Item, Page]) -> list[Item]:
        """Return the new items of a page, and remove repeated items from the page.

        The result is empty if items must be merged; `merged_items()` returns them
        later.
        """
        operation = self.plan.operation
        apply_units(operation.units, result.items)
        for window in self._bucket_windows:
            part = self._parts[result.partition]
            window.keep_whole(result.items, part, self.plan.draft)
        recheck: Recheck | None = self.plan.draft.recheck
        if self._merging:
            self._to_merge += recheck.kept(result.items) if recheck else result.items
            return []
        # The parts of an item that is split at a boundary have the same identity. If a
        # partition is read alone, all parts are kept: they are merged elsewhere.
        by_identity = not (operation.merge and self._single)
        if self._page_checkpoint is None and result.size is not None:
            self._page_checkpoint = {"at": None, "items": 0, "size": result.size}
        before, self._progress, fresh = self._before, [], list[Item]()
        items = result.items[before:] if before else result.items
        for number, item in enumerate(items, before + 1):
            if recheck is not None and recheck.drops(item):
                continue
            # The page may have changed since the checkpoint. Therefore the identity of
            # an item decides whether it was emitted; without an identity, its number.
            new = self._seen.add(item) if by_identity else None
            if number > self._emitted if new is None else new:
                fresh.append(item)
                self._progress.append((number, len(self._seen)))
        replace_items(operation.pages, result.page, fresh)
        if self.wanted is not None:
            known = max(before, self._emitted)
            self._has_dropped |= len(fresh) + known < len(result.items)
            self._is_cut = len(fresh) > self.wanted
            del fresh[self.wanted :]
            self.wanted -= len(fresh)
        return fresh

    def _needed(self) -> int | None:
        """Return how many items are needed from the next page on; None for all.

        If items are dropped, such as repeated items, the number is unknown.
        """
        if self.wanted is None or self._merging or self._has_dropped:
            return None
        return self.wanted + self._emitted

    def emit_items(self, items: list[Item]) -> Iterator[Item]:
        """Yield the items one by one, and move the checkpoint after each item."""
        for index, item in enumerate(items):
            self._emitted, self._emitted_identities = self._progress[index]
            yield item

    def finish_page(self, result: PageResult[Item, Page]) -> None:
        """Move the checkpoint past the page."""
        if self._merging or self._is_cut:
            return  # Items are merged at the end: until then none was emitted.
        if result.is_stuck:
            self._emitted = len(result.items)
            return  # The next page is unknown: the checkpoint is the end of this one.
        last = result.next_checkpoint is None
        self._ended = last and self._single
        self._partition = result.partition + 1 if last else result.partition
        self._page_checkpoint, self._emitted = result.next_checkpoint, 0
        self._before = 0
        self._emitted_identities = len(self._seen)

    def merged_items(self) -> Iterator[Item]:
        """Yield the merged items after all partitions are read, and end the list."""
        operation = self.plan.operation
        with self.attach_checkpoint():
            merged = merge(self._to_merge, operation.identity, operation.merge)
        rest = merged[self._emitted :] if self._merging else []
        for item in rest[: self.wanted]:
            self._emitted += 1
            yield item
        if self.wanted is None or len(rest) <= self.wanted:
            self.end()

    def end(self) -> None:
        """Mark the list as completely read."""
        self._ended = True

    def partitions(self) -> Iterator[Checkpoint]:
        """Yield a separate checkpoint for each partition."""
        first = self.checkpoint if self.plan.resume is None else None
        for number, _ in enumerate(self._drafts):
            place = {"piece": number, **self.plan.identity, "only": True}
            yield {**place, **(first or {})} if number == 0 else place

    @contextmanager
    def attach_checkpoint(self) -> Iterator[None]:
        """Set the checkpoint on an error that ends the iteration."""
        try:
            yield
        except SpecloomError as error:
            error.checkpoint = self.checkpoint
            self.plan.redactor.error(error)
            raise

    def _report_mismatch(self, declared: int, received: int) -> None:
        operation, plan = self.plan.operation, self.plan
        if plan.resume is None and declared < received <= plan.start:
            return  # The list begins after its end.
        if plan.settings.strict:
            raise PaginationError(
                f"{operation.wire}: the vendor declared {declared} items and gave "
                f"{received}; read the list again; if it changes while it is "
                "read, do not pass strict=True"
            )
        path = display_name(operation.pages.total or "body")
        expected = f"the number of items that came, {received}"
        plan.report(_contradiction(operation.wire, path, expected, str(declared)))

    def _report_contradiction(self, location: str, expected: str, got: str) -> None:
        operation, plan = self.plan.operation, self.plan
        path = display_name(location)
        if plan.settings.strict:
            raise PaginationError(
                f"{operation.wire}: {path} is {got} (expected {expected})"
            )
        plan.report(_contradiction(operation.wire, path, expected, got))


def _skipped(drafts: Iterator[RequestDraft], count: int) -> bool:
    """Skip some drafts, and return whether there are so many."""
    return len(list(islice(drafts, count))) == count


def _contradiction(wire: str, path: str, expected: str, got: str) -> Deviation:
    kind, schema = DeviationKind.CONTRADICTION, responses_pointer(wire)
    return Deviation(wire, path, expected, got, kind, schema)
