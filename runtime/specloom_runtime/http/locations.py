"""Locations: places in requests and responses, parsed from strings.

Every part of a description that refers to a value (pagination, windows, filters, error
rules, logins) states its location as a string:

| string | place | in |
|---|---|---|
| `query.NAME`, `path.NAME` | an argument | requests |
| `header.NAME`, `cookie.NAME` | a header or cookie | requests, responses |
| `body`, `body#/A/B` | the body, by a JSON pointer (RFC 6901) | both |
| `body.a.b` | the decoded body, by attributes of the models | responses |
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias, cast

Kind: TypeAlias = Literal["query", "path", "header", "cookie", "body", "attribute"]

_WORD_END = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|\W+|_+")


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a request or response: its part, and the steps inside the part.

    The steps of `body` are names in JSON, and those of `attribute` are attributes of
    the decoded body. The location of the whole body has no steps. Every other part has
    a single step, which is the name.
    """

    kind: Kind
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the place in messages: Page.Count for `body#/Page/Count`."""
        return ".".join(self.keys) or self.kind


# Parsed on demand and cached: the constants of a client contain many locations, but a
# program uses only a few of them.
@cache
def parse_location(location: str) -> Location:
    """Return the location for a string. Raises ValueError if the string is invalid."""
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
    """Return the name of a location in messages, such as limit for `query.limit`."""
    return parse_location(location).name


def argument_name(name: str) -> str:
    """Return the usual argument for a name in requests: from_ for `from`.

    The generator states the arguments that have other names.
    """
    found = _WORD_END.sub("_", name).strip("_").lower()
    if not found.isidentifier():
        return name
    return f"{found}_" if keyword.iskeyword(found) else found
