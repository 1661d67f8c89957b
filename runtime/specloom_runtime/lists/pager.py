"""Lists as callers see them: lazy, an item or a page at a time.

The two classes differ only in waiting; what to read next is `reading`'s.
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
from ..http.request_draft import Draft
from ..pagination.page_walk import Checkpoint
from .base_pager import Listing
from .iteration import Reading
from .partition import Lane, Plan, Turn
from .prefetch import aahead, ahead

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch: TypeAlias = Callable[[Draft], Received[Any]]
AsyncFetch: TypeAlias = Callable[[Draft], Awaitable[Received[Any]]]
Whole: TypeAlias = tuple[list[Turn[Item, Page]], Exception | None]
"""The pages of a piece, and what ended it before its end."""


class Pager(Listing[Item, Page]):
    """A list: iterate for items, `pages()` for whole pages."""

    def __init__(self, fetch: Fetch, plan: Plan[Item, Page]) -> None:
        super().__init__(plan)
        self._fetch = fetch

    def __iter__(self) -> Iterator[Item]:
        return self._items(self._plan)

    def pages(self) -> Iterator[Page]:
        """Whole pages with everything the vendor sends beside the items.

        An item that an earlier page had is not in the page's list again. Items that
        were cut by a range are not put together here.
        """
        reading = self._start(self._plan)
        with reading.marked(), closing(self._turns(reading, self._plan)) as turns:
            for turn in turns:
                reading.take(turn)
                reading.leave(turn)
                yield turn.page
        reading.end()

    def first(self) -> Item | None:
        """The first item, None where there is none."""
        with closing(self._items(self._at_once())) as items:
            return next(items, None)

    def resume(self, checkpoint: Checkpoint) -> Pager[Item, Page]:
        """The same list from a checkpoint on."""
        return Pager(self._fetch, replace(self._plan, resume=checkpoint))

    def _items(self, plan: Plan[Item, Page]) -> Generator[Item, None, None]:
        reading = self._start(plan)
        with reading.marked(), closing(self._turns(reading, plan)) as turns:
            for turn in turns:
                yield from reading.give(reading.take(turn))
                reading.leave(turn)
        yield from reading.rest()

    def _turns(
        self, reading: Reading[Item, Page], plan: Plan[Item, Page]
    ) -> Generator[Turn[Item, Page], None, None]:
        """The pages in their order, read when they are wanted or ahead of that."""
        lanes = reading.lanes()
        pages = chain.from_iterable(map(self._pages_of, lanes))
        try:
            if plan.concurrency > 1:
                jobs = (partial(self._whole, reading, lane) for lane in lanes)
                with closing(ahead(jobs, plan.concurrency)) as wholes:
                    for turns, failure in wholes:
                        yield from turns
                        if failure is not None:
                            raise failure
            elif plan.prefetch:
                with closing(ahead(repeat(partial(next, pages, None)), 1)) as coming:
                    while (turn := next(coming)) is not None:
                        yield turn
            else:
                yield from pages
        finally:
            reading.stopped = True

    def _pages_of(self, lane: Lane[Item, Page]) -> Iterator[Turn[Item, Page]]:
        while (draft := lane.request()) is not None:
            yield lane.receive(self._fetch(draft))

    def _whole(
        self, reading: Reading[Item, Page], lane: Lane[Item, Page]
    ) -> Whole[Item, Page]:
        turns: list[Turn[Item, Page]] = []
        try:
            for turn in self._pages_of(lane):
                turns.append(turn)
                if reading.stopped:
                    break
        except Exception as failure:
            return turns, failure
        return turns, None


class AsyncPager(Listing[Item, Page]):
    """A list: iterate for items, `pages()` for whole pages; both with `async for`."""

    def __init__(self, fetch: AsyncFetch, plan: Plan[Item, Page]) -> None:
        super().__init__(plan)
        self._fetch = fetch

    def __aiter__(self) -> AsyncIterator[Item]:
        return self._items(self._plan)

    async def pages(self) -> AsyncIterator[Page]:
        """Whole pages with everything the vendor sends beside the items.

        An item that an earlier page had is not in the page's list again. Items that
        were cut by a range are not put together here.
        """
        reading = self._start(self._plan)
        with reading.marked():
            async with aclosing(self._turns(reading, self._plan)) as turns:
                async for turn in turns:
                    reading.take(turn)
                    reading.leave(turn)
                    yield turn.page
        reading.end()

    async def first(self) -> Item | None:
        """The first item, None where there is none."""
        async with aclosing(self._items(self._at_once())) as items:
            return await anext(items, None)

    def resume(self, checkpoint: Checkpoint) -> AsyncPager[Item, Page]:
        """The same list from a checkpoint on."""
        return AsyncPager(self._fetch, replace(self._plan, resume=checkpoint))

    async def _items(self, plan: Plan[Item, Page]) -> AsyncGenerator[Item, None]:
        reading = self._start(plan)
        with reading.marked():
            async with aclosing(self._turns(reading, plan)) as turns:
                async for turn in turns:
                    for item in reading.give(reading.take(turn)):
                        yield item
                    reading.leave(turn)
        for item in reading.rest():
            yield item

    async def _turns(
        self, reading: Reading[Item, Page], plan: Plan[Item, Page]
    ) -> AsyncGenerator[Turn[Item, Page], None]:
        """The pages in their order, read when they are wanted or ahead of that."""
        lanes = reading.lanes()
        pages = (turn for lane in lanes async for turn in self._pages_of(lane))
        if plan.concurrency > 1:
            jobs = (partial(self._whole, lane) for lane in lanes)
            async with aclosing(aahead(jobs, plan.concurrency)) as wholes:
                async for turns, failure in wholes:
                    for turn in turns:
                        yield turn
                    if failure is not None:
                        raise failure
        elif plan.prefetch:
            following = repeat(partial(_following, pages))
            async with aclosing(aahead(following, 1)) as coming:
                while (read := await anext(coming)) is not None:
                    yield read
        else:
            async with aclosing(pages):
                async for turn in pages:
                    yield turn

    async def _pages_of(
        self, lane: Lane[Item, Page]
    ) -> AsyncIterator[Turn[Item, Page]]:
        while (draft := lane.request()) is not None:
            yield lane.receive(await self._fetch(draft))

    async def _whole(self, lane: Lane[Item, Page]) -> Whole[Item, Page]:
        turns: list[Turn[Item, Page]] = []
        try:
            async for turn in self._pages_of(lane):
                turns.append(turn)
        except Exception as failure:
            return turns, failure
        return turns, None


async def _following(
    pages: AsyncGenerator[Turn[Item, Page], None],
) -> Turn[Item, Page] | None:
    return await anext(pages, None)
