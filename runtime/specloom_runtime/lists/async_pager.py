"""Lazy lists for `async for`; `pager` explains how they are read."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..http.messages import Received, ReceivedPage
from ..http.request_draft import RequestDraft
from ..models.decoding import Decode
from ..models.row_decoding import decode_rows
from ..pagination.page_walk import PageResult, PageWalk
from .base_pager import BasePager, replay
from .iteration import ListIteration
from .list_plan import ListPlan
from .prefetch import run_ahead_async
from .rows import Row, arrow_table_of

if TYPE_CHECKING:
    import pyarrow

Item = TypeVar("Item")
Page = TypeVar("Page")
AsyncFetch: TypeAlias = Callable[[RequestDraft, Decode], Awaitable[Received[Any]]]


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

    def rows(self) -> AsyncRowPager:
        """Return the same list with a dictionary for each item, without models.

        This is faster, but the items are not validated; see `RowPager`.

            async for row in vendor.contacts.list().rows():
                print(row["name"])
        """
        return AsyncRowPager(self._fetch, self._row_plan)

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
            yield walk.receive(await self._fetch(draft, self._decode))

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


class AsyncRowPager(AsyncPager[Row, Any]):
    """A lazy list of dictionaries for `async for`; see `RowPager`.

        async for row in vendor.contacts.list().rows():
            print(row["name"])

    `batches()` yields them page by page.
    """

    _decode = staticmethod(decode_rows)

    async def batches(self) -> AsyncGenerator[list[Row], None]:
        """Yield the rows of each page that has any; see `RowPager.batches`."""
        iteration = self._start(self._plan)
        async with aclosing(self._page_results(iteration)) as results:
            async for result in results:
                rows = iteration.accept_page(result)
                iteration.finish_page(result)
                if rows:
                    yield rows
        if rows := list(iteration.merged_items()):
            yield rows

    async def to_arrow(self) -> pyarrow.Table:
        """Return all rows as an Arrow table; see `RowPager.to_arrow`."""
        to_table = arrow_table_of(self._plan)
        return to_table([row async for row in self])

    async def arrow_batches(self) -> AsyncGenerator[pyarrow.Table, None]:
        """Yield the table of each batch; see `RowPager.batches` and `to_arrow`."""
        to_table = arrow_table_of(self._plan)
        async with aclosing(self.batches()) as batches:
            async for batch in batches:
                yield to_table(batch)


async def _following(
    pages: AsyncGenerator[PageResult[Item, Page], None],
) -> PageResult[Item, Page] | None:
    return await anext(pages, None)
