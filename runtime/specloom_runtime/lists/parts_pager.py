"""Pagers of lists whose pages have parts of the items next to the items."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from typing import Generic, NamedTuple, TypeVar, cast

from .async_pager import AsyncPager
from .pager import Pager

Item = TypeVar("Item")
Page = TypeVar("Page")
Part = TypeVar("Part")


class ItemWithPart(NamedTuple, Generic[Item, Part]):
    """An item and the part that it refers to; None if the vendor did not send it."""

    item: Item
    part: Part | None


class PartsPager(Pager[Item, Page], Generic[Item, Page, Part]):
    """A lazy list whose pages also have parts of the items, such as their bills."""

    def with_parts(self) -> Iterator[ItemWithPart[Item, Part]]:
        """Yield each item with its part; items with the same reference share one part.

        The part can be on the same page or on an earlier one. It is None if the item
        has no reference, and if no page had the part so far; after `resume`, pages
        before the checkpoint do not count. All parts are kept in memory until the
        iteration ends.

            for item, bill in vendor.items.list().with_parts():
                print(item.name, bill.number if bill else None)
        """
        known, iteration = self._known_parts(), self._start(self._plan)
        with closing(self._page_results(iteration)) as results:
            for result in results:
                known.add(result.page)
                for item in iteration.emit_items(iteration.accept_page(result)):
                    yield ItemWithPart(item, known.of(item))
                iteration.finish_page(result)
        for item in iteration.merged_items():
            yield ItemWithPart(item, known.of(item))

    def parts(self) -> Iterator[Part]:
        """Yield every part of all pages once, also those that no item refers to."""
        known = self._known_parts()
        with closing(self._responses()) as pages:
            for page in pages:
                yield from cast(list[Part], known.add(page.value))


class AsyncPartsPager(AsyncPager[Item, Page], Generic[Item, Page, Part]):
    """A lazy list whose pages also have parts of the items; see `PartsPager`."""

    async def with_parts(self) -> AsyncIterator[ItemWithPart[Item, Part]]:
        """Yield each item with its part; see `PartsPager.with_parts`.

        async for item, bill in vendor.items.list().with_parts():
            print(item.name, bill.number if bill else None)
        """
        known, iteration = self._known_parts(), self._start(self._plan)
        async with aclosing(self._page_results(iteration)) as results:
            async for result in results:
                known.add(result.page)
                for item in iteration.emit_items(iteration.accept_page(result)):
                    yield ItemWithPart(item, known.of(item))
                iteration.finish_page(result)
        for item in iteration.merged_items():
            yield ItemWithPart(item, known.of(item))

    async def parts(self) -> AsyncIterator[Part]:
        """Yield every part of all pages once, also those that no item refers to."""
        known = self._known_parts()
        async with aclosing(self._responses()) as pages:
            async for page in pages:
                for part in cast(list[Part], known.add(page.value)):
                    yield part
