"""The base classes of generated resources."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Self, TypeVar, Unpack

from ..http.framing import FRAME_LIMIT
from ..lists.pager import AsyncPager, Pager
from ..operations.arguments import CallValues, build_draft
from ..operations.operation import (
    Operation,
    OperationBase,
    PagedOperation,
    StreamOperation,
)
from ..operations.options import CallOptions

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .streams import AsyncStream, Stream

T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")


class Resource:
    """A group of operations of a client."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return the same operations with other options."""
        return type(self)(self._client.with_options(**options))

    def _call(self, operation: Operation[T], **values: Unpack[CallValues]) -> T:
        return self._client._call(operation, build_draft(operation, **values))

    def _stream(
        self,
        operation: StreamOperation[T],
        *,
        reconnect: int = 0,
        frame_limit: int = FRAME_LIMIT,
        **values: Unpack[CallValues],
    ) -> Stream[T]:
        made = build_draft(operation, **values)
        return self._client._stream(operation, made, reconnect, frame_limit)

    def _download(
        self,
        operation: OperationBase,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        limit: int | None = None,
        **values: Unpack[CallValues],
    ) -> int:
        made = build_draft(operation, **values)
        return self._client._download(operation, made, to, limit)

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        *,
        page_size: int | None = None,
        **values: Unpack[CallValues],
    ) -> Pager[Item, Page]:
        plan = self._client._plan(
            operation, build_draft(operation, **values), page_size
        )
        return Pager(self._client._fetcher(operation), plan)


class AsyncResource:
    """A group of operations of an async client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return the same operations with other options."""
        return type(self)(self._client.with_options(**options))

    async def _call(self, operation: Operation[T], **values: Unpack[CallValues]) -> T:
        return await self._client._call(operation, build_draft(operation, **values))

    def _stream(
        self,
        operation: StreamOperation[T],
        *,
        reconnect: int = 0,
        frame_limit: int = FRAME_LIMIT,
        **values: Unpack[CallValues],
    ) -> AsyncStream[T]:
        made = build_draft(operation, **values)
        return self._client._stream(operation, made, reconnect, frame_limit)

    async def _download(
        self,
        operation: OperationBase,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        limit: int | None = None,
        **values: Unpack[CallValues],
    ) -> int:
        made = build_draft(operation, **values)
        return await self._client._download(operation, made, to, limit)

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        *,
        page_size: int | None = None,
        **values: Unpack[CallValues],
    ) -> AsyncPager[Item, Page]:
        plan = self._client._plan(
            operation, build_draft(operation, **values), page_size
        )
        return AsyncPager(self._client._fetcher(operation), plan)
