"""What the runtime has for each kind of operation, and what its constant states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..ir import CallOperation, Operation, PagedOperation, StreamOperation
from ..python_types import PythonType


@dataclass(frozen=True)
class RuntimeNames:
    """The names of the runtime that a kind of operation is printed with.

    Attributes:
        operation: the class of the constant.
        method: the method of a resource that does the work.
        asynchronous: the function that makes the asynchronous method.
    """

    operation: str
    method: str
    asynchronous: str


RUNTIME_NAMES: Mapping[type[Operation], RuntimeNames] = {
    CallOperation: RuntimeNames("Operation", "_call", "async_call"),
    PagedOperation: RuntimeNames("PagedOperation", "_pages", "async_pager"),
    StreamOperation: RuntimeNames("StreamOperation", "_stream", "async_stream"),
}


def stated(operation: Operation) -> tuple[list[PythonType], dict[str, Any]]:
    """Return the types that a constant states after the path, and its keywords."""
    facts = dict(operation.facts)
    match operation:
        case CallOperation(result=result):
            return [result], facts
        case PagedOperation(page=page, item=item, pages=pages):
            return [page, item], {"pages": pages, **facts}
        case StreamOperation(item=item, framing=framing):
            words = facts if framing == "events" else {"framing": framing, **facts}
            return [] if item is None else [item], words
