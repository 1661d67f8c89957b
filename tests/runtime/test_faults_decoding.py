"""Faults of what is decompressed and decoded: members, lengths, names, charsets."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from linear_time import is_linear
from loopback import Caller, Loopback, Talk, answer
from small_vendor import MODES
from specloom_runtime import (
    DecodeError,
    EpochMillis,
    EpochSeconds,
    Minutes,
    Model,
    OpenEnum,
    Operation,
    RedirectError,
    ResponseTooLarge,
    StreamOperation,
    UtcMillis,
)
from specloom_runtime.core.responses import Headers
from specloom_runtime.http.body_reader import BodyReader
from specloom_runtime.http.framing import Events, Lines

both = pytest.mark.parametrize("mode", MODES)
FILE = Operation("GET", "/file", bytes)
LINES = StreamOperation("GET", "/lines", dict[str, Any], framing="lines")


def members(*parts: bytes) -> Any:
    """Serve gzip members; each ends where a chunk of the transfer ends."""

    def script(talk: Talk) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
        head += "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"
        talk.send(f"{head}\r\n".encode())
        for part in parts:
            packed = gzip.compress(part)
            talk.send(b"%x\r\n%s\r\n" % (len(packed), packed))
            talk.pause(0.02)
        talk.send(b"0\r\n\r\n")

    return script


@both
def test_F61_every_member_of_a_gzip_body_is_read(mode: str, tmp_path: Path) -> None:
    parts = (b'{"n": 1}\n', b'{"n": 2}\n', b'{"n": 3}\n')
    with Loopback(members(*parts)) as server, Caller(mode, server) as caller:
        assert caller.call(FILE) == b"".join(parts)
        path = tmp_path / "file"
        assert caller.wait(caller.client.download("/file", path)) == 27
        assert path.read_bytes() == b"".join(parts)
        stream = caller.resource()._stream(LINES)
        assert caller.all(stream) == [{"n": 1}, {"n": 2}, {"n": 3}]


TWO = gzip.compress(b"one ") + gzip.compress(b"two")
BODIES = {
    "gzip": (TWO, b"one two"),
    "x-gzip": (TWO + b"\0" * 5, b"one two"),
    "deflate": (zlib.compress(b"whole"), b"whole"),
}


def read(encoding: str, pieces: list[bytes], limit: int = 1000) -> bytes:
    headers = Headers([("Content-Encoding", encoding)])
    reader = BodyReader(headers, limit=limit, check=lambda: None)
    for piece in pieces:
        reader.feed(piece)
    return reader.finish()


@pytest.mark.parametrize("encoding", BODIES)
def test_F61_every_cut_of_a_compressed_body(encoding: str) -> None:
    data, whole = BODIES[encoding]
    assert read(encoding, [data[n : n + 1] for n in range(len(data))]) == whole
    for cut in range(len(data) + 1):
        assert read(encoding, [data[:cut], data[cut:]]) == whole
    for end in range(1, len(data.rstrip(b"\0"))):
        if end != len(gzip.compress(b"one ")) or encoding == "deflate":
            with pytest.raises(DecodeError):
                read(encoding, [data[:end]])


def test_F61_rest_after_a_member_is_an_error() -> None:
    for rest in (b"rest", b"\0\0rest"):
        for cut in range(len(TWO), len(TWO) + len(rest)):
            data = TWO + rest
            with pytest.raises(DecodeError):
                read("gzip", [data[:cut], data[cut:]])


def test_F61_rest_after_deflate_is_an_error() -> None:
    data = zlib.compress(b"whole")
    assert read("deflate", [data, b"\0"]) == b"whole"
    with pytest.raises(DecodeError):
        read("deflate", [data, data])


def test_F61_members_without_content_count_against_the_limit() -> None:
    empty = gzip.compress(b"")
    with pytest.raises(ResponseTooLarge):
        read("gzip", [empty] * 5000, limit=1000)
    lines = Events(limit=1000)
    with pytest.raises(ResponseTooLarge):
        for _ in range(2000):
            list(lines.feed(b"data\n"))


EVENTS = b"\xef\xbb\xbfid: 1\r\ndata: a\xc3\xa9\r\n\r\ndata: b\r\rdata: c\n\n:x\n\n"
ROWS = b'{"a": 1}\r\n\n{"b": "\xc3\xa9"}\n{"c": 3}'


@pytest.mark.parametrize(("kind", "data"), [(Events, EVENTS), (Lines, ROWS)])
def test_F61_every_cut_of_a_stream(kind: Any, data: bytes) -> None:
    def framed(pieces: list[bytes]) -> list[Any]:
        frames = kind()
        found = [frame for piece in pieces for frame in frames.feed(piece)]
        return [*found, *frames.end()]

    whole = framed([data])
    assert len(whole) == 3
    assert framed([data[n : n + 1] for n in range(len(data))]) == whole
    for cut in range(len(data) + 1):
        assert framed([data[:cut], data[cut:]]) == whole


@both
def test_F90_no_body_is_expected_whatever_the_length_says(
    mode: str, tmp_path: Path
) -> None:
    head = Operation("HEAD", "/file", None)
    length = [b"Content-Length: 9999999999\r\n", b"Content-Encoding: gzip\r\n"]
    ok = b"HTTP/1.1 200 OK\r\n" + b"".join(length) + b"\r\n"
    none = b"HTTP/1.1 204 No Content\r\n" + b"".join(length) + b"\r\n"
    same = b"HTTP/1.1 304 Not Modified\r\n" + b"".join(length) + b"\r\n"
    with (
        Loopback(ok, ok, none, none, same) as server,
        Caller(mode, server, timeout=2.0) as caller,
    ):
        assert caller.call(head) is None
        assert caller.raw("HEAD", "/file").status == 200
        assert caller.call() is None
        assert caller.wait(caller.client.download("/f", tmp_path / "f")) == 0
        assert isinstance(caller.fails(), RedirectError)


class Colour(OpenEnum):
    RED = "red"


class Item(Model):
    colour: Colour
    text: str = "x" * 20


PAGE = Operation("GET", "/page", list[Item])


@both
@pytest.mark.parametrize("hook", [False, True])
def test_F82_unknown_values_take_linear_time(mode: str, hook: bool) -> None:
    seen: list[Any] = []
    options: dict[str, Any] = {"on_deviation": seen.append} if hook else {}
    row = {"colour": "blue", "text": "y"}

    def page(talk: Talk) -> None:
        talk.send(answer([row] * int(talk.asked.target.partition("?size=")[2])))

    def read(size: int) -> None:
        seen.clear()
        assert len(caller.call(PAGE, query={"size": size})) == size
        assert len(seen) == (size if hook else 0)

    with Loopback(page) as server, Caller(mode, server, **options) as caller:
        assert is_linear(read, 1000, slack=0.01)
    with (
        Loopback(answer([row] * 1000)) as server,
        Caller(mode, server, strict=True) as caller,
    ):
        assert "a known Colour" in str(caller.fails(PAGE))


@both
def test_F82_repeated_names_take_linear_time(mode: str) -> None:
    def page(talk: Talk) -> None:
        size = int(talk.asked.target.partition("?size=")[2])
        names = ",".join(f'"n{n}": 1' for n in range(size))
        talk.send(answer(f'{{"more": {{{names}, "n{size - 1}": 2}}}}'.encode()))

    def read(size: int) -> None:
        error = caller.fails(FREE, query={"size": size})
        assert "stands twice" in str(error)

    with Loopback(page) as server, Caller(mode, server, strict=True) as caller:
        assert is_linear(read, 5_000, slack=0.01)


FREE = Operation("GET", "/free", dict[str, Any])


@both
def test_F82_only_the_charsets_of_the_web_are_read(mode: str) -> None:
    for charset in ("punycode", "idna", "unicode_escape", "utf-7", "cp037"):
        media = f"application/json; charset={charset}"
        with (
            Loopback(answer(b"{}", media=media)) as server,
            Caller(mode, server) as caller,
        ):
            assert type(caller.fails(FREE)) is DecodeError, charset
    text = '{"a": "é"}'
    for charset in ("utf-8", "UTF8", "utf-16", "UTF-32LE", "iso-8859-1", "cp1252"):
        media = f"application/json; charset={charset}"
        with (
            Loopback(answer(text.encode(charset), media=media)) as server,
            Caller(mode, server) as caller,
        ):
            assert caller.call(FREE) == {"a": "é"}, charset


class Everything(Model):
    """A field of each type that is written in a form of its own."""

    number: int | None = None
    ratio: float | None = None
    flag: bool | None = None
    colour: Colour | None = None
    data: bytes | None = None
    millis: EpochMillis | None = None
    secs: EpochSeconds | None = None
    utc: UtcMillis | None = None
    minutes: Minutes | None = None
    item: Item | None = None
    items: list[EpochMillis] | None = None
    named: dict[str, Minutes] | None = None


READ = Operation("GET", "/all", Everything)
WRITE = Operation("PUT", "/all", None)
VALUES: list[Any] = ["soon", "", 1.5, -3, True, [1], {"a": None}, 10**40, None]


@both
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_F96_what_was_read_is_written_as_it_came(mode: str, value: Any) -> None:
    numeric = ("ratio", "millis", "secs", "minutes")
    sent: list[dict[str, Any]] = []
    for name in Everything.model_fields:
        # A value of the type is written in the form of the type.
        is_number = isinstance(value, float | int) and name in numeric
        if not is_number and not (name == "data" and value == ""):
            sent.append({name: value})
    steps = [s for each in sent for s in (answer(each), answer(b"", 204))]
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        for _ in sent:
            caller.call(WRITE, body=caller.call(READ))
        assert [json.loads(each.body) for each in server.asked[1::2]] == sent
