"""State what a request contains as pieces of text, and compare two such statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from ..ir import Operation
from .wire_change import Part

Pointer: TypeAlias = tuple[str | int, ...]
FactKey: TypeAlias = tuple[str, ...]
"""What a fact is about; only facts with the same key in both packages are compared."""


class Fact(NamedTuple):
    """One statement about the requests of an operation.

    Attributes:
        part: the part of the request.
        name: the name in the request; empty for the whole part.
        pieces: what is sent, in pieces; facts with the same pieces are equal. A
            difference shows only the pieces that the other side does not have.
        pointer: the pointer of the element that decides it in the normalized document.
        shown: the text for a reader, if the pieces are not readable.
    """

    part: Part
    name: str
    pieces: tuple[str, ...]
    pointer: Pointer
    shown: str = ""


Facts: TypeAlias = Mapping[FactKey, Fact]


@dataclass(frozen=True)
class Difference:
    """A part of a request that differs, before it is known for how many operations."""

    part: Part
    name: str
    before: str
    after: str
    pointer_old: Pointer
    pointer_new: Pointer


def differences(old: Facts, new: Facts) -> Iterator[Difference]:
    """Yield the facts of which both packages have one, and that are not equal."""
    for key, before in old.items():
        after = new.get(key)
        if after is not None and before.pieces != after.pieces:
            yield difference(before, after)


def difference(old: Fact, new: Fact) -> Difference:
    """Return the difference between two facts, with the pieces that differ."""
    return Difference(
        part=old.part if old.pieces else new.part,
        name=old.name or new.name,
        before=old.shown or _shown(old.pieces, new.pieces),
        after=new.shown or _shown(new.pieces, old.pieces),
        pointer_old=old.pointer,
        pointer_new=new.pointer,
    )


def _shown(pieces: tuple[str, ...], others: tuple[str, ...]) -> str:
    """Return the pieces that the other side lacks; all if only their order differs.

    The text is empty for a side that sends nothing.
    """
    own = [each for each in pieces if each not in others]
    if not own and sorted(pieces) == sorted(others):
        own = [*pieces]
    return ", ".join(own)


def operation_pointer(operation: Operation) -> Pointer:
    """Return the pointer of an operation in the normalized document."""
    return ("paths", operation.path, operation.method.lower())
