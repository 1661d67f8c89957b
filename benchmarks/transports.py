"""Transports of one's own, as the page `docs/how-to/own-transport.md` shows them."""

from __future__ import annotations

import asyncio
import http.client
import select
import ssl
from collections.abc import AsyncIterator, Iterator
from typing import Any

import h11
import httpx2

FAILURES = (OSError, http.client.HTTPException, h11.ProtocolError)


def translated(error: Exception) -> httpx2.TransportError:
    """Return the error of httpx2, so that the client can repeat and describe it."""
    if isinstance(error, TimeoutError):
        return httpx2.ReadTimeout("nothing was received in time")
    return httpx2.ReadError(str(error))


class StandardTransport(httpx2.BaseTransport):
    """Send requests with `http.client` of Python's standard library."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context = context or ssl.create_default_context()
        self.idle: dict[Any, list[http.client.HTTPConnection]] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url, limits = request.url, request.extensions["timeout"]
        idle = self.idle.setdefault((url.scheme, url.host, url.port), [])
        connection = self.opened(url, idle, limits["connect"])
        connection.sock.settimeout(limits["read"])
        try:
            target = url.raw_path.decode()
            connection.putrequest(
                request.method, target, skip_host=True, skip_accept_encoding=True
            )
            for name, value in request.headers.raw:
                connection.putheader(name.decode(), value)
            chunked = "transfer-encoding" in request.headers
            connection.endheaders(request.stream, encode_chunked=chunked)
            response = connection.getresponse()
        except FAILURES as error:
            connection.close()
            raise translated(error) from error
        except BaseException:
            connection.close()
            raise
        pairs = response.getheaders()
        headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in pairs]
        body = Body(response, connection, idle)
        return httpx2.Response(response.status, headers=headers, stream=body)

    def opened(
        self,
        url: httpx2.URL,
        idle: list[http.client.HTTPConnection],
        seconds: float | None,
    ) -> http.client.HTTPConnection:
        """Return an idle connection that the server has not closed, or a new one."""
        while idle:
            kept = idle.pop()
            if not select.select([kept.sock], [], [], 0)[0]:
                return kept
            kept.close()
        made = http.client.HTTPConnection(url.host, url.port, timeout=seconds)
        if url.scheme == "https":
            made = http.client.HTTPSConnection(
                url.host, url.port, timeout=seconds, context=self.context
            )
        try:
            made.connect()
        except OSError as error:
            raise httpx2.ConnectError(str(error)) from error
        return made

    def close(self) -> None:
        for idle in self.idle.values():
            while idle:
                idle.pop().close()


class Body(httpx2.SyncByteStream):
    """The body of a response; its connection is kept when all of it was read."""

    def __init__(
        self,
        response: http.client.HTTPResponse,
        connection: http.client.HTTPConnection,
        idle: list[http.client.HTTPConnection],
    ) -> None:
        self.response, self.connection, self.idle = response, connection, idle
        self.complete = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            while chunk := self.response.read(65536):
                yield chunk
        except FAILURES as error:
            raise translated(error) from error
        if self.response.length:
            raise httpx2.ReadError("the body is incomplete")
        self.complete = True

    def close(self) -> None:
        if self.complete and not self.response.will_close:
            self.idle.append(self.connection)
        else:
            self.connection.close()


class StreamsTransport(httpx2.AsyncBaseTransport):
    """Send requests with the streams of asyncio, and h11, which httpx2 uses too."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.context = context or ssl.create_default_context()
        self.idle: dict[Any, list[AsyncConnection]] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url, limits = request.url, request.extensions["timeout"]
        idle = self.idle.setdefault((url.scheme, url.host, url.port), [])
        connection = await self.opened(url, idle, limits["connect"])
        connection.seconds = limits["read"]
        try:
            await connection.send(request)
            while type(head := await connection.event()) is h11.InformationalResponse:
                pass
            if type(head) is not h11.Response:
                raise ConnectionResetError("the server closed the connection")
        except FAILURES as error:
            connection.writer.close()
            raise translated(error) from error
        except BaseException:
            connection.writer.close()
            raise
        headers = list(head.headers.raw_items())
        body = AsyncBody(connection, idle)
        return httpx2.Response(head.status_code, headers=headers, stream=body)

    async def opened(
        self, url: httpx2.URL, idle: list[AsyncConnection], seconds: float | None
    ) -> AsyncConnection:
        """Return an idle connection that the server has not closed, or a new one."""
        while idle:
            kept = idle.pop()
            if not kept.reader.at_eof():
                return kept
            kept.writer.close()
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        context = self.context if secure else None
        try:
            async with asyncio.timeout(seconds):
                streams = await asyncio.open_connection(url.host, port, ssl=context)
        except OSError as error:
            raise httpx2.ConnectError(str(error)) from error
        return AsyncConnection(*streams)

    async def aclose(self) -> None:
        for idle in self.idle.values():
            while idle:
                idle.pop().writer.close()


class AsyncConnection:
    """A connection; `seconds` is the longest time without data."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader, self.writer = reader, writer
        self.state = h11.Connection(h11.CLIENT)
        self.seconds: float | None = None

    async def send(self, request: httpx2.Request) -> None:
        head = h11.Request(
            method=request.method,
            target=request.url.raw_path,
            headers=request.headers.raw,
        )
        self.writer.write(self.state.send(head) or b"")
        async for chunk in request.stream:
            self.writer.write(self.state.send(h11.Data(data=chunk)) or b"")
            async with asyncio.timeout(self.seconds):
                await self.writer.drain()
        self.writer.write(self.state.send(h11.EndOfMessage()) or b"")

    async def event(self) -> Any:
        while (event := self.state.next_event()) is h11.NEED_DATA:
            async with asyncio.timeout(self.seconds):
                self.state.receive_data(await self.reader.read(65536))
        return event


class AsyncBody(httpx2.AsyncByteStream):
    """The body of a response; its connection is kept when all of it was read."""

    def __init__(
        self, connection: AsyncConnection, idle: list[AsyncConnection]
    ) -> None:
        self.connection, self.idle = connection, idle

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while type(event := await self.connection.event()) is h11.Data:
                yield bytes(event.data)
        except FAILURES as error:
            raise translated(error) from error

    async def aclose(self) -> None:
        state = self.connection.state
        is_done = state.our_state is state.their_state is h11.DONE
        if is_done and not state.trailing_data[0]:
            state.start_next_cycle()
            self.idle.append(self.connection)
        else:
            self.connection.writer.close()
