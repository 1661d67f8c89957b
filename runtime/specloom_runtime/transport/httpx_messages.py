"""Our requests as httpx2's, and its responses as ours, for both drivers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2

from ..core.responses import Headers, Response
from ..http.body_reader import BodyReader
from ..http.effects import Send
from ..http.open_response import OpenResponse
from ..http.timing import RequestTiming
from ..http.upload import Upload
from ..serialization.parameters import header_fields


def httpx_request(
    http: httpx2.Client | httpx2.AsyncClient | None, effect: Send, *, asynchronous: bool
) -> httpx2.Request:
    """Build the httpx2 request; `http` is a client that adds its own headers."""
    request = effect.request
    content: Any = request.content
    if isinstance(content, Upload):
        content = _async_pieces(content) if asynchronous else content.pieces()
    headers = header_fields(request.headers.pairs())
    if http is None:
        # httpx2.Request has no argument for what its transports read here.
        kinds = ("connect", "read", "write")
        timeouts = {**dict.fromkeys(kinds, effect.timeout), "pool": effect.pool_timeout}
        return httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            content=content,
            extensions={"timeout": timeouts},
        )
    timeout = httpx2.Timeout(effect.timeout, pool=effect.pool_timeout)
    return http.build_request(
        request.method, request.url, headers=headers, content=content, timeout=timeout
    )


def response_headers(answer: httpx2.Response) -> Headers:
    """Return the headers of a response; bytes beyond ASCII are read as Latin-1."""
    return Headers(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in answer.headers.raw
    )


async def _async_pieces(upload: Upload) -> AsyncIterator[bytes]:
    """Yield the chunks of an upload without blocking the event loop."""
    import asyncio  # Late: asyncio is slow to import.

    pieces: Iterator[bytes] = upload.pieces()
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def body_reader(
    effect: Send, answer: httpx2.Response, timing: RequestTiming
) -> BodyReader:
    """Return a reader for the body of a response."""
    return BodyReader(response_headers(answer), limit=effect.limit, check=timing.left)


def whole_response(answer: httpx2.Response, body: BodyReader) -> Response:
    """Return the whole response."""
    return Response(status=answer.status_code, headers=body.headers, body=body.finish())


def open_response(
    effect: Send, answer: httpx2.Response, timing: RequestTiming, pieces: Any
) -> OpenResponse:
    """Return the response, its body still unread."""
    return OpenResponse(
        request=effect.request,
        status=answer.status_code,
        headers=response_headers(answer),
        timing=timing,
        answer=answer,
        pieces=pieces or _SinglePiece(answer.content),
        decoded=pieces is None,
    )


class _SinglePiece:
    """A body that a transport has read already, as an iterator of one chunk."""

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
