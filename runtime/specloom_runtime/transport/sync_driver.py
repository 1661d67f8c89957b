"""Doing what flows ask for, with httpx2, in threads; `tasks` has the twin for tasks.

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
from ..http.open_response import Incoming
from ..http.timing import Passage, endless, passage
from .error_mapping import FAILURES, overdue, translated
from .httpx_messages import begun, built, gathered, gathering
from .transports import Transports

T = TypeVar("T")


class AnyDriver:
    """What both drivers know; they differ only in waiting."""

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
        """What sends a request to the URL, where no client was handed in."""
        http = self._http
        return http.find(url) if isinstance(http, Transports) else http

    def _way(self, effect: Send) -> Passage:
        """How long the request may take. Raises DeadlineExceeded from it."""
        if effect.remaining is None:
            return Passage(endless)
        until = self._clock.monotonic() + effect.remaining

        def left() -> float:
            seconds = until - self._clock.monotonic()
            if seconds <= 0:
                raise overdue(effect)
            return seconds

        return Passage(left)

    def _failed(
        self, error: Exception, of: Send | Incoming, way: Passage
    ) -> SpecloomError:
        if isinstance(error, SpecloomError):
            # Its traceback would show the library's own view of the request.
            return error.with_traceback(None)
        return translated(error, of.request, self._redactor, way)


class Driver(AnyDriver):
    """Runs flows in the calling thread."""

    def run(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it has its result."""
        given: Any = None
        opened: list[Incoming] = []
        try:
            while True:
                try:
                    effect = flow.send(given)
                except StopIteration as end:
                    result: T = end.value
                    opened.clear()  # Who has the result has what is still open.
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
                if isinstance(given, Incoming):
                    opened.append(given)
        finally:
            flow.close()  # An interrupted call must not leave others waiting for it.
            for incoming in opened:
                self.end(incoming)

    def end(self, incoming: Incoming) -> None:
        """Let go of an answer; its connection is closed unless all was read."""
        if not incoming.ended:
            incoming.ended = True
            incoming.answer.close()

    def _send(self, effect: Send) -> Response | Incoming | SpecloomError:
        way = self._way(effect)
        token = passage.set(way)
        try:
            answer = self._answered(effect)
            if effect.stream:
                pieces = None if answer.is_stream_consumed else iter(answer.stream)
                return begun(effect, answer, way, pieces)
            try:
                received = gathering(effect, answer, way)
                if answer.is_stream_consumed:
                    received.whole(answer.content)
                else:
                    for chunk in answer.stream:
                        received.feed(chunk)
            finally:
                answer.close()
            return gathered(answer, received)
        except FAILURES as error:
            failure = self._failed(error, effect, way)
        finally:
            passage.reset(token)
        return failure

    def _answered(self, effect: Send) -> Any:
        sent = built(self._client, effect, asynchronous=False)
        if self._client is None:
            return self._transport(sent.url).handle_request(sent)
        return self._client.send(sent, stream=True, auth=None, follow_redirects=False)

    def _next(self, incoming: Incoming) -> bytes | SpecloomError | None:
        token = passage.set(incoming.way)
        try:
            piece: bytes | None = next(incoming.pieces, None)
            if piece is None:
                self.end(incoming)
            return piece
        except FAILURES as error:
            failure = self._failed(error, incoming, incoming.way)
        finally:
            passage.reset(token)
        self.end(incoming)
        return failure


def _result(effect: Wait) -> Any:
    future: Future[Any] = effect.future
    try:
        return future.result(effect.remaining)
    except TimeoutError:
        return None
