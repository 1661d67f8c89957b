"""Follow the pages of a list.

`PageWalk` is a pure state machine: it returns the draft of a page, takes the decoded
page, and knows where the next page starts. It ends only for a declared reason: a
repeated cursor, a repeated page and a limit that truncates the list are errors, because
ending silently would lose data.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias

from ..core.errors import PaginationError, RequestError
from ..core.unset import UNSET
from ..http.request_draft import RequestDraft, display_name
from .page_reader import DecodedPage, as_cursor, attribute, items_of, value_at
from .styles import (
    CursorPages,
    LastItemPages,
    NextPages,
    NumberedPages,
    OffsetPages,
    Pages,
)

Checkpoint: TypeAlias = dict[str, Any]

EMPTY_PAGE_LIMIT = 1000
"""Default for how many empty pages in a row are read past."""


class PageWalk:
    """The walk through the pages of one draft.

    Call `request()` for the next draft (None at the end) and `receive()` with each
    decoded page. `checkpoint` is then where to continue, as JSON; None at the end.
    Raises RequestError for a page size that is not allowed, PaginationError if the
    pages cannot be followed to the end.
    """

    def __init__(
        self,
        pages: Pages,
        draft: RequestDraft,
        *,
        page_size: int | None = None,
        resume: Checkpoint | None = None,
        empty_limit: int = EMPTY_PAGE_LIMIT,
    ) -> None:
        self._pages = pages
        self._draft = draft
        self._size = _checked_size(pages, draft, page_size)
        self._at, self._count = _start(pages, resume)
        self._seen = {str(self._at)} if self._at is not None else set[str]()
        self._empty = 0
        self._empty_limit = empty_limit
        self._previous: list[Any] = []
        self._total: int | None = None
        self._ended = False
        self._problem: str | None = None

    @property
    def total_mismatch(self) -> tuple[int, int] | None:
        """The total declared last and the number of items received, once all is read.

        None if they are equal, and if no total was declared.
        """
        if not self._ended or self._total in (None, self._count):
            return None
        return self._total or 0, self._count

    @property
    def checkpoint(self) -> Checkpoint | None:
        """Where the next page starts, as JSON; None without a next page."""
        return None if self._ended else {"at": self._at, "items": self._count}

    def request(self) -> RequestDraft | None:
        """The draft of the next page, None after the last one."""
        if self._problem is not None:
            raise PaginationError(self._problem, checkpoint=self.checkpoint)
        if self._ended:
            return None
        draft = self._draft.copy()
        if self._size is not None and self._pages.limit is not None:
            draft.put(self._pages.limit, self._size)
        _set_position(self._pages, draft, self._at)
        return draft

    def receive(self, answer: DecodedPage) -> list[Any]:
        """Take a decoded page and return its items.

        A reason why the walk cannot continue is raised by the next `request()`, so that
        the items of this page are not lost. Only a repeated page raises here.
        """
        items = items_of(self._pages, answer.page)
        counted = isinstance(self._pages, OffsetPages | NumberedPages)
        if counted and items and items == self._previous:
            raise PaginationError(
                f"the vendor answered the same page twice after {self._count} items",
                checkpoint=self.checkpoint,
            )
        self._previous = items if counted else []
        self._count += len(items)
        self._total = number(value_at(self._pages.total, answer))
        self._empty = 0 if items else self._empty + 1
        following = self._next_position(items, answer)
        if following is None:
            self._ended = True
            self._problem = _contradiction(self._pages, answer, self._count)
        else:
            self._advance(following)
        return items

    def _next_position(self, items: list[Any], answer: DecodedPage) -> Any:
        """Return where the next page starts; None if this page was the last."""
        pages = self._pages
        if _is_last(pages, items, answer, self._count, self._size):
            return None
        match pages:
            case CursorPages():
                return as_cursor(value_at(pages.read, answer))
            case NextPages():
                return as_cursor(value_at(pages.next, answer))
            case LastItemPages():
                return as_cursor(attribute(items[-1], pages.key)) if items else None
            case OffsetPages():
                return (self._at or 0) + (len(items) or self._size or 0)
            case NumberedPages():
                page: int = pages.first if self._at is None else self._at
                declared = value_at(pages.total_pages, answer)
                done = page + 1 - pages.first
                return None if _at_least(done, declared) else page + 1
            case _:
                return None

    def _advance(self, following: Any) -> None:
        pages, count = self._pages, self._count
        last = getattr(pages, "last", None)
        if str(following) in self._seen:
            self._problem = (
                f"the vendor gave the same cursor twice after {count} items: "
                f"{str(following)!r}"
            )
        elif last is not None and following > last:
            kind = "offset" if isinstance(pages, OffsetPages) else "page number"
            self._problem = (
                f"the vendor serves no {kind} above {last}: {count} items were read "
                "and more may follow; narrow the request (a filter, a shorter range) "
                "or use another operation"
            )
        elif self._empty >= self._empty_limit:
            self._problem = f"the vendor answered {self._empty} empty pages in a row"
        self._seen.add(str(following))
        self._at = following


def walk(
    pages: Pages,
    draft: RequestDraft,
    *,
    page_size: int | None = None,
    resume: Checkpoint | None = None,
) -> Generator[RequestDraft, DecodedPage, None]:
    """Return `PageWalk` as a generator that yields drafts and is sent their pages."""
    way = PageWalk(pages, draft, page_size=page_size, resume=resume)
    while (proposed := way.request()) is not None:
        way.receive((yield proposed))


def number(declared: Any) -> int | None:
    """Return a number that the vendor declares, also as text; None for other values."""
    try:
        return None if declared is None else int(declared)
    except (OverflowError, TypeError, ValueError):
        return None


def _at_least(done: int, declared: Any) -> bool:
    many = number(declared)
    return many is not None and done >= many


def _is_last(
    pages: Pages, items: list[Any], answer: DecodedPage, count: int, size: int | None
) -> bool:
    stop = set(pages.stop)
    total = number(value_at(pages.total, answer))
    if "total" in stop and total is None:
        # Nothing declared in this answer: the size of the page has to tell.
        stop.add("short-page")
    elif "total" in stop:
        # A vendor may serve fewer than asked for: a short page is not the end then.
        return _at_least(count, total) or (not items and "short-page" in stop)
    if "has-more" in stop and pages.has_more is not None:
        return not _says_more(pages, answer)
    if not items and ("empty-page" in stop or "short-page" in stop):
        return True
    return "short-page" in stop and size is not None and len(items) < size


def _says_more(pages: Pages, answer: DecodedPage) -> bool:
    return value_at(pages.has_more, answer) not in (None, UNSET, "", "false", False)


def _contradiction(pages: Pages, answer: DecodedPage, count: int) -> str | None:
    """Return why the end is wrong: the vendor has more items but gives no cursor."""
    if "has-more" in pages.stop and pages.has_more and _says_more(pages, answer):
        return f"the vendor says that more than {count} items exist, but not where"
    return None


def _start(pages: Pages, resume: Checkpoint | None) -> tuple[Any, int]:
    """Return position and item count of a checkpoint. Raises RequestError."""
    if resume is None:
        return None, 0
    at, count = resume.get("at"), resume.get("items", 0)
    counted = isinstance(pages, OffsetPages | NumberedPages)
    fits = isinstance(at, int) if counted else isinstance(at, int | str)
    if not (at is None or fits) or not isinstance(count, int):
        raise RequestError("resume: this checkpoint is not one of this list")
    return at, count


def _set_position(pages: Pages, draft: RequestDraft, at: Any) -> None:
    match pages:
        case CursorPages() | LastItemPages():
            if at is not None:
                draft.put(pages.send, at)
        case OffsetPages():
            draft.put(pages.offset, at or 0)
        case NumberedPages():
            draft.put(pages.page, pages.first if at is None else at)
        case _:
            draft.url = at


def _checked_size(
    pages: Pages, draft: RequestDraft, page_size: int | None
) -> int | None:
    if pages.limit is None:
        if page_size is not None:
            raise RequestError("page_size: the pages of this list have a fixed size")
        return pages.size
    given = draft.get(pages.limit) if page_size is None else page_size
    if given is None or given is UNSET:
        return pages.size
    if not isinstance(given, int) or given < 1 or given > (pages.max_size or given):
        allowed = f"1 to {pages.max_size}" if pages.max_size else "1 or more"
        raise RequestError(
            f"page_size cannot be {given!r} ({display_name(pages.limit)}: {allowed})"
        )
    return given
