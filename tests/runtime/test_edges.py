"""Small promises that no larger test makes."""

from __future__ import annotations

import asyncio
import io
import zlib
from pathlib import Path
from typing import Any

import httpx2
import pytest
from loopback import Caller, Loopback, Talk
from small_vendor import GET, LIST, MODES, SECRET, SERVICE, Vendor, ok
from specloom_runtime import (
    AsyncClient,
    AsyncResource,
    DeadlineExceeded,
    Headers,
    ManualClock,
    Model,
    PagedOperation,
    RequestError,
    Secret,
)
from specloom_runtime.content import content
from specloom_runtime.decode import Reading, decode
from specloom_runtime.incoming import Incoming
from specloom_runtime.lane import Plan
from specloom_runtime.lazy import lazily
from specloom_runtime.operation import OneOf, Operation
from specloom_runtime.pages import CursorPages
from specloom_runtime.reading import Reading as Way
from specloom_runtime.testing import FakeTransport
from specloom_runtime.tokens import Token, TokenStore, lasting
from specloom_runtime.upload import Source, held
from specloom_runtime.values import Request, Response
from specloom_runtime.windows import Chunk, Window
from specloom_runtime.wire import Passage, endless


class Left(Model):
    a: int
    b: int


class Right(Model):
    a: str
    b: str
    c: str


EITHER = Operation("GET", "/x", Left | Right)  # type: ignore[arg-type]


def test_a_union_takes_the_first_of_the_best() -> None:
    found: list[Any] = []
    response = Response(status=200, body=b'{"a": 1, "b": []}')
    value = decode(EITHER.adapter, response, Reading("GET /x", report=found.append))
    assert isinstance(value, Left) and [d.path for d in found] == ["b"]


def test_not_a_number_may_be_a_word_in_a_text() -> None:
    response = Response(status=200, body=b'{"number": 1, "name": "NaN Infinity"}')
    value: Any = decode(GET.adapter, response, Reading("GET /x"))
    assert value.name == "NaN Infinity"


def test_raw_bodies() -> None:
    for given in (b"ab", bytearray(b"ab"), memoryview(b"ab"), "ab"):
        assert content(given, "text/plain") == (b"ab", "text/plain")
    assert held({"a": [(1, b"x")]}) == {"a": [(1, b"x")]}


class Odd:
    """A file that gives text and cannot tell where it stands."""

    def read(self, size: int) -> str:
        return "text"


class Lost(io.BytesIO):
    """A file that fails when it is asked where it stands."""

    def tell(self) -> int:
        raise OSError("no place")


def test_files_of_odd_kinds() -> None:
    odd: Any = Odd()
    with pytest.raises(RequestError, match="binary"):
        list(Source(odd).pieces())
    lost = Source(Lost(b"abc"))
    assert lost.size is None and lost.repeatable
    assert b"".join(lost.pieces()) == b"abc" and not lost.repeatable


def test_names_are_found_when_asked_for() -> None:
    get = lazily("specloom_runtime", {"retry": ("Budget",)})
    assert get("Budget").__name__ == "Budget"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        get("Nothing")


def test_generated_shorthands() -> None:
    pages = CursorPages(send="query.c", read="body.c")
    assert pages.of("body.things").items == "body.things"
    window = Window.inside("body#/Range", "From", "To", "P1D")
    assert (window.start, window.end) == ("body#/Range/From", "body#/Range/To")


def test_a_union_is_a_result() -> None:
    operation = Operation("GET", "/x", OneOf[int | str])
    assert operation.adapter is not None
    assert operation.adapter.validate_json(b'"a"') == "a"


def test_a_reading_that_has_ended_stays_ended() -> None:
    nothing = Operation("GET", "/x", None)
    made = Vendor("sync", []).pager(LIST)._plan.draft
    empty = PagedOperation(
        "GET",
        "/contacts",
        LIST.result,
        LIST.item,
        pages=LIST.pages,
        chunks=(Chunk("query.ids", 2),),
    )
    made.query["ids"] = []
    way: Any = Way(Plan(operation=empty, draft=made))
    assert list(way.lanes()) == list(way.lanes()) == []
    assert nothing.adapter is None


def test_parts_are_gathered_as_one_list() -> None:
    def gathered(**facts: Any) -> list[Any]:
        operation = PagedOperation(
            "GET", "/c", LIST.result, LIST.item, pages=LIST.pages, **facts
        )
        contact: Any = LIST.item
        parts = [[contact(number=1)], [contact(number=1, name="A"), contact(number=2)]]
        pager = Vendor("sync", []).pager(operation)
        return [(each.number, each.name) for each in pager.gather(parts)]

    assert gathered() == [(1, None), (1, "A"), (2, None)]
    assert gathered(identity=("number",)) == [(1, None), (2, None)]
    merged = gathered(identity=("number",), merge={"lines": "number"})
    assert merged == [(1, "A"), (2, None)]


def test_a_token_of_another_call_is_left_alone() -> None:
    store = TokenStore()
    assert store.claim(0.0) is None
    store.landed(Token(Secret("new-token")))
    store.refused(Secret("old-token"))
    assert store.claim(0.0) == Token(Secret("new-token"))
    assert lasting(Secret("t"), None, 0.0).expires is None


def test_an_incoming_answer_shows_little() -> None:
    request = Request(method="GET", url="https://x.test/?key=" + SECRET)
    incoming = Incoming(
        request=request,
        status=200,
        headers=Headers(),
        way=Passage(endless),
        answer=None,
        pieces=None,
    )
    assert repr(incoming) == "<Incoming 200>"


@pytest.mark.parametrize("mode", MODES)
def test_time_is_looked_at_between_pieces(mode: str) -> None:
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


def test_options_of_an_async_resource() -> None:
    client = AsyncClient(SERVICE, {"key": SECRET}, transport=FakeTransport([ok(1)]))
    resource = AsyncResource(client).with_options(timeout=3.0)
    assert resource._client._settings.timeout == 3.0
    held: Any = client
    held.contacts = AsyncResource(client)
    copied: Any = client.with_options(timeout=4.0)
    assert copied.contacts._client._settings.timeout == 4.0
    asyncio.run(client.close())


@pytest.mark.parametrize("mode", MODES)
def test_streams_over_a_fake_transport(mode: str, tmp_path: Path) -> None:
    def given(request: httpx2.Request) -> httpx2.Response:
        data = b"data: 1\n\n" if request.url.path.endswith("events") else b""
        return httpx2.Response(200, content=data)

    transport = FakeTransport(given)
    with Caller(mode, "https://x.test", transport=transport) as caller:
        events = caller.all(caller.client.stream("GET", "/events"))
        assert [event.data for event in events] == ["1"]
        path = tmp_path / "empty"
        assert caller.wait(caller.client.download("/file", path)) == 0
        assert path.read_bytes() == b""


@pytest.mark.parametrize("mode", MODES)
def test_compressed_bodies_in_awkward_pieces(mode: str, tmp_path: Path) -> None:
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


def test_lines_may_end_with_a_break() -> None:
    from specloom_runtime.framing import Lines

    lines = Lines()
    assert [frame.data for frame in lines.feed(b"1\n")] == ["1"]
    assert list(lines.end()) == []


def test_renewing_without_a_token_is_no_second_try() -> None:
    vendor = Vendor("sync", [ok({}, 401), ok({"number": 1})])
    with pytest.raises(Exception, match="401"):
        vendor.call(GET, path={"number": 1})
    assert len(vendor.asked) == 1
