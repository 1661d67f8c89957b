"""Parts of a list read by a real cluster of processes on this machine."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from loopback import BUSY, Loopback, Talk, answer
from small_vendor import SECRET, SERVICE, Contact, ContactPage
from specloom_runtime import (
    Chunk,
    Client,
    CursorPages,
    ManualClock,
    PagedOperation,
    Pager,
    RateLimit,
    Resource,
    SpecloomError,
)

distributed = pytest.importorskip("distributed")

pytestmark = pytest.mark.filterwarnings("default")
BY_IDS = PagedOperation(
    "GET",
    "/contacts",
    ContactPage,
    Contact,
    pages=CursorPages(send="query.cursor", read="body.cursor", items="body.items"),
    chunks=(Chunk("query.ids", 5),),
    identity=("number",),
)
IDS = list(range(100))


def contacts(pause: float) -> Callable[[Talk], None]:
    """Two pages for each five ids; the last of a part comes again with the next."""

    def script(talk: Talk) -> None:
        talk.pause(pause)
        query = parse_qs(urlsplit(talk.asked.target).query)
        ids = [int(text) for text in query["ids"]]
        page = ids[:3] if "cursor" not in query else [*ids[3:], min(ids[-1] + 1, 99)]
        more = None if "cursor" in query else "2"
        talk.send(answer({"items": [{"number": n} for n in page], "cursor": more}))

    return script


def reading(url: str) -> tuple[Callable[[], Client], Callable[[Client], Any]]:
    """How a worker makes its client, and what it lists."""

    def connect() -> Client:
        return Client(SERVICE, {"key": SECRET}, base_url=url)

    def listing(client: Client) -> Pager[Contact, ContactPage]:
        return Resource(client)._pages(BY_IDS, query={"ids": IDS})

    return connect, listing


@contextmanager
def cluster(**options: Any) -> Iterator[Any]:
    """Two processes that hear on the loopback only."""
    local = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        **options,
    )
    with local, distributed.Client(local) as client:
        yield client


@pytest.mark.verify
def test_dask_returns_the_same_items_as_the_pager() -> None:
    from specloom_runtime.dask import read

    with Loopback(contacts(0.0)) as server, cluster() as workers:
        connect, listing = reading(server.url)
        with connect() as client:
            plain = list(listing(client))
        assert [contact.number for contact in plain] == IDS
        assert list(read(workers, connect, listing)) == plain
        seen = {asked.connection for asked in server.asked}
        assert len(seen) > 2


@pytest.mark.verify
def test_killed_worker_loses_and_duplicates_nothing() -> None:
    from specloom_runtime.dask import read

    with Loopback(contacts(0.05)) as server, cluster() as workers:
        connect, listing = reading(server.url)
        victim = next(iter(workers.run(os.getpid).values()))

        def kill() -> None:
            until = time.monotonic() + 30
            while len(server.asked) < 8 and time.monotonic() < until:
                time.sleep(0.01)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        got = [contact.number for contact in read(workers, connect, listing)]
        killer.join()
        assert got == IDS
        # Some part was begun on the dead worker and read again elsewhere.
        assert victim not in workers.run(os.getpid).values()


@pytest.mark.verify
def test_unreadable_partition_is_an_error() -> None:
    from specloom_runtime.dask import read

    with Loopback(BUSY) as server, cluster() as workers:
        connect, listing = reading(server.url)
        with pytest.raises(SpecloomError, match="503"):
            list(read(workers, connect, listing, retries=0))


def test_threaded_scheduler() -> None:
    from specloom_runtime.dask import read

    inside = distributed.Client(
        processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None
    )
    with Loopback(contacts(0.0)) as server, inside as workers:
        connect, listing = reading(server.url)
        got = [contact.number for contact in read(workers, connect, listing)]
    assert got == IDS


def test_parts_of_a_process_share_a_rate_limit() -> None:
    """The requests of a part count for the next one, which has another client."""
    from specloom_runtime.dask import read_part

    clock = ManualClock()
    service = replace(SERVICE, rate_limit=RateLimit(2, 10.0, by="key"))
    page = {"items": [{"number": 1}], "cursor": None}
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=page))

    def connect() -> Client:
        return Client(
            service, {"key": "key-of-parts"}, transport=transport, clock=clock
        )

    def listing(client: Client) -> Pager[Contact, ContactPage]:
        return Resource(client)._pages(BY_IDS, query={"ids": IDS})

    for part in listing(connect()).partitions()[:3]:
        assert len(read_part(connect, listing, part)) == 1
        gc.collect()
    assert clock.slept == [10.0]
