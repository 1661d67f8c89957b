"""Proves that a pager reads three pages and ends, and refuses to run in a circle."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel
from specloom_runtime import PaginationError

from .bench import Case
from .described import Described, at, put
from .places import standing
from .trips import canonical
from .wire import Received


def prove_paging(case: Case) -> None:
    """Three pages, each item once and in order; an empty page is no end by itself.

    A repeated cursor raises. Operations that do not page have nothing to prove.
    """
    described = case.described
    fact = described.fact("pagination")
    if not fact or fact["style"] == "single-page":
        return
    server = Server(described, fact)
    items = case.run(server).result
    assert server.asked == 3, f"{server.asked} requests (expected 3)"
    assert _written(items) == canonical(server.given), "lost, doubled or out of order"
    if fact["style"] in ("cursor", "next-link"):
        with pytest.raises(PaginationError):
            case.run(Server(described, fact, circle=True))
        if "empty-page" not in fact.get("end-when", ()):
            gap = Server(described, fact, gap=True)
            found = case.run(gap).result
            assert len(found) == len(gap.given), "an empty page was taken for the end"


def _written(items: list[Any]) -> Any:
    return [
        (
            canonical(item.model_dump(mode="json", by_alias=True, exclude_unset=True))
            if isinstance(item, BaseModel)
            else canonical(item)
        )
        for item in items
    ]


class Server:
    """Serves three pages in the described style.

    In a circle it serves the first one for ever; with a gap the second is empty.
    """

    def __init__(
        self, described: Described, fact: Any, circle: bool = False, gap: bool = False
    ) -> None:
        self._fact, self._circle, self._gap = fact, circle, gap
        self._described, self._told = described, ""
        self._status, self._content = described.success()
        self._item = (at(self._content, fact["response"]["items"]) or [{}])[0]
        self.asked = 0
        self.given: list[Any] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        assert self.asked < 50, "the pager does not end"
        self._follows(Received(request, self._described))
        last = self.asked == 3 and not self._circle
        size = self._asked_size(request)
        count = 1 if last and size > 1 else size
        count = 0 if self._gap and self.asked == 2 else count
        items = [self._numbered(len(self.given) + n) for n in range(count)]
        self.given += items
        roles = self._fact["response"]
        body = put(self._content, roles["items"], items)
        headers = {}
        cursor = "same" if self._circle else f"c{self.asked}"
        if "cursor" in roles:
            self._told = _like(body, roles, cursor)
            body = put(body, roles["cursor"], None if last else self._told)
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

    def _follows(self, received: Received) -> None:
        """The request asks for the page that the answer before it named."""
        asked = self._fact.get("request", {})
        if self.asked > 1 and "cursor" in asked and self._told:
            found = standing(received, asked["cursor"])
            assert found == self._told, f"asked for {found!r} (told {self._told!r})"
        if self.asked > 1 and "offset" in asked:
            found = standing(received, asked["offset"])
            assert str(found) == str(len(self.given)), f"asked for an offset of {found}"

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
