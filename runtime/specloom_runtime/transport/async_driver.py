"""Perform the effects of calls with httpx2 in tasks, like `sync_driver` in threads.

This module is imported with the first asynchronous client, because the import of
asyncio is slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any

from ..core.clock import Clock
from ..core.errors import SpecloomError
from ..http.effects import Send, Truncate, Wait, Write
from ..http.messages import OpenResponse
from ..http.timing import RequestTiming
from ..http.upload import Upload
from .error_mapping import deadline_error
from .httpx_messages import Outgoing
from .sync_driver import BaseDriver

CLOSED_AFTER = 0.25
"""Seconds after which a waiting call looks whether its client was closed."""


class AsyncDriver(BaseDriver):
    """Run the generators of calls in the current task."""

    run = BaseDriver.perform
    end = BaseDriver.close

    _iterate = staticmethod(aiter)

    def _timeout(self, timing: RequestTiming) -> AbstractAsyncContextManager[Any]:
        seconds = timing.left()
        if seconds is None:
            return nullcontext()
        limit = timing.limit = asyncio.timeout(seconds)
        return limit

    def _failed(
        self, error: Exception, source: Send | OpenResponse, timing: RequestTiming
    ) -> SpecloomError:
        # A transport can raise the same error when no deadline has passed.
        passed = timing.limit is not None and timing.limit.expired()
        if isinstance(error, TimeoutError) and passed and isinstance(source, Send):
            return deadline_error(source)
        return super()._failed(error, source, timing)

    async def _chunks_of(
        self, upload: Upload, length: int | None
    ) -> AsyncIterator[bytes]:
        # A file is read in another thread, so that the event loop is not blocked.
        chunks = upload.chunks(length)
        while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
            yield chunk

    async def _handle(self, outgoing: Outgoing) -> Any:
        if self._client is None:
            transport = self._transport(outgoing.request.url)
            return await transport.handle_async_request(outgoing.request)
        return await self._client.send(
            outgoing.request, stream=True, auth=None, follow_redirects=False
        )

    async def _next_chunk(self, chunks: Any) -> bytes | None:
        chunk: bytes | None = await anext(chunks, None)
        return chunk

    async def _close(self, response: Any) -> None:
        await response.aclose()

    async def _close_again(self) -> None:
        await self._connection.close()

    async def _write(self, effect: Write) -> None:
        await asyncio.to_thread(effect.perform)

    async def _truncate(self, effect: Truncate) -> None:
        await asyncio.to_thread(effect.perform)

    async def _sleep(self, seconds: float) -> None:
        clock = self._clock
        if type(clock).asleep is not Clock.asleep:
            await clock.asleep(seconds)
            return
        while seconds > 0 and not self._connection.is_closed():
            await clock.asleep(min(seconds, CLOSED_AFTER))
            seconds -= CLOSED_AFTER

    async def _wait(self, effect: Wait) -> Any:
        # Shielded: a cancelled call must not cancel the future that others wait for.
        waiting = asyncio.shield(asyncio.wrap_future(effect.future))
        try:
            async with asyncio.timeout(effect.remaining):
                return await waiting
        except TimeoutError:
            return None
