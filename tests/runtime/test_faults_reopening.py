"""Faults of streams that are opened again, and of downloads to one path."""

from __future__ import annotations

import asyncio
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from loopback import Caller, Loopback, Talk, answer
from small_vendor import MODES, Contact
from specloom_runtime import (
    ConnectionLost,
    DeadlineExceeded,
    DecodeError,
    Event,
    ManualClock,
    StreamOperation,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
EVENTS = StreamOperation("GET", "/events")
LINES = StreamOperation("GET", "/lines", Contact, framing="lines")


def events(data: bytes, end: bool = False) -> Any:
    """Serve events, and cut the connection unless they are all."""

    def script(talk: Talk) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        talk.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        talk.send(b"%x\r\n%s\r\n" % (len(data), data))
        if end:
            talk.send(b"0\r\n\r\n")
        else:
            talk.pause(0.1)
            talk.close()

    return script


def read(caller: Caller, operation: Any = EVENTS) -> tuple[list[Any], Any]:
    got: list[Any] = []
    try:
        caller.all(caller.resource()._stream(operation, reconnect=3), got)
    except (ConnectionLost, DecodeError, DeadlineExceeded) as error:
        return got, error
    return got, None


def test_F67_an_event_without_an_id_is_not_given_twice(mode: str) -> None:
    steps = (
        events(b"id: 1\ndata: a\n\ndata: b\n\n"),
        events(b"data: b\n\nid: 3\ndata: c\n\n", end=True),
    )
    with (
        Loopback(*steps) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        got, error = read(caller)
        assert [event.data for event in got] == ["a", "b"]
        assert isinstance(error, ConnectionLost) and len(server.asked) == 1


def test_F67_the_position_is_the_last_id_of_the_stream(mode: str) -> None:
    steps = (
        events(b"id: 1\ndata: a\n\nid: 2\n\n"),
        events(b"id: 3\ndata: b\n\ndata: c\nid: \xe2\x98\x83\n\nid: 5"),
        events(b"id\ndata: d\n\n"),
    )
    with (
        Loopback(*steps) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        got, error = read(caller)
        assert [event.data for event in got] == ["a", "b", "c", "d"]
        assert [event.id for event in got] == ["1", "3", "\u2603", None]
        assert isinstance(error, ConnectionLost) and len(server.asked) == 3
        sent = [asked.header("Last-Event-ID") for asked in server.asked]
        assert sent == [None, "2", b"\xe2\x98\x83".decode("latin-1")]


@pytest.mark.parametrize("media", ["text/html; charset=utf-8", "application/json"])
def test_F67_another_content_type_is_an_error(mode: str, media: str) -> None:
    page = answer(b"<html>data: x\n\nPlease log in</html>", media=media)
    with Loopback(page) as server, Caller(mode, server) as caller:
        got, error = read(caller)
        assert got == [] and type(error) is DecodeError
        assert "unexpected content type" in str(error) and len(server.asked) == 1
        assert server.settles()
    page = answer(b"<html>\n</html>", media="text/html")
    with Loopback(page) as server, Caller(mode, server) as caller:
        assert type(read(caller, LINES)[1]) is DecodeError


@pytest.mark.parametrize("media", ["", "text/plain", "application/x-ndjson"])
def test_F67_usual_content_types_are_read(mode: str, media: str) -> None:
    step = answer(b'{"number": 1}\n', media=media)
    with Loopback(step) as server, Caller(mode, server) as caller:
        assert read(caller, LINES) == ([Contact(number=1)], None)
    step = answer(b"data: a\n\n", media="" if media else "text/event-stream")
    with Loopback(step) as server, Caller(mode, server) as caller:
        assert read(caller) == ([Event("a")], None)


@pytest.mark.parametrize("retry", ["999999999", "9" * 400, "9" * 5000])
def test_F87_the_wait_of_a_stream_is_limited(mode: str, retry: str) -> None:
    first = events(f"retry: {retry}\nid: 1\ndata: a\n\n".encode())
    clock = ManualClock()
    with (
        Loopback(first, events(b"data: b\n\n", end=True)) as server,
        Caller(mode, server, clock=clock) as caller,
    ):
        assert [event.data for event in read(caller)[0]] == ["a", "b"]
        assert clock.slept == [120.0]
    clock = ManualClock()
    with (
        Loopback(first) as server,
        Caller(mode, server, clock=clock, deadline=60.0) as caller,
    ):
        got, error = read(caller)
        assert isinstance(error, DeadlineExceeded) and len(got) == 1
        assert clock.slept == [] and len(server.asked) == 1


def test_F87_the_wait_counts_against_the_deadline(mode: str) -> None:
    first = events(b"retry: 5000\nid: 1\ndata: a\n\n")
    clock = ManualClock(chance=1.0)
    busy = answer({}, 503, [("Retry-After", "6")])
    with (
        Loopback(first, busy) as server,
        Caller(mode, server, clock=clock, deadline=10.0) as caller,
    ):
        got, error = read(caller)
        assert isinstance(error, DeadlineExceeded) and len(got) == 1
        assert clock.slept == [5.0] and len(server.asked) == 2


def slowly(data: bytes) -> Any:
    def script(talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(data))
        for start in range(0, len(data), 100_000):
            talk.send(data[start : start + 100_000])
            talk.pause(0.05)

    return script


def test_F65_two_downloads_to_one_path_are_each_whole(
    mode: str, tmp_path: Path
) -> None:
    target = tmp_path / "file"
    ones, twos = b"1" * 600_000, b"2" * 900_000
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / "file.part").symlink_to(victim)
    with Loopback(slowly(ones), slowly(twos)) as server, Caller(mode, server) as caller:
        if mode == "sync":
            sizes: list[int] = []

            def run() -> None:
                sizes.append(caller.client.download("/file", target))

            threads = [threading.Thread(target=run) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:

            async def both() -> list[int]:
                downloads = (caller.client.download("/file", target) for _ in range(2))
                return list(await asyncio.gather(*downloads))

            sizes = caller.wait(both())
    assert sorted(sizes) == [600_000, 900_000]
    assert target.read_bytes() in (ones, twos)
    assert victim.read_bytes() == b"mine"
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["file", "file.part", "victim"]


def test_F65_a_relative_path_and_a_folder_that_is_missing(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Loopback(answer(b"data")) as server, Caller(mode, server) as caller:
        assert caller.wait(caller.client.download("/file", "file")) == 4
        assert Path("file").read_bytes() == b"data"
        with pytest.raises(FileNotFoundError):
            caller.wait(caller.client.download("/file", Path("no/such/file")))
        assert os.listdir() == ["file"] and len(server.asked) == 1
