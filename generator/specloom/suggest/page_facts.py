"""How one operation is paged, as a detector or an extension states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..document import LAST_ITEM, Operation, json_pointer
from ..errors import SourceLocation
from ..vocabulary.pagination_styles import STYLES


@dataclass(frozen=True, kw_only=True)
class Paging:
    """How one operation is paged.

    Attributes:
        operation: the operation.
        style: how the next page is requested.
        request: the locations in the request by role.
        response: the locations in the response by role.
        page_size: the default and the maximum of the page size, where known.
        first: the number of the first page, where known.
        end_when: the marks of the last page; empty for those of the style.
        undeclared: the name of a query parameter that prose names and the description
            does not declare; the proposal declares it.
        assumed: whether a part of it is a guess, which the provenance says.
        confidence: how probable it is that all this is right.
        reason: what says so, in words that hold for other operations, too.
        location: the place that says so.
    """

    operation: Operation
    style: str
    request: Mapping[str, str]
    response: Mapping[str, str]
    page_size: Mapping[str, int] = field(default_factory=dict)
    first: int | None = None
    end_when: tuple[str, ...] = ()
    undeclared: str | None = None
    assumed: bool = False
    confidence: float
    reason: str
    location: SourceLocation

    @property
    def is_complete(self) -> bool:
        """Whether all roles that the style requires are known."""
        given = {f"request.{role}" for role in self.request}
        given |= {f"response.{role}" for role in self.response}
        return self.style in STYLES and given >= set(STYLES[self.style].required)

    def fact(self) -> dict[str, Any]:
        """Return the value of the vocabulary's key."""
        found: dict[str, Any] = {"style": self.style}
        if self.request:
            found["request"] = dict(self.request)
        found["response"] = dict(self.response)
        if self.page_size:
            found["page-size"] = dict(self.page_size)
        if self.first is not None and self.style == "page":
            found["first"] = self.first
        if self.end_when:
            found["end-when"] = list(self.end_when)
        return found


def body_location(steps: Iterable[str]) -> str:
    """Return the location of a part of a response's body."""
    pointer = json_pointer(steps)
    return f"$response.body#{pointer}" if pointer else "$response.body"


def item_location(steps: Iterable[str]) -> str:
    """Return the location of a part of the last item of a page."""
    return f"{LAST_ITEM}#{json_pointer(steps)}"


def request_location(operation: Operation, name: str) -> str | None:
    """Return the location of a parameter, or of a property of the body, by its name.

    Args:
        operation: the operation.
        name: the name of the parameter, or the names of nested properties with dots
            between them.
    """
    for parameter in operation.parameters:
        if parameter.get("name") == name and parameter.get("in") != "path":
            return f"$request.{parameter['in']}.{name}"
    steps = name.removeprefix("body.").split(".")
    body = operation.body
    if body and operation.spec.possibly_at(body[1], steps) is not None:
        return f"$request.body#{json_pointer(steps)}"
    return None
