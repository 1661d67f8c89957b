"""The sizes of pages: the largest that is stated, and no more than is needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import LIST_MODES, Contact, ContactPage, Vendor, ok
from specloom_runtime import (
    CursorPages,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    PagedOperation,
    PaginationError,
    RequestError,
    Window,
)
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.pagination.page_sizes import checked_size, even_size
from specloom_runtime.pagination.styles import Pages

SIZES: dict[str, Any] = {"items": "body.items", "limit": "query.limit"}
MOST: dict[str, Any] = {**SIZES, "size": 3, "max_size": 10}
STYLES: dict[str, Pages] = {
    "cursor": CursorPages(send="query.cursor", read="body.cursor", **MOST),
    "keyset": KeysetPages(send="query.cursor", key="number", **MOST),
    "offset": OffsetPages(offset="query.offset", end_when=("short-page",), **MOST),
    "page": NumberedPages(page="query.page", end_when=("short-page",), **MOST),
    "next-link": NextLinkPages(next="body.cursor", **MOST),
}
STYLE = pytest.mark.parametrize("style", STYLES)
MODE = pytest.mark.parametrize("mode", LIST_MODES)


def operation(pages: Pages, **facts: Any) -> PagedOperation[Contact, ContactPage]:
    return PagedOperation(
        "GET", "/contacts", ContactPage, Contact, pages=pages, **facts
    )


def serve(
    count: int, most: int = 1000, linked: bool = False
) -> Callable[[httpx2.Request], httpx2.Response]:
    """Serve `count` items in the requested pages, of at most `most` items."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        size = min(int(asked.get("limit", 3)), most)
        start = int(asked.get("page", 0)) * size
        start = int(asked.get("cursor", asked.get("offset", start)))
        rows = [{"number": n} for n in range(1, count + 1)][start : start + size]
        cursor: Any = start + size if start + size < count else None
        if cursor is not None and linked:
            cursor = str(request.url.copy_set_param("cursor", cursor))
        return ok({"items": rows, "cursor": cursor if cursor is None else str(cursor)})

    return answer


def vendor_of(mode: str, style: str, count: int, most: int = 1000) -> Vendor:
    return Vendor(mode, serve(count, most, style == "next-link"))


def numbers(items: list[Any]) -> list[int]:
    return [item.number for item in items]


def sent(vendor: Vendor) -> list[int | None]:
    sizes = [request.url.params.get("limit") for request in vendor.asked]
    return [None if size is None else int(size) for size in sizes]


@MODE
@STYLE
def test_a_list_is_read_in_the_largest_pages(mode: str, style: str) -> None:
    vendor = vendor_of(mode, style, 25)
    assert numbers(vendor.all(vendor.pager(operation(STYLES[style])))) == [
        *range(1, 26)
    ]
    assert set(sent(vendor)) == {10} and len(vendor.asked) <= 4


@MODE
@STYLE
@pytest.mark.parametrize(
    ("count", "exact", "even"),
    [(1, [1], [1]), (7, [7], [7]), (10, [10], [10]), (14, [10, 4], [7, 7])],
)
def test_the_first_items_are_requested_and_no_more(
    mode: str, style: str, count: int, exact: list[int], even: list[int]
) -> None:
    vendor = vendor_of(mode, style, 40)
    pager = vendor.pager(operation(STYLES[style]))
    assert numbers(vendor.wait(pager.take(count))) == [*range(1, count + 1)]
    assert sent(vendor) == (even if style in ("page", "next-link") else exact)
    rest = vendor.all(vendor.pager(operation(STYLES[style])).resume(pager.checkpoint))
    assert numbers(rest) == [*range(count + 1, 41)]


@MODE
@STYLE
def test_items_are_taken_one_group_after_the_other(mode: str, style: str) -> None:
    vendor, found = vendor_of(mode, style, 11), list[int]()
    pager = vendor.pager(operation(STYLES[style]))
    for _ in range(4):
        found += numbers(vendor.wait(pager.take(3)))
        if (place := json.loads(json.dumps(pager.checkpoint))) is not None:
            pager = vendor.pager(operation(STYLES[style])).resume(place)
    assert pager.checkpoint is None
    assert found == [*range(1, 12)]
    assert sent(vendor)[:4] == [3, 3, 3, 3]


@MODE
def test_a_chosen_size_is_kept(mode: str) -> None:
    vendor = vendor_of(mode, "cursor", 40)
    pager = vendor.pager(operation(STYLES["cursor"]), page_size=5)
    assert vendor.wait(pager.first()) == Contact(number=1)
    assert numbers(vendor.wait(pager.take(6))) == [*range(1, 7)]
    assert sent(vendor) == [5, 5, 5]
    assert numbers(vendor.all(pager.resume(pager.checkpoint)))[0] == 7


@MODE
@pytest.mark.parametrize("count", [-1, True, 1.5, "3", None])
def test_only_a_number_of_items_can_be_taken(mode: str, count: Any) -> None:
    vendor = vendor_of(mode, "cursor", 40)
    pager = vendor.pager(operation(STYLES["cursor"]))
    with pytest.raises(RequestError, match="count must be at least 0"):
        vendor.wait(pager.take(count))
    assert vendor.wait(pager.take(0)) == [] and vendor.asked == []
    empty = vendor_of(mode, "cursor", 0)
    assert empty.wait(empty.pager(operation(STYLES["cursor"])).first()) is None


@MODE
def test_a_checkpoint_within_a_page_asks_for_what_was_read_too(mode: str) -> None:
    vendor = vendor_of(mode, "cursor", 40)
    pager = vendor.pager(operation(STYLES["cursor"]))
    place = {**pager.checkpoint, "skip": 2}
    resumed = pager.resume(place)
    assert numbers(vendor.wait(resumed.take(2))) == [3, 4]
    assert sent(vendor) == [4]


@MODE
def test_page_numbers_of_a_checkpoint_keep_their_size(mode: str) -> None:
    vendor = vendor_of(mode, "page", 40)
    smaller = operation(NumberedPages(page="query.page", **{**MOST, "max_size": 4}))
    pager = vendor.pager(operation(STYLES["page"]))
    assert numbers(vendor.wait(pager.take(8))) == [*range(1, 9)]
    assert pager.checkpoint["size"] == 8
    rest = vendor.all(vendor.pager(smaller).resume(pager.checkpoint))
    assert numbers(rest) == [*range(9, 41)] and set(sent(vendor)) == {8}
    wrong = {**pager.checkpoint, "size": 0}
    with pytest.raises(
        RequestError, match="resume: the checkpoint was made by another"
    ):
        vendor.all(pager.resume(wrong))


@MODE
def test_page_numbers_within_the_first_page_keep_their_size(mode: str) -> None:
    failing = iter([ok({"items": [{"number": n} for n in range(1, 11)]})])
    vendor = Vendor(mode, lambda request: next(failing, ok({}, 400)))
    pager = vendor.pager(operation(STYLES["page"]))
    items = vendor.wait(pager.first())
    assert items == Contact(number=1)
    assert pager.checkpoint["size"] == 1
    vendor = vendor_of(mode, "page", 40)
    pager = vendor.pager(operation(STYLES["page"]), page_size=8)
    assert numbers(vendor.wait(pager.take(3))) == [1, 2, 3]
    assert (pager.checkpoint["skip"], pager.checkpoint["size"]) == (3, 8)


@MODE
def test_repeated_items_are_replaced_by_larger_pages(mode: str) -> None:
    """The second day begins with the items of the first day."""
    days = operation(
        STYLES["cursor"],
        identity=("number",),
        windows=(Window("query.from", "query.to", "P1D", step="P1D"),),
    )

    def answer(request: httpx2.Request) -> httpx2.Response:
        first = request.url.params["from"].endswith("1")
        return serve(5 if first else 9)(request)

    vendor = Vendor(mode, answer)
    day = {"from": "2024-05-01", "to": "2024-05-03"}
    pager = vendor.pager(days, query=day)
    assert numbers(vendor.wait(pager.take(8))) == [*range(1, 9)]
    assert sent(vendor) == [8, 3, 10]


SHORT = ("short-page",)


def offsets(**facts: Any) -> PagedOperation[Contact, ContactPage]:
    known = {**SIZES, "end_when": SHORT, **facts}
    return operation(OffsetPages(offset="query.offset", **known))


@MODE
@pytest.mark.parametrize("style", ["offset", "page"])
@pytest.mark.parametrize("size", [None, 10])
def test_a_vendor_that_sends_smaller_pages_than_requested_loses_no_items(
    mode: str, style: str, size: int | None
) -> None:
    vendor = vendor_of(mode, style, 25, most=4)
    pager = vendor.pager(operation(STYLES[style]), page_size=size)
    assert numbers(vendor.all(pager)) == [*range(1, 26)]
    assert len(vendor.asked) == 7, "the last page is shorter than those before"


@MODE
@pytest.mark.parametrize(
    ("count", "requests"), [(2, 1), (3, 2), (9, 2), (10, 2), (12, 2)]
)
def test_a_first_page_below_the_default_size_is_the_last(
    mode: str, count: int, requests: int
) -> None:
    """The vendor sends 3 items if no size is requested: fewer cannot be its maximum."""
    vendor = vendor_of(mode, "offset", count)
    assert len(vendor.all(vendor.pager(operation(STYLES["offset"])))) == count
    assert len(vendor.asked) == requests


@MODE
def test_a_vendor_without_pages_is_read_once(mode: str) -> None:
    """The whole list comes for each offset; a caller's size shows that this is all."""
    same = [{"number": n} for n in range(6)]
    vendor = Vendor(mode, lambda request: ok({"items": same}))
    pager = vendor.pager(offsets(), page_size=10)
    assert len(vendor.all(pager)) == 6 and len(vendor.asked) == 2
    assert [len(page.items) for page in vendor.all(pager.pages())] == [6, 0]
    with pytest.raises(PaginationError, match="same page twice"):
        vendor.all(vendor.pager(offsets(max_size=10)))


@MODE
@pytest.mark.parametrize(("total", "many"), [(3, 2), (4, 2), (0, 2), (3, 5), (3, 1)])
def test_a_loop_that_takes_some_items_ends(mode: str, total: int, many: int) -> None:
    vendor = vendor_of(mode, "offset", total)
    pager = vendor.pager(offsets(max_size=10))
    found: list[int] = []
    while (checkpoint := pager.checkpoint) is not None:
        pager = pager.resume(checkpoint)
        found += numbers(vendor.wait(pager.take(many)))
        assert len(found) <= total
    assert len(found) == total
    with pytest.raises(RequestError, match="None, because the list was read to its"):
        pager.resume(None)


@MODE
def test_a_start_is_not_counted_as_items_that_were_read(mode: str) -> None:
    vendor = vendor_of(mode, "offset", 50)
    with pytest.raises(PaginationError, match="only up to item 11, and more"):
        vendor.all(vendor.pager(offsets(last=10), start=10, page_size=1))


@MODE
def test_a_short_last_page_that_the_vendor_allows_is_the_end(mode: str) -> None:
    vendor = vendor_of(mode, "offset", 8)
    pager = vendor.pager(offsets(max_size=5, last=5))
    assert len(vendor.all(pager)) == 8
    place = {
        **vendor.pager(offsets(max_size=5, last=5)).checkpoint,
        "at": 5,
        "items": 5,
    }
    assert numbers(vendor.all(pager.resume(place))) == [6, 7, 8]


@pytest.mark.parametrize(
    ("facts", "default"),
    [
        ({}, None),
        ({"size": 3}, 3),
        ({"max_size": 10}, 10),
        ({"size": 3, "max_size": 10}, 10),
        ({"size": 3, "sizes": (3, 10, 50)}, 50),
        ({"min_size": 5}, None),
    ],
)
def test_the_default_is_the_largest_stated_size(
    facts: dict[str, Any], default: int | None
) -> None:
    pages = OffsetPages(offset="query.offset", limit="query.limit", **facts)
    assert checked_size(pages, RequestDraft("GET", "/x"), None) == default


@pytest.mark.parametrize(
    ("facts", "wrong", "allowed"),
    [
        ({"min_size": 5}, 4, "5 or more"),
        ({"min_size": 5, "max_size": 9}, 10, "5 to 9"),
        ({"sizes": (10, 50)}, 20, "10, 50"),
    ],
)
def test_a_size_must_be_allowed(
    facts: dict[str, Any], wrong: int, allowed: str
) -> None:
    pages = OffsetPages(offset="query.offset", limit="query.limit", **facts)
    with pytest.raises(RequestError, match=rf"cannot be {wrong} \(limit: {allowed}\)"):
        checked_size(pages, RequestDraft("GET", "/x"), wrong)


@MODE
@pytest.mark.parametrize(
    ("facts", "count", "sizes"),
    [
        ({"min_size": 5, "max_size": 10}, 2, [5]),
        ({"sizes": (5, 10)}, 2, [5]),
        ({"sizes": (5, 10)}, 6, [10]),
        ({"sizes": (5, 10)}, 13, [10, 5]),
        ({}, 6, [6]),
    ],
)
def test_only_allowed_sizes_are_requested(
    mode: str, facts: dict[str, Any], count: int, sizes: list[int]
) -> None:
    vendor = vendor_of(mode, "offset", 40)
    found = vendor.wait(vendor.pager(offsets(**facts)).take(count))
    assert (len(found), sent(vendor)) == (count, sizes)


PAGES = NumberedPages(page="query.page", limit="query.limit", first=1, last=40)


@examples(40)
@given(
    start=st.integers(0, 300),
    needed=st.integers(1, 120),
    most=st.none() | st.integers(1, 60),
)
def test_pages_of_one_size_contain_what_is_needed(
    start: int, needed: int, most: int | None
) -> None:
    size = even_size(PAGES, start, needed, most)
    assert 1 <= size <= (most or needed)
    fewest = -(-needed // (most or needed))
    pages = (start + needed - 1) // size - start // size + 1
    assert pages <= fewest + 1
    if start == 0:
        assert pages == fewest and fewest * size < needed + fewest


def test_page_numbers_above_the_last_are_avoided_by_larger_pages() -> None:
    assert even_size(PAGES, 100, 2, 50) == 3
    assert even_size(PAGES, 118, 2, 50) == 3
    assert even_size(PAGES, 119, 2, 50) == 7
