"""The page size of a list: its location, and the sizes that the vendor states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..document import Location, Node, Operation

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
        """Return the sentence about the size that is requested by default."""
        if self.largest is not None:
            return f"By default {self.largest}, the largest that the vendor allows."
        if self.default is not None:
            return f"By default {self.default}."
        return "By default, the vendor decides."


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
