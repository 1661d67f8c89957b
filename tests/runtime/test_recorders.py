"""Tools that record or mock httpx2 see every call, however it is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest
import vcr
from loopback import ONE, Caller, Loopback, answer
from pytest_httpx2 import HTTPXMock
from small_vendor import CREATE, MODES, SECRET

pytestmark = [
    pytest.mark.verify,
    pytest.mark.parametrize("mode", MODES),
    pytest.mark.parametrize("way", ["default", "proxy", "transport", "http_client"]),
]
TWO = answer({"number": 2})


def options(way: str, mode: str, server: Loopback) -> dict[str, Any]:
    """The client options that send requests this way."""
    asynchronous = mode == "async"
    if way == "proxy":
        return {"proxy": server.url}
    if way == "transport":
        kind = httpx2.AsyncHTTPTransport if asynchronous else httpx2.HTTPTransport
        return {"transport": kind()}
    if way == "http_client":
        client = httpx2.AsyncClient if asynchronous else httpx2.Client
        return {"http_client": client()}
    return {}


def call(way: str, mode: str, server: Loopback) -> list[Any]:
    """The results of a call without and one with a body, by a client of their own."""
    url = "http://vendor.test" if way == "proxy" else server.url
    said = options(way, mode, server)
    with Caller(mode, url, retries=0, **said) as caller:
        results = [caller.call().number, caller.call(CREATE, body={"number": 2}).number]
        if "http_client" in said:
            client = said["http_client"]
            caller.wait(client.aclose() if mode == "async" else client.close())
    return results


def test_vcrpy_records_and_replays(way: str, mode: str, tmp_path: Path) -> None:
    recorder = vcr.VCR(filter_headers=["X-Key"])
    path = str(tmp_path / "cassette.yaml")
    with Loopback(ONE, TWO) as server:
        with recorder.use_cassette(path, record_mode="once") as cassette:
            assert call(way, mode, server) == [1, 2]
        assert len(cassette) == 2 == len(server.asked)
        assert server.asked[1].body == b'{"number":2}'
        before = server.connections
        with recorder.use_cassette(path, record_mode="none") as cassette:
            assert call(way, mode, server) == [1, 2]
            assert cassette.all_played
        assert server.connections == before
    assert SECRET not in Path(path).read_text()


def test_httpx2_pytest_mocks(way: str, mode: str, httpx2_mock: HTTPXMock) -> None:
    httpx2_mock.add_response(method="GET", json={"number": 3})
    httpx2_mock.add_response(method="POST", json={"number": 4})
    with Loopback(ONE) as server:
        assert call(way, mode, server) == [3, 4]
    assert server.connections == 0
    sent = httpx2_mock.get_requests()
    assert [request.method for request in sent] == ["GET", "POST"]
    assert sent[1].content == b'{"number":2}'
