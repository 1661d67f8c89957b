"""Lists read ahead of their use: the same items in the same order, none left over."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import httpx2
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import LIST_MODES, Vendor, ok
from specloom_runtime import (
    Chunk,
    ConfigurationError,
    Deviation,
    Model,
    OffsetPages,
    PagedOperation,
    PaginationError,
    ServerError,
    SinglePage,
    Window,
)
from specloom_runtime.lists.prefetch import run_ahead, run_ahead_async

modes = pytest.mark.parametrize("mode", LIST_MODES)
WAYS: list[dict[str, Any]] = [{}, {"prefetch": True}, {"concurrency": 3}]
ways = pytest.mark.parametrize("way", WAYS)


class Row(Model):
    id: int


class Rows(Model):
    rows: list[Row]
    total: Any = None


DAY = date(2024, 1, 1)
TABLE = PagedOperation(
    "GET",
    "/rows",
    Rows,
    Row,
    pages=OffsetPages(
        items="body.rows", offset="query.skip", limit="query.limit", total="body.total"
    ),
    windows=(Window("query.from", "query.to", "P7D", bounds="inclusive", step="P1D"),),
    identity=("id",),
)


def table(request: httpx2.Request) -> httpx2.Response:
    """Row n belongs to day n and to the days before and after it."""
    asked = request.url.params
    first, last = ((date.fromisoformat(asked[n]) - DAY).days for n in ("from", "to"))
    found = range(max(0, first - 1), last + 2)
    skip, many = int(asked["skip"]), int(asked["limit"])
    shown = [{"id": n} for n in found[skip : skip + many]]
    return ok({"rows": shown, "total": len(found)})


def days(many: int) -> dict[str, date]:
    return {"from": DAY, "to": DAY + timedelta(many - 1)}


def ids(items: list[Any]) -> list[int]:
    return [item.id for item in items]


@examples(15)
@given(
    mode=st.sampled_from(LIST_MODES),
    way=st.sampled_from(WAYS),
    many=st.integers(1, 60),
    size=st.integers(1, 9),
    maximum=st.sampled_from(["P1D", "P7D", "P10D", "P1M"]),
    align=st.sampled_from([None, "week", "month"]),
    bounds=st.sampled_from(["half-open", "inclusive"]),
    stop=st.integers(0, 70),
)
def test_no_item_is_lost_or_duplicated(
    mode: str,
    way: Any,
    many: int,
    size: int,
    maximum: str,
    align: Any,
    bounds: Any,
    stop: int,
) -> None:
    window = Window("query.from", "query.to", maximum, bounds, "P1D", align)
    vendor = Vendor(mode, table, **way)
    operation = _with(TABLE, windows=(window,))
    pager = vendor.pager(operation, query=days(many), page_size=size)
    assert ids(vendor.all(pager)) == list(range(many + 1))
    assert pager.checkpoint is None
    found: list[Any] = Until(stop)
    try:
        vendor.all(pager, found)
    except Enough:
        kept = json.loads(json.dumps(pager.checkpoint))
        found = [*found, *vendor.all(pager.resume(kept))]
    assert ids(found) == list(range(many + 1))


@ways
@modes
def test_windows_and_chunks_are_prefetched_in_order(mode: str, way: Any) -> None:
    operation = PagedOperation(
        "POST",
        "/rows",
        list[dict[str, Any]],
        dict[str, Any],
        pages=SinglePage(),
        windows=(
            Window("body#/from", "body#/to", "P1D"),
            Window("body#/a", "body#/b", "P1D"),
        ),
        chunks=(Chunk("body#/ids", 2),),
        safe=True,
    )
    body = {
        "from": "2024-01-01",
        "to": "2024-01-03",
        "a": "2024-02-01",
        "b": "2024-02-03",
        "ids": [1, 2, 3],
    }
    vendor = Vendor(mode, lambda r: ok([json.loads(r.content)]), **way)
    found = vendor.all(vendor.pager(operation, body=body))
    assert [(one["from"][-1], one["a"][-1], one["ids"]) for one in found] == [
        (start, other, chunk)
        for start in "12"
        for other in "12"
        for chunk in ([1, 2], [3])
    ]


@ways
@modes
def test_failure_is_raised_at_its_position(mode: str, way: Any) -> None:
    down = True

    def flaky(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        late = asked["from"] == "2024-01-08" and asked["skip"] != "0"
        return ok({}, 503) if down and late else table(request)

    vendor, found = Vendor(mode, flaky, retries=0, **way), []
    pager = vendor.pager(TABLE, query=days(30), page_size=5)
    with pytest.raises(ServerError) as caught:
        vendor.all(pager, found)
    assert ids(found) == list(range(11))
    assert caught.value.checkpoint == pager.checkpoint
    assert (pager.checkpoint["piece"], pager.checkpoint["at"]) == (1, 5)
    down = False
    rest = vendor.all(pager.resume(pager.checkpoint))
    assert ids([*found, *rest]) == list(range(31))


@modes
def test_only_the_next_page_is_prefetched(mode: str) -> None:
    vendor = Vendor(mode, table, prefetch=True)
    pager = vendor.pager(TABLE, query=days(30), page_size=2)
    asked = []

    def look() -> None:
        place = pager.checkpoint
        asked.append((len(vendor.asked), place.get("at"), place["skip"]))

    async def slowly() -> None:
        items = aiter(pager)
        for _ in range(3):
            await anext(items)
            await asyncio.sleep(0.1)
            look()
        await items.aclose()  # type: ignore[attr-defined]

    if vendor.mode == "async":
        asyncio.run(slowly())
    else:
        items = iter(pager)
        for _ in range(3):
            next(items)
            settled(lambda: len(vendor.asked))
            look()
    assert asked == [(2, None, 1), (2, None, 2), (3, 2, 1)]
    assert vendor.wait(pager.first()).id == 0
    assert len(vendor.asked) == 4, "one item needs one page"


@pytest.mark.parametrize("way", [{"prefetch": True}, {"concurrency": 4}])
def test_stopping_early_leaves_no_threads(way: Any) -> None:
    let = threading.Event()

    def slow(request: httpx2.Request) -> httpx2.Response:
        if request.url.params["from"] > "2024-01-01":
            assert let.wait(20)
        return table(request)

    vendor = Vendor("sync", slow, **way)
    pager = vendor.pager(TABLE, query=days(60), page_size=100)
    items = iter(pager)
    assert next(items).id == 0
    assert _workers(), "the next page is on its way"
    items.close()
    let.set()
    assert settled(_workers) == []
    # No started window is read further.
    assert len(vendor.asked) <= 1 + way.get("concurrency", 1)


@pytest.mark.parametrize("way", [{"prefetch": True}, {"concurrency": 4}])
def test_stopping_early_leaves_no_tasks(way: Any) -> None:
    async def stopped() -> int:
        vendor = Vendor("async", table, **way)
        items = aiter(vendor.pager(TABLE, query=days(60), page_size=2))
        await anext(items)
        assert len(asyncio.all_tasks()) > 1
        await items.aclose()  # type: ignore[attr-defined]
        return len(asyncio.all_tasks())

    assert asyncio.run(stopped()) == 1


def test_abandoned_window_is_not_read_further() -> None:
    asked: list[str] = []
    let = threading.Event()

    def slow(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.params["from"])
        if request.url.params["from"] > "2024-01-01":
            assert let.wait(20)
        return table(request)

    pager = Vendor("sync", slow, concurrency=2).pager(
        TABLE, query=days(20), page_size=1
    )
    items = iter(pager)
    assert next(items).id == 0
    settled(lambda: "2024-01-15" in asked)
    items.close()
    let.set()
    settled(_workers)
    assert asked.count("2024-01-08") == asked.count("2024-01-15") == 1


@modes
def test_concurrency_limit_is_used_fully(mode: str) -> None:
    most = running = 0
    lock, enough = threading.Lock(), threading.Barrier(3)

    def slow(request: httpx2.Request) -> httpx2.Response:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
        if vendor.mode == "sync":
            enough.wait(20)
        with lock:
            running -= 1
        return table(request)

    vendor = Vendor(mode, slow, concurrency=3)
    pager = vendor.pager(TABLE, query=days(42), page_size=100)
    assert ids(vendor.all(pager)) == list(range(43))
    assert most == (3 if vendor.mode == "sync" else 1)
    with pytest.raises(ConfigurationError, match="at least 1"):
        vendor.client.with_options(concurrency=0)


@ways
@modes
@pytest.mark.parametrize(("declared", "told"), [(7, "7"), (5, "5"), ("7", "7")])
def test_wrong_total_is_reported(mode: str, way: Any, declared: Any, told: str) -> None:
    def rows(request: httpx2.Request) -> httpx2.Response:
        start = int(request.url.params.get("skip", 0))
        shown = [{"id": n} for n in range(start, min(6, start + 4))]
        return ok({"rows": shown, "total": declared})

    heard: list[Deviation] = []
    vendor = Vendor(mode, rows, on_deviation=heard.append, **way)
    operation = _with(TABLE, windows=(), identity=())
    assert ids(vendor.all(vendor.pager(operation, page_size=4))) == list(range(6))
    assert [str(one) for one in heard] == [
        f"GET /rows: total is {told} (expected the number of items that came, 6)"
    ]
    found: list[Any] = []
    strict = Vendor(mode, rows, strict=True, **way)
    with pytest.raises(PaginationError, match=f"declared {told} items and gave 6"):
        strict.all(strict.pager(operation, page_size=4), found)
    assert ids(found) == list(range(6)), "what came is given first"
    silent = Vendor(mode, rows, **way)
    assert len(silent.all(silent.pager(operation, page_size=4))) == 6


@modes
@pytest.mark.parametrize("declared", [6, "6", None, "many", 1e999])
def test_correct_or_missing_total_is_not_reported(mode: str, declared: Any) -> None:
    heard: list[Deviation] = []
    body = {"rows": [{"id": n} for n in range(6)], "total": declared}
    if declared == 1e999:
        body["total"] = "1e999"
    vendor = Vendor(mode, lambda r: ok(body), on_deviation=heard.append)
    operation = _with(TABLE, windows=(), identity=())
    assert len(vendor.all(vendor.pager(operation, page_size=10))) == 6
    assert heard == []


class Enough(Exception):
    """A consumer has seen enough."""


class Until(list[Any]):
    """Ends an iteration with its so many-th item."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self.many = many

    def append(self, item: Any) -> None:
        super().append(item)
        if len(self) == self.many:
            raise Enough


def settled(value: Callable[[], Any]) -> Any:
    """What a value is once it has not changed for a while."""
    last, since = value(), time.monotonic()
    while time.monotonic() < since + 0.3:
        if (now := value()) != last:
            last, since = now, time.monotonic()
        time.sleep(0.01)
    return last


def _workers() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("specloom")]


def _with(operation: Any, **facts: Any) -> Any:
    """The operation with other facts."""
    made = PagedOperation(
        operation.method,
        operation.path,
        operation.result,
        operation.item,
        pages=operation.pages,
        **{"windows": operation.windows, "identity": operation.identity} | facts,
    )
    return made


@pytest.mark.parametrize("many", [1, 2, 3, 7, 20])
def test_no_more_jobs_than_allowed_are_taken_ahead(many: int) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[Callable[[], int]]:
        for number in range(12):
            taken.append(number)
            yield partial(int, number)

    for done, result in enumerate(run_ahead(jobs(), many), 1):
        assert result == done - 1
        assert len(taken) == min(12, done + many)
    assert len(taken) == 12


@pytest.mark.parametrize("many", [1, 2, 3, 7, 20])
def test_no_more_tasks_than_allowed_are_taken_ahead(many: int) -> None:
    taken: list[int] = []

    async def job(number: int) -> int:
        return number

    def jobs() -> Iterator[Callable[[], Coroutine[Any, Any, int]]]:
        for number in range(12):
            taken.append(number)
            yield partial(job, number)

    async def run() -> list[int]:
        found = []
        async for result in run_ahead_async(jobs(), many):
            found.append(result)
            assert len(taken) == min(12, len(found) + many)
        return found

    assert asyncio.run(run()) == list(range(12))
