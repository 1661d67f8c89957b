"""Serve the pages of a list as described, and check the requests for them."""

from __future__ import annotations

import json
from typing import Any

import httpx2

from .different_samples import different_sample
from .json_values import get_pointer, is_in_body
from .page_contents import page_content, parameter_text
from .page_facts import PageFacts
from .request_locations import ABSENT, value_at_location
from .request_validation import ReceivedRequest
from .round_trip import canonical

MARK = "specloom-page"
"""The query parameter that is added to links to the next page."""
MANY = 50


class PagedServer:
    """A handler that serves three pages.

    Args:
        facts: the pagination of the operation.
        circle: whether every page is the first page, with itself as the next page.
        gap: whether the second page is empty.

    Attributes:
        requests: the number of received requests.
        sent: the items of all sent pages.
    """

    def __init__(
        self, facts: PageFacts, circle: bool = False, gap: bool = False
    ) -> None:
        self._facts, self._circle, self._gap = facts, circle, gap
        self._status, self._schema, self._content = facts.success
        self._items = facts.response_schema(facts.response["items"])
        self._item = _first_item(facts, self._items, self._content)
        self._size: Any = ABSENT
        self._counts: list[int] = []
        self._named: Any = ABSENT
        self.requests = 0
        self.sent: list[Any] = []

    @property
    def has_distinct_items(self) -> bool:
        """Whether another item than the documented one is known."""
        return bool(self._numbered_item(1) != self._item)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests += 1
        assert self.requests < MANY, "the pager does not end"
        received = ReceivedRequest(request, self._facts.operation)
        self._check_size(received)
        self._check_position(received)
        assert self._circle or self.requests <= len(self._counts), "a page too many"
        return self._response(request, self._next_items())

    @property
    def counts(self) -> list[int]:
        """The number of items on each page; known after the first request."""
        return self._counts

    def _check_size(self, received: ReceivedRequest) -> None:
        """Check that every request has the same page size."""
        location = self._facts.request.get("limit")
        size: Any = ABSENT
        if location is not None:
            size = value_at_location(received, location)
        if self.requests > 1 and self._facts.style != "next-link":
            assert size == self._size, f"page size {size} (expected {self._size})"
            return
        if self.requests == 1:
            self._size = size
            known = size is not ABSENT
            wanted = int(size) if known else 2
            self._counts = self._facts.counts(wanted, known)
            if self._gap:
                self._counts[1] = 0

    def _check_position(self, received: ReceivedRequest) -> None:
        """Check that the request is for the next page."""
        facts, first = self._facts, self.requests == 1
        if facts.style == "offset":
            expected = 0 if self._circle and first else len(self.sent)
            _check_text(received, facts.request["offset"], expected)
        if facts.style == "page":
            number = facts.fact.get("first", 0) + self.requests - 1
            _check_text(received, facts.request["page"], number)
        if facts.style in ("cursor", "keyset") and not first:
            _check_text(received, facts.request["cursor"], self._named)
        if facts.style == "next-link" and not first:
            # The link has the query of the previous request, including credentials.
            sent = sorted(received.raw.url.params.multi_items())
            linked = sorted(httpx2.URL(self._named).params.multi_items())
            assert sent == linked, f"query {sent} (expected {linked})"

    def _next_items(self) -> list[Any]:
        """Return the items of this page, which differ from those of other pages."""
        if self._circle:
            items = [self._numbered_item(n) for n in range(self._counts[0])]
        else:
            start = len(self.sent) + self.requests - 1
            count = self._counts[self.requests - 1]
            items = [self._numbered_item(start + n) for n in range(count)]
        self.sent += items
        return items

    def _numbered_item(self, number: int) -> Any:
        operation, items = self._facts.operation, self._items
        schema = operation.resolve(items).get("items", {})
        return different_sample(operation.samples, schema, self._item, number)

    def _response(self, request: httpx2.Request, items: list[Any]) -> httpx2.Response:
        values = {"items": items, **self._marks(items), **self._following(request)}
        body, found = page_content(self._facts, self._schema, self._content, values)
        headers = {"content-type": "application/json", **found}
        content = json.dumps(body)
        return httpx2.Response(self._status, content=content, headers=headers)

    def _marks(self, items: list[Any]) -> dict[str, Any]:
        """Return the total, the number of pages, and whether more pages follow."""
        if self._circle:
            return {"total": MANY * MANY, "total-pages": MANY, "has-more": True}
        last = self.requests == len(self._counts)
        return {
            "total": sum(self._counts),
            "total-pages": len(self._counts),
            "has-more": not last,
        }

    def _following(self, request: httpx2.Request) -> dict[str, Any]:
        """Return the members that refer to the next page, or None on the last page."""
        facts, number = self._facts, 0 if self._circle else self.requests
        last = not self._circle and self.requests == len(self._counts)
        absent = last and ("cursor-absent" in facts.ends or facts.decider == "absence")
        if facts.style == "next-link":
            self._named = str(request.url.copy_set_param(MARK, f"p{number}"))
            return {"next": None if last else self._named}
        if facts.style == "cursor":
            location = facts.response["cursor"]
            self._named = self._cursor(location, number + 1)
            return {"cursor": None if absent else self._named}
        if facts.style == "keyset" and self.sent:
            self._named = self._last_key()
        return {}

    def _last_key(self) -> Any:
        """Return the value of the last sent item after which the next page starts."""
        return get_pointer(self.sent[-1], self._facts.response["cursor"])

    def _cursor(self, location: str, number: int) -> Any:
        """Return a cursor that is valid for the response's schema."""
        operation, schema = self._facts.operation, self._facts.response_schema(location)
        known = get_pointer(self._content, location) if is_in_body(location) else None
        known = operation.sample(schema) if known in (None, "") else known
        plain = isinstance(known, str | int) and not isinstance(known, bool)
        found = known if plain else "cursor"
        other = different_sample(operation.samples, schema, found, number)
        return f"cursor-{number}" if other == found else other


def _first_item(facts: PageFacts, items: Any, content: Any) -> Any:
    """Return the first documented item, or else a sample."""
    found = get_pointer(content, facts.response["items"])
    if isinstance(found, list) and found and found[0] is not None:
        return found[0]
    schema = facts.operation.resolve(items).get("items", {})
    return facts.operation.sample(schema)


def _check_text(received: ReceivedRequest, location: str, expected: Any) -> None:
    """Check a value that the pager sends: JSON in a body, text elsewhere."""
    found = value_at_location(received, location)
    inside = location.startswith("$request.body")
    same = found == expected if inside else found == parameter_text(expected)
    same = same or canonical(found) == canonical(expected)
    assert same, f"{location} is {found!r} (expected {expected!r})"
