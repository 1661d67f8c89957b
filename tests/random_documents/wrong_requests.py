"""Change what wrong clients would send, or what they would make of a response."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import httpx2
from specloom.testing import harness
from specloom.testing.harness import ClientHarness

Change = Callable[[httpx2.Request], httpx2.Request | None]
"""Return another request, None where nothing of the kind is in there."""


def _with(request: httpx2.Request, **changed: Any) -> httpx2.Request:
    parts: dict[str, Any] = {
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
        "content": request.content,
    }
    return httpx2.Request(**{**parts, **changed})


def another_path(request: httpx2.Request) -> httpx2.Request:
    """Return a request with a longer path."""
    return _with(request, url=request.url.copy_with(path=f"{request.url.path}/x"))


def another_method(request: httpx2.Request) -> httpx2.Request:
    """Return a request of another method."""
    return _with(request, method="OPTIONS")


def less_query(request: httpx2.Request) -> httpx2.Request | None:
    """Return a request without the last parameter of its query."""
    pairs = request.url.query.split(b"&")
    if not pairs[0]:
        return None
    return _with(request, url=request.url.copy_with(query=b"&".join(pairs[:-1])))


def other_query(request: httpx2.Request) -> httpx2.Request | None:
    """Return a request with another value of the last parameter of its query."""
    if not request.url.query:
        return None
    return _with(request, url=request.url.copy_with(query=request.url.query + b"~"))


def no_cookie(request: httpx2.Request) -> httpx2.Request | None:
    """Return a request without cookies."""
    if "cookie" not in request.headers:
        return None
    headers = {k: v for k, v in request.headers.items() if k != "cookie"}
    return _with(request, headers=headers)


def less_headers(request: httpx2.Request) -> httpx2.Request | None:
    """Return a request without the header of a parameter or credential."""
    own = {"x-region", "if-match", "trace", "x-id", "x-key", "authorization"}
    found = own & {*request.headers}
    if not found:
        return None
    headers = {k: v for k, v in request.headers.items() if k not in found}
    return _with(request, headers=headers)


def less_json(request: httpx2.Request) -> httpx2.Request | None:
    """Return a request without the first member of its body."""
    body = _json(request)
    if not isinstance(body, dict) or not body:
        return None
    body.pop(next(iter(body)))
    headers = {k: v for k, v in request.headers.items() if k != "content-length"}
    return _with(request, content=json.dumps(body).encode(), headers=headers)


def another_media_type(request: httpx2.Request) -> httpx2.Request | None:
    """Return a request with another Content-Type."""
    if not request.content:
        return None
    headers = {**request.headers, "content-type": "application/x-other"}
    return _with(request, headers=headers)


def _json(request: httpx2.Request) -> Any:
    try:
        return json.loads(request.content)
    except ValueError:
        return None


CHANGES: dict[str, Change] = {
    "path": another_path,
    "method": another_method,
    "query": less_query,
    "values of the query": other_query,
    "cookies": no_cookie,
    "headers": less_headers,
    "JSON": less_json,
    "media type": another_media_type,
}


@contextmanager
def wrong(change: Change) -> Iterator[list[bool]]:
    """Let clients send other requests; yield a list that is not empty if one did."""
    done: list[bool] = []
    call = ClientHarness.call

    def called(self: Any, action: str, handler: Any, *args: Any, **kwargs: Any) -> Any:
        def handle(request: httpx2.Request) -> httpx2.Response:
            other = change(request)
            if other is not None:
                done.append(True)
            response: httpx2.Response = handler(other or request)
            return response

        return call(self, action, handle, *args, **kwargs)

    with patch.object(harness.ClientHarness, "call", called):
        yield done
