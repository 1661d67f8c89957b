"""Streams: iterators that keep a connection open until they end.

The two classes differ only in how they wait; `stream_reader` decides what to read next.
Use them in a `with` statement, so that the connection is closed if a loop ends early.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from .stream_reader import StreamReader

if TYPE_CHECKING:
    from ..transport.async_driver import AsyncDriver
    from ..transport.sync_driver import Driver

T = TypeVar("T")


class _Stream(Generic[T]):
    """The base class of both streams; reading the first item sends the request."""

    _reader: StreamReader[T]

    @property
    def last_event_id(self) -> str | None:
        """The id of the last event; None if the stream sends no ids."""
        return self._reader.last_event_id


class Stream(_Stream[T]):
    """An iterator that yields items as they arrive."""

    def __init__(self, connect: Callable[[], Driver], reader: StreamReader[T]) -> None:
        self._connect = connect
        self._driver: Driver | None = None
        self._reader = reader

    def __iter__(self) -> Iterator[T]:
        driver = self._driver = self._connect()
        try:
            while (items := driver.run(self._reader.next_items())) is not None:
                yield from items
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._driver is not None and self._reader.incoming is not None:
            self._driver.end(self._reader.incoming)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class AsyncStream(_Stream[T]):
    """An asynchronous iterator that yields items as they arrive; use `async for`."""

    def __init__(
        self, connect: Callable[[], AsyncDriver], reader: StreamReader[T]
    ) -> None:
        self._connect = connect
        self._driver: AsyncDriver | None = None
        self._reader = reader

    async def __aiter__(self) -> AsyncIterator[T]:
        driver = self._driver = self._connect()
        try:
            while (items := await driver.run(self._reader.next_items())) is not None:
                for item in items:
                    yield item
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connection."""
        if self._driver is not None and self._reader.incoming is not None:
            await self._driver.end(self._reader.incoming)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()
