"""The base classes of generated clients, for threads and for tasks.

What they share is in `BaseClient`; they differ only in waiting.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, Any, ParamSpec, Self, TypeVar

from ..calls.call import fetch_page, fetch_result
from ..core.errors import RequestError
from ..core.responses import Response
from ..core.unset import UNSET
from ..http.effects import Flow
from ..http.framing import FRAME_LIMIT, Event, Framing
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..lists.pager import AsyncFetch, Fetch
from ..operations.arguments import Values, build_draft
from ..operations.operation import (
    Operation,
    OperationBase,
    PagedOperation,
    StreamOperation,
)
from ..operations.options import ClientOptions
from ..transport.connection import AsyncConnection, Connection
from .base_client import BaseClient, destination, events
from .streams import AsyncStream, Stream

P = ParamSpec("P")
T = TypeVar("T")

_collected: ContextVar[list[Response] | None] = ContextVar("collected", default=None)
"""Where `with_response` collects the responses of the calls made inside it."""


@contextmanager
def _collecting() -> Iterator[list[Response]]:
    responses: list[Response] = []
    token = _collected.set(responses)
    try:
        yield responses
    finally:
        _collected.reset(token)


def _collect(got: Received[T]) -> Received[T]:
    responses = _collected.get()
    if responses is not None:
        responses.append(got.response)
    return got


def _with_last(value: T, responses: list[Response]) -> Received[T]:
    if not responses:
        raise RequestError(
            "with_response: the method sent no request (a list sends later)"
        )
    return Received(value, responses[-1])


class Client(BaseClient):
    """A vendor's client for threads; close it, or use it in a `with` statement."""

    def _connect(self, options: ClientOptions) -> None:
        self._connection = Connection(self._context, options)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
    ) -> Response:
        """Send a request that is not in the description, with the same retries."""
        return self._run(self._raw(method, path, query, headers, body)).response

    def stream(
        self,
        method: str,
        path: str,
        *,
        framing: Framing = "events",
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
        reconnect: int = 0,
    ) -> Stream[Event]:
        """Open a stream that is not in the description: events, or lines of JSON."""
        values = {"query": query, "headers": headers, "body": body}
        operation, made = events(method, path, framing, values)
        return self._stream(operation, made, reconnect, FRAME_LIMIT)

    def download(
        self,
        path: str,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        query: Values | None = None,
        headers: Values | None = None,
        limit: int | None = None,
    ) -> int:
        """Write a response into a file, at most `limit` bytes; return their number.

        A file at a path exists only once it is complete.
        """
        operation = Operation("GET", path, bytes, accept="*/*")
        made = build_draft(operation, query=query, headers=headers)
        return self._download(operation, made, to, limit)

    def with_response(
        self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Received[T]:
        """Call a method and return its result with the last response."""
        with _collecting() as responses:
            return _with_last(method(*args, **kwargs), responses)

    def close(self) -> None:
        """Close the connections of this client and its copies."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _run(self, flow: Flow[Received[T]]) -> Received[T]:
        return _collect(self._connection.driver().run(flow))

    def _call(self, operation: Operation[T], made: RequestDraft) -> T:
        return self._run(
            fetch_result(self._context, operation, made, self._settings)
        ).value

    def _stream(
        self,
        operation: StreamOperation[T],
        made: RequestDraft,
        reconnect: int,
        frame_limit: int,
    ) -> Stream[T]:
        reader = self._stream_reader(operation, made, reconnect, frame_limit)
        return Stream(self._connection.driver, reader)

    def _download(
        self,
        operation: OperationBase,
        made: RequestDraft,
        to: str | os.PathLike[str] | IO[bytes],
        limit: int | None,
    ) -> int:
        with destination(to) as file:
            flow = self._saved(operation, made, file, limit)
            return (self._run(flow)).value

    def _fetcher(self, operation: PagedOperation[Any, Any]) -> Fetch:
        def fetch(made: RequestDraft) -> Received[Any]:
            return self._run(fetch_page(self._context, operation, made, self._settings))

        return fetch


class AsyncClient(BaseClient):
    """A vendor's client for tasks; close it, or use it in an `async with` statement."""

    def _connect(self, options: ClientOptions) -> None:
        self._connection = AsyncConnection(self._context, options)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
    ) -> Response:
        """Send a request that is not in the description, with the same retries."""
        got = await self._run(self._raw(method, path, query, headers, body))
        return got.response

    def stream(
        self,
        method: str,
        path: str,
        *,
        framing: Framing = "events",
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
        reconnect: int = 0,
    ) -> AsyncStream[Event]:
        """Open a stream that is not in the description: events, or lines of JSON."""
        values = {"query": query, "headers": headers, "body": body}
        operation, made = events(method, path, framing, values)
        return self._stream(operation, made, reconnect, FRAME_LIMIT)

    async def download(
        self,
        path: str,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        query: Values | None = None,
        headers: Values | None = None,
        limit: int | None = None,
    ) -> int:
        """Write a response into a file, at most `limit` bytes; return their number.

        A file at a path exists only once it is complete.
        """
        operation = Operation("GET", path, bytes, accept="*/*")
        made = build_draft(operation, query=query, headers=headers)
        return await self._download(operation, made, to, limit)

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Received[T]:
        """Call a method and return its result with the last response."""
        with _collecting() as responses:
            return _with_last(await method(*args, **kwargs), responses)

    async def close(self) -> None:
        """Close the connections of this client and its copies."""
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _run(self, flow: Flow[Received[T]]) -> Received[T]:
        return _collect(await self._connection.driver().run(flow))

    async def _call(self, operation: Operation[T], made: RequestDraft) -> T:
        flow = fetch_result(self._context, operation, made, self._settings)
        return (await self._run(flow)).value

    def _stream(
        self,
        operation: StreamOperation[T],
        made: RequestDraft,
        reconnect: int,
        frame_limit: int,
    ) -> AsyncStream[T]:
        reader = self._stream_reader(operation, made, reconnect, frame_limit)
        return AsyncStream(self._connection.driver, reader)

    async def _download(
        self,
        operation: OperationBase,
        made: RequestDraft,
        to: str | os.PathLike[str] | IO[bytes],
        limit: int | None,
    ) -> int:
        with destination(to) as file:
            flow = self._saved(operation, made, file, limit)
            return (await self._run(flow)).value

    def _fetcher(self, operation: PagedOperation[Any, Any]) -> AsyncFetch:
        async def fetch(made: RequestDraft) -> Received[Any]:
            flow = fetch_page(self._context, operation, made, self._settings)
            return await self._run(flow)

        return fetch
