"""Faults of the connection: refused, reset, silent, slow, cut, full, cancelled."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from certificates import authority
from loopback import BUSY, DROP, HOST, ONE, RESET, Caller, Loopback, Step, Talk, answer
from small_vendor import CREATE, GET, MODES, SECRET, SERVICE
from specloom_runtime import (
    AsyncClient,
    Client,
    Clock,
    ConfigurationError,
    ConnectError,
    ConnectionLost,
    DeadlineExceeded,
    Idempotency,
    ManualClock,
    PoolTimeout,
    ProxyError,
    ReadTimeout,
    RedirectError,
    RequestError,
    TlsError,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
KEYED = replace(SERVICE, idempotency=Idempotency("Idempotency-Key"))
NEW: dict[str, Any] = {"body": {"number": 1}}
SLACK = 3.0
"""Seconds by which a busy machine may be late; without the bound it would be many."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def opening(server: Loopback, after: int) -> Callable[[Any], None]:
    """A hook that opens the port once so many attempts have failed."""

    def hook(attempt: Any) -> None:
        if attempt.number == after:
            server.listen()

    return hook


def elapsed(caller: Caller, **arguments: Any) -> tuple[float, Any]:
    begun = time.monotonic()
    error = caller.fails(**arguments)
    return time.monotonic() - begun, error


def test_F01_closed_port_is_retried_with_growing_delays(mode: str) -> None:
    clock = ManualClock()
    with Loopback(ONE, listening=False) as server:
        hook = opening(server, 2)
        with Caller(mode, server, clock=clock, on_attempt=hook) as caller:
            assert caller.call().number == 1
        assert server.connections == 1
    first, second = clock.slept
    assert 0 < first < second < 8


def test_F02_reset_before_any_byte_is_retried_once(mode: str) -> None:
    with Loopback(RESET, ONE) as server, Caller(mode, server) as caller:
        assert caller.call().number == 1
        assert server.connections == 2 and len(caller.attempts) == 2


def test_F03_write_without_a_key_is_not_retried_after_a_reset(mode: str) -> None:
    drop = Step(Talk.reset)
    with Loopback(drop, ONE) as server, Caller(mode, server) as caller:
        error = caller.fails(CREATE, **NEW)
        assert type(error) is ConnectionLost and error.maybe_sent
        assert "may have been sent" in str(error)
        assert server.connections == 1


def test_F04_write_with_a_key_is_retried_byte_for_byte(mode: str) -> None:
    drop = Step(Talk.reset)
    with Loopback(drop, ONE) as server, Caller(mode, server, service=KEYED) as caller:
        assert caller.call(CREATE, **NEW).number == 1
        first, second = server.asked
    assert first.body == second.body == b'{"number":1}'
    key = first.header("Idempotency-Key")
    assert key and key == second.header("Idempotency-Key")


def test_F05_write_is_retried_after_a_refused_connection(
    mode: str,
) -> None:
    numbers = []
    with Loopback(ONE, listening=False) as server:
        open_port = opening(server, 1)

        def hook(attempt: Any) -> None:
            numbers.append(attempt.number)
            open_port(attempt)

        with Caller(mode, server, on_attempt=hook, clock=ManualClock()) as caller:
            assert caller.call(CREATE, **NEW).number == 1
        assert len(server.asked) == 1
    assert numbers == [1, 2]


def test_F06_silent_server_hits_the_read_timeout(mode: str) -> None:
    silent = Step(lambda talk: talk.pause(20))
    with (
        Loopback(silent) as server,
        Caller(mode, server, timeout=0.2, clock=Quick()) as caller,
    ):
        took, error = elapsed(caller)
        assert type(error) is ReadTimeout and error.request_id is None
        assert len(server.asked) == len(caller.attempts) == 3
        assert 0.6 <= took < 3 * 0.25 + SLACK


class Quick(Clock):
    """The system's clock, without the waiting between attempts."""

    def random(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Continue immediately."""

    async def asleep(self, seconds: float) -> None:
        """Continue immediately."""


def test_F07_deadline_covers_all_attempts(mode: str) -> None:
    def slow(talk: Talk) -> None:
        talk.pause(0.3)
        talk.send(BUSY)

    with Loopback(slow) as server:
        options: Any = {"deadline": 0.5, "retries": 5, "clock": Quick()}
        with Caller(mode, server, **options) as caller:
            took, error = elapsed(caller)
        assert isinstance(error, DeadlineExceeded) and error.deadline == 0.5
        assert "0.5 s" in str(error) and error.last is not None
        assert took < 0.5 + SLACK and len(server.asked) == 2
    clock = ManualClock(chance=1.0)
    with Loopback(BUSY) as server:
        with Caller(mode, server, deadline=0.4, clock=clock) as caller:
            error = caller.fails()
        # No sleep is started that would end after the deadline.
        assert isinstance(error, DeadlineExceeded) and clock.slept == []
        assert error.last.status == 503


@pytest.mark.parametrize("part", ["head", "body"])
def test_F08_slow_response_is_stopped_at_the_deadline(mode: str, part: str) -> None:
    def drip(talk: Talk) -> None:
        if part == "body":
            talk.send(HEAD + b"Content-Length: 100000\r\n\r\n")
            talk.drip(b" " * 1000, 0.05)
        talk.drip(HEAD + b"X-Long: " + b"x" * 1000, 0.05)

    with Loopback(drip) as server:
        with Caller(mode, server, timeout=0.2, deadline=1.0) as caller:
            took, error = elapsed(caller)
        assert isinstance(error, DeadlineExceeded)
        assert 0.9 < took < 1.0 + SLACK
        assert server.settles()


def test_F33_truncated_body_is_never_a_partial_object(mode: str) -> None:
    def cut(talk: Talk) -> None:
        talk.send(HEAD + b'Content-Length: 100\r\n\r\n{"number": 1}')
        talk.close()

    with Loopback(cut, ONE) as server, Caller(mode, server) as caller:
        assert caller.call().number == 1 and len(server.asked) == 2
    with Loopback(cut) as server, Caller(mode, server, clock=ManualClock()) as caller:
        assert type(caller.fails()) is ConnectionLost and len(server.asked) == 3


def test_F49_full_pool_is_a_transient_pool_error(mode: str) -> None:
    def slow(talk: Talk) -> None:
        talk.pause(0.8)
        talk.send(ONE)

    limits = httpx2.Limits(max_connections=2)
    options: Any = {"limits": limits, "pool_timeout": 0.2, "retries": 0}

    def get(resource: Any, n: int) -> Any:
        return resource._call(GET, path={"number": n})

    with Loopback(slow) as server, Caller(mode, server, **options) as caller:
        got = caller.many(10, get)
        full = [each for each in got if isinstance(each, PoolTimeout)]
        assert len(full) == 8 and len(server.asked) == 2
        assert not any(error.maybe_sent for error in full)
        assert caller.call().number == 1
    with (
        Loopback(slow) as server,
        Caller(mode, server, **{**options, "retries": 9}) as caller,
    ):
        again = caller.many(4, get)
    assert [each.number for each in again] == [1] * 4


def test_F50_connection_closed_by_the_server_costs_no_attempt(mode: str) -> None:
    with Loopback(ONE, DROP, ONE) as server:
        with Caller(mode, server, retries=0) as caller:
            assert [caller.call().number, caller.call().number] == [1, 1]
            # The second request found a closed connection and used a new one.
            assert [a.number for a in caller.attempts] == [1, 1, 1]
            assert caller.attempts[1].delay == 0.0
        assert [a.connection for a in server.asked] == [1, 1, 2]
    with (
        Loopback(ONE, DROP, ONE) as server,
        Caller(mode, server, retries=0) as caller,
    ):
        caller.call()
        error = caller.fails(CREATE, **NEW)
        assert isinstance(error, ConnectionLost) and error.stale
    with Loopback(ONE, DROP) as server, Caller(mode, server, retries=0) as caller:
        caller.call()
        assert not caller.fails().stale
        assert len(server.asked) == 3


def closes_when_idle(talk: Talk) -> None:
    talk.send(ONE)
    talk.close()


def test_F50_connection_closed_while_idle_is_not_reused(mode: str) -> None:
    with (
        Loopback(closes_when_idle) as server,
        Caller(mode, server, retries=0) as caller,
    ):
        caller.call()
        assert server.settles()
        assert caller.call().number == 1 and len(caller.attempts) == 2


# Python's own ssl leaves a socket to be collected where Ctrl-C ends its handshake.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.parametrize("during", ["connect", "backoff", "body"])
def test_F51_cancelled_call_ends_immediately(mode: str, during: str) -> None:
    if mode == "sync":
        return interrupted(during)

    def script(talk: Talk) -> None:
        if during == "body":
            talk.send(HEAD + b"Content-Length: 1000\r\n\r\n{")
            talk.pause(20)
        talk.send(answer({}, 503, [("Retry-After", "20")]))

    async def main(server: Loopback) -> float:
        url = server.url.replace("http:", "https:") if during == "connect" else None
        client = AsyncClient(SERVICE, {"key": SECRET}, base_url=url or server.url)
        async with client:
            task = asyncio.create_task(client.request("GET", "/x"))
            while during != "connect" and not server.asked:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
            begun = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            took = time.monotonic() - begun
            if during != "backoff":
                assert await asyncio.to_thread(server.settles)
            return took

    with Loopback(script) as server:
        assert asyncio.run(main(server)) < SLACK
        assert len(server.asked) == (0 if during == "connect" else 1)


def interrupted(during: str) -> None:
    """In a thread: Ctrl-C passes through, is not repeated and frees the connection."""

    def script(talk: Talk) -> None:
        timer.start()
        if during == "body":
            talk.send(HEAD + b"Content-Length: 1000\r\n\r\n{")
            talk.pause(20)
        talk.send(answer({}, 503, [("Retry-After", "20")]))

    main = threading.main_thread().ident
    assert main == threading.get_ident(), "signals reach the main thread only"
    timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    # A shell's background process ignores the signal, and would here too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with Loopback(script) as server:
            secure = server.url.replace("http:", "https:")
            url = secure if during == "connect" else server.url
            with Client(SERVICE, {"key": SECRET}, base_url=url) as client:
                begun = time.monotonic()
                if during == "connect":
                    timer.start()
                with pytest.raises(KeyboardInterrupt):
                    client.request("GET", "/x")
                assert time.monotonic() - begun < 0.3 + SLACK
                assert during == "backoff" or server.settles()
            assert len(server.asked) == (0 if during == "connect" else 1)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_F52_another_event_loop_after_close_after_a_fork(mode: str) -> None:
    kind: Any = Client if mode == "sync" else AsyncClient
    with Loopback(ONE) as server:
        held = [kind(SERVICE, {"key": SECRET}, base_url=server.url)]

        def ask() -> int:
            got = held[0].request("GET", "/x")
            return int((got if mode == "sync" else asyncio.run(got)).status)

        assert [ask(), ask()] == [200, 200]
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = 0 if ask() == 200 else 1
            finally:
                os._exit(status)
        _, ended = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(ended) == 0
        assert ask() == 200
        closing = held[0].close()
        if mode == "async":
            asyncio.run(closing)
        with pytest.raises(RequestError, match="closed"):
            ask()
    held.clear()
    gc.collect()


CASES = {
    "self-signed": (lambda: authority().server(), None),
    "wrong host": (lambda: authority().server("other.test"), "trusted"),
    "expired": (lambda: authority().server(expired=True), "trusted"),
}


@pytest.mark.parametrize("case", CASES)
def test_F53_invalid_certificate_is_rejected(mode: str, case: str) -> None:
    make, trust = CASES[case]
    options = {"verify": authority().trusting()} if trust else {}
    with (
        Loopback(ONE, tls=make()) as server,
        Caller(mode, server, **options) as caller,
    ):
        error = caller.fails()
        assert type(error) is TlsError and "certificate" in str(error).lower()
        assert len(caller.attempts) == 1 and server.asked == []


def test_F53_custom_certificate_authority(mode: str, tmp_path: Any) -> None:
    file = tmp_path / "authority.pem"
    authority().ca.cert_pem.write_to_path(str(file))
    with Loopback(ONE, tls=authority().server()) as server:
        for verify in (authority().trusting(), str(file)):
            with Caller(mode, server, verify=verify) as caller:
                assert caller.call().number == 1
    with pytest.raises(ConfigurationError, match="cannot be disabled"):
        Caller(mode, "https://x.test", verify=False)


def forwarding(server: Loopback) -> Callable[[Talk], None]:
    """A proxy that opens the requested tunnel."""

    def proxy(talk: Talk) -> None:
        with socket.create_connection((HOST, server.port)) as origin:
            talk.send(b"HTTP/1.1 200 Connected\r\n\r\n")
            there = threading.Thread(target=copied, args=(talk.sock, origin))
            there.start()
            copied(origin, talk.sock)
            there.join()
        talk.close()

    return proxy


def copied(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_F54_proxies(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refusing = answer({}, 407, [("Proxy-Authenticate", "Basic")])
    for script in (refusing, DROP):
        with Loopback(script) as proxy:
            options: Any = {"proxy": proxy.url, "clock": ManualClock()}
            with Caller(mode, "https://vendor.test", **options) as caller:
                error = caller.fails()
            assert type(error) is ProxyError and not error.maybe_sent
            assert [a.method for a in proxy.asked] == ["CONNECT"]
            assert proxy.asked[0].header("X-Key") is None
    with (
        Loopback(refusing) as proxy,
        Caller(mode, "http://vendor.test", proxy=proxy.url) as caller,
    ):
        assert type(caller.fails()) is ProxyError
    with (
        Loopback(ONE, tls=authority().server()) as server,
        Loopback(Step(forwarding(server), read="head")) as proxy,
    ):
        url = proxy.url.replace("//", "//user:pass-word@")
        options = {"proxy": url, "verify": authority().trusting()}
        with Caller(mode, server, **options) as caller:
            assert caller.call().number == 1
        assert proxy.asked[0].header("Proxy-Authorization")
        assert server.asked[0].header("Proxy-Authorization") is None
    with Loopback(ONE) as server, Loopback(refusing) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        with Caller(mode, server) as caller:
            assert type(caller.fails()) is ProxyError
        monkeypatch.setenv("NO_PROXY", HOST)
        with Caller(mode, server) as caller:
            assert caller.call().number == 1 and len(proxy.asked) == 1


def test_F57_unexpected_statuses(mode: str) -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
    odd = answer({"number": 1}, 299)
    with Loopback(hint + ONE, odd) as server, Caller(mode, server) as caller:
        assert [caller.call().number for _ in range(2)] == [1, 1]
    for status in (304, 302, 300):
        with Loopback(answer(b"", status)) as server, Caller(mode, server) as caller:
            error = caller.fails()
            assert type(error) is RedirectError and error.status == status
            assert len(server.asked) == 1


def test_F60_wall_clock_jump_has_no_effect(mode: str) -> None:
    class Jumping(Clock):
        jumps = iter([3600.0, -3600.0] * 50)

        def wall(self) -> float:
            return time.time() + next(self.jumps)

    soon = answer({}, 503, [("Retry-After", "0")])
    with (
        Loopback(soon, soon, ONE) as server,
        Caller(mode, server, deadline=5.0, clock=Jumping()) as caller,
    ):
        assert caller.call().number == 1


def test_refused_connection_is_a_connect_error(mode: str) -> None:
    with (
        Loopback(ONE, listening=False) as server,
        Caller(mode, server, retries=0) as caller,
    ):
        assert isinstance(caller.fails(), ConnectError)
