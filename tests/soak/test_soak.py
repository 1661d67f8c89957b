"""Many concurrent calls to a vendor that fails every fifth time.

Every item comes once, every change is made once, no connection is left open and the
memory stays flat.
"""

from __future__ import annotations

import gc
import gzip
import io
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from examples import SOAKED
from loopback import BUSY, Caller, Loopback, Talk, answer
from small_vendor import CREATE, GET, MODES, SERVICE, Contact, Model
from specloom_runtime import (
    Clock,
    Idempotency,
    OAuth2ClientCredentials,
    OffsetPages,
    Operation,
    PagedOperation,
    StreamOperation,
)

SERVED = replace(
    SERVICE,
    schemes={"one": OAuth2ClientCredentials("/token", "id", "secret")},
    security=(("one",),),
    env={},
    idempotency=Idempotency("Idempotency-Key"),
)
GIVEN: dict[str, str | None] = {"id": "client", "secret": "client-secret"}
AT_ONCE = {"sync": 32, "async": 200}
GROWTH = 12 * 1024 * 1024
"""Bytes by which the memory may grow after the first stretch."""

SLOW_DOWN = answer({}, 429, [("Retry-After", "0")])
PAST = answer({}, 503, [("Retry-After", "Sun Nov  6 08:49:37 1994")])
TOKEN = answer(b'{"access_token": "token-value-1", "expires_in": 1e999}')
LOST = answer({"number": 1})[:-4]
UNASKED = answer({"number": -1})
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
ITEMS = 5
"""Items of each list and events of each stream."""


class Rows(Model):
    items: list[Contact]
    more: bool | None = None
    total: int


ROWS = PagedOperation(
    "GET",
    "/rows/{number}",
    Rows,
    Contact,
    pages=OffsetPages(
        offset="query.at",
        items="body.items",
        limit="query.limit",
        size=2,
        total="body.total",
        has_more="body.more",
    ),
)
EVENTS = StreamOperation("GET", "/events/{number}")
FILE = Operation("GET", "/file/{number}", bytes)
UPLOAD = Operation("PUT", "/file/{number}", None, media="application/octet-stream")


class Impatient(Clock):
    """The system's clock, with the waiting between attempts cut short."""

    def random(self) -> float:
        return 0.01

    def sleep(self, seconds: float) -> None:
        super().sleep(min(seconds, 0.002))

    async def asleep(self, seconds: float) -> None:
        await super().asleep(min(seconds, 0.002))


def content(number: int) -> bytes:
    return b"%d\n" % number * 50


class Failing:
    """A vendor whose every fifth response is a fault, each kind in turn."""

    def __init__(self) -> None:
        self.created: Counter[int] = Counter()
        self.faults = self.tokens = 0
        self.wrong: list[str] = []
        """Requests that may not come."""
        self._keys: dict[str, int] = {}
        self._moved: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, talk: Talk) -> None:
        if talk.asked.target == "/token":
            self.tokens += 1
            talk.send(TOKEN)
            return
        right = self.handled(talk)
        if talk.number % 5:
            talk.send(right)
            talk.close() if right.startswith(STREAM) else None
            return
        with self._lock:
            self.faults += 1
            kind = self.faults % 7
        if kind == 0:
            talk.reset()
        elif kind == 1:
            talk.send(BUSY)
        elif kind == 2:
            talk.send(SLOW_DOWN)
        elif kind == 3:
            talk.send(PAST)
        elif kind == 4 and not right.startswith(STREAM):
            talk.send(right + UNASKED)
        elif kind == 5 and talk.asked.method == "POST":
            self._moved.add(talk.asked.header("Idempotency-Key") or "")
            number = json.loads(talk.asked.body)["number"]
            talk.send(answer(b"", 303, [("Location", f"/contacts/{number}")]))
        elif right.startswith(STREAM):
            # It ends too early, after some of the events or within one.
            head = STREAM.replace(b"\r\n\r\n", b"\r\nContent-Length: 9999\r\n\r\n")
            talk.send(head + right[len(STREAM) : len(STREAM) + 30])
            talk.close()
        else:
            talk.send(LOST)
            talk.close()

    def handled(self, talk: Talk) -> bytes:
        """Do what is asked, and return the right response."""
        path, _, query = talk.asked.target.partition("?")
        kind, _, last = path.strip("/").partition("/")
        number = int(last or 0)
        if talk.asked.method == "POST":
            return self._create(talk)
        if talk.asked.method == "PUT":
            if talk.asked.body != content(number):
                self.wrong.append(path)
            return answer(b"", 204)
        if kind == "rows":
            at = int(dict(p.split("=") for p in query.split("&"))["at"])
            rows = [{"number": number + n} for n in range(at, min(at + 2, ITEMS))]
            # The total is one too high, and whether there are more is not known.
            return answer({"items": rows, "more": None, "total": ITEMS + 1})
        if kind == "events":
            begin = int(talk.asked.header("Last-Event-ID") or 0)
            events = (
                b"id: %d\ndata: %d\n\n" % (n, n) for n in range(begin + 1, ITEMS + 1)
            )
            return STREAM + b"retry: 999999999\n" + b"".join(events)
        if kind == "file":
            data = content(number)
            parts = (data[n : n + 60] for n in range(0, len(data), 60))
            zipped = b"".join(map(gzip.compress, parts))
            return answer(zipped, headers=[("Content-Encoding", "gzip")])
        return answer({"number": number})

    def _create(self, talk: Talk) -> bytes:
        """Create a number, once for each key."""
        number = int(json.loads(talk.asked.body)["number"])
        key = talk.asked.header("Idempotency-Key") or ""
        with self._lock:
            if key in self._moved:
                self.wrong.append(f"{key} once more")
            if key not in self._keys:
                self._keys[key] = number
                self.created[number] += 1
        return answer({"number": number})


def resident() -> int:
    """Return the process's resident memory in bytes, where available."""
    told = Path("/proc/self/statm")
    pages = int(told.read_text().split()[1]) if told.exists() else 0
    return pages * 4096


def then(mode: str, made: Any, check: Callable[[Any], bool], number: int) -> Any:
    """Return the number once what was made is complete and checked."""

    def checked(value: Any) -> Contact:
        assert check(value), (number, value)
        return Contact(number=number)

    async def later() -> Contact:
        if hasattr(made, "__aiter__"):
            return checked([each async for each in made])
        return checked(await made)

    if mode == "async":
        return later()
    return checked(list(made) if hasattr(made, "__iter__") else made)


def work(mode: str, resource: Any, n: int) -> Any:
    path: dict[str, Any] = {"path": {"number": n}}
    if n % 10 == 0:
        return resource._call(CREATE, body={"number": n})
    if n % 40 == 1:
        rows = [n + each for each in range(ITEMS)]
        made = resource._pages(ROWS, **path)
        return then(mode, made, lambda got: [each.number for each in got] == rows, n)
    if n % 40 == 5:
        rows = [{"number": n + each} for each in range(ITEMS)]
        made = resource._pages(ROWS, **path).rows()
        return then(mode, made, lambda got: got == rows, n)
    if n % 40 == 2:
        data = [str(each) for each in range(1, ITEMS + 1)]
        made = resource._stream(EVENTS, reconnect=20, **path)
        return then(mode, made, lambda got: [each.data for each in got] == data, n)
    if n % 40 == 3:
        file = io.BytesIO()
        made = resource._download(FILE, file, **path)
        return then(mode, made, lambda _: file.getvalue() == content(n), n)
    if n % 40 == 4:
        made = resource._call(UPLOAD, body=io.BytesIO(content(n)), **path)
        return then(mode, made, lambda _: True, n)
    return resource._call(GET, **path)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("calls", [200, pytest.param(10_000, marks=SOAKED)])
def test_soak(mode: str, calls: int) -> None:
    vendor, stretch = Failing(), calls // 4
    limits = httpx2.Limits(max_connections=AT_ONCE[mode])
    options: Any = {
        "clock": Impatient(),
        "limits": limits,
        "on_attempt": None,
        "retries": 8,
        "service": SERVED,
        "credentials": GIVEN,
    }
    sizes = []
    with Loopback(vendor, keep=False) as server:
        with Caller(mode, server, **options) as caller:
            for begin in range(0, calls, stretch):

                def each(resource: Any, n: int, begin: int = begin) -> Any:
                    return work(mode, resource, begin + n)

                got = caller.many(stretch, each, AT_ONCE[mode])
                numbers = [getattr(contact, "number", contact) for contact in got]
                assert numbers == list(range(begin, begin + stretch))
                del got, numbers
                gc.collect()
                sizes.append(resident())
            assert server.open <= AT_ONCE[mode]
        assert server.settles()
    assert vendor.faults >= calls // 5 and vendor.wrong == [] and vendor.tokens == 1
    assert set(vendor.created) == set(range(0, calls, 10))
    assert set(vendor.created.values()) == {1}
    assert sizes[-1] - sizes[0] < GROWTH, sizes
