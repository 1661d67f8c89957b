"""The time for what a vendor sends, and for a filter, grows with its size alone."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from grammars import F
from linear_time import is_linear
from specloom_runtime import (
    DecodeError,
    ErrorRule,
    Headers,
    ManualClock,
    Model,
    Response,
    SessionLogin,
    SpecloomError,
)
from specloom_runtime.calls.error_rules import error_for
from specloom_runtime.calls.retry import retry_after
from specloom_runtime.core.secrets import Redactor, Secret
from specloom_runtime.filters.evaluation import matches
from specloom_runtime.filters.parsing import parse
from specloom_runtime.filters.presets import SHIPPED
from specloom_runtime.http.body_reader import BodyReader
from specloom_runtime.http.framing import Events, Frames, Lines
from specloom_runtime.http.links import next_link, resolve_link, with_query
from specloom_runtime.http.response_end import ResponseEnd
from specloom_runtime.models.decoding import DecodeContext, Decoder, decode
from specloom_runtime.pagination.merging import SeenItems

Run = Callable[[int], object]
TEXT, JSON = Decoder(str), Decoder(Any)
REDACTOR = Redactor([Secret(f"secret-{n}/+value") for n in range(3)])
RULE = ErrorRule(message="body#/m", code="body#/m", details="body#/d")
LOGIN = SessionLogin("/x", {}, "cookie.sid")


def response(body: bytes, **fields: str) -> Response:
    pairs = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Response(status=400, headers=Headers(pairs), body=body)


def decoded(decoder: Any, body: bytes, media: str, strict: bool = False) -> None:
    received = response(body, Content_Type=media)
    try:
        decode(decoder, received, DecodeContext("GET /x", strict))
    except DecodeError as error:
        str(error)


def failed(body: bytes) -> None:
    error = error_for(response(body), [RULE], redactor=REDACTOR, clock=ManualClock())
    assert str(error)


def inflated(data: bytes, step: int) -> None:
    fields = Headers([("Content-Encoding", "gzip")])
    reader = BodyReader(fields, limit=1 << 40, check=lambda: None)
    for start in range(0, len(data), step):
        reader.feed(data[start : start + step])
    reader.finish()


def framed(frames: Frames, data: bytes, step: int) -> None:
    for start in range(0, len(data), step):
        for _ in frames.feed(data[start : start + step]):
            pass


def ended(fields: bytes, body: bytes, step: int) -> None:
    own, data = ResponseEnd(), b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n" + body
    own.start(b"GET ")
    for start in range(0, len(data), step):
        own.own(data[start : start + step])


def logged_in(cookie: str) -> None:
    with contextlib.suppress(SpecloomError):
        LOGIN.token(response(b"", Set_Cookie=cookie), 0.0, str)


class Named(Model):
    name: str


def condition(size: int) -> Any:
    made: Any = F.name.eq("a")
    for n in range(size):
        made = made & F.count.eq(n)
    return made


def written_and_read(name: str, size: int) -> None:
    grammar = SHIPPED[name]
    texts = [f"v'{n}" for n in range(size)]
    for each in (condition(size), F.name.in_(texts)):
        with contextlib.suppress(SpecloomError):
            parse(grammar, grammar.render(each), F)


CASES: dict[str, tuple[Run, int]] = {
    **{
        f"Link {before + piece}": (
            lambda n, before=before, piece=piece: next_link(before + piece * n),
            3000,
        )
        for before in ("", "<a>; ", '<a>; rel="')
        for piece in (" ", ",", "<", ";", "\\", '<a>; rel="', '<a>; a="\\"', "<a>;a=b")
    },
    "link with dots": (
        lambda n: resolve_link("a/../" * n, current="https://x", base="https://x"),
        2000,
    ),
    "query of a link": (lambda n: with_query("https://x?" + "a=1&" * n, "a=2"), 2000),
    **{
        f"charset {name}": (
            lambda n, name=name: decoded(
                TEXT, ("a" * n).encode(name), f"text/plain; charset={name}"
            ),
            50_000,
        )
        for name in (
            "utf-8",
            "utf-16",
            "utf-32",
            "utf-16-le",
            "latin-1",
            "windows-1252",
        )
    },
    **{
        f"charset {name}": (
            lambda n, name=name: decoded(
                TEXT, b"-" + b"a" * n, f"text/plain; charset={name}"
            ),
            20_000,
        )
        for name in ("utf-7", "punycode", "idna", "unicode-escape", "klingon")
    },
    "names of a charset": (
        lambda n: decoded(TEXT, b"a", "text/plain" + ';charset="' * n),
        3000,
    ),
    "repeated names": (
        lambda n: decoded(
            JSON,
            (
                '{"a": 1, ' + ",".join(f'"{k}": 1' for k in range(n)) + ', "a": 2}'
            ).encode(),
            "application/json",
            True,
        ),
        2000,
    ),
    "digits": (lambda n: decoded(JSON, b'{"a":' + b"9" * n + b"}", "", True), 2000),
    "arrays": (lambda n: decoded(JSON, b"[" * n + b"]" * n, "", True), 300),
    "NaN": (lambda n: decoded(JSON, b"[" + b'"NaN",' * n + b"1]", ""), 5000),
    "error page": (lambda n: failed(b"<p>secret-" * n), 2000),
    **{
        f"error {piece}": (lambda n, piece=piece: failed(piece * n), 3000)
        for piece in (b"\\", b"&amp;", b"%25", b"%41", b"\\u0041", b"\0s", b"&", b'\\"')
    },
    "error spaces": (lambda n: failed(b" " * n), 20_000),
    "error message": (
        lambda n: failed(json.dumps({"m": "secre" * n, "d": ["x"] * n}).encode()),
        1000,
    ),
    "error digits": (
        lambda n: failed(b'{"m":' + b"9" * n + b', "d": 1.' + b"1" * n + b"}"),
        20_000,
    ),
    **{
        f"date {piece}": (
            lambda n, piece=piece: retry_after(
                Headers([("retry-after", piece * n)]), ManualClock()
            ),
            3000,
        )
        for piece in ("1", "9 ", "Sun, ", "06 Nov ", "08:", "-", "(")
    },
    **{
        f"cookie {piece}": (
            lambda n, piece=piece: logged_in(f'sid="{piece * n}"'),
            3000,
        )
        for piece in ("\\", '"', "=", " ", ";", "\\134")
    },
    "events": (lambda n: framed(Events(), b"data: x\r\n" * n, 1), 500),
    "one event": (lambda n: framed(Events(1 << 40), b"data: " + b"x" * n, 1), 3000),
    "lines": (lambda n: framed(Lines(), b"{}\n" * n, 1), 1000),
    "one line": (lambda n: framed(Lines(1 << 40), b"x" * n, 1), 3000),
    "fields": (lambda n: ended(b"a: b\r\n" * n, b"", 1), 400),
    "length": (lambda n: ended(b"content-length:" + b" " * n, b"", 9), 4000),
    "encoding": (lambda n: ended(b"transfer-encoding:" + b" chunke" * n, b"", 9), 3000),
    "chunks": (
        lambda n: ended(b"transfer-encoding: chunked\r\n", b"1\r\na\r\n" * n, 7),
        500,
    ),
    "members": (lambda n: inflated(gzip.compress(b"") * n, 1 << 40), 4000),
    "padding": (lambda n: inflated(gzip.compress(b"") + b"\0" * n, 1 << 40), 50_000),
    "zeros": (lambda n: inflated(gzip.compress(b"\0" * n), 100), 200_000),
    **{
        f"filter {name}": (lambda n, name=name: written_and_read(name, n), 60)
        for name in SHIPPED
    },
    "pattern": (lambda n: matches(F.name.like("*a*b*c*"), Named(name="a" * n)), 3000),
    "identities": (
        lambda n: SeenItems(["name"]).new_items(Named(name=str(k)) for k in range(n)),
        300,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_twice_the_size_takes_at_most_two_and_a_half_times_as_long(name: str) -> None:
    assert is_linear(*CASES[name])
