"""Parts of text, and their replacement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """A part of text, in bytes of UTF-8: its start, and the end after it."""

    start: int
    end: int


def edited(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """Return text in which spans, which do not overlap, are replaced."""
    data = text.encode()
    parts, end = [], 0
    for span, new in sorted(edits):
        parts += [data[end : span.start], new.encode()]
        end = span.end
    return b"".join([*parts, data[end:]]).decode()
