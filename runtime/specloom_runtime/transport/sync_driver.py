"""Perform the effects of calls with httpx2, in threads; `async_driver` does in tasks.

A driver decides nothing. Failures of the HTTP library are translated here, outside of
its handlers, so that no traceback leads into frames that hold credentials.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, TypeVar

import httpx2

from ..core.clock import Clock
from ..core.errors import SpecloomError
from ..core.responses import Response
from ..core.secrets import Redactor
from ..http.effects import Flow, Next, Send, Sleep, Wait, Write
from ..http.open_response import OpenResponse
from ..http.timing import RequestTiming, current_request, no_deadline
from .error_mapping import FAILURES, deadline_error, map_error
from .httpx_messages import body_reader, httpx_request, open_response, whole_response
from .transports import Transports

T = TypeVar("T")


class BaseDriver:
    """The base of both drivers, which differ only in waiting."""

    def __init__(
        self,
        http: Any,
        clock: Clock,
        redactor: Redactor,
    ) -> None:
        self._http = http
        is_client = isinstance(http, httpx2.Client | httpx2.AsyncClient)
        self._client: Any = http if is_client else None
        self._clock = clock
        self._redactor = redactor

    def _transport(self, url: httpx2.URL) -> Any:
        """Return the transport for the URL, if no client was passed in."""
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
        self, error: Exception, of: Send | OpenResponse, timing: RequestTiming
    ) -> SpecloomError:
        if isinstance(error, SpecloomError):
            # Its traceback would show the library's own view of the request.
            return error.with_traceback(None)
        return map_error(error, of.request, self._redactor, timing)


class Driver(BaseDriver):
    """Runs the generators of calls in the calling thread."""

    def run(self, flow: Flow[T]) -> T:
        """Perform the effects of a call until it returns; return its result."""
        given: Any = None
        opened: list[OpenResponse] = []
        try:
            while True:
                try:
                    effect = flow.send(given)
                except StopIteration as end:
                    result: T = end.value
                    # The caller now owns any response that is still open.
                    opened.clear()
                    return result
                given = None
                match effect:
                    case Send():
                        given = self._send(effect)
                    case Next():
                        given = self._next(effect.incoming)
                    case Write():
                        effect.file.write(effect.data)
                    case Sleep():
                        self._clock.sleep(effect.seconds)
                    case _:
                        given = _result(effect)
                if isinstance(given, OpenResponse):
                    opened.append(given)
        finally:
            flow.close()  # An interrupted call must not leave others waiting for it.
            for incoming in opened:
                self.end(incoming)

    def end(self, incoming: OpenResponse) -> None:
        """Close a response; its connection is closed too unless all was read."""
        if not incoming.ended:
            incoming.ended = True
            incoming.answer.close()

    def _send(self, effect: Send) -> Response | OpenResponse | SpecloomError:
        timing = self._timing(effect)
        token = current_request.set(timing)
        try:
            answer = self._answered(effect)
            if effect.stream:
                pieces = None if answer.is_stream_consumed else iter(answer.stream)
                return open_response(effect, answer, timing, pieces)
            try:
                received = body_reader(effect, answer, timing)
                if answer.is_stream_consumed:
                    received.feed_decoded(answer.content)
                else:
                    for chunk in answer.stream:
                        received.feed(chunk)
            finally:
                answer.close()
            return whole_response(answer, received)
        except FAILURES as error:
            failure = self._failed(error, effect, timing)
        finally:
            current_request.reset(token)
        return failure

    def _answered(self, effect: Send) -> Any:
        sent = httpx_request(self._client, effect, asynchronous=False)
        if self._client is None:
            return self._transport(sent.url).handle_request(sent)
        return self._client.send(sent, stream=True, auth=None, follow_redirects=False)

    def _next(self, incoming: OpenResponse) -> bytes | SpecloomError | None:
        token = current_request.set(incoming.timing)
        try:
            piece: bytes | None = next(incoming.pieces, None)
            if piece is None:
                self.end(incoming)
            return piece
        except FAILURES as error:
            failure = self._failed(error, incoming, incoming.timing)
        finally:
            current_request.reset(token)
        self.end(incoming)
        return failure


def _result(effect: Wait) -> Any:
    future: Future[Any] = effect.future
    try:
        return future.result(effect.remaining)
    except TimeoutError:
        return None
