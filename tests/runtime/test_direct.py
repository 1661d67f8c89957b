"""Requests as the connection pool gets them: what httpx2 would have made of them."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import ONE, Caller, Loopback
from small_vendor import MODES
from specloom_runtime.direct import PLAIN, Place, Pools, place
from specloom_runtime.effects import Send
from specloom_runtime.upload import Source, Upload
from specloom_runtime.values import Headers, Request

SAFE = "abzAZ09-_~.,:;@!$*()&=+/?"


@given(
    st.sampled_from(["http://a.test", "https://a.b-c.test:8443", "http://a.test:80"]),
    st.lists(st.sampled_from([*SAFE, "%2F", "%c3%a9", "'", "é", " ", "[", "%"])).map(
        "".join
    ),
)
def test_a_place_is_what_httpx2_reads(server: str, rest: str) -> None:
    url = httpx2.URL(f"{server}/{rest}")
    assert place(f"{server}/{rest}") == Place(
        url.raw_scheme, url.raw_host, url.port, url.raw_path
    )


def test_most_urls_are_read_without_it() -> None:
    assert PLAIN.fullmatch("https://api.vendor.test/v1/contacts/7?limit=50&q=a%20b")
    assert not PLAIN.fullmatch("https://api.vendor.test/v1/contacts?q='")


@pytest.mark.parametrize(
    ("url", "netloc"),
    [
        ("http://a.test:80/", b"a.test"),
        ("https://a.test:8443/", b"a.test:8443"),
        ("http://[::1]/x", b"[::1]"),
        ("http://[::1]:81/x", b"[::1]:81"),
        ("http://bücher.test/x", b"xn--bcher-kva.test"),
    ],
)
def test_the_host_is_named_as_http_wants_it(url: str, netloc: bytes) -> None:
    assert place(url).netloc == netloc == httpx2.URL(url).netloc


def sent(method: str, content: Any = None, *fields: tuple[str, str]) -> Any:
    request = Request(
        method=method,
        url="http://a.test/x",
        headers=Headers(fields),
        content=content,
    )
    effect = Send(
        request=request, timeout=3.0, pool_timeout=1.0, remaining=None, limit=9
    )
    with httpx2.Client() as http:
        return Pools(http).ready(effect)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PUT"])
@pytest.mark.parametrize("content", [None, b"", b"body"])
@pytest.mark.parametrize(
    "fields", [(), (("Accept", "x"),), (("Host", "b.test"), ("Content-Length", "4"))]
)
def test_the_fields_are_those_that_httpx2_adds(
    method: str, content: Any, fields: Any
) -> None:
    _, request = sent(method, content, *fields)
    known = httpx2.Request(
        method, "http://a.test/x", headers=list(fields), content=content
    )
    assert sorted(request.headers) == sorted(known.headers.raw)
    assert b"".join(request.stream) == (content or b"")
    assert request.extensions["timeout"] == {
        "connect": 3.0,
        "read": 3.0,
        "write": 3.0,
        "pool": 1.0,
    }


def test_an_upload_is_left_to_httpx2(tmp_path: Any) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    with (tmp_path / "a").open("rb") as file:
        assert sent("POST", Upload([Source(file)])) is None


@pytest.mark.parametrize("mode", MODES)
def test_where_no_pool_is_found_httpx2_sends_it(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asynchronous = mode == "async"
    kind: Any = httpx2.AsyncHTTPTransport if asynchronous else httpx2.HTTPTransport
    made: list[Any] = []

    class Other:
        """A transport that keeps its pool elsewhere."""

        def __init__(self, **options: Any) -> None:
            self.inner = kind(**options)
            made.append(self)

        def __getattr__(self, name: str) -> Any:
            if name == "_pool":
                raise AttributeError(name)
            return getattr(self.inner, name)

    monkeypatch.setattr(f"httpx2._client.{kind.__name__}", Other)
    with Loopback(ONE) as server, Caller(mode, server) as caller:
        assert [caller.call().number, caller.call().number] == [1, 1]
        assert made
    assert len(server.asked) == 2 and server.connections == 1
