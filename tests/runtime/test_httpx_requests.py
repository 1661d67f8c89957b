"""The requests of httpx2 that a transport receives."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from specloom_runtime import Client, Operation, Resource, Server, Service
from specloom_runtime.core.responses import Headers
from specloom_runtime.http.effects import Send
from specloom_runtime.http.messages import Request
from specloom_runtime.testing import FakeTransport, make_response
from specloom_runtime.transport import httpx_messages
from specloom_runtime.transport.httpx_messages import httpx_request


def built(request: Request, **options: Any) -> httpx2.Request:
    limits = {"timeout": 5.0, "pool_timeout": 6.0, "remaining": None, "limit": 100}
    return httpx_request(None, Send(request=request, **limits, **options))


@pytest.mark.parametrize(
    ("method", "content"),
    [
        ("GET", None),
        ("DELETE", None),
        ("DELETE", b"{}"),
        ("POST", None),
        ("POST", b"\x00\xff"),
        ("PUT", b""),
        ("PATCH", b"[]"),
        ("QUERY", None),
    ],
)
@pytest.mark.parametrize(
    "given",
    [
        [("Accept", "a/b"), ("X-Name", "ä")],
        [("host", "other.test"), ("Accept", "a/b")],
    ],
)
def test_same_fields_and_body_as_httpx2_sends(
    method: str, content: bytes | None, given: list[tuple[str, str]]
) -> None:
    url = "https://a.test:8443/x%20y?b=c"
    raw = [(name.encode(), value.encode("latin-1")) for name, value in given]
    expected = httpx2.Request(method, url, headers=raw, content=content)
    asked = built(
        Request(method=method, url=url, headers=Headers(given), content=content)
    )
    assert (asked.method, asked.url) == (method, expected.url)
    assert sorted(asked.headers.raw) == sorted(expected.headers.raw)
    assert asked.content == expected.content == (content or b"")
    assert isinstance(asked.stream, httpx2.ByteStream)
    kinds = dict.fromkeys(("connect", "read", "write"), 5.0)
    assert asked.extensions == {"timeout": {**kinds, "pool": 6.0}}


def test_a_stated_length_is_sent_once() -> None:
    headers = Headers([("content-length", "2")])
    asked = built(
        Request(method="POST", url="http://a.test/", headers=headers, content=b"{}")
    )
    assert asked.headers.get_list("content-length") == ["2"]


def test_the_url_of_an_operation_is_parsed_once() -> None:
    httpx_messages.known_url.cache_clear()
    request = Request(method="GET", url="http://a.test/things")
    for _ in range(3):
        built(request)
    assert httpx_messages.known_url.cache_info().currsize == 0
    for _ in range(3):
        built(request, is_known_url=True)
    assert httpx_messages.known_url.cache_info().misses == 1


def test_values_of_calls_are_in_no_known_url() -> None:
    httpx_messages.known_url.cache_clear()
    service = Service(name="x", servers={"x": Server("http://a.test")})
    transport = FakeTransport(lambda _: make_response({}))
    resource = Resource(Client(service, {}, transport=transport))
    for path in ("a", "b"):
        resource._call(Operation("GET", "/{key}", dict), path={"key": path})
        resource._call(Operation("GET", "/x", dict), query={"key": path})
    assert httpx_messages.known_url.cache_info().currsize == 0
    for _ in range(2):
        resource._call(Operation("GET", "/x", dict))
    assert httpx_messages.known_url.cache_info().misses == 1
