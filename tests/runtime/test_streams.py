"""Streams of events and lines over a fake transport."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from loopback import Caller
from small_vendor import MODES
from specloom_runtime.testing import FakeTransport


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


def test_lines_may_end_with_a_line_break() -> None:
    from specloom_runtime.http.framing import Lines

    lines = Lines()
    assert [frame.data for frame in lines.feed(b"1\n")] == ["1"]
    assert list(lines.end()) == []


def test_events_do_not_depend_on_chunk_boundaries() -> None:
    from specloom_runtime.http.framing import Events

    text = b"data: a\r\ndata: b\r\n\r\nid: 7\rdata: c\r\rdata: d\n\n"
    whole = list(Events().feed(text))
    assert [event.data for event in whole] == ["a\nb", "c", "d"]
    events = Events()
    bytewise = [e for at in range(len(text)) for e in events.feed(text[at : at + 1])]
    assert bytewise == whole
