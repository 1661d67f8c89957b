"""Pagers: lazy lists that are read by items, by pages or as rows.

`async_pager` has the same lists for `async for`; they differ only in how they wait.
`iteration` decides which page to read next.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from itertools import chain, repeat
from threading import Event
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..http.messages import Received, ReceivedPage
from ..http.request_draft import RequestDraft
from ..models.decoding import Decode
from ..models.row_decoding import decode_rows
from ..pagination.page_walk import PageResult, PageWalk
from .base_pager import BasePager, replay
from .iteration import ListIteration
from .list_plan import ListPlan
from .prefetch import run_ahead
from .rows import Row, arrow_table_of

if TYPE_CHECKING:
    import pyarrow

Item = TypeVar("Item")
Page = TypeVar("Page")
Fetch: TypeAlias = Callable[[RequestDraft, Decode], Received[Any]]


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

    def rows(self) -> RowPager:
        """Return the same list with a dictionary for each item, without models.

        This is faster, but the items are not validated; see `RowPager`.

            for row in vendor.contacts.list().rows():
                print(row["name"])
        """
        return RowPager(self._fetch, self._row_plan)

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
            yield walk.receive(self._fetch(draft, self._decode))

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


class RowPager(Pager[Row, Any]):
    """A lazy list of dictionaries; `batches()` yields them page by page.

        for row in vendor.contacts.list().rows():
            print(row["name"])

    A row has the properties that the vendor sent, with the names of the model's
    attributes. Times, decimals and quantities have their declared types, enumerations
    are strings or numbers, and objects inside a row are dictionaries too. Undeclared
    properties keep their names.

    Rows are not validated: a value of another type than declared, or a missing
    property, is neither changed nor reported. Only a time, decimal or quantity that
    cannot be decoded is a deviation; it stays as it is in JSON. Everything else is as
    in the list itself: pages, windows, checkpoints, options and errors.
    """

    _decode = staticmethod(decode_rows)

    def batches(self) -> Generator[list[Row], None, None]:
        """Yield the rows of each page that has any, to process one page at a time.

            for batch in vendor.contacts.list().rows().batches():
                file.writelines(json.dumps(row) + "\\n" for row in batch)

        As in `pages()`, the checkpoint is then after the batch. Rows that are merged
        from several windows come last, in one batch.
        """
        iteration = self._start(self._plan)
        with closing(self._page_results(iteration)) as results:
            for result in results:
                rows = iteration.accept_page(result)
                iteration.finish_page(result)
                if rows:
                    yield rows
        if rows := list(iteration.merged_items()):
            yield rows

    def to_arrow(self) -> pyarrow.Table:
        """Return all rows as an Arrow table, whose columns have the declared types.

        A decimal is a decimal there, a time a timestamp, and an object a struct
        (`docs/how-to/rows.md` has all types). An empty list has the same columns.

            table = vendor.contacts.list().rows().to_arrow()

        Raises:
            ColumnError: a value has another type than declared.
            ImportError: pyarrow is not installed; nothing was sent.
        """
        to_table = arrow_table_of(self._plan)
        return to_table(list(self))

    def arrow_batches(self) -> Generator[pyarrow.Table, None, None]:
        """Yield the table of each batch; see `batches` and `to_arrow`."""
        to_table = arrow_table_of(self._plan)
        with closing(self.batches()) as batches:
            for batch in batches:
                yield to_table(batch)
