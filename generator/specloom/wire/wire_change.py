"""One difference between the requests of two generated clients for the same call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..changes import OperationKey

Part: TypeAlias = Literal[
    "server",
    "method",
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "authentication",
    "pagination",
]
"""The part of a request that is sent otherwise."""


@dataclass(frozen=True, kw_only=True)
class WireChange:
    """A part of a request that differs for the same arguments.

    Attributes:
        part: the part of the request.
        name: the name of the parameter, header, field or scheme; empty if the whole
            part differs.
        before: what was sent, as text for a reader; empty if nothing.
        after: what is sent now; empty if nothing.
        operations: the operations of which requests differ in this way, sorted.
        pointer_old: the pointer of the element in the old normalized document that
            decides what is sent; None if there is none.
        pointer_new: the pointer in the new normalized document.
    """

    part: Part
    name: str
    before: str
    after: str
    operations: tuple[OperationKey, ...]
    pointer_old: tuple[str | int, ...] | None = None
    pointer_new: tuple[str | int, ...] | None = None
