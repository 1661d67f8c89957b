"""Streams as callers see them: iterators that hold a connection until they end.

The two classes differ only in waiting; what to read next is `listening`'s. Use them
in a `with`, so that a loop that is left early lets go of the connection at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from ..transport.sync_driver import Driver
from .stream_reader import Listening

if TYPE_CHECKING:
    from ..transport.async_driver import AsyncDriver

T = TypeVar("T")


class _Stream(Generic[T]):
    """What both streams know; nothing is sent before the first item is asked for."""

    _listening: Listening[T]

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event, None where the stream names none."""
        return self._listening.last_event_id


class Stream(_Stream[T]):
    """Items as they come."""

    def __init__(self, connect: Callable[[], Driver], listening: Listening[T]) -> None:
        self._connect = connect
        self._driver: Driver | None = None
        self._listening = listening

    def __iter__(self) -> Iterator[T]:
        driver = self._driver = self._connect()
        try:
            while (found := driver.run(self._listening.more())) is not None:
                yield from found
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._driver is not None and self._listening.incoming is not None:
            self._driver.end(self._listening.incoming)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AsyncStream(_Stream[T]):
    """Items as they come, with `async for`."""

    def __init__(
        self, connect: Callable[[], AsyncDriver], listening: Listening[T]
    ) -> None:
        self._connect = connect
        self._driver: AsyncDriver | None = None
        self._listening = listening

    async def __aiter__(self) -> AsyncIterator[T]:
        driver = self._driver = self._connect()
        try:
            while (found := await driver.run(self._listening.more())) is not None:
                for item in found:
                    yield item
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._driver is not None and self._listening.incoming is not None:
            await self._driver.end(self._listening.incoming)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()
