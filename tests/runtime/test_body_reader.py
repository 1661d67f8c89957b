"""Response bodies: decompressed piece by piece, within the deadline."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import httpx2
import pytest
from loopback import Caller, Loopback, Talk
from small_vendor import MODES, SECRET
from specloom_runtime import DeadlineExceeded, Headers, ManualClock, Request
from specloom_runtime.http.messages import OpenResponse
from specloom_runtime.http.timing import RequestTiming, no_deadline
from specloom_runtime.testing import FakeTransport


def test_repr_of_an_incoming_response_is_short() -> None:
    request = Request(method="GET", url="https://x.test/?key=" + SECRET)
    incoming = OpenResponse(
        request=request,
        status=200,
        headers=Headers(),
        timing=RequestTiming(no_deadline),
        response=None,
        chunks=None,
    )
    assert repr(incoming) == "<OpenResponse 200>"


@pytest.mark.parametrize("mode", MODES)
def test_deadline_is_checked_between_chunks(mode: str) -> None:
    clock = ManualClock()

    class Slow(httpx2.SyncByteStream, httpx2.AsyncByteStream):
        def __iter__(self) -> Any:
            clock.advance(10)
            yield b"{}"

        async def __aiter__(self) -> Any:
            clock.advance(10)
            yield b"{}"

    transport = FakeTransport([httpx2.Response(200, stream=Slow())])
    options: Any = {"transport": transport, "deadline": 5.0, "clock": clock}
    with Caller(mode, "https://x.test", **options) as caller:
        assert isinstance(caller.fails(), DeadlineExceeded)


@pytest.mark.parametrize("mode", MODES)
def test_compressed_bodies_in_uneven_chunks(mode: str, tmp_path: Path) -> None:
    data = b"\0" * 65536
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = deflate.compress(data) + deflate.flush()

    def script(talk: Talk) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n"
        talk.send(head + b"Content-Length: %d\r\n\r\n" % len(raw) + raw[:2])
        talk.pause(0.05)
        talk.send(raw[2:])

    with Loopback(script) as server, Caller(mode, server) as caller:
        path = tmp_path / "file"
        assert caller.wait(caller.client.download("/x", path)) == len(data)
        assert caller.raw("GET", "/x").body == data
