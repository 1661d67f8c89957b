"""Ids of events reach the vendor as they came, or the stream is not opened again."""

from __future__ import annotations

from typing import Any

import pytest
from loopback import Caller, Loopback, Talk
from small_vendor import MODES
from specloom_runtime import ConnectionLost, ManualClock, StreamOperation

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
EVENTS = StreamOperation("GET", "/events")


def broken(event_id: str) -> Any:
    """Send one event with an id, and break the connection."""
    data = f"id:{event_id}\ndata: a\n\n".encode(errors="surrogateescape")

    def send(talk: Talk) -> None:
        talk.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(data) + data)
        talk.close()

    return send


LAST = HEAD + b"Content-Length: 9\r\n\r\ndata: b\n\n"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "event_id",
    ["7", "é", "☃", "日本", "😀", "a b", "a\tb", "a\x85b", "\u2028", "\ufeff"],
)
def test_an_id_is_sent_as_it_came(mode: str, event_id: str) -> None:
    with (
        Loopback(broken(event_id), LAST) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        found = caller.all(caller.resource()._stream(EVENTS, reconnect=1))
        assert [event.data for event in found] == ["a", "b"]
        sent = server.asked[1].header("Last-Event-ID") or ""
        assert sent.encode("latin-1").decode() == event_id


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("event_id", ["a\x01", "\x7f", "  a", "a ", "a\t", "\udcff"])
def test_an_id_that_a_header_cannot_contain_ends_the_stream(
    mode: str, event_id: str
) -> None:
    found: list[Any] = []
    with (
        Loopback(broken(event_id), LAST) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
        pytest.raises(ConnectionLost),
    ):
        caller.all(caller.resource()._stream(EVENTS, reconnect=1), found)
    assert [event.data for event in found] == ["a"] and len(server.asked) == 1
