"""Reading a list to its end: pieces of ranges and ids, and the pages of each.

Pure: it gives the pieces to read and is told their pages, in order. Where it stands is
a checkpoint that JSON can keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from ..core.errors import RequestError, SpecloomError
from ..pagination.merging import Seen, merge
from ..pagination.page_reader import attribute
from ..pagination.page_walk import Checkpoint
from ..pagination.windows import pieces
from .partition import Lane, Plan, Turn

Item = TypeVar("Item")
Page = TypeVar("Page")


class Reading(Generic[Item, Page]):
    """One way through a list, from its start or from a checkpoint.

    Read the `lanes()`, hand the turns of each to `take()` in their order and, before
    the next, to `leave()`; `rest()` gives the items that only the end can tell.
    """

    def __init__(self, plan: Plan[Item, Page]) -> None:
        operation = plan.operation
        self._plan = plan
        self._pieces = pieces(operation.windows, operation.chunks, plan.draft.copy())
        self._piece, self._before, self._given = _position(plan.resume)
        resume = plan.resume or {}
        self._only = bool(resume.get("only", False))
        self._seen = Seen(operation.identity, resume.get("seen", ""))
        self._known = len(self._seen)
        self._ended = self._merging = False
        self.stopped = False
        """Set by who reads no further, for those who read ahead."""
        self._held: list[Item] = []
        self._marks: list[tuple[int, int]] = []

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where to go on so that nothing is missed or repeated; None at the end.

        Lists whose items have an identity carry what was given of them, 14 characters
        for each: an item on a seam is known again.
        """
        if self._ended:
            return None
        place: Checkpoint = {"piece": self._piece, **(self._before or {})}
        place |= {"only": True} if self._only else {}
        place |= {"skip": self._given} if self._given else {}
        return place | ({"seen": self._seen.kept(self._known)} if self._known else {})

    def lanes(self) -> Iterator[Lane[Item, Page]]:
        """The pieces that are still to be read, in their order."""
        if self._plan.operation.merge and not self._only:
            ahead = list(islice(self._pieces, 2))
            self._merging = len(ahead) > 1
            self._pieces = chain(ahead, self._pieces)
        first, before = self._piece, self._before
        for number, draft in enumerate(islice(self._pieces, first, None), first):
            yield Lane(self._plan, number, draft, before)
            before = None
            if self._only:
                return

    def take(self, turn: Turn[Item, Page]) -> list[Item]:
        """Return the page's items not given before, and drop the others from the page.

        Where items have to be merged the list is empty: they come with `rest()`.
        """
        if self._merging:
            self._held += turn.items
            return []
        operation = self._plan.operation
        told = bool(operation.identity) and not (operation.merge and self._only)
        self._marks, fresh = [], []
        for number, item in enumerate(turn.items, 1):
            # What has an identity is known by it: the page may have changed since.
            new = self._seen.add(item) if told else None
            if number > self._given if new is None else new:
                fresh.append(item)
                self._marks.append((number, len(self._seen)))
        _replace(operation.pages.items, turn.page, fresh)
        return fresh

    def give(self, items: list[Item]) -> Iterator[Item]:
        """The items one by one, counted for the checkpoint."""
        for mark, item in zip(self._marks, items, strict=False):
            self._given, self._known = mark
            yield item

    def leave(self, turn: Turn[Item, Page]) -> None:
        """The page is done with: the checkpoint moves behind it."""
        if self._merging:
            return  # Items are put together at the end: until then none was given.
        last = turn.behind is None
        self._ended = last and self._only
        self._piece = turn.piece + 1 if last else turn.piece
        self._before, self._given = turn.behind, 0
        self._known = len(self._seen)

    def rest(self) -> Iterator[Item]:
        """The merged items, once all pieces are read; after them the list has ended."""
        operation = self._plan.operation
        merged = merge(self._held, operation.identity, operation.merge)
        for item in merged[self._given :] if self._merging else ():
            self._given += 1
            yield item
        self.end()

    def end(self) -> None:
        """All was read."""
        self._ended = True

    def partitions(self) -> Iterator[Checkpoint]:
        """A checkpoint for each piece alone, to be read elsewhere."""
        for number, _ in enumerate(self._pieces):
            yield {"piece": number, "only": True}

    @contextmanager
    def marked(self) -> Iterator[None]:
        """Puts the checkpoint on an error that ends the reading."""
        try:
            yield
        except SpecloomError as error:
            error.checkpoint = self.checkpoint
            raise


def _position(resume: Checkpoint | None) -> tuple[int, Checkpoint | None, int]:
    """The piece, the place in it, and how many items of the page there were
    given. RequestError for a foreign checkpoint.
    """
    if resume is None:
        return 0, None, 0
    piece, given = resume.get("piece"), resume.get("skip", 0)
    if (
        not isinstance(piece, int)
        or not isinstance(given, int)
        or min(piece, given) < 0
    ):
        raise RequestError("resume: this checkpoint is not one of this list")
    place: Checkpoint = {key: resume[key] for key in ("at", "items") if key in resume}
    return piece, place or None, given


def _replace(location: str, page: Any, items: list[Any]) -> None:
    """Put the items into the page's own list, so that a page shows no repeats."""
    _, _, path = location.partition(".")
    held = attribute(page, path) if path else page
    if isinstance(held, list) and len(held) != len(items):
        held[:] = items
