"""Find the parts of items that a vendor sends next to the items of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .page_reader import attribute, list_at


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of items, such as bills, in a list of their own in each page.

    `at` is the location of that list (`body.bills`), `key` the path of the value that
    identifies a part, and `reference` the path of the same value in an item.
    """

    at: str
    key: str
    reference: str


class KnownParts:
    """The parts of the pages that were read: one object for each key.

    All parts are kept, because an item of a later page can refer to a part of an
    earlier page.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._by_key: dict[str, Any] = {}

    def add(self, page: Any) -> list[Any]:
        """Add the parts of a page; return those whose key was not known.

        A part without a key is returned each time. Raises PaginationError if the value
        in the place of the list is not a list.
        """
        found = []
        for part in list_at(self._parts.at, page):
            key = attribute(part, self._parts.key)
            if key is None or self._by_key.setdefault(str(key), part) is part:
                found.append(part)
        return found

    def of(self, item: Any) -> Any:
        """Return the part that an item refers to; None if no page had it so far."""
        key = attribute(item, self._parts.reference)
        return None if key is None else self._by_key.get(str(key))
