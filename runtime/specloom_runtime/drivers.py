"""Doing what flows ask for, with httpx2: once in threads, once in tasks.

A driver decides nothing. Failures of the HTTP library are translated here, outside of
its handlers, so that no traceback leads into frames that hold credentials.
"""

from __future__ import annotations

import asyncio
import ssl
from concurrent.futures import Future
from typing import Any, TypeVar

import httpx2

from .body import Body
from .clock import Clock
from .effects import Flow, Send, Sleep, Wait
from .errors import (
    ConnectError,
    ConnectionLost,
    DeadlineExceeded,
    PoolTimeout,
    ProxyError,
    ReadTimeout,
    SpecloomError,
    TlsError,
    TransportError,
)
from .secrets import Redactor
from .values import Headers, Request, Response, bare

T = TypeVar("T")


class Driver:
    """Runs flows in the calling thread."""

    def __init__(self, http: httpx2.Client, clock: Clock, redactor: Redactor) -> None:
        self._http = http
        self._clock = clock
        self._redactor = redactor

    def run(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it has its result."""
        given: Any = None
        failed: SpecloomError | None = None
        try:
            while True:
                try:
                    effect = flow.throw(failed) if failed else flow.send(given)
                except StopIteration as end:
                    result: T = end.value
                    return result
                given = failed = None
                match effect:
                    case Send():
                        given = self._send(effect)
                        if isinstance(given, SpecloomError):
                            failed = given
                    case Sleep():
                        self._clock.sleep(effect.seconds)
                    case Wait():
                        given = _result(effect)
        finally:
            flow.close()  # An interrupted call must not leave others waiting for it.

    def _send(self, effect: Send) -> Response | SpecloomError:
        try:
            sent = self._http.build_request(**_arguments(effect))
            answer = self._http.send(
                sent, stream=True, auth=None, follow_redirects=False
            )
            try:
                body = _body(effect, answer, self._clock)
                if answer.is_stream_consumed:
                    body.whole(answer.content)
                else:
                    for chunk in answer.iter_raw():
                        body.feed(chunk)
            finally:
                answer.close()
            return _response(answer, body)
        except SpecloomError as known:
            # Its traceback would show the library's own view of the request.
            return known.with_traceback(None)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            failure = translated(error, effect.request, self._redactor)
        return failure


class AsyncDriver:
    """Runs flows in the current task."""

    def __init__(
        self, http: httpx2.AsyncClient, clock: Clock, redactor: Redactor
    ) -> None:
        self._http = http
        self._clock = clock
        self._redactor = redactor

    async def run(self, flow: Flow[T]) -> T:
        """Do what the flow asks for until it has its result."""
        given: Any = None
        failed: SpecloomError | None = None
        try:
            while True:
                try:
                    effect = flow.throw(failed) if failed else flow.send(given)
                except StopIteration as end:
                    result: T = end.value
                    return result
                given = failed = None
                match effect:
                    case Send():
                        given = await self._send(effect)
                        if isinstance(given, SpecloomError):
                            failed = given
                    case Sleep():
                        await self._clock.asleep(effect.seconds)
                    case Wait():
                        given = await _aresult(effect)
        finally:
            flow.close()  # A cancelled task must not leave others waiting for it.

    async def _send(self, effect: Send) -> Response | SpecloomError:
        try:
            async with asyncio.timeout(effect.remaining):
                return await self._receive(effect)
        except SpecloomError as known:
            # Its traceback would show the library's own view of the request.
            return known.with_traceback(None)
        except TimeoutError:
            failure: TransportError = overdue(effect)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            failure = translated(error, effect.request, self._redactor)
        return failure

    async def _receive(self, effect: Send) -> Response:
        sent = self._http.build_request(**_arguments(effect))
        answer = await self._http.send(
            sent, stream=True, auth=None, follow_redirects=False
        )
        try:
            body = _body(effect, answer, self._clock)
            if answer.is_stream_consumed:
                body.whole(answer.content)
            else:
                async for chunk in answer.aiter_raw():
                    body.feed(chunk)
        finally:
            await answer.aclose()
        return _response(answer, body)


def _arguments(effect: Send) -> dict[str, Any]:
    request = effect.request
    return {
        "method": request.method,
        "url": request.url,
        "headers": list(request.headers.pairs()),
        "content": request.content,
        "timeout": effect.timeout,
    }


def _body(effect: Send, answer: httpx2.Response, clock: Clock) -> Body:
    until = None if effect.remaining is None else clock.monotonic() + effect.remaining

    def check() -> None:
        if until is not None and clock.monotonic() > until:
            raise overdue(effect)

    headers = Headers(answer.headers.multi_items())
    return Body(headers, limit=effect.limit, check=check)


def _response(answer: httpx2.Response, body: Body) -> Response:
    headers = Headers(answer.headers.multi_items())
    return Response(status=answer.status_code, headers=headers, body=body.done())


def _result(effect: Wait) -> Any:
    future: Future[Any] = effect.future
    try:
        return future.result(effect.remaining)
    except TimeoutError:
        return None


async def _aresult(effect: Wait) -> Any:
    # Shielded: a waiter that is cancelled must not cancel what others wait for.
    waiting = asyncio.shield(asyncio.wrap_future(effect.future))
    try:
        async with asyncio.timeout(effect.remaining):
            return await waiting
    except TimeoutError:
        return None


def overdue(effect: Send) -> DeadlineExceeded:
    """The total time is used up while the answer was on its way."""
    seconds = effect.remaining or 0.0
    where = f"{effect.request.method} {bare(effect.request.url)}"
    return DeadlineExceeded(
        f"{where}: the answer did not come in the {seconds:.3g} s left of the deadline",
        deadline=seconds,
        maybe_sent=True,
    )


def translated(
    error: Exception, request: Request, redactor: Redactor
) -> TransportError:
    """The HTTP library's failure as one of ours, without its traceback."""
    kind = _kind(error)
    doing = f"{request.method} {bare(request.url)}"
    said = str(error) or type(error).__name__
    text = f"{doing}: {said}"
    if kind in (ConnectionLost, ReadTimeout):
        text += " (the request may have been processed)"
    return kind(redactor.text(text))


def _kind(error: BaseException) -> type[TransportError]:
    match error:
        case httpx2.PoolTimeout():
            return PoolTimeout
        case httpx2.ProxyError():
            return ProxyError
        case httpx2.ConnectTimeout() | httpx2.ConnectError():
            return TlsError if _certificate(error) else ConnectError
        case httpx2.TimeoutException():
            return ReadTimeout
        case httpx2.UnsupportedProtocol() | httpx2.InvalidURL():
            return ConnectError
        case httpx2.LocalProtocolError():
            return TransportError
    return ConnectionLost


def _certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
