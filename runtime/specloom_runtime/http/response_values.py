"""Values of a response by location: in its headers or its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..core.responses import Response
from ..core.unset import UNSET


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
        if location.startswith("header."):
            return self._response.headers.get(location[7:], UNSET)
        found = self._json()
        _, _, pointer = location.partition("#/")
        for step in pointer.split("/") if pointer else ():
            found = _step(found, step.replace("~1", "/").replace("~0", "~"))
        return found

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
