"""Values of a response by location: in its headers or its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..core.responses import Response
from ..core.unset import UNSET
from .locations import parse_location


class ResponseValues:
    """The values of a response by location; its JSON is parsed once, when needed."""

    def __init__(self, response: Response) -> None:
        self._response = response
        self._tree: Any = None
        self._read = False

    def at(self, location: str | None) -> Any:
        """Return the value at a location, UNSET without one or without JSON."""
        if location is None:
            return UNSET
        place = parse_location(location)
        if place.kind == "header":
            return self._response.headers.get(place.name, UNSET)
        value = self._json()
        for key in place.keys:
            value = _step(value, key)
        return value

    def _json(self) -> Any:
        if not self._read:
            self._read = True
            try:
                self._tree = json.loads(self._response.body)
            except (ValueError, RecursionError):
                self._tree = UNSET
        return self._tree


def _step(holder: Any, key: str) -> Any:
    if isinstance(holder, Mapping):
        return holder.get(key, UNSET)
    if isinstance(holder, list) and key.isdecimal() and int(key) < len(holder):
        return holder[int(key)]
    return UNSET
