"""Lists as callers see them: lazy, an item or a page at a time.

The two classes differ only in waiting; what to read next is `reading`'s.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Generic, TypeAlias, TypeVar

from .draft import Draft
from .merging import Seen, merge
from .operation import PagedOperation
from .pagination import EMPTY, Checkpoint
from .reading import Reading
from .values import Received

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch: TypeAlias = Callable[[Draft], Received[Any]]
AsyncFetch: TypeAlias = Callable[[Draft], Awaitable[Received[Any]]]


class _Listing(Generic[Item, Page]):
    """What to list, from where; nothing is sent before the first item is asked for."""

    def __init__(
        self,
        operation: PagedOperation[Item, Page],
        draft: Draft,
        *,
        page_size: int | None = None,
        resume: Checkpoint | None = None,
        empty_limit: int = EMPTY,
    ) -> None:
        self._operation = operation
        self._draft = draft
        self._page_size = page_size
        self._resume = resume
        self._empty_limit = empty_limit
        self._reading: Reading[Item, Page] | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where the last iteration stands, as JSON can keep it; None at the end.

        Given to `resume`, it goes on there: no item twice, none left out.
        """
        reading = self._reading
        return self._resume or {"piece": 0} if reading is None else reading.checkpoint

    def partitions(self) -> list[Checkpoint]:
        """The list as parts that can be read elsewhere, each by `resume`.

        One for each range or chunk of ids that the vendor has to be asked for.
        """
        return list(self._start().partitions())

    def gather(self, parts: Iterable[Iterable[Item]]) -> Iterator[Item]:
        """The items of `partitions()` read elsewhere, as one list; in the parts' order.

        What lies on a seam comes once, and items that were cut are put together, as
        when the whole list is read here.
        """
        operation = self._operation
        if operation.merge:
            items = [item for part in parts for item in part]
            yield from merge(items, operation.identity, operation.merge)
        elif operation.identity:
            seen = Seen(operation.identity)
            for part in parts:
                yield from seen.fresh(part)
        else:
            yield from chain.from_iterable(parts)

    def _start(self) -> Reading[Item, Page]:
        return Reading(
            self._operation,
            self._draft.copy(),
            page_size=self._page_size,
            resume=self._resume,
            empty_limit=self._empty_limit,
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._operation.wire}>"


class Pager(_Listing[Item, Page]):
    """A list: iterate for items, `pages()` for whole pages."""

    def __init__(
        self,
        fetch: Fetch,
        operation: PagedOperation[Item, Page],
        draft: Draft,
        *,
        page_size: int | None = None,
        resume: Checkpoint | None = None,
        empty_limit: int = EMPTY,
    ) -> None:
        super().__init__(
            operation,
            draft,
            page_size=page_size,
            resume=resume,
            empty_limit=empty_limit,
        )
        self._fetch = fetch

    def __iter__(self) -> Iterator[Item]:
        reading = self._reading = self._start()
        for _, items in self._steps(reading):
            yield from reading.give(items)
        yield from reading.rest()

    def pages(self) -> Iterator[Page]:
        """Whole pages with everything the vendor sends beside the items.

        An item that an earlier page had is not in the page's list again. Items that
        were cut by a range are not put together here.
        """
        reading = self._reading = self._start()
        for page, _ in self._steps(reading):
            yield page

    def first(self) -> Item | None:
        """The first item, None where there is none."""
        return next(iter(self), None)

    def resume(self, checkpoint: Checkpoint) -> Pager[Item, Page]:
        """The same list from a checkpoint on."""
        return Pager(
            self._fetch,
            self._operation,
            self._draft,
            page_size=self._page_size,
            resume=checkpoint,
            empty_limit=self._empty_limit,
        )

    def _steps(self, reading: Reading[Item, Page]) -> Iterator[tuple[Page, list[Item]]]:
        while True:
            with reading.marked():
                draft = reading.request()
                if draft is None:
                    return
                got = self._fetch(draft)
                items = reading.receive(got.value, got.response)
            yield got.value, items


class AsyncPager(_Listing[Item, Page]):
    """A list: iterate for items, `pages()` for whole pages; both with `async for`."""

    def __init__(
        self,
        fetch: AsyncFetch,
        operation: PagedOperation[Item, Page],
        draft: Draft,
        *,
        page_size: int | None = None,
        resume: Checkpoint | None = None,
        empty_limit: int = EMPTY,
    ) -> None:
        super().__init__(
            operation,
            draft,
            page_size=page_size,
            resume=resume,
            empty_limit=empty_limit,
        )
        self._fetch = fetch

    async def __aiter__(self) -> AsyncIterator[Item]:
        reading = self._reading = self._start()
        async for _, items in self._steps(reading):
            for item in reading.give(items):
                yield item
        for item in reading.rest():
            yield item

    async def pages(self) -> AsyncIterator[Page]:
        """Whole pages with everything the vendor sends beside the items.

        An item that an earlier page had is not in the page's list again. Items that
        were cut by a range are not put together here.
        """
        reading = self._reading = self._start()
        async for page, _ in self._steps(reading):
            yield page

    async def first(self) -> Item | None:
        """The first item, None where there is none."""
        async for item in self:
            return item
        return None

    def resume(self, checkpoint: Checkpoint) -> AsyncPager[Item, Page]:
        """The same list from a checkpoint on."""
        return AsyncPager(
            self._fetch,
            self._operation,
            self._draft,
            page_size=self._page_size,
            resume=checkpoint,
            empty_limit=self._empty_limit,
        )

    async def _steps(
        self, reading: Reading[Item, Page]
    ) -> AsyncIterator[tuple[Page, list[Item]]]:
        while True:
            with reading.marked():
                draft = reading.request()
                if draft is None:
                    return
                got = await self._fetch(draft)
                items = reading.receive(got.value, got.response)
            yield got.value, items
