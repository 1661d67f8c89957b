"""What the two pagers have in common: a plan, a place in it, parts of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Generic, TypeVar

from ..pagination.merging import SeenItems, merge
from ..pagination.page_walk import Checkpoint
from .iteration import ListIteration
from .partition import ListPlan

Item = TypeVar("Item")
Page = TypeVar("Page")


class BasePager(Generic[Item, Page]):
    """What to list, from where; nothing is sent before the first item is asked for."""

    def __init__(self, plan: ListPlan[Item, Page]) -> None:
        self._plan = plan
        self._iteration: ListIteration[Item, Page] | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where the last iteration stands, as JSON can keep it; None at the end.

        Given to `resume`, it goes on there: no item twice, none left out. What was
        only read ahead does not count.
        """
        iteration = self._iteration
        if iteration is None:
            return self._plan.resume or {"piece": 0}
        return iteration.checkpoint

    def partitions(self) -> list[Checkpoint]:
        """The list as parts that can be read elsewhere, each by `resume`.

        One for each range or chunk of ids that the vendor has to be asked for.
        """
        return list(ListIteration(self._plan).partitions())

    def gather(self, parts: Iterable[Iterable[Item]]) -> Iterator[Item]:
        """The items of `partitions()` read elsewhere, as one list; in the parts' order.

        What lies on a seam comes once, and items that were cut are put together, as
        when the whole list is read here.
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

    def _start(self, plan: ListPlan[Item, Page]) -> ListIteration[Item, Page]:
        self._iteration = ListIteration(plan)
        return self._iteration

    def _single_item_plan(self) -> ListPlan[Item, Page]:
        """The plan of who wants one item: nothing is read ahead."""
        return replace(self._plan, prefetch=False, concurrency=1)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._plan.operation.wire}>"
