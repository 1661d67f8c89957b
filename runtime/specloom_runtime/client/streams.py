"""Streams as callers see them: iterators that hold a connection until they end.

The two classes differ only in waiting; what to read next is `stream_reader`'s. Use them
in a `with`, so that a loop that is left early lets go of the connection at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from ..transport.sync_driver import Driver
from .stream_reader import StreamReader

if TYPE_CHECKING:
    from ..transport.async_driver import AsyncDriver

T = TypeVar("T")


class _Stream(Generic[T]):
    """What both streams know; nothing is sent before the first item is asked for."""

    _reader: StreamReader[T]

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event, None where the stream names none."""
        return self._reader.last_event_id


class Stream(_Stream[T]):
    """Items as they come."""

    def __init__(self, connect: Callable[[], Driver], reader: StreamReader[T]) -> None:
        self._connect = connect
        self._driver: Driver | None = None
        self._reader = reader

    def __iter__(self) -> Iterator[T]:
        driver = self._driver = self._connect()
        try:
            while (found := driver.run(self._reader.next_items())) is not None:
                yield from found
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self._driver is not None and self._reader.incoming is not None:
            self._driver.end(self._reader.incoming)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AsyncStream(_Stream[T]):
    """Items as they come, with `async for`."""

    def __init__(
        self, connect: Callable[[], AsyncDriver], reader: StreamReader[T]
    ) -> None:
        self._connect = connect
        self._driver: AsyncDriver | None = None
        self._reader = reader

    async def __aiter__(self) -> AsyncIterator[T]:
        driver = self._driver = self._connect()
        try:
            while (found := await driver.run(self._reader.next_items())) is not None:
                for item in found:
                    yield item
        finally:
            await self.close()

    async def close(self) -> None:
        """Let go of the connection."""
        if self._driver is not None and self._reader.incoming is not None:
            await self._driver.end(self._reader.incoming)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()
