"""Test faults of streamed data: uploads, downloads, events, JSON lines."""

from __future__ import annotations

import asyncio
import contextlib
import io
import socket
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from loopback import BUSY, ONE, Caller, Loopback, Step, Talk, answer
from small_vendor import MODES, Contact
from specloom_runtime import (
    ConnectionLost,
    DecodeError,
    Event,
    Headers,
    ManualClock,
    Model,
    NotFoundError,
    Operation,
    RedirectError,
    Request,
    RequestError,
    ResponseTooLarge,
    ServerError,
    StreamOperation,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
MEGABYTE = 1024 * 1024
UPLOAD = Operation("PUT", "/file", None, media="application/octet-stream")
FORM = Operation("PUT", "/file", None, media="multipart/form-data")
FILE = Operation("GET", "/file", bytes)
EVENTS = StreamOperation("GET", "/events")
LINES = StreamOperation("GET", "/lines", Contact, framing="lines")
DONE = answer(b"", 204)


class Pipe(io.RawIOBase):
    """A file that cannot go back."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(size)


def test_F21_unrepeatable_body_is_sent_once(mode: str) -> None:
    with (
        Loopback(BUSY, DONE) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        error = caller.fails(UPLOAD, body=Pipe(b"x" * 1000))
        assert isinstance(error, ServerError) and len(server.asked) == 1
        assert server.asked[0].body == b"x" * 1000
        assert caller.attempts[0].delay is None
    moved = answer(b"", 307, [("Location", "/there")])
    with Loopback(moved) as server, Caller(mode, server) as caller:
        error = caller.fails(FORM, body={"file": Pipe(b"x")})
        assert isinstance(error, RedirectError) and len(server.asked) == 1
    # Refused connections have read nothing of it, so it may still be sent.
    with Loopback(DONE, listening=False) as server:

        def hook(attempt: Any) -> None:
            if attempt.reason:
                server.listen()

        clock = ManualClock()
        with Caller(mode, server, on_attempt=hook, clock=clock) as caller:
            caller.call(UPLOAD, body=Pipe(b"x"))
        assert server.asked[0].body == b"x"


def early(talk: Talk) -> None:
    """Refuse before the whole body has come."""
    talk.send(BUSY)
    talk.sock.shutdown(socket.SHUT_WR)
    talk.drain()
    talk.close()


def test_F22_file_is_resent_from_its_initial_position(
    mode: str, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 40_000
    path = tmp_path / "data.bin"
    path.write_bytes(b"head" + data)
    for body in (False, True):
        with (
            path.open("rb") as file,
            Loopback(Step(early, read="head"), BUSY, DONE) as server,
            Caller(mode, server, clock=ManualClock()) as caller,
        ):
            file.seek(4)
            operation = FORM if body else UPLOAD
            caller.call(operation, body={"file": file} if body else file)
            first, second = server.asked[1:]
            assert first.body == second.body and data in first.body
            assert len(first.body) == int(first.header("content-length") or 0)
            assert b"head" not in first.body[:200]


def test_upload_is_not_read_into_memory(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(60 * MEGABYTE)

    def swallow(talk: Talk) -> None:
        talk.drain()
        talk.send(DONE)

    with (
        path.open("rb") as file,
        Loopback(Step(swallow, read="head")) as server,
        Caller(mode, server) as caller,
    ):
        tracemalloc.start()
        caller.call(FORM, body={"name": "large", "file": ("a.bin", file, "x/y")})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 10 * MEGABYTE


class Shrinking(io.BytesIO):
    """A file that is shorter than its reported size."""

    def read(self, size: int | None = -1) -> bytes:
        return b""


class Broken(io.BytesIO):
    """A file on a disk that fails."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("the disk is gone")


def test_file_errors_during_an_upload(mode: str) -> None:
    with Loopback(DONE) as server, Caller(mode, server) as caller:
        for file, said in (
            (Shrinking(b"abc"), "shorter"),
            (Broken(b"abc"), "the disk is gone"),
        ):
            error = caller.fails(UPLOAD, body=file)
            assert isinstance(error, RequestError) and said in str(error)
        with pytest.raises(RequestError, match="binary"):
            caller.call(UPLOAD, body=io.StringIO("text"))
        caller.call(UPLOAD, body=io.BytesIO(b""))
        assert server.asked[-1].body == b""


def chunked(*pieces: bytes, end: bool = True, media: str = "text/event-stream") -> Any:
    """A response in chunks, each sent separately."""

    def script(talk: Talk) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n"
        talk.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for piece in pieces:
            talk.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            talk.pause(0.01)
        if end:
            talk.send(b"0\r\n\r\n")
        else:
            talk.close()

    return script


def stream(caller: Caller, operation: Any, **arguments: Any) -> Any:
    return caller.resource()._stream(operation, **arguments)


def test_F46_events_are_exact(mode: str) -> None:
    snow = "é☃".encode()
    pieces = (
        b"\xef",
        b"\xbb\xbfdata: a" + snow[:3],
        snow[3:] + b"\r",
        b"\n: a comment\r\rdata:b\ndata\ndata: c\nid: 7\nevent: add\n",
        b"\r\nretry: 20\nid: x\0y\nother: z\n\n",
        b"event: nothing\n\ndata: last\n\ndata: cut off",
    )
    with Loopback(chunked(*pieces)) as server, Caller(mode, server) as caller:
        reading = stream(caller, EVENTS)
        assert caller.all(reading) == [
            Event("aé☃"),
            Event("b\n\nc", "add", "7"),
            Event("last", "message", "7"),
        ]
        assert reading.last_event_id == "7"
        assert server.asked[0].header("accept") == "text/event-stream"
    whole = b"".join(pieces)
    every = [whole[n : n + 1] for n in range(len(whole))]
    with Loopback(chunked(*every)) as server, Caller(mode, server) as caller:
        assert len(caller.all(caller.client.stream("get", "/events"))) == 3


def test_F46_event_size_is_limited(mode: str) -> None:
    long = b"data: " + b"x" * (10 * MEGABYTE)
    parts = [b"data: 1\n\n" + b"data: y\n" * 2, *[b"data: " + b"z" * 600 + b"\n"] * 2]
    for steps, limit in (([b"data: 1\n\n", long], 8 * MEGABYTE), (parts, 1000)):
        with Loopback(chunked(*steps)) as server, Caller(mode, server) as caller:
            got: list[Any] = []
            with pytest.raises(ResponseTooLarge):
                caller.all(stream(caller, EVENTS, frame_limit=limit, reconnect=3), got)
            assert got == [Event("1")] and len(server.asked) == 1
            assert server.settles()


def test_F46_reopening_is_an_option(mode: str) -> None:
    first = chunked(b"id: 1\nretry: 50\ndata: a\n\n", end=False)
    with (
        Loopback(first, chunked(b"data: b\n\n")) as server,
        Caller(mode, server, clock=ManualClock(), reconnect=1) as caller,
    ):
        events = caller.all(stream(caller, EVENTS))
        assert [event.data for event in events] == ["a", "b"]


def test_F46_broken_stream_is_reopened_only_on_request(mode: str) -> None:
    first = chunked(b"id: 1\nretry: 50\ndata: a\n\ndata: lost", end=False)
    second = chunked(b"data: b\n\n")
    for reconnect in (0, 1):
        clock = ManualClock()
        with (
            Loopback(first, second) as server,
            Caller(mode, server, clock=clock, deadline=9.0) as caller,
        ):
            got: list[Any] = []
            reading = stream(caller, EVENTS, reconnect=reconnect)
            if reconnect:
                caller.all(reading, got)
                assert server.asked[1].header("Last-Event-ID") == "1"
                assert clock.slept == [0.05]
            else:
                with pytest.raises(ConnectionLost):
                    caller.all(reading, got)
            assert [event.data for event in got] == ["a", "b"][: 1 + reconnect]
            assert server.asked[0].header("Last-Event-ID") is None
    # Without an event id the stream cannot resume, so it is not reopened.
    unnamed = chunked(b"data: a\n\n", end=False)
    with Loopback(unnamed, second) as server, Caller(mode, server) as caller:
        with pytest.raises(ConnectionLost):
            caller.all(stream(caller, EVENTS, reconnect=5))
        assert len(server.asked) == 1


class Part(Model):
    text: str


def test_events_decode_to_the_declared_type(mode: str) -> None:
    operation = StreamOperation("POST", "/chat", Part, done="[DONE]", safe=True)
    pieces = b'data: {"text": "a"}\n\ndata: {"text": "b"}\n\ndata: [DONE]\n\n'
    after = b'data: {"text": "never"}\n\n'
    with (
        Loopback(BUSY, chunked(pieces + after)) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        reading = stream(caller, operation, body={"q": 1})
        assert [part.text for part in caller.all(reading)] == ["a", "b"]
        assert len(server.asked) == 2 and caller.all(reading) == []


def test_F47_json_lines(mode: str) -> None:
    lines = (b'{"number": 1}\r\n\n \n{"num', b'ber": 2}\n', b'{"number": 3}')
    media = "application/x-ndjson"
    with (
        Loopback(chunked(*lines, media=media)) as server,
        Caller(mode, server) as caller,
    ):
        got = caller.all(stream(caller, LINES))
        assert [contact.number for contact in got] == [1, 2, 3]
    with (
        Loopback(chunked(*lines, b'\n{"numb', media=media)) as server,
        Caller(mode, server) as caller,
    ):
        got = []
        with pytest.raises(DecodeError):
            caller.all(stream(caller, LINES), got)
        assert [contact.number for contact in got] == [1, 2, 3]
    with (
        Loopback(chunked(b"x" * 2000, media=media)) as server,
        Caller(mode, server) as caller,
        pytest.raises(ResponseTooLarge),
    ):
        caller.all(stream(caller, LINES, frame_limit=1000))


def endless(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for n in range(100_000):
        piece = b'{"number": %d}\n' % n
        talk.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        talk.pause(0.001)


def test_F48_stream_left_early_releases_its_connection(mode: str) -> None:
    limits = httpx2.Limits(max_connections=2)
    options: Any = {"limits": limits, "pool_timeout": 1.0, "retries": 0}

    async def left(caller: Caller) -> None:
        for n in range(100):
            if n % 2:
                async with stream(caller, LINES) as reading:
                    async for contact in reading:
                        assert contact.number == 0
                        break
            else:
                items = aiter(stream(caller, LINES))
                assert (await anext(items)).number == 0
                await items.aclose()

    with Loopback(endless) as server, Caller(mode, server, **options) as caller:
        if mode == "sync":
            for _ in range(100):
                for contact in stream(caller, LINES):
                    assert contact.number == 0
                    break
            with stream(caller, LINES) as unread:
                assert unread.last_event_id is None
        else:
            caller.wait(left(caller))
        assert server.settles() and len(server.asked) == 100


def test_F48_cancelled_stream_releases_its_connection(mode: str) -> None:
    if mode == "sync":
        return

    async def cancelled(caller: Caller) -> None:
        silent = caller.client.stream("GET", "/events")
        reading = asyncio.create_task(anext(aiter(silent)))
        await asyncio.sleep(0.2)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    def script(talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        talk.pause(10)

    with Loopback(script) as server, Caller(mode, server) as caller:
        caller.wait(cancelled(caller))
        assert server.settles()


def test_stream_with_an_error_status(mode: str) -> None:
    with (
        Loopback(answer({"message": "no"}, 404)) as server,
        Caller(mode, server) as caller,
    ):
        with pytest.raises(NotFoundError) as caught:
            caller.all(stream(caller, EVENTS, reconnect=2))
        assert caught.value.body == b'{"message": "no"}'


def cut_after(size: int) -> Any:
    def script(talk: Talk) -> None:
        talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n")
        talk.send(b"w" * size)
        talk.close()

    return script


def test_download_into_a_file(mode: str, tmp_path: Path) -> None:
    data = bytes(range(256)) * 1000
    whole = answer(data, media="application/octet-stream")
    path = tmp_path / "file.bin"
    with (
        Loopback(cut_after(200_000), whole) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        size = caller.wait(caller.client.download("/file", path))
        assert size == len(data) and path.read_bytes() == data
        assert len(server.asked) == 2
        assert [p.name for p in tmp_path.iterdir()] == ["file.bin"]
    path.unlink()
    with Loopback(whole) as server, Caller(mode, server) as caller:
        with pytest.raises(ResponseTooLarge):
            caller.wait(caller.client.download("/file", path, limit=1000))
        assert list(tmp_path.iterdir()) == [] and server.settles()
        with path.open("w+b") as file:
            file.write(b"before")
            caller.wait(caller.resource()._download(FILE, file))
        assert path.read_bytes() == b"before" + data


class Sink(io.RawIOBase):
    """A file that only takes."""

    def __init__(self) -> None:
        self.got = b""

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: Any) -> int:
        self.got += bytes(data)
        return len(data)


def test_download_that_cannot_restart(mode: str) -> None:
    with (
        Loopback(cut_after(1000), ONE) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        sink = Sink()
        with pytest.raises(ConnectionLost):
            caller.wait(caller.client.download("/file", sink))
        assert sink.got == b"w" * 1000


FRAMING: list[tuple[dict[str, Any], bool]] = [
    ({"Content-Length": "4"}, True),
    ({"content-length": 4}, True),
    ({"Content-Length": "3"}, False),
    ({"content-length": "5"}, False),
    ({"Content-Length": "four"}, False),
    ({"Transfer-Encoding": "chunked"}, False),
]


@pytest.mark.parametrize(("headers", "fits"), FRAMING, ids=str)
def test_headers_cannot_give_a_body_another_length(
    mode: str, headers: dict[str, Any], fits: bool
) -> None:
    def change(request: Request) -> Request:
        pairs = [*request.headers.pairs(), *((n, str(v)) for n, v in headers.items())]
        return replace(request, headers=Headers(pairs))

    for hook in (None, change):
        given = {} if hook else headers
        for body in (b"abcd", io.BytesIO(b"abcd")):
            with (
                Loopback(DONE) as server,
                Caller(mode, server, on_request=hook) as caller,
            ):
                if fits:
                    caller.call(UPLOAD, headers=given, body=body)
                    assert server.asked[0].body == b"abcd"
                else:
                    with pytest.raises(RequestError, match=min(headers).title()):
                        caller.call(UPLOAD, headers=given, body=body)
                    assert not server.asked


def test_a_pipe_has_the_length_that_is_given(mode: str) -> None:
    for length, fits in (("4", True), ("3", False), ("5", False)):
        with (
            Loopback(DONE) as server,
            Caller(mode, server, retries=0) as caller,
            contextlib.nullcontext() if fits else pytest.raises(RequestError),
        ):
            headers = {"Content-Length": length}
            caller.call(UPLOAD, headers=headers, body=Pipe(b"abcd"))


class Narrow(io.RawIOBase):
    """A file without a buffer, which accepts at most a few bytes at a time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data[: self.most])
        return min(self.most, len(data))


class Custom:
    """A file whose `write` returns nothing."""

    data = b""

    def seekable(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        self.data += data


def test_a_file_that_accepts_a_part_receives_the_rest(mode: str) -> None:
    for file in (Narrow(3), Narrow(100), Custom()):
        with Loopback(answer(b"0123456789")) as server, Caller(mode, server) as caller:
            assert caller.wait(caller.client.download("/file", file)) == 10
        assert file.data == b"0123456789"
    with (
        Loopback(answer(b"0123456789")) as server,
        Caller(mode, server) as caller,
        pytest.raises(RequestError, match="to: the file does not accept more data"),
    ):
        caller.wait(caller.client.download("/file", Narrow(0)))


def test_a_part_is_downloaded_only_if_it_is_requested(mode: str) -> None:
    part = answer(b"part", 206, [("Content-Range", "bytes 5-8/100")])
    with Loopback(part) as server, Caller(mode, server) as caller:
        file = io.BytesIO()
        with pytest.raises(DecodeError, match="a part that was not requested"):
            caller.wait(caller.client.download("/file", file))
        assert file.getvalue() == b""
        given = {"Range": "bytes=5-8"}
        got = caller.client.download("/file", file, headers=given)
        assert caller.wait(got) == 4 and file.getvalue() == b"part"
