"""What generated resources stand on: one request, or a list, of one vendor."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar, Unpack

from .draft import UNSET
from .framing import FRAME_LIMIT
from .operation import Operation, PagedOperation, Route, StreamOperation
from .options import CallOptions
from .pager import AsyncPager, Pager
from .prepare import Values, draft

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
        """The same operations with other options."""
        return type(self)(self._client.with_options(**options))

    def _on(self, client: Any) -> Self:
        """The same operations of a copy of the client."""
        return type(self)(client)

    def _call(
        self,
        operation: Operation[T],
        *,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
    ) -> T:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        return self._client._call(operation, made)

    def _stream(
        self,
        operation: StreamOperation[T],
        *,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
        reconnect: int = 0,
        frame_limit: int = FRAME_LIMIT,
    ) -> Stream[T]:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        return self._client._stream(operation, made, reconnect, frame_limit)

    def _download(
        self,
        operation: Route,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        limit: int | None = None,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
    ) -> int:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        return self._client._download(operation, made, to, limit)

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        *,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
        page_size: int | None = None,
    ) -> Pager[Item, Page]:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        plan = self._client._plan(operation, made, page_size)
        return Pager(self._client._fetcher(operation), plan)


class AsyncResource:
    """A group of operations of an async client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """The same operations with other options."""
        return type(self)(self._client.with_options(**options))

    def _on(self, client: Any) -> Self:
        """The same operations of a copy of the client."""
        return type(self)(client)

    async def _call(
        self,
        operation: Operation[T],
        *,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
    ) -> T:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        return await self._client._call(operation, made)

    def _stream(
        self,
        operation: StreamOperation[T],
        *,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
        reconnect: int = 0,
        frame_limit: int = FRAME_LIMIT,
    ) -> AsyncStream[T]:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        return self._client._stream(operation, made, reconnect, frame_limit)

    async def _download(
        self,
        operation: Route,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        limit: int | None = None,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
    ) -> int:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        return await self._client._download(operation, made, to, limit)

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        *,
        path: Values | None = None,
        query: Values | None = None,
        headers: Values | None = None,
        cookies: Values | None = None,
        body: Any = UNSET,
        page_size: int | None = None,
    ) -> AsyncPager[Item, Page]:
        made = draft(
            operation,
            path=path,
            query=query,
            headers=headers,
            cookies=cookies,
            body=body,
        )
        plan = self._client._plan(operation, made, page_size)
        return AsyncPager(self._client._fetcher(operation), plan)
