"""Respond to requests with given responses, and record the requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import httpx2

from .description import RawContent

Handler: TypeAlias = Callable[[httpx2.Request], httpx2.Response]
"""A function that responds to requests."""


class RecordingServer:
    """A handler that records requests and returns the given responses in order.

    The last response is repeated for all further requests.

    Args:
        responses: the status, the content and optional headers of each response.

    Attributes:
        seen: the requests in order.
    """

    def __init__(self, *responses: tuple[Any, ...]) -> None:
        self._responses = responses
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        number = min(len(self.seen), len(self._responses))
        return json_response(*self._responses[number - 1])


def json_response(status: int, content: Any, headers: Any = None) -> httpx2.Response:
    """Return a response with a JSON body, a raw body or no body."""
    if isinstance(content, RawContent):
        own = {"content-type": content.media, **(headers or {})}
        return httpx2.Response(status, content=content.data, headers=own)
    if content is None:
        return httpx2.Response(status, headers=headers)
    return httpx2.Response(status, json=content, headers=headers)
