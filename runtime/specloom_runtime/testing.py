"""A transport for tests of code that uses a client: it responds without a network.

    transport = FakeTransport([answer({"number": 7}), answer(status=404)])
    client = Vendor(..., transport=transport)

Answers may come from a list, one for each request, or from a function of the request.
An exception in the list is raised. It serves both clients. `ManualClock` makes waiting
take no time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import httpx2

from .core.clock import ManualClock

__all__ = ["Answers", "FakeTransport", "ManualClock", "answer"]

Answers: TypeAlias = (
    Callable[[httpx2.Request], httpx2.Response] | Iterable[httpx2.Response | Exception]
)


class FakeTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport with responses from a list or a function; it records the requests."""

    def __init__(self, answers: Answers) -> None:
        self.asked: list[httpx2.Request] = []
        """Every request as it was sent, with its body read."""
        self.answer_with(answers)

    def answer_with(self, answers: Answers) -> None:
        """Set the responses to the following requests."""
        self._function = answers if callable(answers) else None
        self._answers = iter(()) if callable(answers) else iter(answers)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self._function is not None:
            return self._function(request)
        response = next(self._answers, None)
        if response is None:
            raise AssertionError(f"no answer left for {request.method} {request.url}")
        if isinstance(response, Exception):
            raise response
        return response


def answer(
    data: Any = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx2.Response:
    """Return a response whose body is `data` as JSON, or the bytes as they are."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    named = {"Content-Type": "application/json", **(headers or {})}
    return httpx2.Response(status, content=content, headers=named)
