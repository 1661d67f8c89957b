"""Pagers: lists that are read lazily, an item or a page at a time.

The two classes differ only in waiting; `iteration` decides what to read next.
"""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
)
from contextlib import aclosing, closing
from dataclasses import replace
from functools import partial
from itertools import chain, repeat
from typing import Any, TypeAlias, TypeVar

from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..pagination.page_walk import Checkpoint
from .base_pager import BasePager
from .iteration import ListIteration
from .partition import ListPlan, PageResult, Partition
from .prefetch import run_ahead, run_ahead_async

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch: TypeAlias = Callable[[RequestDraft], Received[Any]]
AsyncFetch: TypeAlias = Callable[[RequestDraft], Awaitable[Received[Any]]]
PartitionResult: TypeAlias = tuple[list[PageResult[Item, Page]], Exception | None]
"""The pages of a partition, and the error that ended it early."""


class Pager(BasePager[Item, Page]):
    """A list: iterate for items, `pages()` for whole pages."""

    def __init__(self, fetch: Fetch, plan: ListPlan[Item, Page]) -> None:
        super().__init__(plan)
        self._fetch = fetch

    def __iter__(self) -> Iterator[Item]:
        return self._items(self._plan)

    def pages(self) -> Iterator[Page]:
        """Yield whole pages with everything that the vendor sends next to the items.

        An item that an earlier page had is not in the page's list again. Items that
        were cut by a range are not put together here.
        """
        iteration = self._start(self._plan)
        with (
            iteration.attach_checkpoint(),
            closing(self._page_results(iteration, self._plan)) as results,
        ):
            for result in results:
                iteration.accept_page(result)
                iteration.finish_page(result)
                yield result.page
        iteration.end()

    def first(self) -> Item | None:
        """Return the first item, None for an empty list."""
        with closing(self._items(self._single_item_plan())) as items:
            return next(items, None)

    def resume(self, checkpoint: Checkpoint) -> Pager[Item, Page]:
        """Return the same list from a checkpoint on."""
        return Pager(self._fetch, replace(self._plan, resume=checkpoint))

    def _items(self, plan: ListPlan[Item, Page]) -> Generator[Item, None, None]:
        iteration = self._start(plan)
        with (
            iteration.attach_checkpoint(),
            closing(self._page_results(iteration, plan)) as results,
        ):
            for result in results:
                yield from iteration.emit_items(iteration.accept_page(result))
                iteration.finish_page(result)
        yield from iteration.merged_items()

    def _page_results(
        self, iteration: ListIteration[Item, Page], plan: ListPlan[Item, Page]
    ) -> Generator[PageResult[Item, Page], None, None]:
        """Yield the pages in order, fetched when they are needed or ahead of that."""
        partitions = iteration.remaining()
        pages = chain.from_iterable(map(self._pages_of, partitions))
        try:
            if plan.concurrency > 1:
                jobs = (
                    partial(self._read_partition, iteration, partition)
                    for partition in partitions
                )
                with closing(run_ahead(jobs, plan.concurrency)) as finished:
                    for results, failure in finished:
                        yield from results
                        if failure is not None:
                            raise failure
            elif plan.prefetch:
                with closing(
                    run_ahead(repeat(partial(next, pages, None)), 1)
                ) as coming:
                    while (result := next(coming)) is not None:
                        yield result
            else:
                yield from pages
        finally:
            iteration.stopped = True

    def _pages_of(
        self, partition: Partition[Item, Page]
    ) -> Iterator[PageResult[Item, Page]]:
        while (draft := partition.request()) is not None:
            yield partition.receive(self._fetch(draft))

    def _read_partition(
        self, iteration: ListIteration[Item, Page], partition: Partition[Item, Page]
    ) -> PartitionResult[Item, Page]:
        results: list[PageResult[Item, Page]] = []
        try:
            for result in self._pages_of(partition):
                results.append(result)
                if iteration.stopped:
                    break
        except Exception as failure:
            return results, failure
        return results, None


class AsyncPager(BasePager[Item, Page]):
    """A list: iterate for items, `pages()` for whole pages; both with `async for`."""

    def __init__(self, fetch: AsyncFetch, plan: ListPlan[Item, Page]) -> None:
        super().__init__(plan)
        self._fetch = fetch

    def __aiter__(self) -> AsyncIterator[Item]:
        return self._items(self._plan)

    async def pages(self) -> AsyncIterator[Page]:
        """Yield whole pages with everything that the vendor sends next to the items.

        An item that an earlier page had is not in the page's list again. Items that
        were cut by a range are not put together here.
        """
        iteration = self._start(self._plan)
        with iteration.attach_checkpoint():
            async with aclosing(self._page_results(iteration, self._plan)) as results:
                async for result in results:
                    iteration.accept_page(result)
                    iteration.finish_page(result)
                    yield result.page
        iteration.end()

    async def first(self) -> Item | None:
        """Return the first item, None for an empty list."""
        async with aclosing(self._items(self._single_item_plan())) as items:
            return await anext(items, None)

    def resume(self, checkpoint: Checkpoint) -> AsyncPager[Item, Page]:
        """Return the same list from a checkpoint on."""
        return AsyncPager(self._fetch, replace(self._plan, resume=checkpoint))

    async def _items(self, plan: ListPlan[Item, Page]) -> AsyncGenerator[Item, None]:
        iteration = self._start(plan)
        with iteration.attach_checkpoint():
            async with aclosing(self._page_results(iteration, plan)) as results:
                async for result in results:
                    for item in iteration.emit_items(iteration.accept_page(result)):
                        yield item
                    iteration.finish_page(result)
        for item in iteration.merged_items():
            yield item

    async def _page_results(
        self, iteration: ListIteration[Item, Page], plan: ListPlan[Item, Page]
    ) -> AsyncGenerator[PageResult[Item, Page], None]:
        """Yield the pages in order, fetched when they are needed or ahead of that."""
        partitions = iteration.remaining()
        pages = (
            result
            for partition in partitions
            async for result in self._pages_of(partition)
        )
        if plan.concurrency > 1:
            jobs = (
                partial(self._read_partition, partition) for partition in partitions
            )
            async with aclosing(run_ahead_async(jobs, plan.concurrency)) as finished:
                async for results, failure in finished:
                    for result in results:
                        yield result
                    if failure is not None:
                        raise failure
        elif plan.prefetch:
            following = repeat(partial(_following, pages))
            async with aclosing(run_ahead_async(following, 1)) as coming:
                while (read := await anext(coming)) is not None:
                    yield read
        else:
            async with aclosing(pages):
                async for result in pages:
                    yield result

    async def _pages_of(
        self, partition: Partition[Item, Page]
    ) -> AsyncIterator[PageResult[Item, Page]]:
        while (draft := partition.request()) is not None:
            yield partition.receive(await self._fetch(draft))

    async def _read_partition(
        self, partition: Partition[Item, Page]
    ) -> PartitionResult[Item, Page]:
        results: list[PageResult[Item, Page]] = []
        try:
            async for result in self._pages_of(partition):
                results.append(result)
        except Exception as failure:
            return results, failure
        return results, None


async def _following(
    pages: AsyncGenerator[PageResult[Item, Page], None],
) -> PageResult[Item, Page] | None:
    return await anext(pages, None)
