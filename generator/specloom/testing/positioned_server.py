"""Serve every page of a list that a request can ask for, in any order."""

from __future__ import annotations

from typing import Any

import httpx2

from .page_facts import PageFacts
from .paged_server import MANY, MARK, PagedServer
from .request_locations import ABSENT, value_at_location
from .request_validation import ReceivedRequest

OWN_SIZE = 2
"""The page size of the server if neither a request nor the description has one."""


class PositionedServer(PagedServer):
    """A handler that serves a list by the position and the page size of each request.

    Args:
        facts: the pagination of the operation.
        count: the number of items of the list.

    Attributes:
        starts: the position of the first item of each requested page.
        sizes: the page size of each request; None if a request has none.
    """

    def __init__(self, facts: PageFacts, count: int) -> None:
        super().__init__(facts)
        self._count = count
        self._end = 0
        self._positions: dict[str, int] = {}
        self.starts: list[int] = []
        self.sizes: list[int | None] = []

    def items(self) -> list[Any]:
        """Return all items of the list."""
        return [self._numbered_item(number) for number in range(self._count)]

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests += 1
        assert self.requests < MANY, "the pager does not end"
        received = ReceivedRequest(request, self._facts.operation)
        sent = self._value(received, "limit")
        size = OWN_SIZE if sent is ABSENT else int(sent)
        if sent is ABSENT and self._facts.fixed_size:
            size = self._facts.fixed_size
        start = self._start(received, size)
        self.starts.append(start)
        self.sizes.append(None if sent is ABSENT else size)
        self._end = start + size
        self._pages = -(-self._count // size)
        self.sent = self.items()[start : self._end]
        return self._response(request, self.sent)

    def _value(self, received: ReceivedRequest, role: str) -> Any:
        location = self._facts.request.get(role)
        return ABSENT if location is None else value_at_location(received, location)

    def _start(self, received: ReceivedRequest, size: int) -> int:
        """Return the position of the first item of the requested page."""
        facts = self._facts
        if facts.style == "offset":
            return int(self._value(received, "offset"))
        if facts.style == "page":
            first = facts.fact.get("first", 0)
            return (int(self._value(received, "page")) - int(first)) * size
        if facts.style == "next-link":
            return int(received.raw.url.params.get(MARK, 0))
        return self._positions.get(str(self._value(received, "cursor")), 0)

    def _marks(self, items: list[Any]) -> dict[str, Any]:
        return {
            "total": self._count,
            "total-pages": self._pages,
            "has-more": self._end < self._count,
        }

    def _following(self, request: httpx2.Request) -> dict[str, Any]:
        facts, last = self._facts, self._end >= self._count
        absent = last and ("cursor-absent" in facts.ends or facts.decider == "absence")
        if facts.style == "next-link":
            link = str(request.url.copy_set_param(MARK, str(self._end)))
            return {"next": None if last else link}
        if facts.style == "cursor":
            cursor = self._cursor(facts.response["cursor"], self._end)
            self._positions[str(cursor)] = self._end
            return {"cursor": None if absent else cursor}
        if facts.style == "keyset" and self.sent:
            self._positions[str(self._last_key())] = self._end
        return {}
