"""A request before it is encoded: Python values by location.

Pagination, windows, chunks and credentials put values into a draft; nothing here
encodes them. Locations are written as in operations:
`query.cursor`, `header.X-Key`, `cookie.session`, `path.id`, `body#/Limitation/Cursor`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ..core.unset import UNSET, Null, Unset


@dataclass(slots=True)
class RequestDraft:
    """The values of one request, not yet encoded.

    `url` is the absolute URL of a next page; if set it replaces path and query.
    Models inside `body` are never changed in place: `put` replaces them.
    """

    method: str
    path: str
    path_values: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)
    body: Any = UNSET
    url: str | None = None

    def copy(self) -> RequestDraft:
        """Return a copy that shares no dict and no list with this draft."""
        return RequestDraft(
            self.method,
            self.path,
            _copied(self.path_values),
            _copied(self.query),
            _copied(self.headers),
            _copied(self.cookies),
            _copied(self.body),
            self.url,
        )

    def get(self, location: str) -> Any:
        """Return the value at `location`, UNSET without one."""
        place, keys = self._resolve(location)
        found = self.body if place is None else place
        for key in keys:
            found = _child(found, key)
        return found

    def put(self, location: str, value: Any) -> None:
        """Set the value at `location`; create the objects that contain it."""
        place, keys = self._resolve(location)
        if place is None:
            self.body = _placed(self.body, keys, value)
        else:
            place[keys[0]] = value

    def remove(self, location: str) -> None:
        """Remove the value at `location`, if there is one."""
        place, keys = self._resolve(location)
        if place is not None:
            place.pop(keys[0], None)
        elif self.get(location) is not UNSET:
            self.body = _placed(self.body, keys, UNSET)

    def _resolve(self, location: str) -> tuple[dict[str, Any] | None, list[str]]:
        """Return the mapping of a location (None: the body) and the keys into it."""
        if location in ("body", "body#"):
            return None, []
        if location.startswith("body#/"):
            return None, [_unescaped(key) for key in location[6:].split("/")]
        kind, _, name = location.partition(".")
        places = {
            "query": self.query,
            "header": self.headers,
            "cookie": self.cookies,
            "path": self.path_values,
        }
        if kind not in places or not name:
            raise ValueError(
                f"not a place in a request: {location!r} (expected query.NAME, "
                "header.NAME, cookie.NAME, path.NAME or body#/POINTER)"
            )
        return places[kind], [name]


def display_name(location: str) -> str:
    """Return a location as messages name it: `body#/Page/Count` is Page.Count."""
    if location.startswith("body#/"):
        return ".".join(_unescaped(key) for key in location[6:].split("/"))
    return location.partition(".")[2] or location


def attribute_of(model: BaseModel, key: str) -> str | None:
    """Return the attribute of a model that is serialized as `key`, None without one."""
    for name, info in type(model).model_fields.items():
        if key in (info.serialization_alias or info.alias, name):
            return name
    return None


def _unescaped(key: str) -> str:
    return key.replace("~1", "/").replace("~0", "~")


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def _child(holder: Any, key: str) -> Any:
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


def _placed(holder: Any, keys: list[str], value: Any) -> Any:
    """Return `holder` with `value` at `keys` (UNSET removes); models are replaced."""
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    old = _child(holder, key)
    new = _placed(old, rest, value)
    if isinstance(holder, BaseModel):
        name = attribute_of(holder, key)
        if name is not None and type(new) is type(old):
            # The model stays a model, so its fields keep their own way of writing.
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
