"""Lists that begin at an item that the caller chooses by its position."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_vendor import LIST_MODES, Contact, ContactPage, Vendor, ok
from specloom_runtime import (
    Chunk,
    CursorPages,
    NumberedPages,
    OffsetPages,
    PagedOperation,
    RequestError,
    Window,
)
from specloom_runtime.pagination.styles import Pages

SIZES: dict[str, Any] = {"items": "body.items", "limit": "query.limit"}
MOST: dict[str, Any] = {**SIZES, "size": 20, "max_size": 100}
OFFSET = OffsetPages(offset="query.offset", total="body.total", **MOST)
PAGE = NumberedPages(page="query.page", end_when=("short-page",), **MOST)
MODE = pytest.mark.parametrize("mode", LIST_MODES)
STYLE = pytest.mark.parametrize("pages", [OFFSET, PAGE], ids=["offset", "page"])


def operation(pages: Pages, **facts: Any) -> PagedOperation[Contact, ContactPage]:
    return PagedOperation(
        "GET", "/contacts", ContactPage, Contact, pages=pages, **facts
    )


def vendor_of(mode: str, count: int = 1000, fixed: int = 0) -> Vendor:
    """Return a client of a vendor with `count` contacts, from number 0."""

    def answer(request: Any) -> Any:
        asked = request.url.params
        size = fixed or int(asked["limit"])
        start = int(asked.get("offset", int(asked.get("page", 0)) * size))
        rows = [{"number": n} for n in range(count)][start : start + size]
        return ok({"items": rows, "total": count})

    return Vendor(mode, answer)


def numbers(items: list[Any]) -> list[int]:
    return [item.number for item in items]


def sent(vendor: Vendor) -> list[tuple[int, int]]:
    """Return the position and the size of each request."""
    asked = [request.url.params for request in vendor.asked]
    return [(int(a.get("offset", a.get("page"))), int(a["limit"])) for a in asked]


@MODE
@pytest.mark.parametrize(
    ("pages", "start", "size", "requests"),
    [
        (PAGE, 250, 50, [(5, 50)]),
        (PAGE, 260, 50, [(5, 50)]),
        (PAGE, 250, None, [(2, 100)]),
        (PAGE, 0, 50, [(0, 50)]),
        (OFFSET, 250, 50, [(250, 50)]),
        (OFFSET, 251, None, [(251, 100)]),
    ],
)
def test_a_list_is_read_from_its_start_to_the_end(
    mode: str,
    pages: Pages,
    start: int,
    size: int | None,
    requests: list[tuple[int, int]],
) -> None:
    vendor = vendor_of(mode, 300)
    pager = vendor.pager(operation(pages), start=start, page_size=size)
    assert numbers(vendor.all(pager)) == [*range(start, 300)]
    assert sent(vendor)[:1] == requests


@MODE
@STYLE
def test_pages_begin_at_the_start(mode: str, pages: Pages) -> None:
    vendor = vendor_of(mode, 130)
    pager = vendor.pager(operation(pages), start=25, page_size=10)
    found = vendor.all(pager.pages())
    assert [numbers(page.items) for page in found][:2] == (
        [[*range(25, 35)], [*range(35, 45)]]
        if pages is OFFSET
        else [[*range(25, 30)], [*range(30, 40)]]
    )
    assert [each.total for each in vendor.all(pager.responses())][0] == (
        130 if pages is OFFSET else None
    )


@MODE
@STYLE
@pytest.mark.parametrize("identity", [(), ("number",)])
@pytest.mark.parametrize("many", [0, 1, 4, 5, 6, 20])
def test_a_start_resumes_from_any_item(
    mode: str, pages: Pages, identity: tuple[str, ...], many: int
) -> None:
    vendor = vendor_of(mode, 60)
    list_ = operation(pages, identity=identity)
    pager = vendor.pager(list_, start=25, page_size=10)
    found = vendor.wait(pager.take(many))
    place = json.loads(json.dumps(pager.checkpoint))
    for start in (25, 0, 7):
        again = vendor.pager(list_, start=start, page_size=10).resume(place)
        assert numbers([*found, *vendor.all(again)]) == [*range(25, 60)]
    (part,) = pager.partitions()
    assert numbers(vendor.all(pager.resume(part))) == [*range(25, 60)]
    assert pager.resume(place).partitions() == [
        {"piece": 0, "list": place["list"], "only": True}
    ]


@MODE
@pytest.mark.parametrize(
    ("start", "count", "requests"),
    [
        (250, 50, [(5, 50)]),
        (250, 1, [(250, 1)]),
        (7, 3, [(1, 5)]),
        (1500, 2, [(500, 3)]),
        (0, 150, [(0, 75), (1, 75)]),
        (150, 150, [(2, 75), (3, 75)]),
        (1, 150, [(0, 76), (1, 76)]),
        (1, 100, [(0, 100), (1, 100)]),
    ],
)
def test_a_page_size_is_chosen_that_fits_the_start(
    mode: str, start: int, count: int, requests: list[tuple[int, int]]
) -> None:
    vendor = vendor_of(mode, 2000)
    limited = NumberedPages(page="query.page", last=500, **MOST)
    pager = vendor.pager(operation(limited), start=start)
    assert numbers(vendor.wait(pager.take(count))) == [*range(start, start + count)]
    assert sent(vendor) == requests
    assert numbers(vendor.wait(pager.resume(pager.checkpoint).take(2)))[0] == (
        start + count
    )


@MODE
def test_the_first_item_from_an_offset(mode: str) -> None:
    vendor = vendor_of(mode)
    assert vendor.wait(vendor.pager(operation(OFFSET), start=7).first()).number == 7
    assert sent(vendor) == [(7, 1)]


@MODE
@STYLE
def test_a_start_after_the_end_is_an_empty_list(mode: str, pages: Pages) -> None:
    vendor = vendor_of(mode, 10)
    strict = vendor.client.with_options(strict=True)
    vendor.client = strict
    pager = vendor.pager(operation(pages), start=500)
    assert vendor.all(pager) == [] and len(vendor.asked) == 1
    assert vendor.wait(pager.first()) is None


@MODE
def test_pages_of_a_fixed_size_have_a_start(mode: str) -> None:
    vendor = vendor_of(mode, 30, fixed=7)
    fixed = NumberedPages(page="query.page", items="body.items", size=7)
    pager = vendor.pager(operation(fixed), start=15)
    assert numbers(vendor.all(pager)) == [*range(15, 30)]
    assert [r.url.params["page"] for r in vendor.asked] == ["2", "3", "4"]
    assert numbers(vendor.wait(pager.take(2))) == [15, 16]


@MODE
@pytest.mark.parametrize("start", [-1, True, False, 1.5, "3", None])
@STYLE
def test_a_start_is_a_whole_number(mode: str, start: Any, pages: Pages) -> None:
    vendor = vendor_of(mode)
    with pytest.raises(RequestError, match="start must be a whole number from 0"):
        vendor.pager(operation(pages), start=start)


UNKNOWN = NumberedPages(page="query.page", items="body.items", limit="query.limit")
LAST_OFFSET = OffsetPages(offset="query.offset", last=500, **MOST)
LAST_PAGE = NumberedPages(page="query.page", last=100, **MOST)
FROM_ONE = NumberedPages(page="query.page", first=1, last=100, **MOST)


@MODE
@pytest.mark.parametrize(
    ("pages", "arguments", "words"),
    [
        (UNKNOWN, {"start": 5}, "start: pass page_size too"),
        (CursorPages(send="query.c", read="body.c"), {"start": 5}, "no numbers"),
        (
            LAST_OFFSET,
            {"start": 501},
            "start cannot be 501: the largest start .* is 500",
        ),
        (
            LAST_PAGE,
            {"start": 10100},
            "largest start of this list is 10099, with pages",
        ),
        (LAST_PAGE, {"start": 5050, "page_size": 50}, "5049, with pages of 50 items"),
        (FROM_ONE, {"start": 10000}, "largest start of this list is 9999"),
        (LAST_PAGE, {"start": 5, "page_size": 101}, "page_size cannot be 101"),
    ],
)
def test_a_start_that_cannot_be_requested_is_refused(
    mode: str, pages: Pages, arguments: dict[str, Any], words: str
) -> None:
    vendor = vendor_of(mode)
    with pytest.raises(RequestError, match=words):
        vendor.pager(operation(pages), **arguments)
    if pages is LAST_PAGE and "page_size" not in arguments:
        at_most = vendor.pager(operation(pages), start=10099)
        assert vendor.wait(at_most.first()) is None and sent(vendor) == [(100, 100)]


@MODE
def test_a_list_of_several_requests_has_no_start(mode: str) -> None:
    days = Window("query.from", "query.to", "P1D", step="P1D")
    ids = Chunk("query.ids", 2)
    split = operation(OFFSET, windows=(days,), chunks=(ids,))
    vendor = vendor_of(mode, 10)
    for query in ({"from": "2024-05-01", "to": "2024-05-03"}, {"ids": [1, 2, 3]}):
        with pytest.raises(
            RequestError, match="start: this list needs several requests"
        ):
            vendor.pager(split, query=query, start=5)
    one = {"from": "2024-05-01", "to": "2024-05-02", "ids": [1, 2]}
    pager = vendor.pager(split, query=one, start=5)
    assert numbers(vendor.all(pager)) == [*range(5, 10)]


@MODE
@pytest.mark.parametrize("before", [-1, "1", True])
def test_a_checkpoint_with_another_start_is_refused(mode: str, before: Any) -> None:
    vendor = vendor_of(mode)
    pager = vendor.pager(operation(PAGE), start=25, page_size=10)
    with pytest.raises(
        RequestError, match="resume: the checkpoint was made by another"
    ):
        vendor.all(pager.resume({**pager.checkpoint, "before": before}))
