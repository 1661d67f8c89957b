"""Faults between requests: redirects, left-over bytes, waits, deadlines, closing."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from loopback import BUSY, ONE, RESET, Caller, Loopback, Step, Talk, answer
from small_vendor import CREATE, GET, MODES, SERVICE
from specloom_runtime import (
    Clock,
    ConnectionLost,
    DeadlineExceeded,
    ManualClock,
    Operation,
    RateLimit,
    RequestError,
    ServerError,
    TransportError,
)
from specloom_runtime.calls.rate_limit import RateLimiter
from specloom_runtime.calls.retry import RetryBudget
from specloom_runtime.http.response_end import ResponseEnd
from specloom_runtime.transport.network_backend import AsyncBackend, Backend

pytestmark = pytest.mark.parametrize("mode", MODES)
NEW: dict[str, Any] = {"body": {"number": 1}}
THERE = answer(b"", 303, [("Location", "/there")])
SLOW_DOWN = answer({}, 429, [("Retry-After", "1")])
SLACK = 3.0


def methods(server: Loopback) -> list[str]:
    return [asked.method for asked in server.asked]


@pytest.mark.parametrize("failure", [SLOW_DOWN, BUSY, Step(Talk.close), RESET])
def test_F62_only_the_result_of_a_303_is_tried_again(mode: str, failure: Any) -> None:
    steps = (THERE, failure, ONE)
    with (
        Loopback(*steps) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        assert caller.call(CREATE, **NEW).number == 1
        assert methods(server).count("POST") == 1
        assert {a.target for a in server.asked[1:]} == {"/there"}
        assert server.asked[-1].method == "GET" and server.asked[-1].body == b""


def test_F62_a_failure_says_what_the_whole_call_may_have_done(mode: str) -> None:
    def gone(talk: Talk) -> None:
        talk.send(THERE)
        talk.server._socket.close()
        talk.close()

    with Loopback(gone) as server, Caller(mode, server, clock=ManualClock()) as caller:
        error = caller.fails(CREATE, **NEW)
        assert isinstance(error, TransportError) and error.maybe_sent
        assert methods(server) == ["POST"]
    clock = ManualClock(chance=1.0)
    with (
        Loopback(BUSY) as server,
        Caller(mode, server, deadline=0.4, clock=clock) as caller,
    ):
        error = caller.fails()
        assert isinstance(error, DeadlineExceeded) and error.maybe_sent


UNASKED = answer({"number": 666})
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b'Transfer-Encoding: chunked\r\n\r\nd\r\n{"number": 1}\r\n0\r\n\r\n'
)


@pytest.mark.parametrize("first", [ONE, CHUNKED])
@pytest.mark.parametrize("rest", [UNASKED, UNASKED[:1], b"\r\n", b"\0"])
def test_F63_what_follows_a_response_is_not_the_next_one(
    mode: str, first: bytes, rest: bytes
) -> None:
    with Loopback(first + rest, ONE) as server, Caller(mode, server) as caller:
        assert [caller.call().number, caller.call().number] == [1, 1]
        assert server.connections == 2
        assert server.settles(1)


RESPONSES = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "none": b"HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n",
    "chunks": b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5;a=b\r\nhello\r\n"
    b"0\r\nT: 1\r\nU: 2\r\n\r\n",
    "hint": b"HTTP/1.1 103 E\r\nA: b\r\n\r\n" + CHUNKED,
    "no body": b"HTTP/1.1 204 N\r\nContent-Length: 5\r\n\r\n",
}
TO_THE_END = (
    b"HTTP/1.1 200 OK\r\n\r\nall of it",
    b"HTTP/1.1 101 Switching\r\n\r\nanything",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nwrong\r\nrest",
    b"not HTTP\r\n\r\nat all",
)


@pytest.mark.parametrize("case", RESPONSES)
def test_F63_the_end_of_a_response_is_found_at_every_cut(mode: str, case: str) -> None:
    whole = RESPONSES[case]
    for rest in (b"", b"H", whole):
        data = whole + rest
        for size in (1, *range(2, len(data) + 1)):
            end = ResponseEnd()
            end.start(b"GET / HTTP/1.1\r\n")
            pieces = [data[:size], data[size:]]
            if size == 1:
                pieces = [data[n : n + 1] for n in range(len(data))]
            assert b"".join(map(end.own, pieces)) == whole
    end = ResponseEnd()
    for request, response in (
        (b"HEAD / HTTP/1.1", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        *((b"GET / HTTP/1.1", each) for each in TO_THE_END),
        (b"CONNECT a:1 HTTP/1.1", b"HTTP/1.1 200 OK\r\n\r\nanything"),
    ):
        end.start(request)
        assert end.own(response) == response
    end.start(b"HEAD / HTTP/1.1")
    assert end.own(RESPONSES["length"]) == RESPONSES["length"][:-5]


LIMITED = replace(SERVICE, rate_limit=RateLimit(2, 10.0))


def test_F85_cancelled_calls_give_their_places_back(mode: str) -> None:
    clock = ManualClock()
    with (
        Loopback(ONE) as server,
        Caller(mode, server, service=LIMITED, clock=clock) as caller,
    ):
        caller.call()
        caller.call()
        context = caller.client._context
        waiting = [caller.client._result(GET, draft()) for _ in range(40)]
        for flow in waiting:
            assert next(flow).seconds > 0
        for flow in waiting:
            flow.close()
        assert clock.slept == []
        caller.call()
        assert clock.slept == [10.0] and context.rate_limiter(GET) is not None


def draft() -> Any:
    from specloom_runtime.http.request_draft import RequestDraft

    return RequestDraft("GET", "/contacts/{number}", {"number": 1})


def test_F85_cancelled_retries_give_their_budget_back(mode: str) -> None:
    clock = ManualClock()
    with Loopback(BUSY, ONE) as server, Caller(mode, server, clock=clock) as caller:
        budget = caller.client._context.budget
        assert isinstance(caller.fails(options={"retries": 0}), ServerError)
        assert budget._tokens == RetryBudget.CAPACITY

        class Stopped(Exception):
            pass

        def stop(*_: Any) -> None:
            raise Stopped

        clock.sleep = stop  # type: ignore[method-assign]  # ends the wait
        server._begun = 0
        with pytest.raises(Stopped):
            caller.call()
        assert budget._tokens == RetryBudget.CAPACITY


def test_F85_a_released_place_is_given_to_the_next(mode: str) -> None:
    limiter = RateLimiter(RateLimit(2, 10.0))
    assert [limiter.reserve(0.0) for _ in range(6)] == [0, 0, 10, 10, 20, 20]
    for moment in (10, 10, 20, 20):
        limiter.release(moment)
    assert [limiter.reserve(1.0) for _ in range(2)] == [10, 10]
    assert limiter.reserve(1.0, until=15.0) is None
    assert limiter.reserve(40.0) == 40
    limiter.release(10)


def test_F86_deadline_holds_while_a_large_body_is_written(mode: str) -> None:
    def slowly(talk: Talk) -> None:
        talk.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(200):
            talk.sock.recv(8192)
            talk.pause(0.05)

    body = b"x" * (20 * 1024 * 1024)
    upload = Operation("PUT", "/file", None, media="application/octet-stream")
    with (
        Loopback(Step(slowly, read="head")) as server,
        Caller(mode, server, deadline=0.4, timeout=5.0) as caller,
    ):
        begun = time.monotonic()
        assert isinstance(caller.fails(upload, body=body), DeadlineExceeded)
        assert time.monotonic() - begun < 0.4 + SLACK


class Raising(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport that raises the same error in both modes."""

    def __init__(self) -> None:
        self.count = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.count += 1
        raise TimeoutError("of the transport")

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


@pytest.mark.parametrize("deadline", [None, 60.0])
def test_F93_timeout_of_a_transport_is_not_the_deadline(
    mode: str, deadline: float | None
) -> None:
    transport = Raising()
    options: dict[str, Any] = {"transport": transport, "clock": ManualClock()}
    with Caller(mode, "https://x.test", deadline=deadline, **options) as caller:
        error = caller.fails()
        assert type(error) is ConnectionLost and "of the transport" in str(error)
        assert transport.count == 3
        assert type(caller.fails(CREATE, **NEW)) is ConnectionLost
        assert transport.count == 4


def get(resource: Any, n: int) -> Any:
    return resource._call(GET, path={"number": n})


@pytest.mark.parametrize("most", [2, 100])
def test_F94_close_ends_the_calls_on_their_way(mode: str, most: int) -> None:
    limits = httpx2.Limits(max_connections=most)
    silent = Step(lambda talk: talk.pause(20))
    with Loopback(silent) as server:
        caller = Caller(mode, server, limits=limits, timeout=20.0)
        begun = time.monotonic()
        if mode == "sync":

            def close_later() -> None:
                while len(server.asked) < min(most, 10):
                    time.sleep(0.01)
                caller.client.close()

            closer = threading.Thread(target=close_later)
            closer.start()
            ended = caller.many(10, get)
            closer.join()
        else:

            async def close() -> list[Any]:
                resource = caller.resource()
                tasks = [asyncio.create_task(get(resource, n)) for n in range(10)]
                while len(server.asked) < min(most, 10):
                    await asyncio.sleep(0.01)
                await caller.client.close()
                return await asyncio.gather(*tasks, return_exceptions=True)

            ended = caller.wait(close())
        assert time.monotonic() - begun < 2 * SLACK
        assert all(isinstance(e, TransportError | RequestError) for e in ended)
        assert len(server.asked) == min(most, 10)
        assert server.settles()
        assert isinstance(caller.fails(), RequestError)
        if caller._runner is not None:
            caller._runner.close()


def test_F94_nothing_is_sent_after_a_wait_during_which_it_was_closed(mode: str) -> None:
    class Closing(ManualClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if mode == "sync":
                caller.client.close()
            else:
                caller.client._connection.closed.set()

    with Loopback(SLOW_DOWN, ONE) as server:
        caller = Caller(mode, server, clock=Closing())
        error = caller.fails()
        assert type(error) is TransportError and "was closed" in str(error)
        assert len(server.asked) == 1
        caller.client._connection.closed.clear()
        caller.__exit__()


def test_F94_a_client_that_was_closed_does_not_wait(mode: str) -> None:
    clock = ManualClock()

    def close(_: Any) -> None:
        caller.client._connection.closed.set()

    with Loopback(SLOW_DOWN, ONE) as server:
        caller = Caller(mode, server, clock=clock, on_attempt=close)
        assert type(caller.fails()) is TransportError
        assert clock.slept == [] and len(server.asked) == 1
        caller.__exit__()


def test_F94_closing_ends_a_wait(mode: str) -> None:
    def close_soon(_: Any) -> None:
        # The wait begins when this function has returned.
        threading.Timer(0.1, caller.client._connection.closed.set).start()

    with Loopback(answer({}, 429, [("Retry-After", "60")]), ONE) as server:
        caller = Caller(mode, server, clock=Clock(), on_attempt=close_soon)
        began = time.monotonic()
        error = caller.fails()
        assert type(error) is TransportError and "was closed" in str(error)
        assert time.monotonic() - began < SLACK and len(server.asked) == 1
        caller.client._connection.closed.clear()
        caller.__exit__()


def test_F94_nothing_is_sent_on_a_socket_that_was_being_opened(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind: Any = Backend if mode == "sync" else AsyncBackend
    connect = kind.connect_tcp

    def close(made: Any) -> Any:
        caller.client._connection.closed.set()
        return made

    async def connect_async(*args: Any, **options: Any) -> Any:
        return close(await connect(*args, **options))

    def connect_sync(*args: Any, **options: Any) -> Any:
        return close(connect(*args, **options))

    late = connect_sync if mode == "sync" else connect_async
    monkeypatch.setattr(kind, "connect_tcp", late)
    with Loopback(ONE) as server:
        caller = Caller(mode, server)
        assert isinstance(caller.fails(), TransportError | RequestError)
        assert server.asked == []
        caller.client._connection.closed.clear()
        caller.__exit__()


DATES = (
    "Sun Nov  6 08:49:37 1994",
    "Sun, 06 Nov 1994 08:49:37",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 -0000",
)


@pytest.mark.parametrize("date", DATES)
def test_F95_a_date_without_a_zone_is_in_gmt(
    mode: str, date: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        wait = answer({}, 503, [("Retry-After", date)])
        clock = ManualClock(start=784111777 - 5, chance=0.0)
        with Loopback(wait, ONE) as server, Caller(mode, server, clock=clock) as caller:
            caller.call()
        assert clock.slept == [5.0]
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("text", ["1_0", "\u00b2", "+5", "1e1", "0x5", "9" * 5000])
def test_F95_digits_are_ascii_digits(mode: str, text: str) -> None:
    head = f"HTTP/1.1 503 S\r\nContent-Length: 0\r\nRetry-After: {text}\r\n\r\n"
    clock = ManualClock(chance=0.0)
    steps = (head.encode("latin-1"), ONE)
    with Loopback(*steps) as server, Caller(mode, server, clock=clock) as caller:
        caller.call()
    assert clock.slept == [0.0] and isinstance(clock, Clock)
