"""Parse locations: places in a request or response, as OpenAPI runtime expressions.

Examples are `$request.query.cursor`, `$request.body#/limit`, `$response.header.Link`,
and `$response.body` for the whole body. The vocabulary adds `$last-item#/id` for a
place in the last item of a page. No other module parses locations.
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
        part: `query`, `header`, `path`, `cookie` or `body`; empty for the last item.
        name: the name of the parameter, header or cookie; empty for a body, and for all
            parameters of the part.
        pointer: the path of property names in a body or item; empty for the whole body
            or item.
    """

    message: str
    part: str
    name: str = ""
    pointer: tuple[str, ...] = ()

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> Location:
        """Return the location for a runtime expression.

        Expressions are not validated here, because the JSON schemas of the vocabulary
        validate them.
        """
        has_pointer = text.startswith((LAST_ITEM, "$request.body", "$response.body"))
        expression, _, pointer = text.partition("#") if has_pointer else (text, "", "")
        message, _, rest = expression.partition(".")
        part, _, name = rest.partition(".")
        return Location(message, part, name, steps(pointer))

    @property
    def is_body(self) -> bool:
        """Whether the location is a body or a part of one."""
        return self.part == "body"

    @property
    def is_whole(self) -> bool:
        """Whether the location is a whole body or all parameters of a part."""
        return not self.name and not self.pointer


def wire_location(text: str) -> str:
    """Return a location in the runtime's form, without `$request.` or `$response.`."""
    return text.removeprefix("$request.").removeprefix("$response.")
