"""Faults of a body: cut, wrong, empty, enormous, badly encoded."""

from __future__ import annotations

import gzip
import threading
import tracemalloc
from typing import Any

import pytest
from loopback import Caller, Loopback, Talk, answer
from small_vendor import GET, MODES, Contact
from specloom_runtime import DecodeError, Model, Operation, ResponseTooLarge
from specloom_runtime.models.decoding import LARGE

pytestmark = pytest.mark.parametrize("mode", MODES)
MEGABYTE = 1024 * 1024


def test_F34_truncated_json_is_a_decode_error(mode: str) -> None:
    body = b'{"number": 1, "name": "' + b"n" * 300
    cut = answer(body, headers=[("X-Request-Id", "r1")])
    with Loopback(cut) as server, Caller(mode, server) as caller:
        error = caller.fails()
        assert type(error) is DecodeError
        assert error.status == 200 and error.request_id == "r1"
        assert body[:200].decode() in str(error) and body.decode() not in str(error)
        assert len(server.asked) == 1


def test_F35_login_page_is_not_json(mode: str) -> None:
    page = answer(b"<html>Please log in</html>", media="text/html; charset=utf-8")
    with Loopback(page) as server, Caller(mode, server) as caller:
        error = caller.fails()
        assert type(error) is DecodeError
        assert "unexpected content type text/html" in str(error)
        assert "Please log in" in str(error) and len(server.asked) == 1


NOTHING = Operation("DELETE", "/contacts", None)


def test_F36_empty_body_where_a_result_is_expected(mode: str) -> None:
    empty, null = answer(b""), answer(None)
    no_content = b"HTTP/1.1 204 No Content\r\n\r\n"
    with Loopback(empty, empty) as server, Caller(mode, server) as caller:
        assert type(caller.fails()) is DecodeError
        assert caller.call(NOTHING) is None
    with Loopback(no_content) as server, Caller(mode, server) as caller:
        assert caller.call() is None
    with Loopback(null) as server, Caller(mode, server) as caller:
        assert type(caller.fails()) is DecodeError
    # A 204 has no body (RFC 9110, 15.3.5); bytes after it are not part of a response.
    junk = b'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n{"number": 2}'
    with Loopback(junk, no_content) as server, Caller(mode, server) as caller:
        assert caller.call() is None


def bomb(talk: Talk) -> None:
    """About a gigabyte in a megabyte of gzip."""
    piece = gzip.compress(b"\0" * 16 * MEGABYTE, 9)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    talk.send(head % (64 * len(piece)))
    for _ in range(64):
        talk.send(piece)


def announced(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5368709120\r\n\r\n")
    talk.pause(5)


def nested(talk: Talk) -> None:
    data = b"\0" * MEGABYTE
    for _ in range(6):
        data = gzip.compress(data)
    headers = [("Content-Encoding", ", ".join(["gzip"] * 6))]
    talk.send(answer(data, headers=headers))


@pytest.mark.parametrize("fault", [bomb, announced, nested])
def test_F37_decompression_bomb_is_stopped_at_the_limit(mode: str, fault: Any) -> None:
    with (
        Loopback(fault) as server,
        Caller(mode, server, response_limit=10 * MEGABYTE) as caller,
    ):
        tracemalloc.start()
        error = caller.fails()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        wanted = DecodeError if fault is nested else ResponseTooLarge
        assert type(error) is wanted
        assert peak < 50 * MEGABYTE
        assert len(server.asked) == 1 and server.settles(fault is nested)


def test_F38_wrong_content_encodings(mode: str) -> None:
    body = b'{"number": 1}'
    wrong = [
        answer(b"not gzip", headers=[("Content-Encoding", "gzip")]),
        answer(gzip.compress(body)[:-6], headers=[("Content-Encoding", "gzip")]),
        answer(body, headers=[("Content-Encoding", "sdch")]),
        answer(body, media="application/json; charset=klingon"),
        answer(b'{"number": 1, "name": "\xff"}'),
    ]
    for step in wrong:
        with Loopback(step) as server, Caller(mode, server) as caller:
            assert type(caller.fails()) is DecodeError
    right = [
        answer(b"\xef\xbb\xbf" + body),
        answer(body.decode().encode("utf-16")),
        answer(
            body.decode().encode("utf-16"), media="application/json; charset=utf-16"
        ),
        answer(gzip.compress(body), headers=[("Content-Encoding", "gzip")]),
    ]
    with Loopback(*right) as server, Caller(mode, server) as caller:
        assert [caller.call().number for _ in right] == [1] * len(right)


class Measured(Model):
    number: int | None = None
    share: float | None = None
    more: Any = None


MEASURE = Operation("GET", "/measured", Measured)


def test_F39_hostile_json(mode: str) -> None:
    deep = b'{"more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for body in (
        deep,
        b'{"number": ' + b"9" * 10_000 + b"}",
        b'{"share": NaN}',
        b'{"share": -Infinity}',
        b'{"number": 1, "number": 2}',
        b'{"more": [{"a": {}, "a": 1}]}',
    ):
        with Loopback(answer(body)) as server, Caller(mode, server) as caller:
            assert type(caller.fails(MEASURE)) is DecodeError, body[:20]
        # In an error's body it hides nothing either.
        with Loopback(answer(body, 404)) as server, Caller(mode, server) as caller:
            assert caller.fails(MEASURE).status == 404
    # Looking for it in a large page costs too much, unless all has to be right: the
    # last one counts there, as in most readers.
    large = b'{"more": "' + b"x" * LARGE + b'", "number": 1, "number": 2}'
    with Loopback(answer(large)) as server, Caller(mode, server) as caller:
        assert caller.call(MEASURE).number == 2
    with (
        Loopback(answer(large)) as server,
        Caller(mode, server, strict=True) as caller,
    ):
        assert "number stands twice" in str(caller.fails(MEASURE))
    assert threading.active_count() < 100 and GET.decoder is not None
    assert Contact(number=1).number == 1
