"""The base classes of generated resources."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar, Unpack, cast

from ..http.framing import FRAME_LIMIT
from ..models.model import Model
from ..operations.arguments import CallValues, Values
from ..operations.base_operation import OperationBase
from ..operations.operation import Operation, PagedOperation, StreamOperation
from ..operations.options import CallOptions
from ..operations.read_write import Edit, Put
from .async_methods import async_call, async_pager, async_parts_pager, async_stream

if TYPE_CHECKING:
    from ..lists.pager import Pager
    from ..lists.parts_pager import PartsPager
    from .clients import AsyncClient, Client
    from .read_writes import Change
    from .streams import Stream

T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")
Part = TypeVar("Part")
Edited = TypeVar("Edited", bound=Model)
View = TypeVar("View", bound=Model)
Body = TypeVar("Body", bound=Model)


class Resource:
    """A group of operations of a client.

    To change the options of a resource, make a copy of it:

        contacts = vendor.contacts.with_options(timeout=5.0, retries=0)
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a copy of this resource with other options."""
        return type(self)(self._client.with_options(**options))

    def _call(self, operation: Operation[T], **values: Unpack[CallValues]) -> T:
        return self._client._call(operation, self._client._draft(operation, values))

    def _edit(
        self,
        edit: Edit[Edited, View],
        key: Values,
        change: Change[Edited] | None,
        changes: Mapping[str, Any],
    ) -> View:
        return self._client._edit(edit, key, change, changes)

    def _put(self, operations: Put[View], body: Body) -> Body | View:
        return self._client._put(operations, body)

    def _stream(
        self,
        operation: StreamOperation[T],
        *,
        reconnect: int = 0,
        frame_limit: int = FRAME_LIMIT,
        **values: Unpack[CallValues],
    ) -> Stream[T]:
        draft = self._client._draft(operation, values)
        return self._client._stream(operation, draft, reconnect, frame_limit)

    def _download(
        self,
        operation: OperationBase,
        to: str | os.PathLike[str] | IO[bytes],
        *,
        limit: int | None = None,
        **values: Unpack[CallValues],
    ) -> int:
        draft = self._client._draft(operation, values)
        return self._client._download(operation, draft, to, limit)

    def _pages(
        self,
        operation: PagedOperation[Item, Page],
        *,
        page_size: int | None = None,
        start: int = 0,
        **values: Unpack[CallValues],
    ) -> Pager[Item, Page]:
        draft = self._client._draft(operation, values)
        return self._client._pages(operation, draft, page_size, start)

    def _parts_pages(
        self,
        operation: PagedOperation[Item, Page],
        part: type[Part],
        *,
        page_size: int | None = None,
        start: int = 0,
        **values: Unpack[CallValues],
    ) -> PartsPager[Item, Page, Part]:
        """Return the pager of a list whose items have parts; `part` is their type."""
        pager = self._pages(operation, page_size=page_size, start=start, **values)
        return cast("PartsPager[Item, Page, Part]", pager)


class AsyncResource:
    """A group of operations of an asynchronous client."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a copy of this resource with other options."""
        return type(self)(self._client.with_options(**options))

    _call = async_call(Resource._call)
    _edit = async_call(Resource._edit)
    _put = async_call(Resource._put)
    _stream = async_stream(Resource._stream)
    _download = async_call(Resource._download)
    _pages = async_pager(Resource._pages)
    _parts_pages = async_parts_pager(Resource._parts_pages)
