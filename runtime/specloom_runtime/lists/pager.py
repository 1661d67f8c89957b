"""Pagers: lazy lists that are read by items or by pages.

The two classes differ only in how they wait; `iteration` decides which page to read
next.
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
from functools import partial
from itertools import chain, repeat
from threading import Event
from typing import Any, TypeAlias, TypeVar

from ..http.messages import Received, ReceivedPage
from ..http.request_draft import RequestDraft
from ..pagination.page_walk import PageResult, PageWalk
from .base_pager import BasePager, replay
from .iteration import ListIteration
from .list_plan import ListPlan
from .prefetch import run_ahead, run_ahead_async

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch: TypeAlias = Callable[[RequestDraft], Received[Any]]
AsyncFetch: TypeAlias = Callable[[RequestDraft], Awaitable[Received[Any]]]


class Pager(BasePager[Item, Page]):
    """A lazy list; iterate over it for items, or over `pages()` for complete pages.

        for contact in vendor.contacts.list(page_size=100):
            print(contact.name)

    Each iteration starts at the beginning. Raises the errors of a single call, with the
    position as the error's `checkpoint`. Raises PaginationError if the vendor's
    responses are inconsistent.
    """

    _fetch: Fetch
    _how_to_count = "sum(1 for _ in pager)"
    _how_to_find = "itertools.islice(pager, start, stop)"

    def __iter__(self) -> Iterator[Item]:
        return self._items(self._plan)

    def pages(self) -> Iterator[Page]:
        """Yield complete pages with all data that the vendor sends next to the items.

        Items that an earlier page contained are removed from the page's list. If a
        range is read in several windows, an item that is in two of them is returned in
        two parts.
        """
        with closing(self._responses()) as received:
            for page in received:
                yield page.value

    def responses(self) -> Iterator[ReceivedPage[Page]]:
        """Yield the pages of `pages()`, each with its response and declared total.

        for page in vendor.contacts.list().responses():
            print(page.response.headers["Date"], page.total, page.value)
        """
        return self._responses()

    def first(self) -> Item | None:
        """Return the first item; None for an empty list."""
        return next(iter(self.take(1)), None)

    def take(self, count: int) -> list[Item]:
        """Return the first `count` items; fewer if the list has fewer.

        Unless the list has a `page_size`, no larger pages are requested than needed.
        Then `checkpoint` is the position of the item after them. Raises RequestError
        for a count that is negative or not a whole number.

            newest = vendor.contacts.list(sort=[-C.number]).take(20)
        """
        plan = self._limited_plan(count)
        return list(self._items(plan)) if count else []

    def _responses(self) -> Generator[ReceivedPage[Page], None, None]:
        iteration = self._start(self._plan)
        with closing(self._page_results(iteration)) as results:
            for result in results:
                iteration.accept_page(result)
                iteration.finish_page(result)
                yield self._received(result)
        iteration.end()

    def _items(self, plan: ListPlan[Item, Page]) -> Generator[Item, None, None]:
        iteration = self._start(plan)
        with closing(self._page_results(iteration)) as results:
            for result in results:
                yield from iteration.emit_items(iteration.accept_page(result))
                iteration.finish_page(result)
                if iteration.wanted == 0:
                    return
        yield from iteration.merged_items()

    def _page_results(
        self, iteration: ListIteration[Item, Page]
    ) -> Generator[PageResult[Item, Page], None, None]:
        """Yield the pages in order; fetch them on demand or in advance."""
        plan, walks = iteration.plan, iteration.remaining()
        pages = chain.from_iterable(map(self._pages_of, walks))
        with iteration.attach_checkpoint():
            if plan.settings.concurrency > 1:
                yield from self._concurrent_pages(walks, plan.settings.concurrency)
            elif plan.settings.prefetch:
                following = repeat(partial(next, pages, None))
                with closing(run_ahead(following, 1)) as coming:
                    while (result := next(coming)) is not None:
                        yield result
            else:
                yield from pages

    def _concurrent_pages(
        self, walks: Iterator[PageWalk[Item, Page]], count: int
    ) -> Iterator[PageResult[Item, Page]]:
        # A thread cannot be cancelled, so it checks this event after each page.
        stop = Event()
        jobs = (partial(self._read_partition, walk, stop) for walk in walks)
        try:
            with closing(run_ahead(jobs, count)) as partitions:
                for results in partitions:
                    yield from results
        finally:
            stop.set()

    def _pages_of(self, walk: PageWalk[Item, Page]) -> Iterator[PageResult[Item, Page]]:
        while (draft := walk.request()) is not None:
            yield walk.receive(self._fetch(draft))

    def _read_partition(
        self, walk: PageWalk[Item, Page], stop: Event
    ) -> Iterator[PageResult[Item, Page]]:
        results: list[PageResult[Item, Page]] = []
        try:
            for result in self._pages_of(walk):
                results.append(result)
                if stop.is_set():
                    break
        except Exception as failure:
            return replay(results, failure)
        return replay(results)


class AsyncPager(BasePager[Item, Page]):
    """A lazy list; use `async for` over it for items, or over `pages()` for pages.

        async for contact in vendor.contacts.list(page_size=100):
            print(contact.name)

    Each iteration starts at the beginning. Raises the errors of `Pager`. An iterator is
    an asynchronous generator: `contextlib.aclosing` ends it early.
    """

    _fetch: AsyncFetch
    _how_to_count = "len([item async for item in pager])"
    _how_to_find = "async for"

    def __aiter__(self) -> AsyncGenerator[Item, None]:
        return self._items(self._plan)

    async def pages(self) -> AsyncGenerator[Page, None]:
        """Yield complete pages with all data that the vendor sends next to the items.

        Items that an earlier page contained are removed from the page's list. If a
        range is read in several windows, an item that is in two of them is returned in
        two parts.
        """
        async with aclosing(self._responses()) as received:
            async for page in received:
                yield page.value

    def responses(self) -> AsyncGenerator[ReceivedPage[Page], None]:
        """Yield the pages of `pages()`, each with its response and declared total."""
        return self._responses()

    async def first(self) -> Item | None:
        """Return the first item; None for an empty list."""
        return next(iter(await self.take(1)), None)

    async def take(self, count: int) -> list[Item]:
        """Return the first `count` items; fewer if the list has fewer.

        Unless the list has a `page_size`, no larger pages are requested than needed.
        Then `checkpoint` is the position of the item after them. Raises RequestError
        for a count that is negative or not a whole number.

            newest = await vendor.contacts.list(sort=[-C.number]).take(20)
        """
        plan = self._limited_plan(count)
        return [item async for item in self._items(plan)] if count else []

    async def _responses(self) -> AsyncGenerator[ReceivedPage[Page], None]:
        iteration = self._start(self._plan)
        async with aclosing(self._page_results(iteration)) as results:
            async for result in results:
                iteration.accept_page(result)
                iteration.finish_page(result)
                yield self._received(result)
        iteration.end()

    async def _items(self, plan: ListPlan[Item, Page]) -> AsyncGenerator[Item, None]:
        iteration = self._start(plan)
        async with aclosing(self._page_results(iteration)) as results:
            async for result in results:
                for item in iteration.emit_items(iteration.accept_page(result)):
                    yield item
                iteration.finish_page(result)
                if iteration.wanted == 0:
                    return
        for item in iteration.merged_items():
            yield item

    async def _page_results(
        self, iteration: ListIteration[Item, Page]
    ) -> AsyncGenerator[PageResult[Item, Page], None]:
        """Yield the pages in order; fetch them on demand or in advance."""
        plan, walks = iteration.plan, iteration.remaining()
        pages = (result for walk in walks async for result in self._pages_of(walk))
        with iteration.attach_checkpoint():
            if plan.settings.concurrency > 1:
                jobs = (partial(self._read_partition, walk) for walk in walks)
                async with aclosing(
                    run_ahead_async(jobs, plan.settings.concurrency)
                ) as read:
                    async for results in read:
                        for result in results:
                            yield result
            elif plan.settings.prefetch:
                following = repeat(partial(_following, pages))
                async with aclosing(run_ahead_async(following, 1)) as coming:
                    while (next_result := await anext(coming)) is not None:
                        yield next_result
            else:
                async with aclosing(pages):
                    async for result in pages:
                        yield result

    async def _pages_of(
        self, walk: PageWalk[Item, Page]
    ) -> AsyncIterator[PageResult[Item, Page]]:
        while (draft := walk.request()) is not None:
            yield walk.receive(await self._fetch(draft))

    async def _read_partition(
        self, walk: PageWalk[Item, Page]
    ) -> Iterator[PageResult[Item, Page]]:
        results: list[PageResult[Item, Page]] = []
        try:
            async for result in self._pages_of(walk):
                results.append(result)
        except Exception as failure:
            return replay(results, failure)
        return replay(results)


async def _following(
    pages: AsyncGenerator[PageResult[Item, Page], None],
) -> PageResult[Item, Page] | None:
    return await anext(pages, None)
