"""Network backends that enforce a request's deadline and detect stale connections.

httpx2 applies its timeout only to each single read, so a server that sends headers byte
by byte could block a call forever. It also does not report whether a broken connection
had been used before. Therefore this module wraps the sockets. A transport or client
that the caller passed is not instrumented; for it, the deadline is checked only between
the chunks of a body.
"""

from __future__ import annotations

from typing import Any

import httpx2

from ..http.timing import current_request


def instrument(transport: httpx2.HTTPTransport | httpx2.AsyncHTTPTransport) -> None:
    """Instrument every socket that the transport opens.

    httpx2 has no public way to set the network backend of a transport. If a version of
    httpx2 stores the backend under another name, sockets are not instrumented, and
    calls still work.
    """
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if pool is None or backend is None:
        return
    is_async = isinstance(transport, httpx2.AsyncHTTPTransport)
    made = AsyncBackend(backend) if is_async else Backend(backend)
    pool._network_backend = made  # noqa: SLF001 - the one exception, see above


class _Instrumented:
    """Wrap a socket or backend, and delegate everything that is not instrumented."""

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
        """Record that the tunnel is open; from now on the vendor responds."""
        timing = current_request.get()
        timing.tunnelling = timing.answered = False


class Stream(_Instrumented):
    """A socket that threads use."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._reads(self._inner.read(max_bytes, self._within(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._writes(buffer)
        self._inner.write(buffer, self._within(timeout))

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: Any = None,
        timeout: float | None = None,
    ) -> Stream:
        timeout = self._within(timeout)
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout)
        self._secured()
        return Stream(secured)


class AsyncStream(_Instrumented):
    """A socket that tasks use."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._reads(await self._inner.read(max_bytes, timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._writes(buffer)
        await self._inner.write(buffer, timeout)

    async def start_tls(self, *args: Any, **options: Any) -> AsyncStream:
        import asyncio  # Imported late: it is slow to import.

        try:
            secured = await self._inner.start_tls(*args, **options)
        except asyncio.CancelledError:
            await self._inner.aclose()  # The library would leave the socket open.
            raise
        self._secured()
        return AsyncStream(secured)


class Backend(_Instrumented):
    """Opens sockets for threads."""

    def connect_tcp(
        self, *args: Any, timeout: float | None = None, **options: Any
    ) -> Any:
        made = self._inner.connect_tcp(*args, timeout=self._within(timeout), **options)
        return Stream(made)


class AsyncBackend(_Instrumented):
    """Opens sockets for tasks; `asyncio.timeout` enforces their deadline."""

    async def connect_tcp(self, *args: Any, **options: Any) -> Any:
        return AsyncStream(await self._inner.connect_tcp(*args, **options))
