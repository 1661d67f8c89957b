"""Words for the titles of proposals."""

from __future__ import annotations

from collections.abc import Sequence

from ..document import Operation


def several(operations: Sequence[Operation]) -> str:
    """Return the first operation, and how many others there are."""
    first, others = operations[0].wire, len(operations) - 1
    return first if not others else f"{first} and {counted(others, 'other')}"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, such as `2 operations`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
