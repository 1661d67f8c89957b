"""Test code that uses a client, with a transport that needs no network.

    transport = FakeTransport([make_response({"number": 7}), make_response(status=404)])
    client = Vendor(..., transport=transport)

The responses are a list, with one for each request, or a function that takes the
request and returns the response. An exception in the list is raised. A fake transport
works with both clients. With the client option `clock=specloom_runtime.ManualClock()`,
waiting takes no time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import httpx2

Responses: TypeAlias = (
    Callable[[httpx2.Request], httpx2.Response] | Iterable[httpx2.Response | Exception]
)


class FakeTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport that returns given responses and records the requests."""

    def __init__(self, responses: Responses) -> None:
        self.requests: list[httpx2.Request] = []
        """Every request as it was sent, with its body read."""
        self.respond_with(responses)

    def respond_with(self, responses: Responses) -> None:
        """Use these responses from now on."""
        self._function = responses if callable(responses) else None
        self._responses = iter(()) if callable(responses) else iter(responses)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._respond(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._respond(request)

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if self._function is not None:
            return self._function(request)
        response = next(self._responses, None)
        if response is None:
            raise AssertionError(f"no response left for {request.method} {request.url}")
        if isinstance(response, Exception):
            raise response
        return response


def make_response(
    data: Any = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """Return a response with `data` as JSON; bytes are used unchanged.

    Without `data`, the response has no body.

    Args:
        data: a JSON value, or the bytes of the body.
        status: the HTTP status.
        headers: further header fields, or another `Content-Type`.
    """
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    media_type = {"Content-Type": "application/json"} if content else {}
    fields = {**media_type, **(headers or {})}
    return httpx2.Response(status, content=content, headers=fields)
