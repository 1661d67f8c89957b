"""Decoders and framers give the same, wherever the network cuts their input."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import h11
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from specloom_runtime import DecodeError, Event, Headers, ResponseTooLarge
from specloom_runtime.http.body_reader import BodyReader
from specloom_runtime.http.framing import Events, Frames, Lines
from specloom_runtime.http.response_end import ResponseEnd

LIMIT = 10_000
CUTS = st.lists(st.integers(0, 400), max_size=6)


def pieces(data: bytes, cuts: Iterable[int]) -> list[bytes]:
    """Cut data at positions, which can repeat and be beyond its end."""
    ends = [*sorted(cuts), len(data)]
    return [data[a:b] for a, b in zip([0, *ends], ends, strict=False)]


def every_cut(data: bytes) -> Iterable[list[bytes]]:
    """Yield data cut in two at each position, and byte by byte."""
    for at in range(len(data) + 1):
        yield [data[:at], data[at:]]
    yield [data[n : n + 1] for n in range(len(data))]
    yield [b"", *(part for n in range(len(data)) for part in (data[n : n + 1], b""))]


def raw_deflate(data: bytes) -> bytes:
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    return made.compress(data) + made.flush()


def read(encoding: str, parts: Iterable[bytes], limit: int = LIMIT) -> bytes | type:
    """Return the body that a reader gives, or the class of its error."""
    fields = Headers([("Content-Encoding", encoding)])
    reader = BodyReader(fields, limit=limit, check=lambda: None)
    found = b""
    try:
        for part in parts:
            reader.feed(part)
            found += reader.take()
        return found + reader.finish()
    except (DecodeError, ResponseTooLarge) as error:
        return type(error)


MEMBERS = [b"", b"one", b"two" * 50, b"\0" * 300]
COMPRESSED: dict[str, tuple[str, bytes, bytes]] = {
    "nothing": ("gzip", b"", b""),
    "plain": ("identity", b"\0text", b"\0text"),
    "one member": ("gzip", gzip.compress(b"text"), b"text"),
    "members": ("GZip", b"".join(map(gzip.compress, MEMBERS)), b"".join(MEMBERS)),
    "padded": (
        "x-gzip",
        b"".join(gzip.compress(each) + b"\0" * 5 for each in MEMBERS),
        b"".join(MEMBERS),
    ),
    "deflate": ("deflate", zlib.compress(b"text" * 20), b"text" * 20),
    "raw deflate": ("deflate", raw_deflate(b"text" * 20), b"text" * 20),
    "stored": ("deflate", zlib.compress(b"text", 0), b"text"),
}


@pytest.mark.parametrize("name", COMPRESSED)
def test_a_body_is_read_whole_with_every_cut(name: str) -> None:
    encoding, data, body = COMPRESSED[name]
    for parts in every_cut(data):
        assert read(encoding, parts) == body, parts
        # What has no output does not count against the limit, all output does.
        assert read(encoding, parts, len(body)) == body
        if body:
            assert read(encoding, parts, len(body) - 1) is ResponseTooLarge


@pytest.mark.parametrize("name", ["one member", "deflate", "raw deflate", "stored"])
def test_a_truncated_body_is_an_error_with_every_cut(name: str) -> None:
    encoding, data, _ = COMPRESSED[name]
    for end in range(1, len(data)):
        assert read(encoding, [data[:end]]) is DecodeError, end
        assert read(encoding, [bytes([byte]) for byte in data[:end]]) is DecodeError


@pytest.mark.parametrize("name", ["one member", "deflate", "raw deflate", "members"])
def test_a_body_with_more_after_its_end_is_an_error_with_every_cut(name: str) -> None:
    encoding, data, _ = COMPRESSED[name]
    for parts in every_cut(data + b"more"):
        assert read(encoding, parts) is DecodeError, parts


@examples(10)
@given(
    st.sampled_from(["gzip", "deflate", "raw"]),
    st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    CUTS,
)
def test_any_body_is_read_whole_with_any_cut(
    kind: str, members: list[bytes], cuts: list[int]
) -> None:
    whole = b"".join(members)
    if kind == "gzip":
        data = b"".join(map(gzip.compress, members))
    else:
        data = (zlib.compress if kind == "deflate" else raw_deflate)(whole)
    encoding = "gzip" if kind == "gzip" else "deflate"
    assert read(encoding, pieces(data, cuts)) == whole


def framed(make: Callable[[], Frames], parts: Iterable[bytes]) -> list[Any]:
    """Return the frames of a stream, with the state at its end or its error."""
    frames, found = make(), []
    try:
        for part in parts:
            found += frames.feed(part)
        found += frames.end()
    except ResponseTooLarge:
        return [*found, ResponseTooLarge]
    return [*found, frames.last_id, frames.retry, frames.unnamed]


def events_of(text: str) -> list[Event]:
    """Return the events of a whole stream: the rules of the HTML standard, as is."""
    found, data, kind, last = [], "", "", ""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for line in lines.split("\n")[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                event = Event(data.removesuffix("\n"), kind or "message", last or None)
                found.append(event)
            data = kind = ""
        elif name == "data":
            data += value + "\n"
        elif name == "event":
            kind = value
        elif name == "id" and "\0" not in value:
            last = value
    return found


STREAM = (
    "\ufeff: a comment\r\nid: 1\r\ndata: é☃\r\rdata\n\ndata:  two\ndata:\ndata: b\n"
    "id:2\nretry: 20\nretry: x\nevent: kind\r\n\r\nid\n\nid: x\0y\ndata: c\n\ndata: cut"
)
LINES = '{"number": 1}\r\n\n  \n{"name": "é☃\u2028"}\n\n[1]\r\n"cut'


@pytest.mark.parametrize("text", [STREAM, STREAM.removeprefix("\ufeff"), "", "\ufeff"])
def test_events_are_the_same_with_every_cut(text: str) -> None:
    data = text.encode()
    expected = framed(Events, [data])
    assert expected[:-3] == events_of(text)
    for parts in every_cut(data):
        assert framed(Events, parts) == expected, parts


def test_lines_are_the_same_with_every_cut() -> None:
    expected = framed(Lines, [LINES.encode()])
    assert [event.data.strip() for event in expected[:-3]] == [
        line.strip() for line in LINES.split("\n") if line.strip()
    ]
    for parts in every_cut(LINES.encode()):
        assert framed(Lines, parts) == expected, parts


@examples(20)
@given(
    st.lists(
        st.sampled_from(["data", "id", "event", "retry", ":", ": ", "\r", "\n"])
        | st.text("a1é\0\ufeff ", max_size=3)
    ),
    CUTS,
)
def test_any_events_are_the_same_with_any_cut(
    words: list[str], cuts: list[int]
) -> None:
    text = "".join(words)
    found = framed(Events, pieces(text.encode(), cuts))
    assert found == framed(Events, [text.encode()])
    assert found[:-3] == events_of(text)


@examples(20)
@given(
    st.sampled_from([Events, Lines]),
    st.lists(
        st.sampled_from(["data:", "data: x", "aa", "id: 1", ":", "\r", "\n", "é"])
    ),
    st.integers(1, 20),
)
def test_the_size_limit_is_the_same_with_every_cut(
    kind: Any, words: list[str], limit: int
) -> None:
    data = "".join(words).encode()
    whole = framed(lambda: kind(limit), [data])
    for parts in every_cut(data):
        assert framed(lambda: kind(limit), parts) == whole, parts


HEADS = [
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.0 404\r\n",
    "HTTP/1.1 204 None\r\n",
    "HTTP/1.1 304 Same\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
    "HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 206 Part\r\n",
]
FIELDS = st.sampled_from(
    [
        "Content-Length: 5\r\n",
        "content-length:\t5 \r\n",
        "Content-Length: 5, 5\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n",
        "Content-Length:\r\n 5\r\n",
        "Content-Length: 0\r\n",
        "Content-Length: 00000000000000000000005\r\n",
        "Transfer-Encoding: chunked\r\n",
        "transfer-encoding:Chunked\t\r\n",
        "Transfer-Encoding:\r\n chunked\r\n",
        "X-Content-Length: 3\r\n",
        "X: content-length: 3\r\n",
        "Date: x\n",
    ]
)
CHUNKED = [
    b"2\r\nab\r\n3\r\n\r\n0\r\n0\r\n\r\n",
    b"5;x=y\r\nabcde\r\n00\r\nTrailer: x\r\n\r\n",
    b"0005 \r\nab\r\nc\r\n0;x\r\nA: b\r\nC: d\r\n\r\n",
    b"5\r\nabcde\r\n0\r\nA: b\n\n",
    b"hello",
]


def length_by_h11(method: str, data: bytes) -> int | None:
    """Return where a response ends for h11; None if it has an error or no end."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(data)
    try:
        while not isinstance(event := connection.next_event(), h11.EndOfMessage):
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return None
    except h11.RemoteProtocolError:
        return None
    return len(data) - len(connection.trailing_data[0])


@examples(50)
@given(
    st.sampled_from(["GET", "HEAD"]),
    st.sampled_from(HEADS),
    st.lists(FIELDS, max_size=3),
    st.sampled_from(CHUNKED),
    CUTS,
)
def test_a_response_ends_where_h11_ends_it_with_any_cut(
    method: str, head: str, fields: list[str], body: bytes, cuts: list[int]
) -> None:
    data = (head + "".join(fields) + "\r\n").encode() + body
    data += b"HTTP/1.1 200 Unasked\r\n\r\n"
    end = length_by_h11(method, data)
    if end is None:
        return
    own = ResponseEnd()
    own.start(f"{method} / HTTP/1.1".encode())
    assert b"".join(own.own(part) for part in pieces(data, cuts)) == data[:end]


def test_json_is_read_whole_by_a_reader_of_pieces() -> None:
    data = json.dumps({"name": "é☃" * 20}).encode()
    for parts in every_cut(data):
        assert read("", parts) == data
