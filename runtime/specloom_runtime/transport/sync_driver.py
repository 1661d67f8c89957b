"""Perform the effects of calls with httpx2 in threads, like `async_driver` in tasks.

A driver makes no decisions. Failures of the HTTP library are converted here, outside
its exception handlers, so that no traceback refers to frames with credentials.
"""

from __future__ import annotations

from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, TypeVar

import httpx2

from ..core.clock import Clock
from ..core.errors import SpecloomError
from ..core.responses import Response
from ..core.secrets import HiddenFrames, Redactor
from ..http.body_reader import BodyReader
from ..http.effects import Effect, Flow, Next, Send, Truncate, Wait, Write
from ..http.messages import OpenResponse
from ..http.timing import RequestTiming, current_request, no_deadline
from ..http.upload import Upload
from .error_mapping import FAILURES, closed_error, deadline_error, map_error
from .httpx_messages import Outgoing, content_length, httpx_request, response_headers
from .transports import Transports

CLIENTS = (httpx2.Client, httpx2.AsyncClient)

T = TypeVar("T")


class BaseDriver:
    """A driver that performs effects in coroutines, for threads and tasks.

    In a thread, waiting blocks, so a coroutine is never suspended. `Driver` runs the
    coroutine to its end in one step, without an event loop.

    Args:
        http: the runtime's transports, or the transport or client that the caller
            passed.
        connection: the owner of the transports; when it is closed, calls end.
    """

    def __init__(
        self, http: Any, clock: Clock, redactor: Redactor, connection: Any
    ) -> None:
        self._http = http
        self._connection = connection
        is_client = isinstance(http, CLIENTS)
        self._client: Any = http if is_client else None
        self._clock = clock
        self._redactor = redactor

    async def perform(self, flow: Flow[T]) -> T:
        """Perform the effects of a call until it returns, and return its result."""
        # Outcomes leave the list as they are sent: an error in the generator must not
        # show them in this frame.
        outcomes: list[Any] = [None]
        opened: list[OpenResponse] = []
        try:
            while True:
                try:
                    effect = flow.send(outcomes.pop())
                except StopIteration as end:
                    result: T = end.value
                    # The caller now owns any response that is still open.
                    opened.clear()
                    return result
                except SpecloomError as error:
                    # All errors of a call pass here, whatever they are about.
                    self._redactor.error(error)
                    raise
                outcomes.append(await self._perform(effect))
                if isinstance(outcomes[0], OpenResponse):
                    opened.append(outcomes[0])
        finally:
            flow.close()  # An interrupted call must not leave others waiting for it.
            for incoming in opened:
                await self.close(incoming)

    async def close(self, incoming: OpenResponse) -> None:
        """Close a response, and also its connection unless all data was read."""
        if not incoming.ended:
            incoming.ended = True
            await self._close(incoming.response)

    async def _perform(self, effect: Effect) -> Any:
        match effect:
            case Send():
                return await self._send(effect)
            case Next():
                return await self._next(effect.incoming)
            case Wait():
                return await self._wait(effect)
            case Write():
                await self._write(effect)
            case Truncate():
                await self._truncate(effect)
            case _ if not self._connection.is_closed():
                await self._sleep(effect.seconds)

    async def _send(self, effect: Send) -> Response | OpenResponse | SpecloomError:
        if self._connection.is_closed():
            return closed_error(effect.request, maybe_sent=False)
        timing = self._timing(effect)
        token = current_request.set(timing)
        try:
            async with self._timeout(timing):
                return await self._receive(effect, timing)
        except FAILURES as error:
            failure = self._failed(error, effect, timing)
        finally:
            current_request.reset(token)
            if self._connection.is_closed():
                await self._close_again()
        return failure

    async def _receive(
        self, effect: Send, timing: RequestTiming
    ) -> Response | OpenResponse:
        response = await self._handle(self._outgoing(effect))
        decoded = response.is_stream_consumed
        stream = httpx2.ByteStream(response.content) if decoded else response.stream
        chunks = self._iterate(stream)
        if effect.stream:
            return OpenResponse(
                request=effect.request,
                status=response.status_code,
                headers=response_headers(response),
                timing=timing,
                response=response,
                chunks=chunks,
                decoded=decoded,
            )
        try:
            headers = response_headers(response)
            reader = BodyReader(
                headers,
                limit=effect.limit,
                check=timing.left,
                bodiless=effect.request.is_bodiless(response.status_code),
            )
            # A chunk is not held here: it can contain a token.
            while reader.accepts(await self._next_chunk(chunks), decoded):
                pass
        finally:
            await self._close(response)
        return Response(
            status=response.status_code, headers=headers, body=reader.finish()
        )

    def _outgoing(self, effect: Send) -> Outgoing:
        with HiddenFrames():
            # The content has no variable: this frame stays in a traceback.
            length, chunks = content_length(effect.request), None
            if isinstance(effect.request.content, Upload):
                chunks = self._chunks_of(effect.request.content, length)
            return Outgoing(httpx_request(self._client, effect, chunks))

    async def _next(self, incoming: OpenResponse) -> bytes | SpecloomError | None:
        timing = incoming.timing
        token = current_request.set(timing)
        try:
            async with self._timeout(timing):
                chunk = await self._next_chunk(incoming.chunks)
            if chunk is None:
                await self.close(incoming)
            return chunk
        except FAILURES as error:
            failure = self._failed(error, incoming, timing)
        finally:
            current_request.reset(token)
        await self.close(incoming)
        return failure

    def _transport(self, url: httpx2.URL) -> Any:
        """Return the transport for the URL, if the caller passed no client."""
        http = self._http
        return http.find(url) if isinstance(http, Transports) else http

    def _timing(self, effect: Send) -> RequestTiming:
        """Return the timing of a request; its `left` raises DeadlineExceeded."""
        if effect.remaining is None:
            return RequestTiming(no_deadline)
        until = self._clock.monotonic() + effect.remaining

        def left() -> float:
            seconds = until - self._clock.monotonic()
            if seconds <= 0:
                raise deadline_error(effect)
            return seconds

        return RequestTiming(left)

    def _failed(
        self, error: Exception, source: Send | OpenResponse, timing: RequestTiming
    ) -> SpecloomError:
        if isinstance(error, SpecloomError):
            # The traceback would refer to frames of the library with the request.
            return error.with_traceback(None)
        failure = map_error(error, source.request, self._redactor, timing)
        if self._connection.is_closed():
            return closed_error(source.request, maybe_sent=failure.maybe_sent)
        return failure

    # The following methods block, for threads. `AsyncDriver` overrides each of them.

    _iterate: Any = staticmethod(iter)

    def _timeout(self, timing: RequestTiming) -> AbstractAsyncContextManager[Any]:
        # In a thread, the sockets enforce the deadline; see `network_backend`.
        return nullcontext()

    def _chunks_of(self, upload: Upload, length: int | None) -> Any:
        return upload.chunks(length)

    async def _handle(self, outgoing: Outgoing) -> Any:
        if self._client is None:
            transport = self._transport(outgoing.request.url)
            return transport.handle_request(outgoing.request)
        return self._client.send(
            outgoing.request, stream=True, auth=None, follow_redirects=False
        )

    async def _next_chunk(self, chunks: Any) -> bytes | None:
        return next(chunks, None)

    async def _close(self, response: Any) -> None:
        response.close()

    async def _close_again(self) -> None:
        # A request that was connecting when the client was closed has a new socket.
        self._connection.close()

    async def _write(self, effect: Write) -> None:
        effect.perform()

    async def _truncate(self, effect: Truncate) -> None:
        effect.perform()

    async def _sleep(self, seconds: float) -> None:
        if type(self._clock).sleep is Clock.sleep:
            self._connection.closed.wait(seconds)  # Ends when the client is closed.
        else:
            self._clock.sleep(seconds)

    async def _wait(self, effect: Wait) -> Any:
        try:
            return effect.future.result(effect.remaining)
        except TimeoutError:
            return None


class Driver(BaseDriver):
    """Run the generators of calls in the calling thread."""

    def run(self, flow: Flow[T]) -> T:
        """Perform the effects of a call until it returns, and return its result."""
        return _complete(self.perform(flow))

    def end(self, incoming: OpenResponse) -> None:
        """Close a response, and also its connection unless all data was read."""
        _complete(self.close(incoming))


def _complete(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends, and return its result."""
    while True:
        try:
            coroutine.send(None)
        except StopIteration as end:
            result: T = end.value
            return result
