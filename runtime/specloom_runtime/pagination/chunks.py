"""Chunks: split lists of values that exceed a vendor's limit into several requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from ..http.request_draft import RequestDraft
from .merging import hashable


@dataclass(frozen=True, slots=True)
class Chunk:
    """A list argument of which a single request contains at most `maximum` values.

    If the maximum is None, a list is never split. For an empty list no request is sent,
    because an absent list can mean everything.
    """

    at: str
    maximum: int | None

    def split(self, draft: RequestDraft) -> Iterator[RequestDraft]:
        """Yield the drafts that cover the list; none for an empty list.

        Repeated values are removed from a list that must be split. In a single request,
        the vendor returns them once; in two requests, it would return them twice.
        """
        values = self._values(draft)
        if values is not None and len(values) > (self.maximum or len(values)):
            values = list({hashable(value): value for value in values}.values())
        yield from self._parts(draft, values)

    def slices(self, draft: RequestDraft) -> Iterator[RequestDraft]:
        """Yield the drafts that together write all values of the list, in order."""
        yield from self._parts(draft, self._values(draft))

    def _parts(
        self, draft: RequestDraft, values: list[Any] | None
    ) -> Iterator[RequestDraft]:
        if values is None:
            yield draft.copy()
            return
        size = self.maximum or len(values) or 1
        # Each copy would otherwise copy the whole list too.
        others = draft.copy()
        others.put(self.at, [])
        for start in range(0, len(values), size):
            part = others.copy()
            part.put(self.at, values[start : start + size])
            yield part

    def _values(self, draft: RequestDraft) -> list[Any] | None:
        given = draft.get(self.at)
        if isinstance(given, str | bytes) or not isinstance(
            given, Sequence | AbstractSet
        ):
            return None
        return list(given)
