"""Proves that a pager reads three pages and ends, and refuses to run in a circle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from specloom_runtime import PaginationError

from .described import Described, at, put

if TYPE_CHECKING:
    from .probe import Probe


def prove_paging(probe: Probe, described: Described, fact: Any, action: str) -> None:
    """Three pages, each item once and in order; a repeated cursor raises."""
    server = Server(described, fact)
    items = probe.run(action, server, described.body())
    assert server.asked == 3, f"{server.asked} requests (expected 3)"
    assert len(items) == server.given, f"{len(items)} items of {server.given}"
    if fact["style"] in ("cursor", "next"):
        with pytest.raises(PaginationError):
            probe.run(action, Server(described, fact, circle=True), described.body())


class Server:
    """Serves three pages in the described style, or the first one for ever."""

    def __init__(self, described: Described, fact: Any, circle: bool = False) -> None:
        self._fact, self._circle = fact, circle
        self._status, self._content = described.success()
        self._item = (at(self._content, fact["response"]["items"]) or [{}])[0]
        self.asked = 0
        self.given = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        assert self.asked < 50, "the pager does not end"
        last = self.asked == 3 and not self._circle
        size = self._asked_size(request)
        count = 1 if last and size > 1 else size
        items = [self._numbered(self.given + n) for n in range(count)]
        self.given += count
        roles = self._fact["response"]
        body = put(self._content, roles["items"], items)
        headers = {}
        cursor = "same" if self._circle else f"c{self.asked}"
        if "cursor" in roles:
            body = put(
                body, roles["cursor"], None if last else _like(body, roles, cursor)
            )
        if "total" in roles:
            body = put(body, roles["total"], 2 * size + 1)
        if "next" in roles and not last:
            headers["next"] = str(
                request.url.copy_with(query=f"cursor={cursor}".encode())
            )
        return httpx2.Response(
            self._status,
            content=json.dumps(body),
            headers={
                "content-type": "application/json",
                **headers,
            },
        )

    def _numbered(self, number: int) -> Any:
        """The documented item with another identity."""
        item = dict(self._item)
        for name, value in item.items():
            if name.lower() in ("id", "number", "code"):
                same = isinstance(value, int)
                item[name] = number + 1 if same else f"{number:08x}{str(value)[8:]}"
        return item

    def _asked_size(self, request: httpx2.Request) -> int:
        """How many items the request wants in a page."""
        limit = self._fact.get("request", {}).get("limit")
        if limit is None:
            return 2
        if "query." in limit:
            return int(request.url.params[limit.rsplit(".", 1)[1]])
        return int(at(json.loads(request.content), limit))


def _like(body: Any, roles: Any, cursor: str) -> str:
    """The cursor in the shape of the documented one."""
    known = at(body, roles["cursor"])
    if isinstance(known, str) and len(known) == 36:
        return f"{sum(map(ord, cursor)):08x}{known[8:]}"
    return cursor
