"""Which names a module imports to print what the intermediate representation says.

`lower` keeps names of its own free of them, and `render` imports models by others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from specloom_runtime.core.unset import Unset

from .ir import (
    CallOperation,
    FilterField,
    Operation,
    PagedOperation,
    Resource,
    StreamOperation,
    Webhook,
)
from .python_types import RUNTIME, Leaf


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
"""What the runtime calls each kind of operation."""


def imported_names(node: Any) -> Iterator[str]:
    """Yield the names that a module imports to print what a node says, models apart.

    Constants of the service may be printed in place of a fact, so there can be more.
    """
    match node:
        case Leaf(name=name, module=module):
            if module not in ("", "builtins"):
                yield name
        case Unset():
            yield "UNSET"
        case FilterField(operators=operators):
            yield from ("Field", *operators)
            yield from imported_names(node.type)
        case Mapping():
            yield from imported_names(list(node.values()))
        case str():
            pass
        case Sequence():
            for each in node:
                yield from imported_names(each)
        case _ if is_dataclass(node):
            match node:
                case Resource():
                    yield from ("Resource", "AsyncResource")
                case Webhook():
                    yield "Webhook"
                case CallOperation() | PagedOperation() | StreamOperation():
                    names = RUNTIME_NAMES[type(node)]
                    yield from (names.operation, names.asynchronous)
            if type(node).__module__.startswith(f"{RUNTIME}."):
                yield type(node).__name__
            for each in fields(node):
                yield from imported_names(getattr(node, each.name))
