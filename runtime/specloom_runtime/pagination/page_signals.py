"""Determine whether a list ends, from the signs in a response.

The signs of a response, the strongest first:

| sign | more follows | the list ends | not declared |
|---|---|---|---|
| complete | - | no items, and has-more or the total says the end | any other page |
| has-more | true | false | absent, null, empty |
| pages | above the pages read | equal to them | not a number, or too low |
| no items | - | a page without items | a page with items |
| next | a cursor, a link | absent, null, false, "" | not an end mark |
| total | above the items read | equal to them | not a number, or too low |
| few items | - | fewer than requested | as many as requested |

The strongest declared sign decides. The end of a list is accepted from an end mark of
the description (`end_when`), from the number of pages, and from a page without items if
positions are counted. Without a next position, nothing can be requested. A number is
too low if it is below the number received so far, unless the page has no items. An
absent value is neither false nor zero, and does not replace the number of an earlier
response. Declared signs that disagree are contradictions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..core.unset import UNSET
from ..http.messages import Received
from .page_reader import value_at
from .styles import CursorPages, NextLinkPages, NumberedPages, OffsetPages, Pages

Contradiction: TypeAlias = tuple[str, str, str]
"""A location in a response, the value expected there, and the received value."""

_DIGITS = re.compile(r"[0-9]{1,1000}")
_NO = ("false", "no", "n", "0")


def number(declared: Any) -> int | None:
    """Return a declared number, which can be a string; None for any other value.

    A negative number means that the vendor does not know the number.
    """
    if isinstance(declared, bool) or declared is None:
        return None
    if isinstance(declared, str) and not _DIGITS.fullmatch(declared.strip()):
        return None
    try:
        counted = int(declared)
    except (OverflowError, TypeError, ValueError):
        return None
    return counted if counted >= 0 else None


class DeclaredNumber:
    """The total or the number of pages that the responses of a list declare.

    `value` is the last number that a response declared; None if there was none.
    """

    def __init__(self, location: str | None) -> None:
        self.location = location or ""
        self.value: int | None = None

    def read(self, received: Received[Any]) -> tuple[int | None, Contradiction | None]:
        """Return a response's number, and a contradiction if it is now lower."""
        if not self.location:
            return None, None
        declared, before = number(value_at(self.location, received)), self.value
        if declared is None:
            return None, None
        self.value = declared
        if before is None or declared >= before:
            return declared, None
        expected = f"at least {before}, as before; items may have been skipped"
        return declared, (self.location, expected, str(declared))

    def more(self, done: int, has_items: bool) -> bool | None:
        """Return whether more follows; None if the number is unknown."""
        if self.value is None or (done > self.value and has_items):
            return None
        return done < self.value


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of one response: True if more follows, False at the end.

    A sign is None if the response does not declare it.
    """

    has_more: bool | None
    pages: bool | None
    next: bool | None
    total: bool | None


def has_more(pages: Pages, received: Received[Any]) -> bool | None:
    """Return whether the response declares more items; None if it does not."""
    if pages.has_more is None:
        return None
    more = value_at(pages.has_more, received)
    if isinstance(more, str):
        more = more.strip().lower() not in _NO if more.strip() else None
    return None if more in (None, UNSET, [], {}) else bool(more)


def has_next(pages: Pages, following: Any) -> bool | None:
    """Return whether there is a cursor or link; None if this is not an end mark."""
    if isinstance(pages, CursorPages) and "cursor-absent" not in pages.end_when:
        return None
    is_declared = isinstance(pages, CursorPages | NextLinkPages)
    return following is not None if is_declared else None


def is_last(pages: Pages, signs: Signs, items: list[Any], few: bool) -> bool:
    """Return whether a page is the last one.

    `few` is whether it has fewer items than requested.
    """
    marks = pages.end_when
    few_end = "short-page" in marks
    none_end = (
        few_end
        or "empty-page" in marks
        or isinstance(pages, OffsetPages | NumberedPages)
    )
    is_complete = not items and False in (signs.has_more, signs.total)
    for more, ends in (
        (False if is_complete else None, True),
        (signs.has_more, "has-more" in marks),
        (signs.pages, True),
        (None if items else False, none_end),
        (signs.next, True),
        (signs.total, "total" in marks),
        (False if few else None, few_end),
    ):
        if more or (more is False and ends):
            return not more
    return False


def missing_next(pages: Pages, signs: Signs, count: int) -> str | None:
    """Return why the list cannot end here: an end mark means that more items follow."""
    if signs.has_more and "has-more" in pages.end_when:
        return f"the API reports more than {count} items, but no next page"
    return None


def at_end(
    pages: Pages, signs: Signs, read: int, declared: DeclaredNumber
) -> Iterator[Contradiction]:
    """Yield the signs for more items in the last response of a list.

    `read` and `declared` are the numbers of pages. A total is compared elsewhere, with
    the number of received items.
    """
    if signs.has_more:
        yield pages.has_more or "", "false, where the list ends", "true"
    if signs.pages:
        yield declared.location, f"{read}, where the list ends", str(declared.value)
    if signs.next and isinstance(pages, NextLinkPages):
        yield pages.next, "no link, where the list ends", "a link"
    if signs.next and isinstance(pages, CursorPages):
        yield pages.read, "no cursor, where the list ends", "a cursor"


def before_end(
    pages: Pages,
    signs: Signs,
    read: tuple[int, int],
    declared: tuple[DeclaredNumber, DeclaredNumber],
) -> Iterator[Contradiction]:
    """Yield the signs for the end in a response that declares more.

    `read` and `declared` are the numbers of pages and of items.
    """
    if True not in (signs.has_more, signs.pages, signs.next, signs.total):
        return
    if signs.has_more is False:
        yield pages.has_more or "", "true, because more is declared", "false"
    for more, done, numbered in zip(
        (signs.pages, signs.total), read, declared, strict=True
    ):
        if more is False:
            expected = f"more than {done}, because more is declared"
            yield numbered.location, expected, str(numbered.value)
