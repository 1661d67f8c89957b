"""The base class of both pagers: the checkpoints and partitions of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar, cast

from ..core.errors import RequestError
from ..http.messages import ReceivedPage
from ..models.decoding import Decode, decode
from ..pagination.merging import SeenItems, merge
from ..pagination.page_walk import PageResult
from ..pagination.parts import KnownParts
from ..pagination.positions import Checkpoint, is_count
from .iteration import ListIteration
from .list_plan import ListPlan

Item = TypeVar("Item")
Page = TypeVar("Page")


class BasePager(Generic[Item, Page]):
    """A lazy list: the first request is sent when the first item is used."""

    _how_to_count: ClassVar[str]
    _how_to_find: ClassVar[str]
    _decode: ClassVar[Decode] = staticmethod(decode)

    if TYPE_CHECKING:
        pass  # Type checkers know that a pager has neither a length nor positions.
    else:

        def __len__(self):
            raise TypeError(
                "a lazy list has no length before it is read: count with "
                f"{self._how_to_count}, or use the total of a page from responses()"
            )

        def __getitem__(self, position):
            raise TypeError(
                "a lazy list has no positions: use first() for the first item; for "
                f"others, use {self._how_to_find}"
            )

    def __bool__(self) -> bool:
        """Return True, because only reading a list shows whether it is empty."""
        return True

    def __init__(self, fetch: Any, plan: ListPlan[Item, Page]) -> None:
        self._fetch = fetch
        self._plan = plan
        self._iteration: ListIteration[Item, Page] | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The position of the last iteration as JSON data; None at the end.

        Pass it to `resume` to continue without repeated or missing items. Prefetched
        items that were not used do not count.

            json.dump(pager.checkpoint, file)
        """
        iteration = self._iteration
        if iteration is None:
            return self._plan.resume or ListIteration(self._plan).checkpoint
        return iteration.checkpoint

    def resume(self, checkpoint: Checkpoint) -> Self:
        """Return the same list, starting at a checkpoint.

        Pass the same arguments to the list as for the checkpoint. When the first item
        is used, PaginationError is raised if the arguments differ, and RequestError if
        the value is not a checkpoint of this list. None, after the end of a list, is a
        RequestError at once, because nothing is left to read.

            contacts = vendor.contacts.list(page_size=100).resume(json.load(file))
        """
        if checkpoint is None:
            raise RequestError(
                "resume: the checkpoint is None, because the list was read to its end "
                "(to read it again, do not resume)"
            )
        return type(self)(self._fetch, self._plan.resumed_at(checkpoint))

    def partitions(self) -> list[Checkpoint]:
        """Return a checkpoint for each partition.

        Pass a checkpoint to `resume` to read its partition, for example in another
        process.

        There is one partition for each part of a range, or chunk of ids, that needs a
        separate request.

            parts = [pager.resume(place) for place in pager.partitions()]
            everything = list(pager.gather(parts))
        """
        return list(ListIteration(self._plan).partitions())

    def gather(self, parts: Iterable[Iterable[Item]]) -> Iterator[Item]:
        """Combine the items of partitions that were read separately, in list order.

        As in a single list, an item on a boundary is yielded only once, and the parts
        of a split item are merged. Raises MergeConflict if the parts of an item
        contradict each other.
        """
        operation = self._plan.operation
        if operation.merge:
            items = [item for part in parts for item in part]
            yield from merge(items, operation.identity, operation.merge)
        elif operation.identity:
            seen = SeenItems(operation.identity)
            for part in parts:
                yield from seen.new_items(part)
        else:
            yield from chain.from_iterable(parts)

    @property
    def _row_plan(self) -> ListPlan[dict[str, Any], Any]:
        """The same plan, whose items are rows."""
        return cast("ListPlan[dict[str, Any], Any]", self._plan)

    def _received(self, result: PageResult[Item, Page]) -> ReceivedPage[Page]:
        """Return a page; its total is unknown if it counts items that are dropped."""
        total = None if self._plan.draft.recheck else result.total
        return ReceivedPage(result.page, result.response, total)

    def _start(self, plan: ListPlan[Item, Page]) -> ListIteration[Item, Page]:
        self._iteration = ListIteration(plan)
        return self._iteration

    def _known_parts(self) -> KnownParts:
        """Return an empty collection for the parts of the list's items."""
        parts = self._plan.operation.parts
        if parts is None:
            raise TypeError(f"{self._plan.operation.wire} declares no parts of items")
        return KnownParts(parts)

    def _limited_plan(self, count: int) -> ListPlan[Item, Page]:
        """Return the plan for the first items, without prefetching.

        Raises RequestError for a negative count, and any other value that is not one.
        """
        if not is_count(count):
            raise RequestError(f"count must be at least 0 (not {count!r})")
        settings = replace(self._plan.settings, prefetch=False, concurrency=1)
        return replace(self._plan, settings=settings, wanted=count)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._plan.operation.wire}>"


def replay(
    results: list[PageResult[Item, Page]], failure: Exception | None = None
) -> Iterator[PageResult[Item, Page]]:
    """Yield the prefetched pages of a partition, then raise its failure."""
    yield from results
    if failure is not None:
        raise failure
