"""A client's own sockets, watched: when time is up, and how far a request came.

The HTTP library times each read alone, so a server that drips the head of an answer
would be waited for without end; and it does not say whether a connection that broke
was an old one. Both are known where bytes pass. A transport or client that was handed
in is left alone: there, time is looked at between the pieces of a body only.
"""

from __future__ import annotations

from typing import Any

import httpx2

from ..http.timing import current_request


def instrument(transport: httpx2.HTTPTransport | httpx2.AsyncHTTPTransport) -> None:
    """Watch every socket that the transport will open.

    httpx2 has no public way to give a transport its network backend. Where it keeps
    the backend under other names, sockets are not watched and calls work all the same.
    """
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if pool is None or backend is None:
        return
    is_async = isinstance(transport, httpx2.AsyncHTTPTransport)
    made = AsyncBackend(backend) if is_async else Backend(backend)
    pool._network_backend = made  # noqa: SLF001 - the one exception, see above


class _WatchedStream:
    """What is wrapped, and everything of it that is not watched."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._used = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def _within(self, timeout: float | None) -> float | None:
        return current_request.get().within(timeout)

    def _writes(self, data: bytes) -> None:
        timing = current_request.get()
        timing.reused = self._used
        timing.tunnelling = timing.tunnelling or data.startswith(b"CONNECT ")

    def _reads(self, data: bytes) -> bytes:
        timing = current_request.get()
        timing.answered = timing.answered or bool(data)
        self._used = True
        return data

    def _secured(self) -> None:
        """The tunnel stands: what comes now comes from the vendor."""
        timing = current_request.get()
        timing.tunnelling = timing.answered = False


class Stream(_WatchedStream):
    """A socket of a thread."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._reads(self._inner.read(max_bytes, self._within(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._writes(buffer)
        self._inner.write(buffer, self._within(timeout))

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> Stream:
        secured = self._inner.start_tls(
            ssl_context, server_hostname, self._within(timeout)
        )
        self._secured()
        return Stream(secured)


class AsyncStream(_WatchedStream):
    """A socket of a task."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._reads(await self._inner.read(max_bytes, timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._writes(buffer)
        await self._inner.write(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: Any,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> AsyncStream:
        import asyncio  # Late, as `async_driver` is.

        try:
            secured = await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:
            await self._inner.aclose()  # The library would leave the socket open.
            raise
        self._secured()
        return AsyncStream(secured)


class Backend(_WatchedStream):
    """Opens sockets for threads."""

    def connect_tcp(self, *args: Any, timeout: float | None = None, **more: Any) -> Any:
        made = self._inner.connect_tcp(*args, timeout=self._within(timeout), **more)
        return Stream(made)


class AsyncBackend(_WatchedStream):
    """Opens sockets for tasks, whose time the event loop keeps."""

    async def connect_tcp(self, *args: Any, **more: Any) -> Any:
        return AsyncStream(await self._inner.connect_tcp(*args, **more))
