"""Places in requests and responses, parsed from the strings that constants hold.

Every part of a description that refers to a value (pagination, windows, filters, error
rules, logins) writes its place as one string:

| string | place | in |
|---|---|---|
| `query.NAME`, `path.NAME` | an argument | requests |
| `header.NAME`, `cookie.NAME` | a header or cookie | requests, responses |
| `body`, `body#/A/B` | the body, by a JSON pointer (RFC 6901) | both |
| `body.a.b` | the decoded body, by attributes of the models | responses |
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias, cast

Kind: TypeAlias = Literal["query", "path", "header", "cookie", "body", "attribute"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a request or response: the part it is in, and the steps into that.

    `body` steps are names in JSON, `attribute` steps those of the decoded body, with
    none for the whole body; anywhere else there is one step, the name.
    """

    kind: Kind
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The place as messages name it: `body#/Page/Count` is Page.Count."""
        return ".".join(self.keys) or self.kind


# Cached by the string: a client has as many places as its constants state, and parsing
# them all on import would cost more than the few that a program uses.
@cache
def parse_location(location: str) -> Location:
    """Return the place that a string states. Raises ValueError if it states none."""
    kind, _, name = location.partition(".")
    if location in ("body", "body#"):
        return Location("body", ())
    if location.startswith("body#/"):
        pointer = location.removeprefix("body#/")
        steps = (
            step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")
        )
        return Location("body", tuple(steps))
    if kind == "body" and name:
        return Location("attribute", tuple(name.split(".")))
    if kind not in ("query", "path", "header", "cookie") or not name:
        raise ValueError(
            f"not a place in a request: {location!r} (expected query.NAME, "
            "header.NAME, cookie.NAME, path.NAME or body#/POINTER)"
        )
    return Location(cast(Kind, kind), (name,))


def display_name(location: str) -> str:
    """Return a location as messages name it: `query.limit` is limit."""
    return parse_location(location).name
