"""Operations as data: how to send their arguments, and their results.

There is one class for single requests, one for paginated lists, and one for streams. A
type checker infers the result type: `Operation("GET", "/x", Contact)` is an
`Operation[Contact]`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Unpack, overload

from ..http.framing import Event, Framing
from ..models.decoding import Decoder
from .base_operation import OperationBase
from .operation_options import OperationOptions
from .result_types import Result, TypeForm, decoded_by

if TYPE_CHECKING:
    from ..pagination.styles import Pages

T = TypeVar("T")
Item = TypeVar("Item")
Page = TypeVar("Page")

STREAMS: dict[Framing, str] = {
    "events": "text/event-stream",
    "lines": "application/x-ndjson, application/jsonl",
}
"""The `Accept` header for each framing of a stream."""


class Operation(OperationBase, Generic[T]):
    """An operation that sends one request and returns a T."""

    result: Result[T] | None

    @overload
    def __init__(
        self: Operation[None],
        method: str,
        path: str,
        result: None = None,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        result: Result[TypeForm[T]],
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        result: Result[T],
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    def __init__(
        self,
        method: str,
        path: str,
        result: Result[Any] | None = None,
        **facts: Unpack[OperationOptions],
    ) -> None:
        self._set(facts, method=method, path=path, result=result)

    @cached_property
    def decoder(self) -> Decoder[Any] | None:
        """The decoder of the response, built when it is first used."""
        whole = self.result if self.envelope is None else self.envelope
        return None if whole is None else decoded_by(whole)


class PagedOperation(OperationBase, Generic[Item, Page]):
    """A paginated operation; its pages are of type Page and contain Items."""

    result: Result[Page]
    item: Result[Item]
    pages: Pages

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        result: Result[TypeForm[Page]],
        item: Result[TypeForm[Item]],
        *,
        pages: Pages,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        result: Result[TypeForm[Page]],
        item: Result[Item],
        *,
        pages: Pages,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        result: Result[Page],
        item: Result[TypeForm[Item]],
        *,
        pages: Pages,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        result: Result[Page],
        item: Result[Item],
        *,
        pages: Pages,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    def __init__(
        self,
        method: str,
        path: str,
        result: Any,
        item: Any,
        *,
        pages: Pages,
        **facts: Unpack[OperationOptions],
    ) -> None:
        own = {"result": result, "item": item, "pages": pages}
        self._set(facts, method=method, path=path, **own)

    @cached_property
    def decoder(self) -> Decoder[Page]:
        """The decoder of a page, built when it is first used."""
        return decoded_by(self.result)


class StreamOperation(OperationBase, Generic[T]):
    """An operation that returns a stream of T: events or JSON Lines.

    Without `item`, each `Event` is returned unchanged. `done` is the data that marks
    the end of the stream, if the vendor has such a marker.
    """

    item: Result[T] | None
    framing: Framing
    done: str | None

    @overload
    def __init__(
        self: StreamOperation[Event],
        method: str,
        path: str,
        item: None = None,
        *,
        framing: Framing = "events",
        done: str | None = None,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        item: Result[TypeForm[T]],
        *,
        framing: Framing = "events",
        done: str | None = None,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        method: str,
        path: str,
        item: Result[T],
        *,
        framing: Framing = "events",
        done: str | None = None,
        **facts: Unpack[OperationOptions],
    ) -> None: ...

    def __init__(
        self,
        method: str,
        path: str,
        item: Result[Any] | None = None,
        *,
        framing: Framing = "events",
        done: str | None = None,
        **facts: Unpack[OperationOptions],
    ) -> None:
        facts.setdefault("accept", STREAMS[framing])
        own = {"item": item, "framing": framing, "done": done}
        self._set(facts, method=method, path=path, **own)

    @cached_property
    def decoder(self) -> Decoder[T] | None:
        """The decoder of an item, built when it is first used."""
        return None if self.item is None else decoded_by(self.item)
