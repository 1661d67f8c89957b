"""Requests as httpx2 takes them, its answers as ours: the same for both drivers."""

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
    """The request as httpx2 sends it; `http` is a client that adds its own to it."""
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
    """The headers of an answer; bytes beyond ASCII are Latin-1, as RFC 9110 has it."""
    return Headers(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in answer.headers.raw
    )


async def _async_pieces(upload: Upload) -> AsyncIterator[bytes]:
    """An upload's pieces, read from its files without holding up other tasks."""
    import asyncio  # Late, as `async_driver` is.

    pieces: Iterator[bytes] = upload.pieces()
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def body_reader(
    effect: Send, answer: httpx2.Response, timing: RequestTiming
) -> BodyReader:
    """The body of an answer, still empty."""
    return BodyReader(response_headers(answer), limit=effect.limit, check=timing.left)


def whole_response(answer: httpx2.Response, body: BodyReader) -> Response:
    """The whole answer."""
    return Response(status=answer.status_code, headers=body.headers, body=body.finish())


def open_response(
    effect: Send, answer: httpx2.Response, timing: RequestTiming, pieces: Any
) -> OpenResponse:
    """The answer whose body is still to be read."""
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
