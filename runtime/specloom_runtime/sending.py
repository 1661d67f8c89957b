"""Requests as httpx2 takes them, its answers as ours: the same for both drivers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2

from .body import Body
from .effects import Send
from .incoming import Incoming
from .upload import Upload
from .values import Headers, Response
from .wire import Passage


def arguments(effect: Send, *, asynchronous: bool) -> dict[str, Any]:
    """What httpx2 builds the request of."""
    request = effect.request
    content: Any = request.content
    if isinstance(content, Upload):
        content = _apieces(content) if asynchronous else content.pieces()
    return {
        "method": request.method,
        "url": request.url,
        "headers": list(request.headers.pairs()),
        "content": content,
        "timeout": httpx2.Timeout(effect.timeout, pool=effect.pool_timeout),
    }


async def _apieces(upload: Upload) -> AsyncIterator[bytes]:
    """An upload's pieces, read from its files without holding up other tasks."""
    pieces: Iterator[bytes] = upload.pieces()
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def gathering(effect: Send, answer: httpx2.Response, way: Passage) -> Body:
    """The body of an answer, still empty."""
    headers = Headers(answer.headers.multi_items())
    return Body(headers, limit=effect.limit, check=way.left)


def gathered(answer: httpx2.Response, body: Body) -> Response:
    """The whole answer."""
    headers = Headers(answer.headers.multi_items())
    return Response(status=answer.status_code, headers=headers, body=body.done())


def begun(effect: Send, answer: httpx2.Response, way: Passage, pieces: Any) -> Incoming:
    """The answer whose body is still to be read."""
    return Incoming(
        request=effect.request,
        status=answer.status_code,
        headers=Headers(answer.headers.multi_items()),
        way=way,
        answer=answer,
        pieces=pieces or _Whole(answer.content),
        decoded=pieces is None,
    )


class _Whole:
    """A body that a transport gave whole, as the one piece it is, for both drivers."""

    def __init__(self, content: bytes) -> None:
        self._left = [content] if content else []

    def __next__(self) -> bytes:
        if not self._left:
            raise StopIteration
        return self._left.pop()

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        return self._left.pop()
