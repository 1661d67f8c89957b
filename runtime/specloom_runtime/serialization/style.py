"""OpenAPI's parameter styles, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

StyleName: TypeAlias = Literal[
    "form",
    "simple",
    "label",
    "matrix",
    "spaceDelimited",
    "pipeDelimited",
    "deepObject",
    "json",
]


@dataclass(frozen=True)
class Style:
    """The serialization of a list or object in a path, query, header or cookie.

    The styles are those of OpenAPI: form, simple, label, matrix, spaceDelimited,
    pipeDelimited, deepObject. The style `json` is for a parameter with `content`.
    `media` is the media type of a part in a multipart body.
    """

    name: StyleName = "form"
    explode: bool = True
    reserved: bool = False
    media: str = ""
