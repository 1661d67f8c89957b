"""Check that a pager reads three pages and stops, and detects a repeated cursor."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from specloom_runtime import PaginationError

from .description import DescribedOperation, get_pointer, set_pointer
from .harness import OperationCase
from .request_locations import value_at_location
from .request_validation import ReceivedRequest
from .round_trip import canonical, canonical_json


def check_pagination(case: OperationCase) -> None:
    """Check that the items of three pages come once each and in order.

    An empty page does not end the list by itself, and a repeated cursor raises.
    Operations that do not page pass.
    """
    operation = case.operation
    extension = operation.extension("pagination")
    if not extension or extension["style"] == "single-page":
        return
    server = PagedServer(operation, extension)
    items = case.call(server).result
    assert server.requests == 3, f"{server.requests} requests (expected 3)"
    read = [canonical_json(item) for item in items]
    assert read == canonical(server.sent), "lost, doubled or out of order"
    if extension["style"] in ("cursor", "next-link"):
        with pytest.raises(PaginationError):
            case.call(PagedServer(operation, extension, circle=True))
        if "empty-page" not in extension.get("end-when", ()):
            gap = PagedServer(operation, extension, gap=True)
            found = case.call(gap).result
            assert len(found) == len(gap.sent), "an empty page was taken for the end"


class PagedServer:
    """A handler that serves three pages in the described style.

    Args:
        operation: the operation.
        extension: its `x-specloom-pagination`.
        circle: whether every page names itself as the next one.
        gap: whether the second page is empty.

    Attributes:
        requests: how many there were.
        sent: the items of all pages sent.
    """

    def __init__(
        self,
        operation: DescribedOperation,
        extension: Any,
        circle: bool = False,
        gap: bool = False,
    ) -> None:
        self._extension, self._circle, self._gap = extension, circle, gap
        self._operation, self._cursor = operation, ""
        self._status, self._content = operation.success_response()
        items = get_pointer(self._content, extension["response"]["items"])
        self._item = (items or [{}])[0]
        self.requests = 0
        self.sent: list[Any] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests += 1
        assert self.requests < 50, "the pager does not end"
        self._check_request(ReceivedRequest(request, self._operation))
        last = self.requests == 3 and not self._circle
        size = self._page_size(request)
        count = 1 if last and size > 1 else size
        count = 0 if self._gap and self.requests == 2 else count
        items = [self._numbered_item(len(self.sent) + n) for n in range(count)]
        self.sent += items
        roles = self._extension["response"]
        body = set_pointer(self._content, roles["items"], items)
        headers = {}
        cursor = "same" if self._circle else f"c{self.requests}"
        if "cursor" in roles:
            self._cursor = _in_documented_form(body, roles, cursor)
            body = set_pointer(body, roles["cursor"], None if last else self._cursor)
        if "total" in roles:
            body = set_pointer(body, roles["total"], 2 * size + 1)
        if "next" in roles and not last:
            following = request.url.copy_with(query=f"cursor={cursor}".encode())
            headers["next"] = str(following)
        return httpx2.Response(
            self._status,
            content=json.dumps(body),
            headers={"content-type": "application/json", **headers},
        )

    def _check_request(self, received: ReceivedRequest) -> None:
        """Check that the request is for the page that the last response named."""
        roles = self._extension.get("request", {})
        if self.requests > 1 and "cursor" in roles and self._cursor:
            found = value_at_location(received, roles["cursor"])
            assert found == self._cursor, f"{found!r} (expected {self._cursor!r})"
        if self.requests > 1 and "offset" in roles:
            found = value_at_location(received, roles["offset"])
            expected = len(self.sent)
            assert str(found) == str(expected), f"offset {found} (expected {expected})"

    def _numbered_item(self, number: int) -> Any:
        """Return the documented item with another identity."""
        item = dict(self._item)
        for name, value in item.items():
            if name.lower() in ("id", "number", "code"):
                numeric = isinstance(value, int)
                item[name] = number + 1 if numeric else f"{number:08x}{str(value)[8:]}"
        return item

    def _page_size(self, request: httpx2.Request) -> int:
        """Return how many items the request wants in a page."""
        limit = self._extension.get("request", {}).get("limit")
        if limit is None:
            return 2
        if "query." in limit:
            return int(request.url.params[limit.rsplit(".", 1)[1]])
        return int(get_pointer(json.loads(request.content), limit))


def _in_documented_form(body: Any, roles: Any, cursor: str) -> str:
    """Return the cursor; where the documented one is a UUID, as a UUID."""
    known = get_pointer(body, roles["cursor"])
    if isinstance(known, str) and len(known) == 36:
        return f"{sum(map(ord, cursor)):08x}{known[8:]}"
    return cursor
