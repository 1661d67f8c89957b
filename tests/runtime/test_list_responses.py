"""The responses of a list, and what a pager says about its length."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any

import pytest
from small_vendor import LIST, LIST_MODES, Contact, Vendor, ok, viewed
from specloom_runtime import (
    CursorPages,
    Model,
    OffsetPages,
    PagedOperation,
    ReceivedPage,
    RequestError,
    ServerError,
)

pytestmark = pytest.mark.parametrize("mode", LIST_MODES)
BY_HEADER = PagedOperation(
    "GET",
    "/contacts",
    list[Contact],
    Contact,
    pages=OffsetPages(offset="query.skip", size=2, total="header.X-Total"),
    identity=("number",),
)


class Counted(Model):
    items: list[Contact]
    cursor: str | None = None
    count: int | None = None


IN_BODY = PagedOperation(
    "GET",
    "/contacts",
    Counted,
    Contact,
    pages=CursorPages(
        send="query.cursor", read="body.cursor", items="body.items", total="body.count"
    ),
)


def rows(*numbers: int) -> list[dict[str, int]]:
    return [{"number": number} for number in numbers]


@pytest.mark.parametrize("options", [{}, {"prefetch": True}, {"concurrency": 2}])
def test_pages_with_their_responses(mode: str, options: Any) -> None:
    answers = [ok(rows(1, 2), X_Total="4", X_Page="a"), ok(rows(2, 3), X_Total="4")]
    vendor = Vendor(mode, answers, **options)
    pager = vendor.pager(BY_HEADER)
    found = vendor.all(pager.responses())
    assert [type(page) for page in found] == [ReceivedPage] * 2
    assert [page.response.status for page in found] == [200, 200]
    assert found[0].response.headers["x-page"] == "a"
    assert found[1].response.json() == rows(2, 3)
    assert [page.total for page in found] == [4, 4]
    # As in pages(), an item that came before is removed.
    assert [[item.number for item in page.value] for page in found] == [[1, 2], [3]]
    assert pager.checkpoint is None


def test_total_in_the_body(mode: str) -> None:
    pages = [
        {"items": rows(1), "cursor": "b", "count": 3},
        {"items": rows(2), "cursor": "c", "count": "many"},
        {"items": rows(3)},
    ]
    vendor = Vendor(mode, map(ok, pages))
    found = vendor.all(vendor.pager(IN_BODY).responses())
    assert [page.total for page in found] == [3, None, None]
    assert [page.value.cursor for page in found] == ["b", "c", None]


def test_total_that_falls_does_not_move_a_cursor(mode: str) -> None:
    pages = [
        {"items": rows(1), "cursor": "b", "count": 3},
        {"items": rows(2, 3), "cursor": "c", "count": 1},
        {"items": rows(4), "count": 4},
    ]
    seen: list[Any] = []
    until = CursorPages(
        send="query.cursor",
        read="body.cursor",
        items="body.items",
        total="body.count",
        end_when=("total", "cursor-absent"),
    )
    operation = PagedOperation("GET", "/contacts", Counted, Contact, pages=until)
    vendor = Vendor(mode, map(ok, pages), on_deviation=seen.append)
    found = vendor.all(vendor.pager(operation).responses())
    assert [page.total for page in found] == [3, 1, 4]
    assert seen == []


def test_failure_after_a_page_has_its_checkpoint(mode: str) -> None:
    answers = [ok({"items": rows(1), "cursor": "b"}), ok({}, 500)]
    vendor = Vendor(mode, answers, retries=0)
    found: list[Any] = []
    with pytest.raises(ServerError) as caught:
        vendor.all(vendor.pager(LIST).responses(), found)
    assert len(found) == 1
    assert caught.value.checkpoint["at"] == "b"


def test_early_end_sends_nothing_more(mode: str) -> None:
    vendor = Vendor(mode, [ok({"items": rows(1), "cursor": "b"})])
    pager = vendor.pager(LIST)

    async def first() -> Any:
        return await anext(aiter(pager.responses()))

    is_sync = vendor.mode == "sync"
    page = next(iter(pager.responses())) if is_sync else asyncio.run(first())
    page = viewed(page)
    assert page.value.items == [Contact(number=1)]
    assert len(vendor.asked) == 1
    assert pager.checkpoint["at"] == "b"


def test_pager_has_no_length(mode: str) -> None:
    vendor = Vendor(mode, [ok({"items": rows(1, 2)})])
    pager = vendor.pager(LIST)
    with pytest.raises(TypeError, match="count with .*in pager.*responses()"):
        len(pager)
    for position in (0, -1, slice(0, 2)):
        with pytest.raises(TypeError, match=r"use first\(\) for the first"):
            pager[position]
    assert bool(pager)
    assert vendor.asked == []
    assert [item.number for item in vendor.all(pager)] == [1, 2]


def test_pager_is_read_by_what_asks_for_a_length_first(mode: str) -> None:
    vendor = Vendor(mode, [ok({"items": rows(1, 2)})] * 3)
    pager = vendor.pager(LIST)
    if vendor.mode == "async":
        with pytest.raises(TypeError, match="async for"):
            list(pager)
        return
    assert len(list(pager)) == 2
    assert [*pager][0] == next(islice(pager, 0, 1))


def test_with_response_names_the_responses_of_a_list(mode: str) -> None:
    vendor = Vendor(mode, [])
    pager = vendor.pager(LIST)

    def method() -> Any:
        return pager

    async def coroutine() -> Any:
        return pager

    with pytest.raises(RequestError, match=r"its responses\(\) are its pages"):
        vendor.wait(
            vendor.client.with_response(method if vendor.mode == "sync" else coroutine)
        )
