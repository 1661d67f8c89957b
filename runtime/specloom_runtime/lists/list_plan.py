"""A list to read, with its settings, and the position at which reading begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from ..core.errors import PaginationError, RequestError
from ..core.events import Deviation
from ..core.secrets import Redactor
from ..core.unset import is_absent
from ..http.request_draft import RequestDraft
from ..operations.fingerprint import fingerprint
from ..operations.operation import PagedOperation
from ..operations.options import Settings
from ..pagination.page_sizes import checked_size
from ..pagination.partitions import KnownPartitions, partitions
from ..pagination.positions import Checkpoint, is_count
from ..pagination.start import items_before, start_position
from ..pagination.windows import more_than_one

Item = TypeVar("Item")
Page = TypeVar("Page")
FOREIGN = "resume: the checkpoint was made by another list"


@dataclass(frozen=True, slots=True)
class ListPosition:
    """A position in a list: the next item to emit.

    `partition` is the number of the partition, and `page` the start of a page in it;
    None for its first page. Of that page, `emitted` items were emitted, and the first
    `before` are before the start of the list.
    """

    partition: int
    page: Checkpoint | None
    emitted: int
    before: int


@dataclass(frozen=True, kw_only=True)
class ListPlan(Generic[Item, Page]):
    """The list to read, and its settings.

    `start` is the position of the first item, from 0, and `wanted` the number of items
    to read; None for all. `report` receives deviations unless `strict` is set.
    `redactor` and `safe_link` remove credentials from errors and from links to the next
    page.
    """

    operation: PagedOperation[Item, Page]
    draft: RequestDraft
    settings: Settings = Settings()
    page_size: int | None = None
    start: int = 0
    wanted: int | None = None
    resume: Checkpoint | None = None
    report: Callable[[Deviation], object] = str
    redactor: Redactor = field(default_factory=Redactor)
    safe_link: Callable[[str], str] = str

    @cached_property
    def fingerprint(self) -> str:
        """A digest that distinguishes this list's checkpoints from those of others."""
        return fingerprint(self.draft, self.page_size)

    @cached_property
    def known_partitions(self) -> KnownPartitions:
        """The partitions by number, which take memory once they are used."""
        return KnownPartitions(self.partitions)

    def partitions(self) -> Iterator[RequestDraft]:
        """Yield the drafts of all partitions, in order.

        Raises RequestError if the end of a range is before its start.
        """
        operation = self.operation
        yield from partitions(operation.windows, operation.chunks, self.draft.copy())

    @property
    def identity(self) -> Checkpoint:
        """The part of each checkpoint that identifies the list.

        It includes the end of a range that was set to the time of the call, so that the
        rest of the list has the same end.
        """
        found: Checkpoint = {"list": self.fingerprint}
        if (until := self.draft.closed_at) is not None:
            found["until"] = until.isoformat()
        return found

    def closed_at(self, now: datetime) -> ListPlan[Item, Page]:
        """Return the plan whose ranges that have only a start end at the time `now`.

        Otherwise, such a range could not be split. One that starts later stays open.
        """
        draft = self.draft.copy()
        now = draft.closed_at or now  # The end that `changed_since` has set.
        for window in self.operation.windows:
            is_open = is_absent(draft.get(window.end))
            if is_open and (end := window.end_at(draft, now)) is not None:
                draft.put(window.end, end)
                draft.closed_ends += (window.end,)
                draft.closed_at = now
        return replace(self, draft=draft)

    def resumed_at(self, checkpoint: Checkpoint) -> ListPlan[Item, Page]:
        """Return the plan that starts at a checkpoint and has the same end."""
        until = checkpoint.get("until") if isinstance(checkpoint, Mapping) else None
        if not self.draft.closed_ends or until == self.identity.get("until"):
            return self._from(checkpoint)
        draft = self.draft.copy()
        for window in self.operation.windows:
            if window.end not in draft.closed_ends:
                continue
            if until is None:
                draft.remove(window.end)  # The range was still open.
                continue
            # An end that no list has made makes the digest differ.
            with suppress(ValueError, TypeError):
                draft.closed_at = datetime.fromisoformat(until)
                draft.put(window.end, window.end_at(draft, draft.closed_at))
        return replace(self, draft=draft, resume=checkpoint)

    def _from(self, checkpoint: Checkpoint) -> ListPlan[Item, Page]:
        """Return this plan from a checkpoint, with what is known of the same draft.

        Otherwise the cost of reading all partitions, one by one, would grow with the
        square of their number.
        """
        resumed = replace(self, resume=checkpoint)
        vars(resumed).update(
            fingerprint=self.fingerprint, known_partitions=self.known_partitions
        )
        return resumed

    def check_start(self) -> None:
        """Raise RequestError if the list cannot begin at its start."""
        self._page_at(self.start)
        if self.draft.recheck is not None:
            raise RequestError(
                "start: the vendor compares only days, so the client drops items and "
                "does not know the positions of the others: leave start out"
            )
        if more_than_one(self.partitions()):
            raise RequestError(
                "start: this list needs several requests for its ranges or values, so "
                "its items have no common position; pass smaller ones"
            )

    def position(self) -> ListPosition:
        """Return the position of the checkpoint, or else of the start.

        Raises RequestError if no list has made the checkpoint, and PaginationError if
        it belongs to other arguments.
        """
        if self.resume is None:
            page = self._page_at(self.start) if self.start else {}
            return ListPosition(0, page or None, 0, page.pop("before", 0))
        found = _resumed(self.resume, self.fingerprint)
        full = items_before(self.operation.pages, found.page or {})
        size = (found.page or {}).get("size", 0)
        if self.page_size is not None or full is None:
            return found
        if size >= (checked_size(self.operation.pages, self.draft, None) or size):
            return found
        # Only some items were needed, in smaller pages. All of these were full, so that
        # the position is known for pages of any size.
        start = full + max(found.emitted, found.before)
        page = self._page_at(start)
        return ListPosition(found.partition, page, 0, page.pop("before", 0))

    def _page_at(self, start: int) -> Checkpoint:
        return start_position(
            self.operation.pages, self.draft, self.page_size, start, self.wanted
        )


def _resumed(resume: Any, digest: str) -> ListPosition:
    """Return the position of a checkpoint of the list with this digest."""
    if not isinstance(resume, Mapping):
        raise RequestError(FOREIGN)
    if resume.get("list", digest) != digest:
        raise PaginationError(
            "resume: the checkpoint belongs to other arguments; pass those of the list "
            "that made it"
        )
    partition: Any = resume.get("piece")
    emitted, before = resume.get("skip", 0), resume.get("before", 0)
    if not all(map(is_count, (partition, emitted, before))):
        raise RequestError(FOREIGN)
    kept = ("at", "items", "size")
    page: Checkpoint = {key: resume[key] for key in kept if key in resume}
    if not (is_count(page.get("items", 0)) and is_count(page.get("size", 1))):
        raise RequestError(FOREIGN)
    return ListPosition(partition, page or None, emitted, before)
