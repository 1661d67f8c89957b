"""The memory of a list does not grow with the lengths of the cursors that were used."""

from __future__ import annotations

import tracemalloc
from typing import Any

from specloom_runtime import (
    Client,
    CursorPages,
    PagedOperation,
    Resource,
    Server,
    Service,
)
from specloom_runtime.testing import FakeTransport, make_response

SERVICE = Service(name="x", servers={"one": Server("https://x.test")})
PAGES = CursorPages(send="query.after", read="body.next", items="body.items")
LIST = PagedOperation[Any, Any]("GET", "/items", Any, Any, pages=PAGES)
LENGTH = 2000


def peak(pages: int) -> int:
    """Return the most bytes that Python objects take while a list is read."""
    count = 0

    def respond(_: Any) -> Any:
        nonlocal count
        count += 1
        transport.requests.clear()
        cursor = f"{count}-".ljust(LENGTH, "x") if count < pages else None
        return make_response({"items": [1], "next": cursor})

    transport = FakeTransport(respond)
    resource = Resource(Client(SERVICE, {}, transport=transport))
    tracemalloc.start()
    try:
        assert sum(1 for _ in resource._pages(LIST)) == pages
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_used_cursors_are_not_kept() -> None:
    peak(5)  # What is created once is not counted.
    assert peak(500) - peak(100) < 400 * LENGTH / 4
