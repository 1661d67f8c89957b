"""Test that a cancelled task ends immediately, wherever it waits."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from small_vendor import GET, SECRET, SERVICE, Transport, ok
from specloom_runtime import AsyncClient, AsyncResource


class Hanging(Transport):
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        await asyncio.sleep(60)
        raise AssertionError


async def cancelled(transport: Any) -> int:
    client = AsyncClient(SERVICE, {"key": SECRET}, transport=transport)
    call = AsyncResource(client)._call(GET, path={"number": 1})
    task = asyncio.create_task(call)
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(task), 1)
    return len(transport.requests)


def test_cancel_while_sending() -> None:
    assert asyncio.run(cancelled(Hanging([]))) == 1


def test_cancel_while_waiting_for_the_next_attempt() -> None:
    busy = Transport(lambda request: ok({}, 503, Retry_After="60"))
    assert asyncio.run(cancelled(busy)) == 1
