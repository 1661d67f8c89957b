"""A request before encoding: Python values by location.

Pagination, windows, chunks and credentials put values into a draft; nothing is encoded
here. `locations` defines how locations are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.property_names import wire_name
from ..core.unset import UNSET, Null, Unset, is_absent
from .locations import Location, display_name, parse_location


@dataclass(slots=True)
class RequestDraft:
    """The values of one request before encoding.

    `url` is the absolute URL of a next page; it replaces the path and the query.
    `extra_body` contains members of the body that the description omits. `closed_ends`
    are the locations of the ends of ranges that were set to the time `closed_at`.
    Models inside `body` are never changed in place; `put` replaces them. `align` is not
    sent: it states the length of the requested buckets. `recheck` is the part of the
    filter that the client evaluates on the items of the response. `argument` returns
    the name of the caller's argument at a location, for messages.
    """

    method: str
    path: str
    path_values: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    body: Any = UNSET
    url: str | None = None
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    align: Any = None
    closed_ends: tuple[str, ...] = ()
    closed_at: datetime | None = None
    recheck: Any = None
    argument: Callable[[str], str] = display_name

    def copy(self) -> RequestDraft:
        """Return a copy that shares no dicts or lists with this draft.

        Raises RequestError if a value contains itself.
        """
        try:
            return RequestDraft(
                self.method,
                self.path,
                _copied(self.path_values),
                _copied(self.query),
                _copied(self.headers),
                _copied(self.cookies),
                _copied(self.body),
                self.url,
                self.extra_body,
                self.align,
                self.closed_ends,
                self.closed_at,
                self.recheck,
                self.argument,
            )
        except RecursionError:
            problem = "an argument contains itself, or is nested too deeply"
            raise RequestError(problem) from None

    def get(self, location: str) -> Any:
        """Return the value at `location`; UNSET if there is none."""
        place = parse_location(location)
        if place.kind != "body":
            return self._values(place).get(place.keys[0], UNSET)
        value = self.body
        for key in place.keys:
            value = child_of(value, key)
        return value

    def put(self, location: str, value: Any) -> None:
        """Set the value at `location`, and create missing objects on the path."""
        place = parse_location(location)
        if place.kind == "body":
            self.body = _placed(self.body, place.keys, value)
        else:
            self._values(place)[place.keys[0]] = value

    def remove(self, location: str) -> None:
        """Remove the value at `location` if there is one."""
        place = parse_location(location)
        if place.kind != "body":
            self._values(place).pop(place.keys[0], None)
        elif self.get(location) is not UNSET:
            self.body = _placed(self.body, place.keys, UNSET)

    def _values(self, place: Location) -> dict[str, Any]:
        """Return the dict that contains the values of a location's part."""
        match place.kind:
            case "query":
                return self.query
            case "header":
                return self.headers
            case "cookie":
                return self.cookies
            case "path":
                return self.path_values
            case _:
                raise ValueError(f"not a place in a request: {place.name}")


def attribute_of(model: BaseModel, key: str) -> str | None:
    """Return the attribute of a model that is serialized as `key`, or None."""
    for name in type(model).model_fields:
        if key in (wire_name(type(model), name), name):
            return name
    return None


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def child_of(holder: Any, key: str) -> Any:
    """Return the value of a key in a model, object or array; UNSET if there is none."""
    if isinstance(holder, BaseModel):
        name = attribute_of(holder, key)
        if name is None:
            return (holder.model_extra or {}).get(key, UNSET)
        return getattr(holder, name) if name in holder.model_fields_set else UNSET
    if isinstance(holder, dict):
        return holder.get(key, UNSET)
    if isinstance(holder, Sequence) and not isinstance(holder, str | bytes):
        position = int(key) if key.isdecimal() else len(holder)
        return holder[position] if position < len(holder) else UNSET
    return UNSET


def _placed(holder: Any, keys: Sequence[str], value: Any) -> Any:
    """Return `holder` with `value` at `keys`; UNSET removes the member.

    Models are not changed: a changed copy is returned.
    """
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    old = child_of(holder, key)
    new = _placed(old, rest, value)
    if isinstance(holder, BaseModel):
        name = attribute_of(holder, key)
        is_time = isinstance(new, date) and is_absent(old)
        if name is not None and (type(new) is type(old) or is_time):
            # The model stays a model, so that its fields keep their serialization.
            return holder.model_copy(update={name: new})
        holder = holder.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(holder, list) and key.isdecimal() and int(key) < len(holder):
        holder[int(key)] = new
        return holder
    if not isinstance(holder, dict):
        if not (holder is None or isinstance(holder, Unset | Null)):
            kind = type(holder).__name__
            raise ValueError(f"{key!r} cannot be put into a {kind} in the body")
        holder = {}
    if new is UNSET:
        holder.pop(key, None)
    else:
        holder[key] = new
    return holder
