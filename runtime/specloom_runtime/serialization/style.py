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
    """How a list or object is serialized in a path, query, header or cookie.

    As in OpenAPI: form, simple, label, matrix, spaceDelimited, pipeDelimited,
    deepObject; `json` for a parameter with content of its own. `media` is the media
    type of a part of a multipart body.
    """

    name: StyleName = "form"
    explode: bool = True
    reserved: bool = False
    media: str = ""
