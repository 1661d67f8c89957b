"""How much of a list is requested before the first item is used, and where it stops."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import date, datetime
from typing import Any

import httpx2
import pytest
from small_vendor import LIST_MODES, Vendor, ok, viewed
from specloom_runtime import (
    UNSET,
    Chunk,
    Model,
    OffsetPages,
    PagedOperation,
    PaginationError,
)
from specloom_runtime.pagination.page_reader import as_cursor


class Row(Model):
    id: int


class Rows(Model):
    rows: list[Row]


TABLE = PagedOperation(
    "GET",
    "/rows",
    Rows,
    Row,
    pages=OffsetPages(items="body.rows", offset="query.skip", limit="query.limit"),
    chunks=(Chunk("query.part", 1),),
)


def four(request: httpx2.Request) -> httpx2.Response:
    """Answer with the two rows of a page: each part has two pages of them."""
    part, skip = (int(request.url.params[name]) for name in ("part", "skip"))
    return ok({"rows": [{"id": 4 * part + skip + n} for n in range(2) if skip < 4]})


def asked_before_the_first_item(vendor: Vendor, pager: Any) -> int:
    async def begun() -> int:
        items = aiter(pager)
        assert viewed(await anext(items)).id == 0
        found = len(vendor.asked)
        await items.aclose()  # type: ignore[attr-defined]
        return found

    if vendor.mode == "async":
        return asyncio.run(begun())
    items = iter(pager)
    assert viewed(next(items)).id == 0
    found = len(vendor.asked)
    items.close()
    return found


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize(
    ("settings", "least", "most"),
    [({}, 1, 1), ({"concurrency": 1}, 1, 1), ({"concurrency": 2}, 3, 9)],
)
def test_parts_are_read_ahead_where_several_may_run(
    mode: str, settings: Any, least: int, most: int
) -> None:
    vendor = Vendor(mode, four, **settings)
    pager = vendor.pager(TABLE, query={"part": [0, 1, 2]}, page_size=2)
    assert least <= asked_before_the_first_item(vendor, pager) <= most
    vendor.asked.clear()
    assert [row.id for row in vendor.all(pager)] == list(range(12))
    vendor.asked.clear()
    assert vendor.wait(pager.first()).id == 0
    assert len(vendor.asked) == 1


def test_stopping_does_not_wait_for_the_next_page() -> None:
    requested, let = threading.Event(), threading.Event()

    def slow(request: httpx2.Request) -> httpx2.Response:
        if request.url.params["skip"] != "0":
            requested.set()
            let.wait(5)
        return four(request)

    pager = Vendor("sync", slow, prefetch=True).pager(
        TABLE, query={"part": [0]}, page_size=2
    )
    items = iter(pager)
    assert viewed(next(items)).id == 0
    assert requested.wait(5)
    begun = time.monotonic()
    items.close()
    let.set()
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    ("value", "cursor"),
    [
        *((absent, None) for absent in (None, UNSET, False, "")),
        (0, 0),
        (1, 1),
        ("0", "0"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30), "2026-03-01T08:30:00"),
    ],
)
def test_a_cursor_is_a_number_or_text(value: Any, cursor: Any) -> None:
    assert as_cursor(value) == cursor
    assert type(as_cursor(value)) is type(cursor)


@pytest.mark.parametrize("value", [True, [], ["a"], {}, {"a": 1}, Row(id=1)])
def test_anything_else_is_rejected(value: Any) -> None:
    with pytest.raises(PaginationError, match="expected a cursor"):
        as_cursor(value)
