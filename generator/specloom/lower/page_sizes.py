"""The page size of a list: its location, and the sizes that the vendor states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..document import Location, Node, Operation, value_notes

LARGEST = 10_000
"""The largest `maximum` of a schema that is a page size, not the range of a number."""


@dataclass(frozen=True)
class PageSize:
    """The page size of a request.

    Attributes:
        location: the location in the request.
        default: the vendor's default.
        least: the smallest size that the vendor allows; None for 1.
        most: the largest size that the vendor states.
        listed: the only sizes that the vendor allows; empty for all.
    """

    location: str
    default: int | None
    least: int | None
    most: int | None
    listed: tuple[int, ...]

    @property
    def largest(self) -> int | None:
        """The largest size that the vendor states."""
        return self.most or max(self.listed, default=None)

    def text(self) -> str:
        """Return sentences about the allowed sizes and the size by default."""
        allowed = value_notes.values_note({"enum": self.listed})
        return f"{allowed} {self._default_text()}".strip()

    def _default_text(self) -> str:
        """Return the sentence about the size that is requested by default."""
        if self.largest is not None:
            return f"By default {self.largest}, the largest that the vendor allows."
        if self.default is not None:
            return f"By default {self.default}."
        return "By default, the vendor decides."


@dataclass(frozen=True)
class StartFacts:
    """The positions at which a list can begin.

    Attributes:
        counter: what a request counts: `page` or `offset`.
        first: the number of the first page.
        last: the last page number or offset; None if it is unlimited.
        size: the page size; None if a request cannot contain it.
        fixed: the size of all pages; None if it is unknown or a request can contain it.
    """

    counter: str
    first: int
    last: int | None
    size: PageSize | None
    fixed: int | None

    def text(self) -> str:
        """Return the description of the argument."""
        one = "`take(50)` reads only 50 items."
        if self.size:
            one = "`page_size=50` and `take(50)` read only one page."
        return (
            f"The position of the first item, from 0{self._limit()}. Iterating reads "
            f"from there to the end; {one}"
        )

    def _limit(self) -> str:
        """Return the largest start, as a part of a sentence."""
        if self.last is None:
            return ""
        if self.counter == "offset":
            return f" to {self.last}"
        pages = self.last - self.first + 1
        if self.fixed:
            return f" to {pages * self.fixed - 1}"
        largest = self.size and (self.size.largest or self.size.default)
        if not largest:
            return ""
        return f" to {pages * largest - 1}, or less with smaller pages"


def page_size(operation: Operation, fact: Node | None) -> PageSize | None:
    """Return the page size of a list; None if a request cannot contain it."""
    location = ((fact or {}).get("request") or {}).get("limit")
    if fact is None or location is None:
        return None
    schema, declared = operation.schema_at(location), fact.get("page-size", {})
    least = max(_bounds(schema, "minimum", "exclusiveMinimum", 1), default=1)
    most = min(_bounds(schema, "maximum", "exclusiveMaximum", -1), default=None)
    if most is not None and most > LARGEST:
        most = None
    default = declared.get("default") or schema.get("default")
    return PageSize(
        location,
        None if default is None else int(default),
        least if least > 1 else None,
        declared.get("maximum") or most,
        tuple(sorted(each for each in schema.get("enum", ()) if _is_whole(each))),
    )


def parameter_of(operation: Operation, location: str) -> Node:
    """Return the parameter at a location of the request; {} if it is in the body."""
    at = Location.parse(location)
    for node in operation.parameters:
        if (node["in"], node["name"]) == (at.part, at.name):
            return node
    return {}


def _bounds(schema: Node, inclusive: str, exclusive: str, step: int) -> Iterator[int]:
    """Yield the bounds of a whole number as inclusive bounds."""
    if _is_number(schema.get(inclusive)):
        yield int(schema[inclusive])
    if _is_number(schema.get(exclusive)):
        yield int(schema[exclusive]) + step


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
