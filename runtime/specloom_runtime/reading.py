"""Reading a list to its end: pieces of ranges and ids, and the pages of each.

Pure: it proposes drafts and is told the pages. Where it stands is a checkpoint that
JSON can keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, Generic, TypeVar

from .answers import Answer, attribute, items_of
from .draft import Draft
from .errors import RequestError, SpecloomError
from .merging import Seen, merge
from .operation import PagedOperation
from .pagination import EMPTY, Checkpoint, Walk
from .units import apply_units
from .values import Response
from .windows import pieces

Item = TypeVar("Item")
Page = TypeVar("Page")


class Reading(Generic[Item, Page]):
    """One way through a list, from its start or from a checkpoint.

    Call `request()` for the next draft (None at the end), `receive()` with its page,
    and take the page's items; `rest()` gives those that only the end can tell.
    """

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
        self._page_size = page_size
        self._empty_limit = empty_limit
        self._pieces = pieces(operation.windows, operation.chunks, draft)
        self._seen = Seen(operation.identity)
        self._piece, self._before, self._given = _position(resume)
        self._only = bool((resume or {}).get("only", False))
        self._walk: Walk | None = None
        self._begun = self._ended = self._merging = False
        self._held: list[Item] = []
        self._numbers: list[int] = []

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where to go on so that nothing is missed or repeated; None at the end."""
        if self._ended:
            return None
        if self._merging:
            # Items are put together at the end: until then none was given.
            return {"piece": 0}
        place: Checkpoint = {"piece": self._piece, **(self._before or {})}
        place |= {"only": True} if self._only else {}
        return place | ({"skip": self._given} if self._given else {})

    def request(self) -> Draft | None:
        """The draft of the next page, None after the last one."""
        if not self._begun:
            self._begin()
        elif self._walk is not None:
            # The page before is done with: the checkpoint moves behind it.
            self._before, self._given = self._walk.checkpoint, 0
        while self._walk is not None or self._open():
            proposed = self._walk.request() if self._walk else None
            if proposed is not None:
                return proposed
            if self._only:
                break
            self._walk, self._before = None, None
            self._piece += 1
        self._ended = True
        return None

    def receive(self, page: Page, response: Response) -> list[Item]:
        """Take a page; its items that are new, also left alone in the page's own list.

        Empty where items have to be merged: they come with `rest()`.
        """
        operation = self._operation
        assert self._walk is not None, "request() proposes what is received"
        self._walk.receive(Answer(page, response))
        items: list[Item] = items_of(operation.pages, page)
        apply_units(operation.units, items)
        if self._merging:
            self._held += items
            return []
        fresh = list(enumerate(items, 1))
        if operation.identity and not (operation.merge and self._only):
            fresh = [(n, item) for n, item in fresh if self._seen.add(item)]
            _replace(operation.pages.items, page, [item for _, item in fresh])
        fresh = [(n, item) for n, item in fresh if n > self._given]
        self._numbers = [n for n, _ in fresh]
        return [item for _, item in fresh]

    def give(self, items: list[Item]) -> Iterator[Item]:
        """The items one by one, counted for the checkpoint."""
        for number, item in zip(self._numbers, items, strict=False):
            self._given = number
            yield item

    def rest(self) -> list[Item]:
        """The merged items, once all pieces are read."""
        held, self._held = self._held, []
        operation = self._operation
        return merge(held, operation.identity, operation.merge) if held else held

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

    def _begin(self) -> None:
        """See whether there is anything to merge; go to the piece to start with."""
        self._begun = True
        if self._operation.merge and not self._only:
            ahead = list(islice(self._pieces, 2))
            self._merging = len(ahead) > 1
            self._pieces = chain(ahead, self._pieces)
        self._pieces = islice(self._pieces, self._piece, None)

    def _open(self) -> bool:
        """Start on the next piece; whether there is one."""
        draft = next(self._pieces, None)
        if draft is None:
            return False
        pages, size = self._operation.pages, self._page_size
        self._walk = Walk(
            pages,
            draft,
            page_size=size,
            resume=self._before,
            empty_limit=self._empty_limit,
        )
        return True


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
