"""The base classes of generated clients, for threads and for tasks.

`BaseClient` contains their common parts. The two classes differ only in how they wait.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO, TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from ..calls.chunked_write import UNSENT
from ..core.errors import RequestError
from ..core.responses import Response
from ..core.unset import UNSET
from ..http.effects import Flow
from ..http.framing import FRAME_LIMIT, Event, Framing
from ..http.messages import Received
from ..http.request_draft import RequestDraft
from ..lists.async_pager import AsyncPager
from ..lists.pager import Pager
from ..lists.parts_pager import AsyncPartsPager, PartsPager
from ..models.decoding import Decode
from ..models.model import Model
from ..operations.arguments import CallValues, Values
from ..operations.base_operation import OperationBase
from ..operations.operation import Operation, PagedOperation, StreamOperation
from ..operations.options import ClientOptions
from ..operations.read_write import Edit, Put
from .async_methods import async_call, async_stream
from .base_client import BaseClient, check_raw, stream_operation, template_of
from .read_writes import Change, edited, put
from .streams import AsyncStream, Stream

if TYPE_CHECKING:
    from ..transport.connection import AsyncConnection, Connection

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")
Edited = TypeVar("Edited", bound=Model)
View = TypeVar("View", bound=Model)
Body = TypeVar("Body", bound=Model)

_collected: ContextVar[list[Received[Any]] | None] = ContextVar(
    "collected", default=None
)
"""The list in which `with_response` collects what one method call receives."""


@contextmanager
def _collecting() -> Iterator[list[Received[Any]]]:
    collected: list[Received[Any]] = []
    token = _collected.set(collected)
    try:
        yield collected
    finally:
        _collected.reset(token)


def _collect(got: Received[T]) -> Received[T]:
    collected = _collected.get()
    if collected is not None and got.response is not UNSENT:
        collected.append(got)
    return got


def _with_last(value: T, collected: list[Received[Any]]) -> Received[T]:
    if not collected:
        raise RequestError(
            "with_response: the method sent no request; a list sends later, and its "
            "responses() are its pages with their responses"
        )
    last = collected[-1]
    return Received(value, last.response, envelope=last.envelope)


class Client(BaseClient):
    """A vendor's client for threads; close it, or use it in a `with` statement.

    Threads may share a client; after a fork, a child opens connections of its own:

        with Vendor.from_env() as vendor:
            contact = vendor.contacts.get("42")
    """

    _connection: Connection

    def _connect(self, options: ClientOptions) -> None:
        # Imported late: httpx2 is slow to import; models and filters do not need it.
        from ..transport.connection import Connection

        self._connection = Connection(self._context, options)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
    ) -> Response:
        """Send a request that is not in the description; it is retried as usual.

        The path is relative to the server:

            response = vendor.request("GET", "/contacts/42", query={"fields": "name"})
        """
        return self._run(self._raw(method, path, query, headers, body))

    def stream(
        self,
        method: str,
        path: str,
        *,
        framing: Framing = "events",
        query: Values | None = None,
        headers: Values | None = None,
        body: Any = UNSET,
        reconnect: int = 0,
    ) -> Stream[Event]:
        """Open a stream that is not in the description, of events or JSON Lines."""
        values: CallValues = {"query": query, "headers": headers, "body": body}
        operation = stream_operation(
            method, path, framing, values, self._context.redactor
        )
        draft = self._draft(operation, values, path)
        return self._stream(operation, draft, reconnect, FRAME_LIMIT)

    def download(
        self,
        path: str,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        query: Values | None = None,
        headers: Values | None = None,
        limit: int | None = None,
    ) -> int:
        """Write a response of at most `limit` bytes to a file, and return its size.

        If `to` is a path, the file exists only when the download is complete.
        """
        names = check_raw("GET", path, query=query, headers=headers)
        template = template_of(path, self._context.redactor)
        operation = Operation("GET", template, bytes, accept="*/*", names=names)
        values: CallValues = {"query": query, "headers": headers}
        draft = self._draft(operation, values, path)
        return self._download(operation, draft, to, limit)

    def with_response(
        self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> Received[T]:
        """Call a method, and return its result with the last response.

            received = vendor.with_response(vendor.contacts.get, "42")
            received.response.headers["ETag"], received.value

        If the result is a member of the response, `received.envelope` is the whole
        decoded response.

        Raises RequestError if the method itself sends no request, for example if it
        returns a pager.
        """
        with _collecting() as collected:
            return _with_last(method(*args, **kwargs), collected)

    def close(self) -> None:
        """Close this client, its copies, and the connections that they share."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _receive(self, flow: Flow[Received[T]]) -> Received[T]:
        return _collect(self._connection.driver().run(flow))

    def _run(self, flow: Flow[Received[T]]) -> T:
        return self._receive(flow).value

    def _call(self, operation: Operation[T], draft: RequestDraft) -> T:
        return self._run(self._result(operation, draft))

    def _edit(
        self,
        edit: Edit[Edited, View],
        key: Values,
        change: Change[Edited] | None,
        changes: Mapping[str, Any],
    ) -> View:
        return self._run(edited(self._attempts(edit.write), edit, key, change, changes))

    def _put(self, operations: Put[View], body: Body) -> Body | View:
        flow = put(self._attempts(operations.create), operations, body)
        return self._run(flow)

    def _stream(
        self,
        operation: StreamOperation[T],
        draft: RequestDraft,
        reconnect: int,
        frame_limit: int,
    ) -> Stream[T]:
        reader = self._stream_reader(operation, draft, reconnect, frame_limit)
        return Stream(self._connection.driver, reader)

    def _download(
        self,
        operation: OperationBase,
        draft: RequestDraft,
        to: str | os.PathLike[str] | IO[bytes],
        limit: int | None,
    ) -> int:
        return self._run(self._saved(operation, draft, to, limit))

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        draft: RequestDraft,
        page_size: int | None,
        start: int,
    ) -> Pager[Item, Page]:
        def fetch(draft: RequestDraft, decode: Decode) -> Received[Page]:
            return self._receive(self._page(operation, draft, decode))

        plan = self._plan(operation, draft, page_size, start)
        return PartsPager(fetch, plan) if operation.parts else Pager(fetch, plan)


class AsyncClient(BaseClient):
    """A vendor's client for tasks; close it, or use it in an `async with` statement.

        async with AsyncVendor.from_env() as vendor:
            contact = await vendor.contacts.get("42")

    Its methods take the same arguments as those of `Client`; await the results. Several
    event loops may share a client: each opens connections of its own.
    """

    _connection: AsyncConnection

    def _connect(self, options: ClientOptions) -> None:
        # Imported late, as in `Client`.
        from ..transport.connection import AsyncConnection

        self._connection = AsyncConnection(self._context, options)

    request = async_call(Client.request)
    stream = async_stream(Client.stream)
    download = async_call(Client.download)

    async def with_response(
        self, method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> Received[T]:
        """Call a method, and return its result with the last response."""
        with _collecting() as collected:
            return _with_last(await method(*args, **kwargs), collected)

    async def close(self) -> None:
        """Close this client, its copies, and the connections that they share."""
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _receive(self, flow: Flow[Received[T]]) -> Received[T]:
        return _collect(await self._connection.driver().run(flow))

    async def _run(self, flow: Flow[Received[T]]) -> T:
        return (await self._receive(flow)).value

    _call = async_call(Client._call)
    _edit = async_call(Client._edit)
    _put = async_call(Client._put)
    _download = async_call(Client._download)

    def _stream(
        self,
        operation: StreamOperation[T],
        draft: RequestDraft,
        reconnect: int,
        frame_limit: int,
    ) -> AsyncStream[T]:
        reader = self._stream_reader(operation, draft, reconnect, frame_limit)
        return AsyncStream(self._connection.driver, reader)

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        draft: RequestDraft,
        page_size: int | None,
        start: int,
    ) -> AsyncPager[Item, Page]:
        async def fetch(draft: RequestDraft, decode: Decode) -> Received[Page]:
            return await self._receive(self._page(operation, draft, decode))

        plan = self._plan(operation, draft, page_size, start)
        if operation.parts:
            return AsyncPartsPager(fetch, plan)
        return AsyncPager(fetch, plan)
