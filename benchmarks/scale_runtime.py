"""Run the runtime on growing work for `make bench-scale`.

As a program, it is one process for one case: `scale_runtime.py CASE`. For each size in
its input, with `time` or `memory`, it prints the CPU seconds and the seconds of a run,
or the largest number of bytes that Python objects took during one. Nothing is sent over
a network, and waiting takes no time, so only the runtime's own work is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    Chunk,
    Client,
    Compare,
    CursorPages,
    Field,
    ManualClock,
    Member,
    Model,
    OAuth2ClientCredentials,
    Operation,
    PagedOperation,
    RateLimit,
    Resource,
    Server,
    Service,
    SinglePage,
    Window,
)
from specloom_runtime.filters.presets import ODATA
from specloom_runtime.testing import FakeTransport, make_response

URL = "https://scale.test"
SERVICE = Service(name="scale", servers={"one": Server(URL)})
LIMITED = Service(
    name="limited", servers={"one": Server(URL)}, rate_limit=RateLimit(100, 1.0)
)
AUTHORIZED = Service(
    name="authorized",
    servers={"one": Server(URL)},
    schemes={"one": OAuth2ClientCredentials("/token", "id", "secret")},
    security=(("one",),),
)
PER_PAGE = 5
DAY_ZERO = datetime(1990, 1, 1, tzinfo=UTC)


class Item(Model):
    id: int
    name: str
    amount: float
    created: datetime


class Page(Model):
    items: list[Item]
    next: str | None = None


CURSOR = CursorPages(send="query.after", read="body.next", items="body.items")
LIST = PagedOperation("GET", "/items", Page, Item, pages=CURSOR)
RANGE = PagedOperation(
    "POST",
    "/ranges",
    Page,
    Item,
    pages=SinglePage(items="body.items"),
    identity=("id",),
    windows=(Window("query.from", "query.to", "P1D"),),
    chunks=(Chunk("body#/ids", 10),),
)
ONE = Operation("GET", "/one", Item)
ID = Field[int, Compare | Member]("id")


def items(start: int, count: int) -> list[dict[str, Any]]:
    """Return the JSON of items with ids from `start` on."""
    return [
        {
            "id": start + number,
            "name": f"Item {start + number}",
            "amount": number * 1.5,
            "created": "2026-05-01T12:00:00Z",
        }
        for number in range(count)
    ]


def transport(respond: Callable[[httpx2.Request], Any]) -> FakeTransport:
    """Return a transport that keeps no request; `respond` returns the JSON."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        made.requests.clear()
        if request.url.path == "/token":
            return make_response({"access_token": "a", "expires_in": 3600})
        return make_response(respond(request))

    made = FakeTransport(answer)
    return made


def pages(size: int) -> FakeTransport:
    """Return a transport with a list of this many pages."""
    page = items(0, PER_PAGE)

    def respond(request: httpx2.Request) -> Any:
        number = int(request.url.params.get("after", "0")) + 1
        return {"items": page, "next": str(number) if number < size else None}

    return transport(respond)


def listed(size: int) -> Any:
    return Resource(Client(SERVICE, {}, transport=pages(size)))._pages(LIST)


def consume(iterator: Iterator[Any], expected: int) -> None:
    """Read an iterator to its end, and keep nothing of it."""
    count = sum(1 for _ in iterator)
    assert count == expected, (count, expected)


async def consume_async(iterator: AsyncIterator[Any], expected: int) -> None:
    count = 0
    async for _ in iterator:
        count += 1
    assert count == expected, (count, expected)


def async_list(
    size: int, read: Callable[[Any], AsyncIterator[Any]], count: int
) -> None:
    async def run() -> None:
        async with AsyncClient(SERVICE, {}, transport=pages(size)) as client:
            await consume_async(read(AsyncResource(client)._pages(LIST)), count)

    asyncio.run(run())


def page_items(size: int) -> None:
    """Iterate over the items of a list with this many pages."""
    consume(iter(listed(size)), size * PER_PAGE)


def page_objects(size: int) -> None:
    """Iterate over the pages of a list."""
    consume(listed(size).pages(), size)


def page_rows(size: int) -> None:
    """Iterate over the rows of a list, without models."""
    consume(iter(listed(size).rows()), size * PER_PAGE)


def page_batches(size: int) -> None:
    """Iterate over the rows of a list, page by page."""
    consume(listed(size).rows().batches(), size)


def page_rows_async(size: int) -> None:
    """Iterate over the rows of a list with an asynchronous client."""
    async_list(size, lambda pager: pager.rows().__aiter__(), size * PER_PAGE)


def page_items_async(size: int) -> None:
    """Iterate over the items of a list with an asynchronous client."""
    async_list(size, lambda pager: pager.__aiter__(), size * PER_PAGE)


def page_objects_async(size: int) -> None:
    """Iterate over the pages of a list with an asynchronous client."""
    async_list(size, lambda pager: pager.pages(), size)


def prefetched(size: int) -> None:
    """Iterate over the items of a list whose next page is fetched in advance."""
    client = Client(SERVICE, {}, transport=pages(size)).with_options(prefetch=True)
    consume(iter(Resource(client)._pages(LIST)), size * PER_PAGE)


def ranges(days: int, ids: int, **options: Any) -> Any:
    """Return a list that is read in `days` windows, each with the ids in tens.

    Every response repeats the last item of the response before it.
    """
    count = 0

    def respond(request: httpx2.Request) -> Any:
        nonlocal count
        count += 1
        return {"items": items(count * 3, 4)}

    client = Client(SERVICE, {}, transport=transport(respond), **options)
    query = {"from": DAY_ZERO, "to": DAY_ZERO + timedelta(days=days)}
    body = {"ids": [*range(ids * 10)]}
    return Resource(client)._pages(RANGE, query=query, body=body)


def windows(size: int) -> None:
    """Read a range in this many windows; each response repeats an item."""
    consume(iter(ranges(size, 1)), size * 3 + 1)


def chunks(size: int) -> None:
    """Read a list of ids in this many chunks."""
    consume(iter(ranges(1, size)), size * 3 + 1)


def windows_and_chunks(size: int) -> None:
    """Read a range in size/10 windows, each with ten chunks of ids."""
    days = -(-size // 10)
    consume(iter(ranges(days, 10)), days * 30 + 1)


def concurrent_windows(size: int) -> None:
    """Read a range in this many windows, of which eight are read at a time."""
    consume(iter(ranges(size, 1, concurrency=8)), size * 3 + 1)


def checkpoints(size: int) -> None:
    """Take the checkpoint after each of this many windows."""
    pager = ranges(size, 1)
    for _ in pager.pages():
        assert pager.checkpoint is None or pager.checkpoint["piece"] >= 0


def partitions(size: int) -> None:
    """Read this many partitions separately, and combine their items."""
    pager = ranges(size, 1)
    parts = (pager.resume(place) for place in pager.partitions())
    consume(pager.gather(parts), size * 3 + 1)


def single_item(request: httpx2.Request) -> Any:
    return items(1, 1)[0]


def run_tasks(size: int, service: Service, credentials: dict[str, str]) -> None:
    """Make one call in each of this many concurrent tasks of one client."""

    async def run() -> None:
        async with AsyncClient(
            service,
            credentials,
            transport=transport(single_item),
            clock=ManualClock(),
        ) as client:
            calls = (AsyncResource(client)._call(ONE) for _ in range(size))
            await asyncio.gather(*calls)

    asyncio.run(run())


def tasks(size: int) -> None:
    """Make a call in each of this many tasks."""
    run_tasks(size, SERVICE, {})


def limited_tasks(size: int) -> None:
    """Make a call in each of this many tasks, with a declared rate limit."""
    run_tasks(size, LIMITED, {})


def authorized_tasks(size: int) -> None:
    """Make a call in each of this many tasks, which wait for one token."""
    run_tasks(size, AUTHORIZED, {"id": "a", "secret": "b"})


def threads(size: int) -> None:
    """Make 20 calls in each of this many threads of one client with a rate limit."""
    client = Client(LIMITED, {}, transport=transport(single_item), clock=ManualClock())

    def run() -> None:
        for _ in range(20):
            Resource(client)._call(ONE)

    started = [threading.Thread(target=run) for _ in range(size)]
    for each in started:
        each.start()
    for each in started:
        each.join()


_BODIES: dict[int, bytes] = {}


def _one_page(size: int) -> Any:
    """Return a list of one page with this many items."""
    if size not in _BODIES:
        _BODIES[size] = json.dumps({"items": items(0, size)}).encode()
    body = _BODIES[size]
    sent = FakeTransport(
        lambda _: make_response(body, headers={"Content-Type": "application/json"})
    )
    return Resource(Client(SERVICE, {}, transport=sent))._pages(LIST)


def one_page(size: int) -> None:
    """Read one page with this many items."""
    consume(iter(_one_page(size)), size)


def one_page_of_rows(size: int) -> None:
    """Read one page with this many rows."""
    consume(iter(_one_page(size).rows()), size)


def many_values(size: int) -> None:
    """Render a filter with this many values."""
    assert ODATA.render(ID.in_(range(size)) & ID.gt(0))


CASES: dict[str, Callable[[int], None]] = {
    "items of a list": page_items,
    "pages of a list": page_objects,
    "rows of a list": page_rows,
    "batches of rows": page_batches,
    "items, asynchronous": page_items_async,
    "pages, asynchronous": page_objects_async,
    "rows, asynchronous": page_rows_async,
    "items, fetched in advance": prefetched,
    "windows": windows,
    "chunks": chunks,
    "windows and chunks": windows_and_chunks,
    "windows, eight at a time": concurrent_windows,
    "checkpoints of windows": checkpoints,
    "partitions, one by one": partitions,
    "tasks": tasks,
    "tasks with a rate limit": limited_tasks,
    "tasks that share a token": authorized_tasks,
    "threads": threads,
    "items of a page": one_page,
    "rows of a page": one_page_of_rows,
    "values of a filter": many_values,
}


def timed(run: Callable[[int], None], size: int) -> list[float]:
    """Return the CPU seconds and the seconds of a run."""
    cpu, wall = time.process_time(), time.perf_counter()
    run(size)
    return [time.process_time() - cpu, time.perf_counter() - wall]


def peak(run: Callable[[int], None], size: int) -> list[float]:
    """Return the largest number of bytes that a run took beyond those before it."""
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        run(size)
        return [tracemalloc.get_traced_memory()[1] - before]
    finally:
        tracemalloc.stop()


def main() -> None:
    run = CASES[sys.argv[1]]
    for line in sys.stdin:
        what, size = line.split()
        result = (timed if what == "time" else peak)(run, int(size))
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
