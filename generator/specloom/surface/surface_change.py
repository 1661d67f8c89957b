"""One difference between what two generated packages offer to Python code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..changes import OperationKey, PythonEffect

Kind: TypeAlias = Literal[
    "client",
    "resource",
    "method",
    "argument",
    "model",
    "field",
    "enum",
    "enum-member",
    "alias",
    "constant",
]
"""What a name of a generated package denotes."""

Pointer: TypeAlias = tuple[str | int, ...]
"""The names from the root of a normalized document to an element.

A parameter is named by its `in` and `name`, as in `changes.Place`: `query:limit`.
"""


@dataclass(frozen=True, kw_only=True)
class SurfaceChange:
    """A name, type or default that callers can see and that is not as it was.

    Attributes:
        rule: the stable id of the kind of change: the kind and what happened to it,
            for example `method-removed`, `argument-retyped`, `field-renamed`.
        effect: what it means for code that uses the package.
        kind: what the name denotes.
        module: the dotted module in which callers find it, for example
            `acme.resources.invoices`.
        qualname: the name in that module, for example `InvoicesResource.get`,
            `Invoice.due`, `OrderStatus.OPEN`; an argument is written with its method,
            as `InvoicesResource.get(limit)`. It is the old name unless it was added.
        renamed_to: the last part of the new name; None if it was not renamed.
        before: the signature, type or value before; empty if the name was added.
        after: the signature, type or value after; empty if the name was removed.
        pointer_old: the pointer of its element in the old normalized document; None
            if there is no such element.
        pointer_new: the pointer in the new normalized document.
        operations: the operations whose calls it reaches, sorted.
    """

    rule: str
    effect: PythonEffect
    kind: Kind
    module: str
    qualname: str
    renamed_to: str | None = None
    before: str = ""
    after: str = ""
    pointer_old: Pointer | None = None
    pointer_new: Pointer | None = None
    operations: tuple[OperationKey, ...] = ()
