"""A generated client in one of two modes, and the raw requests that it sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from small_vendor import Transport


class WireClient:
    """A client of a vendor: a function of the request, or a list of responses.

    `kinds` maps each mode, "sync" and "async", to the class of its client.
    """

    def __init__(
        self, mode: str, kinds: dict[str, Any], vendor: Any, **arguments: Any
    ) -> None:
        self.transport = Transport(vendor)
        self.client = kinds[mode](transport=self.transport, **arguments)

    @property
    def asked(self) -> list[Any]:
        """The requests that the vendor received."""
        return self.transport.requests

    def call(self, use: Callable[[Any], Any]) -> Any:
        """Return what a call returns, or the items of a list."""
        got = use(self.client)
        if hasattr(got, "__aiter__"):
            return asyncio.run(_all(got))
        if asyncio.iscoroutine(got):
            return asyncio.run(got)
        return list(got) if hasattr(got, "checkpoint") else got


async def _all(source: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in source]
