"""Read one response of a list: the items of a page, the next cursor and the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from ..core.errors import PaginationError, RequestError
from ..core.unset import UNSET
from ..http.links import next_link
from ..http.locations import display_name, parse_location
from ..http.messages import Received
from ..serialization.scalars import scalar
from .styles import Pages


def items_of(pages: Pages, page: Any) -> list[Any]:
    """Return the items of a decoded page; empty if the page or its list is absent.

    Raises PaginationError if the value in the place of the list is not a list.
    """
    return list_at(pages.items, page)


def list_at(location: str, page: Any) -> list[Any]:
    """Return a list in a decoded page; empty if the page or the list is absent.

    Raises PaginationError if the value in the place of the list is not a list.
    """
    items = _descend(page, parse_location(location).keys)
    if items is None or items is UNSET:
        return []
    if not isinstance(items, list | tuple):
        raise PaginationError(
            f"{display_name(location)} is a {type(items).__name__} (expected a list "
            "of items)"
        )
    return list(items)


def replace_items(pages: Pages, page: Any, items: list[Any]) -> None:
    """Replace the list of items in a page, so that it contains no repeated items."""
    own = _descend(page, parse_location(pages.items).keys)
    if isinstance(own, list) and len(own) != len(items):
        own[:] = items


def value_at(location: str, received: Received[Any]) -> Any:
    """Return the value at a response location; None if it is absent.

    For a `Link` header, the result is the target of `rel=next`.
    """
    place = parse_location(location)
    if place.kind in ("body", "attribute"):
        return _descend(received.value, place.keys)
    values = received.response.headers.all(place.name)
    if place.name.lower() == "link":
        return next_link(", ".join(values))
    return values[-1] if values else None


def attribute(holder: Any, path: str) -> Any:
    """Return the value at a dotted path of attributes or keys; None if it is absent."""
    return _descend(holder, path.split("."))


def _descend(holder: Any, names: Sequence[str]) -> Any:
    for name in names:
        if isinstance(holder, Mapping):
            holder = holder.get(name)
        else:
            holder = getattr(holder, name, None)
    return holder


def cursor_at(location: str, value: Any) -> Any:
    """Return the cursor at a location of a response; None if there is no cursor.

    Raises PaginationError, with the location, for a value that cannot be a cursor.
    """
    try:
        return as_cursor(value)
    except PaginationError as error:
        problem = f"{location}: the next page's start {error}"
    raise PaginationError(problem)


def as_cursor(value: Any) -> Any:
    """Return a cursor as JSON data; None if there is no cursor.

    If the value is absent, null, false or an empty string, there is no cursor. A date
    or an enumeration is serialized like a parameter; a time without a zone is kept
    unchanged. Raises PaginationError for a value that cannot be a cursor.
    """
    if value is None or value is UNSET or value is False or value == "":
        return None
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.isoformat()
    with suppress(RequestError):
        plain = scalar(value)
        if isinstance(plain, int) and plain is not True:
            return plain
        if not isinstance(plain, bool | list | tuple | Mapping | BaseModel):
            return str(plain)
    raise PaginationError(f"is a {type(value).__name__} (expected a cursor)")
