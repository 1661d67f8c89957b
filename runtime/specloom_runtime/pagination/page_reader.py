"""Read a page: its items, the cursor of the next page, a total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..core.unset import UNSET
from ..http.links import next_link
from .styles import Pages


class HasHeaders(Protocol):
    """The part of a response that pagination reads: its headers."""

    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A decoded page (None for an empty body) and its response."""

    page: Any
    response: HasHeaders


def items_of(pages: Pages, page: Any) -> list[Any]:
    """Return the items of a decoded page; none if the page or its list is absent."""
    _, _, path = pages.items.partition(".")
    found = attribute(page, path) if path else page
    return list(found) if found is not None and found is not UNSET else []


def value_at(location: str | None, answer: DecodedPage) -> Any:
    """Return the value at a response location, None if it is absent."""
    if location is None:
        return None
    kind, _, name = location.partition(".")
    if kind == "body":
        return attribute(answer.page, name) if name else answer.page
    wanted = name.lower()
    headers = answer.response.headers.items()
    found = [value for key, value in headers if key.lower() == wanted]
    if wanted == "link":
        return next_link(", ".join(found))
    return found[-1] if found else None


def attribute(holder: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(holder, Mapping):
            holder = holder.get(name)
        else:
            holder = getattr(holder, name, None)
    return holder


def as_cursor(value: Any) -> Any:
    """Return a cursor as JSON can store it; None for absent, null and ""."""
    if value is None or value is UNSET or value == "":
        return None
    return value if isinstance(value, int) else str(value)
