"""Read values of a response from its headers or its JSON body, by location."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from ..core.responses import Response
from ..core.unset import UNSET
from .locations import parse_location
from .request_draft import child_of

LONGEST = 1000
"""The number of digits from which a number is read as infinity.

Such a number is far above any limit.
"""


class ResponseValues:
    """The values of a response by location; the JSON is parsed once, when needed."""

    def __init__(self, response: Response) -> None:
        self._response = response

    def at(self, location: str | None) -> Any:
        """Return the value at a location; UNSET if the response has no such value."""
        if location is None:
            return UNSET
        place = parse_location(location)
        if place.kind == "header":
            return self._response.headers.get(place.name, UNSET)
        value = self._json
        for key in place.keys:
            value = child_of(value, key)
        return value

    @cached_property
    def _json(self) -> Any:
        try:
            text = self._response.text
            return json.loads(text, parse_int=_integer)
        except (ValueError, RecursionError):
            return UNSET


def _integer(digits: str) -> int | float:
    """Return a whole number; Python rejects numbers with more than 4,300 digits."""
    return int(digits) if len(digits) < LONGEST else float(digits)
