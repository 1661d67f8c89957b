"""Perform the effects of calls with httpx2, in tasks, as `sync_driver` does in threads.

Imported with the first client of this kind: asyncio is slow to import, and a program
of threads has no use for it.
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from ..core.errors import SpecloomError
from ..core.responses import Response
from ..http.effects import Flow, Next, Send, Sleep, Wait, Write
from ..http.open_response import OpenResponse
from ..http.timing import RequestTiming, current_request
from .error_mapping import FAILURES, deadline_error
from .httpx_messages import body_reader, httpx_request, open_response, whole_response
from .sync_driver import BaseDriver

T = TypeVar("T")


class AsyncDriver(BaseDriver):
    """Runs the generators of calls in the current task."""

    async def run(self, flow: Flow[T]) -> T:
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
                        given = await self._send(effect)
                    case Next():
                        given = await self._next(effect.incoming)
                    case Write():
                        await asyncio.to_thread(effect.file.write, effect.data)
                    case Sleep():
                        await self._clock.asleep(effect.seconds)
                    case _:
                        given = await _result(effect)
                if isinstance(given, OpenResponse):
                    opened.append(given)
        finally:
            flow.close()  # A cancelled task must not leave others waiting for it.
            for incoming in opened:
                await self.end(incoming)

    async def end(self, incoming: OpenResponse) -> None:
        """Close a response; its connection is closed too unless all was read."""
        if not incoming.ended:
            incoming.ended = True
            await incoming.answer.aclose()

    async def _send(self, effect: Send) -> Response | OpenResponse | SpecloomError:
        timing = self._timing(effect)
        token = current_request.set(timing)
        try:
            async with asyncio.timeout(effect.remaining):
                return await self._receive(effect, timing)
        except TimeoutError:
            failure: SpecloomError = deadline_error(effect)
        except FAILURES as error:
            failure = self._failed(error, effect, timing)
        finally:
            current_request.reset(token)
        return failure

    async def _receive(
        self, effect: Send, timing: RequestTiming
    ) -> Response | OpenResponse:
        answer = await self._answered(effect)
        if effect.stream:
            pieces = None if answer.is_stream_consumed else aiter(answer.stream)
            return open_response(effect, answer, timing, pieces)
        try:
            received = body_reader(effect, answer, timing)
            if answer.is_stream_consumed:
                received.feed_decoded(answer.content)
            else:
                async for chunk in answer.stream:
                    received.feed(chunk)
        finally:
            await answer.aclose()
        return whole_response(answer, received)

    async def _answered(self, effect: Send) -> Any:
        sent = httpx_request(self._client, effect, asynchronous=True)
        if self._client is None:
            return await self._transport(sent.url).handle_async_request(sent)
        return await self._client.send(
            sent, stream=True, auth=None, follow_redirects=False
        )

    async def _next(self, incoming: OpenResponse) -> bytes | SpecloomError | None:
        token = current_request.set(incoming.timing)
        try:
            async with asyncio.timeout(incoming.timing.left()):
                piece: bytes | None = await anext(incoming.pieces, None)
            if piece is None:
                await self.end(incoming)
            return piece
        except FAILURES as error:
            failure = self._failed(error, incoming, incoming.timing)
        finally:
            current_request.reset(token)
        await self.end(incoming)
        return failure


async def _result(effect: Wait) -> Any:
    # Shielded: a waiter that is cancelled must not cancel what others wait for.
    waiting = asyncio.shield(asyncio.wrap_future(effect.future))
    try:
        async with asyncio.timeout(effect.remaining):
            return await waiting
    except TimeoutError:
        return None
