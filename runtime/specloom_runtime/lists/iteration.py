"""Iterate over a list: the partitions to read, and the pages of each.

Pure: a pager fetches the pages and hands them in, in order. The position is a
checkpoint that can be stored as JSON.

    remaining() ──> fetch a page ──> accept_page() ──> emit_items() ──> finish_page()
                         ^                                                   │
                         └────────────── more pages or partitions ───────────┤
                                                                             v
                                              the end: merged_items(), which ends it

The checkpoint moves item by item in `emit_items` and past the page in `finish_page`,
so an iteration that is left at any point resumes without repeats or gaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from ..core.errors import RequestError, SpecloomError
from ..pagination.merging import SeenItems, merge
from ..pagination.page_reader import attribute
from ..pagination.page_walk import Checkpoint
from ..pagination.windows import partitions
from .partition import ListPlan, PageResult, Partition

Item = TypeVar("Item")
Page = TypeVar("Page")


class ListIteration(Generic[Item, Page]):
    """One iteration over a list, from its start or from a checkpoint.

    Fetch the partitions of `remaining()`, pass each page to `accept_page()` in order
    and, before the next one, to `finish_page()`; `merged_items()` then returns the
    items that had to wait for the last page.
    """

    def __init__(self, plan: ListPlan[Item, Page]) -> None:
        operation = plan.operation
        self._plan = plan
        self._drafts = partitions(
            operation.windows, operation.chunks, plan.draft.copy()
        )
        self._partition, self._page_checkpoint, self._emitted = _position(plan.resume)
        resume = plan.resume or {}
        self._single = bool(resume.get("only", False))
        self._seen = SeenItems(operation.identity, resume.get("seen", ""))
        self._emitted_identities = len(self._seen)
        self._ended = self._merging = False
        self.stopped = False
        """Set when the caller stops, so that threads that read ahead stop too."""
        self._to_merge: list[Item] = []
        self._progress: list[tuple[int, int]] = []

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where to go on so that nothing is missed or repeated; None at the end.

        Lists whose items have an identity carry what was given of them, 14 characters
        for each: an item on a boundary is recognized.
        """
        if self._ended:
            return None
        place: Checkpoint = {"piece": self._partition, **(self._page_checkpoint or {})}
        place |= {"only": True} if self._single else {}
        place |= {"skip": self._emitted} if self._emitted else {}
        return place | (
            {"seen": self._seen.serialize(self._emitted_identities)}
            if self._emitted_identities
            else {}
        )

    def remaining(self) -> Iterator[Partition[Item, Page]]:
        """Yield the partitions that are still to be read, in order."""
        if self._plan.operation.merge and not self._single:
            ahead = list(islice(self._drafts, 2))
            self._merging = len(ahead) > 1
            self._drafts = chain(ahead, self._drafts)
        first, before = self._partition, self._page_checkpoint
        for number, draft in enumerate(islice(self._drafts, first, None), first):
            yield Partition(self._plan, number, draft, before)
            before = None
            if self._single:
                return

    def accept_page(self, result: PageResult[Item, Page]) -> list[Item]:
        """Return the page's items not given before, and drop the others from the page.

        Empty where items have to be merged: `merged_items()` returns those.
        """
        if self._merging:
            self._to_merge += result.items
            return []
        operation = self._plan.operation
        told = bool(operation.identity) and not (operation.merge and self._single)
        self._progress, fresh = [], []
        for number, item in enumerate(result.items, 1):
            # What has an identity is known by it: the page may have changed since.
            new = self._seen.add(item) if told else None
            if number > self._emitted if new is None else new:
                fresh.append(item)
                self._progress.append((number, len(self._seen)))
        _replace(operation.pages.items, result.page, fresh)
        return fresh

    def emit_items(self, items: list[Item]) -> Iterator[Item]:
        """Yield the items one by one, and move the checkpoint past each."""
        for mark, item in zip(self._progress, items, strict=False):
            self._emitted, self._emitted_identities = mark
            yield item

    def finish_page(self, result: PageResult[Item, Page]) -> None:
        """Move the checkpoint past the page."""
        if self._merging:
            return  # Items are merged at the end: until then none was emitted.
        last = result.next_checkpoint is None
        self._ended = last and self._single
        self._partition = result.partition + 1 if last else result.partition
        self._page_checkpoint, self._emitted = result.next_checkpoint, 0
        self._emitted_identities = len(self._seen)

    def merged_items(self) -> Iterator[Item]:
        """Yield the merged items, once every partition is read, and end the list."""
        operation = self._plan.operation
        merged = merge(self._to_merge, operation.identity, operation.merge)
        for item in merged[self._emitted :] if self._merging else ():
            self._emitted += 1
            yield item
        self.end()

    def end(self) -> None:
        """Mark the list as read to its end."""
        self._ended = True

    def partitions(self) -> Iterator[Checkpoint]:
        """Yield a checkpoint for each partition alone, to be read elsewhere."""
        for number, _ in enumerate(self._drafts):
            yield {"piece": number, "only": True}

    @contextmanager
    def attach_checkpoint(self) -> Iterator[None]:
        """Set the checkpoint on an error that ends the iteration."""
        try:
            yield
        except SpecloomError as error:
            error.checkpoint = self.checkpoint
            raise


def _position(resume: Checkpoint | None) -> tuple[int, Checkpoint | None, int]:
    """Return the partition, its page's checkpoint, and how many items were emitted.

    Raises RequestError for a checkpoint of another list.
    """
    if resume is None:
        return 0, None, 0
    piece, given = resume.get("piece"), resume.get("skip", 0)
    if (
        not isinstance(piece, int)
        or not isinstance(given, int)
        or min(piece, given) < 0
    ):
        raise RequestError("resume: this checkpoint is not one of this list")
    place: Checkpoint = {key: resume[key] for key in ("at", "items") if key in resume}
    return piece, place or None, given


def _replace(location: str, page: Any, items: list[Any]) -> None:
    """Put the items into the page's own list, so that a page shows no repeats."""
    _, _, path = location.partition(".")
    held = attribute(page, path) if path else page
    if isinstance(held, list) and len(held) != len(items):
        held[:] = items
