"""Every wait ends at the deadline, and a call can be cancelled at each await."""

from __future__ import annotations

import asyncio
import gzip
import io
import time
from collections.abc import Callable, Coroutine, Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from examples import bounded, count
from loopback import BUSY, ONE, Caller, Loopback, Talk, answer
from small_vendor import GET, LIST, LIST_MODES, SERVICE
from specloom_runtime import (
    Clock,
    DeadlineExceeded,
    OAuth2ClientCredentials,
    Operation,
    RateLimit,
    StreamOperation,
)

DEADLINE = 0.2
SLACK = 2.0
"""Seconds that a busy machine may take longer."""
UPLOAD = Operation("PUT", "/file", None, media="application/octet-stream", safe=True)
EVENTS = StreamOperation("GET", "/events")
OAUTH = replace(
    SERVICE,
    schemes={"one": OAuth2ClientCredentials("/token", "id", "secret")},
    security=(("one",),),
    env={},
)
GIVEN: dict[str, str | None] = {"id": "client", "secret": "client-secret"}
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n"


def silent(talk: Talk) -> None:
    talk.pause(10)


def slow_head(talk: Talk) -> None:
    talk.drip(HEAD + b"X: y\r\n" * 900, 0.01)


def slow_body(talk: Talk) -> None:
    talk.send(HEAD + b"Content-Length: 900\r\n\r\n")
    talk.drip(b" " * 900, 0.01)


def slow_chunks(talk: Talk) -> None:
    talk.send(CHUNKED + b"\r\n")
    talk.drip(b"1\r\n \r\n" * 900, 0.003)


def slow_size(talk: Talk) -> None:
    talk.send(CHUNKED + b"\r\n1")
    talk.drip(b";" + b"x" * 900, 0.01)


def members(talk: Talk) -> None:
    """Send compressed data that contains nothing."""
    talk.send(HEAD + b"Content-Encoding: gzip\r\n\r\n")
    talk.drip(gzip.compress(b"") * 900, 0.003)


def early_hints(talk: Talk) -> None:
    while True:
        talk.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        talk.pause(0.01)


def around(talk: Talk) -> None:
    """Redirect in a circle, each time slower than a part of the deadline."""
    talk.pause(0.06)
    talk.send(answer(b"", 307, [("Location", talk.asked.target)]))


def busy(talk: Talk) -> None:
    talk.pause(0.02)
    talk.send(answer({}, 503, [("Retry-After", "0.05")]))


def later(talk: Talk) -> None:
    talk.send(answer({}, 429, [("Retry-After", "5")]))


FAULTS = [
    *(silent, slow_head, slow_body, slow_chunks, slow_size, members, early_hints),
    *(around, busy, later),
]


def call(caller: Caller) -> object:
    return caller.call()


def read_list(caller: Caller) -> object:
    return caller.all(caller.pager(LIST))


def open_stream(caller: Caller) -> object:
    return caller.all(caller.resource()._stream(EVENTS))


def download(caller: Caller) -> object:
    return caller.wait(caller.client.download("/file", io.BytesIO()))


def upload(caller: Caller) -> object:
    return caller.call(UPLOAD, body=io.BytesIO(b"x" * 1000))


def is_late(doing: Callable[[], object]) -> bool:
    begun = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        doing()
    return time.monotonic() - begun > DEADLINE + SLACK


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize("way", [call, read_list, open_stream, download, upload])
def test_every_wait_ends_at_the_deadline(mode: str, way: Any) -> None:
    # Each way meets its own faults in the normal run, and all in the long one.
    ways = [call, read_list, open_stream, download, upload]
    mine = FAULTS if way is call else FAULTS[ways.index(way) :: 4]
    for fault in mine:
        body_only = fault in (slow_body, slow_chunks, slow_size, members)
        if way is open_stream and body_only:
            continue  # A stream is open then, and may last for days.
        with (
            Loopback(fault) as server,
            Caller(mode, server, deadline=DEADLINE, retries=20) as caller,
        ):
            assert not is_late(lambda: way(caller)), fault
            assert server.settles(1), fault


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_request_ends_at_the_deadline(mode: str, fault: Any) -> None:
    options: dict[str, Any] = {"service": OAUTH, "credentials": GIVEN, "retries": 20}
    with (
        Loopback(fault) as server,
        Caller(mode, server, deadline=DEADLINE, **options) as caller,
    ):
        assert not is_late(caller.call)
        assert {each.target for each in server.asked} <= {"/token"}


@pytest.mark.parametrize("mode", LIST_MODES)
def test_waits_before_a_request_end_at_the_deadline(mode: str) -> None:
    limited = replace(SERVICE, rate_limit=RateLimit(1, 60.0))
    with (
        Loopback(ONE) as server,
        Caller(mode, server, service=limited, deadline=DEADLINE) as caller,
    ):
        caller.call()
        assert not is_late(caller.call) and len(server.asked) == 1
    one = httpx2.Limits(max_connections=1)
    with (
        Loopback(silent) as server,
        Caller(mode, server, limits=one, deadline=DEADLINE) as caller,
    ):
        begun = time.monotonic()
        results = caller.many(
            3, lambda resource, n: resource._call(GET, path={"number": n})
        )
        assert time.monotonic() - begun < DEADLINE + SLACK
        assert {type(each) for each in results} == {DeadlineExceeded}
    assert server.settles()


class Impatient(Clock):
    """The system's clock, with short waits between attempts."""

    def random(self) -> float:
        return 0.01


class CancelledAt:
    """Await a coroutine, and cancel the task when it waits for the n-th time."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], at: int) -> None:
        self._coroutine = coroutine
        self._at = at
        self.waited = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        outcome: Any = None
        failure: BaseException | None = None
        while True:
            try:
                if failure is None:
                    waiting = self._coroutine.send(outcome)
                else:
                    waiting = self._coroutine.throw(failure)
            except StopIteration as end:
                return end.value
            self.waited += 1
            if self.waited == self._at:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            try:
                outcome, failure = (yield waiting), None
            except BaseException as error:
                failure = error


def serve(talk: Talk) -> None:
    """Respond in pieces, and fail every third request."""
    target, whole = talk.asked.target.partition("?")[0], ONE
    if target == "/token":
        whole = answer({"access_token": "t-1234567", "expires_in": 3600})
    elif talk.number % 3 == 0:
        whole = BUSY
    elif target == "/contacts":
        last = "cursor=b" in talk.asked.target
        page = {"items": [{"number": 1}], "cursor": None if last else "b"}
        whole = answer(page)
    elif target == "/events":
        whole = answer(b"id: 1\ndata: 1\n\ndata: 2\n\n", media="text/event-stream")
    elif target == "/file":
        whole = answer(b"x" * 100, media="application/octet-stream")
    for part in (whole[:5], whole[5:-3], whole[-3:]):
        talk.send(part)
        talk.pause(0.002)


async def all_of(source: Any) -> list[Any]:
    return [each async for each in source]


WAYS: dict[str, Callable[[Caller, Path], Coroutine[Any, Any, Any]]] = {
    "call": lambda caller, _: caller.resource()._call(GET, path={"number": 1}),
    "list": lambda caller, _: all_of(caller.pager(LIST)),
    "stream": lambda caller, _: all_of(caller.resource()._stream(EVENTS)),
    "download": lambda caller, path: caller.client.download("/file", path),
    "upload": lambda caller, _: caller.resource()._call(UPLOAD, body=io.BytesIO(b"x")),
}


@bounded
@pytest.mark.parametrize("way", WAYS)
def test_a_call_can_be_cancelled_at_each_await(way: str, tmp_path: Path) -> None:
    """A cancelled call leaves nothing behind, and the next one succeeds."""
    step = max(1, 40 // count(8))
    options: dict[str, Any] = {
        "service": replace(OAUTH, rate_limit=RateLimit(2, 0.01)),
        "credentials": GIVEN,
        "clock": Impatient(),
        "retries": 5,
    }

    async def interrupted(caller: Caller, at: int) -> int:
        doing = CancelledAt(WAYS[way](caller, tmp_path / "new"), at)

        async def run() -> Any:
            return await doing

        task = asyncio.create_task(run())
        await asyncio.wait([task], timeout=5)
        assert task.done()
        assert task.cancelled() == (doing.waited >= at) or task.exception() is None
        # Nothing was left half-written, and nothing runs on.
        assert {path.name for path in tmp_path.iterdir()} <= {"new"}
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert await asyncio.wait_for(WAYS[way](caller, tmp_path / "new"), 5) != 0
        return doing.waited

    at = 1
    with Loopback(serve) as server:
        while True:
            with Caller("async", server, **options) as caller:
                waited = caller.wait(interrupted(caller, at))
            assert server.settles(), at
            if waited < at:
                break
            at += step
    assert at > 8
