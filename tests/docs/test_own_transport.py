"""The transports of the page about other HTTP libraries, on real connections."""

from __future__ import annotations

import importlib
import inspect
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import DROP, ONE, Caller, Loopback, Talk, answer
from small_vendor import MODES
from specloom_runtime import (
    ConnectError,
    ConnectionLost,
    DeadlineExceeded,
    Operation,
    ReadTimeout,
)

ROOT = Path(__file__).parents[2]
GZIP = (
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x8b\x8e\x05\x00)\xbbL\r\x02\x00\x00\x00"
)
"""The text `[]`, compressed."""


@pytest.fixture
def transports(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("transports")


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def calling(mode: str, transports: Any) -> Iterator[Any]:
    """Return a function that makes a client with the transport of its mode."""
    kinds = {"sync": transports.StandardTransport, "async": transports.StreamsTransport}

    def make(server: Loopback | str, **options: Any) -> Caller:
        return Caller(mode, server, transport=kinds[mode](), **options)

    return make


def test_the_page_shows_what_is_measured(transports: Any) -> None:
    page = (ROOT / "docs/how-to/own-transport.md").read_text("utf-8")
    parts = [
        each
        for _, each in inspect.getmembers(transports)
        if getattr(each, "__module__", "") == "transports"
    ]
    assert len(parts) == 6
    assert all(inspect.getsource(each) in page for each in parts)


def test_calls_share_a_connection(calling: Any) -> None:
    with Loopback(ONE) as server, calling(server) as caller:
        for _ in range(3):
            assert caller.call().number == 1
        assert [asked.connection for asked in server.asked] == [1, 1, 1]
        fields = {name.lower() for name, _ in server.asked[0].headers}
        assert {"host", "accept", "user-agent"} <= fields


def test_a_connection_that_the_server_closed_is_not_used(calling: Any) -> None:
    def last(talk: Talk) -> None:
        talk.send(ONE)
        talk.close()

    with Loopback(last, ONE) as server, calling(server, retries=0) as caller:
        assert caller.call().number == 1
        assert server.settles()
        caller.wait(_slept(caller.mode))
        assert caller.call().number == 1


def _slept(mode: str) -> Any:
    """Let the event loop see what arrived."""
    import asyncio

    return asyncio.sleep(0.05) if mode == "async" else None


def test_bodies_are_sent(calling: Any) -> None:
    write = Operation("PUT", "/x", dict)
    upload = Operation("PUT", "/x", dict, media="application/octet-stream")
    with Loopback(ONE) as server, calling(server) as caller:
        assert caller.call(write, body={"a": "ä"}) == {"number": 1}
        assert caller.call(upload, body=io.BytesIO(b"x" * 200_000)) == {"number": 1}
        caller.call()
        bodies = [asked.body for asked in server.asked]
    assert bodies == ['{"a":"ä"}'.encode(), b"x" * 200_000, b""]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (answer(b"", 204), None),
        (answer(GZIP, headers=[("Content-Encoding", "gzip")]), []),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"1\r\n[\r\n1\r\n]\r\n0\r\n\r\n",
            [],
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + answer([]), []),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[]", []),
    ],
)
def test_responses_are_read(sent: bytes, expected: Any, calling: Any) -> None:
    def talk(talk: Talk) -> None:
        talk.send(sent)
        if b"close" in sent:
            talk.close()

    with Loopback(talk) as server, calling(server) as caller:
        for _ in range(2):
            assert caller.call(Operation("GET", "/x", list)) == expected


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 2", ONE[:-3], b"nonsense\r\n\r\n"])
def test_a_connection_that_ends_is_lost(sent: bytes, calling: Any) -> None:
    def cut(talk: Talk) -> None:
        talk.send(sent)
        talk.close()

    with Loopback(cut, ONE) as server, calling(server, retries=0) as caller:
        error = caller.fails()
        assert isinstance(error, ConnectionLost) and error.maybe_sent
        assert caller.call().number == 1


def test_nothing_is_sent_to_a_closed_port(calling: Any) -> None:
    with Loopback(DROP, listening=False) as server:
        url = server.url
    with calling(url, retries=0) as caller:
        error = caller.fails()
        assert isinstance(error, ConnectError) and not error.maybe_sent


def test_timeouts_and_deadlines(calling: Any, mode: str) -> None:
    def slow(talk: Talk) -> None:
        talk.pause(5)

    with Loopback(slow) as server:
        with calling(server, retries=0, timeout=0.1) as caller:
            assert isinstance(caller.fails(), ReadTimeout)
        if mode == "async":
            with calling(server, retries=0, deadline=0.1) as caller:
                assert isinstance(caller.fails(), DeadlineExceeded)


def test_a_body_that_is_not_read_closes_its_connection(calling: Any) -> None:
    large = answer(b"x" * 1_000_000, media="text/plain")
    with Loopback(large, ONE) as server, calling(server) as caller:
        options = {"response_limit": 1000}
        error = caller.fails(Operation("GET", "/x", str), options=options)
        assert "larger than 1000 bytes" in str(error)
        assert caller.call().number == 1
        assert [asked.connection for asked in server.asked] == [1, 2]


def test_many_calls_at_once(calling: Any) -> None:
    with Loopback(ONE) as server, calling(server) as caller:
        operation = Operation("GET", "/x", dict)
        found = caller.many(60, lambda resource, _: resource._call(operation), 10)
        assert found == [{"number": 1}] * 60 and server.connections <= 10
    assert server.settles()
