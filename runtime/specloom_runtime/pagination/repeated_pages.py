"""Detect a vendor that returns the same page for every position."""

from __future__ import annotations

from typing import Any

REPEATED_PAGES = 10
"""The factor by which the limit of equal pages is above that of empty pages."""


class RepeatedPages:
    """Compare each page with the previous page of the same list.

    If positions are counted, the response does not show which page it is. If all rows
    of a page are equal, an equal page is not a sign, unless items have an identity or
    `limit` such pages follow each other.
    """

    def __init__(self, is_counted: bool, has_identity: bool, limit: int) -> None:
        self._is_counted = is_counted
        self._has_identity = has_identity
        self._limit = limit * REPEATED_PAGES
        self._repeated = 0
        self._previous: list[Any] = []
        self._is_probe = False

    def expect_end(self, items: list[Any]) -> None:
        """Record that the next page is requested only to confirm the end of the list.

        A vendor that ignores the position of a page repeats the page then.
        """
        self._previous, self._is_probe = items, True

    def new_items(self, items: list[Any]) -> list[Any] | None:
        """Return the items of a page that are not the previous page; None for an error.

        The result is empty if the page repeats a page after which the end is expected.
        """
        is_equal = bool(items and items == self._previous)
        is_probe, self._is_probe = self._is_probe, False
        if is_equal and is_probe:
            return []
        is_repeated = is_equal and self._is_counted
        self._previous = items if self._is_counted else []
        self._repeated = self._repeated + 1 if is_repeated else 0
        differ = self._has_identity or any(item != items[0] for item in items)
        is_error = is_repeated and (differ or self._repeated >= self._limit)
        return None if is_error else items
