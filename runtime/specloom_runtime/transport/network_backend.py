"""Network backends that enforce a request's deadline, and observe the connections.

httpx2 applies its timeout only to each single read and write, so a server that sends
headers byte by byte, or reads slowly, could block a call forever. httpx2 does not
report whether a broken connection had been used before. It would also reuse a
connection on which data arrived after the response. All this can be observed at the
socket. A transport or client that the caller passed is not instrumented; for it, the
deadline is checked only between the chunks of a body.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx2

from ..core.errors import RequestError
from ..http.response_end import ResponseEnd
from ..http.timing import current_request

STEP = 16384
"""The maximum number of bytes that are written between two checks of the deadline."""


def instrument(
    transport: httpx2.HTTPTransport | httpx2.AsyncHTTPTransport,
    closed: Callable[[], bool],
) -> None:
    """Instrument every socket that the transport opens; open none if `closed` is true.

    httpx2 has no public way to set the network backend of a transport. If a version of
    httpx2 stores the backend under another name, sockets are not instrumented, and
    calls still work.
    """
    pool = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if pool is None or backend is None:
        return
    is_async = isinstance(transport, httpx2.AsyncHTTPTransport)
    kind = AsyncBackend if is_async else Backend
    made = kind(backend, closed)
    pool._network_backend = made  # noqa: SLF001 - the one exception, see above


def check_open(closed: Callable[[], bool]) -> None:
    """Raise RequestError if the client was closed while a request was waiting."""
    if closed():
        raise RequestError("the client is closed")


class _Instrumented:
    """Wrap a socket or backend, and delegate everything that is not instrumented."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def _within(self, timeout: float | None) -> float | None:
        return current_request.get().within(timeout)


class _InstrumentedStream(_Instrumented):
    """Wrap a socket; nothing is written once `closed` is true."""

    def __init__(self, inner: Any, closed: Callable[[], bool]) -> None:
        super().__init__(inner)
        self._closed = closed
        self._used = self._unasked = False
        self._reading = True
        self._response = ResponseEnd()

    def get_extra_info(self, info: str) -> Any:
        """Return a property of the socket.

        A connection on which data arrived without a request is reported as unusable.
        """
        if info == "is_readable" and self._unasked:
            return True
        return self._inner.get_extra_info(info)

    def _writes(self, data: bytes) -> None:
        # A socket that was being opened while the client was closed is still open.
        check_open(self._closed)
        timing = current_request.get()
        timing.reused = self._used
        timing.tunnelling = timing.tunnelling or data.startswith(b"CONNECT ")
        if self._reading:
            self._response.start(data)
            self._reading = False

    def _reads(self, data: bytes) -> bytes:
        timing = current_request.get()
        timing.answered = timing.answered or bool(data)
        self._used = self._reading = True
        own = self._response.own(data)
        self._unasked = self._unasked or len(own) < len(data)
        return own

    def _secured(self) -> None:
        """Record that the tunnel is open: data that follows comes from the vendor."""
        timing = current_request.get()
        timing.tunnelling = timing.answered = False


class Stream(_InstrumentedStream):
    """A socket that threads use."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._reads(self._inner.read(max_bytes, self._within(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self._writes(buffer)
        whole = memoryview(buffer)
        for start in range(0, len(whole), STEP):
            # One write at a time: the timeout applies to each, the deadline to all.
            self._inner.write(whole[start : start + STEP], self._within(timeout))

    def start_tls(
        self,
        ssl_context: Any,
        server_hostname: Any = None,
        timeout: float | None = None,
    ) -> Stream:
        timeout = self._within(timeout)
        secured = self._inner.start_tls(ssl_context, server_hostname, timeout)
        self._secured()
        return Stream(secured, self._closed)

    def close(self) -> None:
        """Close the socket, and wake up a thread that is waiting for its data."""
        with suppress(OSError):
            plain = self._inner.get_extra_info("socket")
            socket.socket.shutdown(plain, socket.SHUT_RDWR)
        self._inner.close()


class AsyncStream(_InstrumentedStream):
    """A socket that tasks use."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._reads(await self._inner.read(max_bytes, timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:
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
        return AsyncStream(secured, self._closed)


class _InstrumentedBackend(_Instrumented):
    """Wrap a network backend."""

    def __init__(self, inner: Any, closed: Callable[[], bool]) -> None:
        super().__init__(inner)
        self._closed = closed


class Backend(_InstrumentedBackend):
    """Opens sockets for threads."""

    def connect_tcp(
        self, *args: Any, timeout: float | None = None, **options: Any
    ) -> Any:
        check_open(self._closed)
        made = self._inner.connect_tcp(*args, timeout=self._within(timeout), **options)
        return Stream(made, self._closed)


class AsyncBackend(_InstrumentedBackend):
    """Opens sockets for tasks; `asyncio.timeout` enforces their deadline."""

    async def connect_tcp(self, *args: Any, **options: Any) -> Any:
        check_open(self._closed)
        return AsyncStream(
            await self._inner.connect_tcp(*args, **options), self._closed
        )
