"""Locations: a place in a request or response, as an OpenAPI runtime expression.

The vocabulary writes `$request.query.cursor`, `$request.body#/limit`,
`$response.header.Link`, `$response.body` for the whole body and `$last-item#/id` for a
place in the last item of a page. They are read here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .pointers import steps

LAST_ITEM = "$last-item"


@dataclass(frozen=True)
class Location:
    """A parsed location.

    Attributes:
        message: `$request`, `$response` or `$last-item`.
        part: `query`, `header`, `path`, `cookie` or `body`; empty in the last item.
        name: of the parameter, header or cookie; empty for a body, and where all
            parameters of the part are meant.
        pointer: the wire names that lead into a body or item; none for all of it.
    """

    message: str
    part: str
    name: str = ""
    pointer: tuple[str, ...] = ()

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> Location:
        """Return the location that a runtime expression means.

        The schemas of the vocabulary say which expressions are valid; of another one
        the parts that it has are read.
        """
        has_pointer = text.startswith((LAST_ITEM, "$request.body", "$response.body"))
        expression, _, pointer = text.partition("#") if has_pointer else (text, "", "")
        message, _, rest = expression.partition(".")
        part, _, name = rest.partition(".")
        return Location(message, part, name, steps(pointer))

    @property
    def is_body(self) -> bool:
        """Whether it is in a body, or is all of it."""
        return self.part == "body"

    @property
    def is_whole(self) -> bool:
        """Whether it is all of a body, or all parameters of a part."""
        return not self.name and not self.pointer


def wire_location(text: str) -> str:
    """Return a location as the runtime writes it: without `$request.`, `$response.`."""
    return text.removeprefix("$request.").removeprefix("$response.")
