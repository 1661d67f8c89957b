"""Which description format a tree is, by its root alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from ..problems import Place, Problem, SpecError
from .tree import place_of

Kind = Literal["swagger 2.0", "openapi 3.0", "openapi 3.1", "openapi 3.2"]

_KINDS: Mapping[str, Kind] = {
    "openapi 3.0": "openapi 3.0",
    "openapi 3.1": "openapi 3.1",
    "openapi 3.2": "openapi 3.2",
    "swagger 2.0": "swagger 2.0",
}
_SUPPORTED = "expected " + ", ".join(_KINDS)


def document_kind(data: Any, unknown: Place | None = None) -> Kind:
    """What format the root says it is.

    Args:
        data: the root.
        unknown: the place to complain about where the root has none, being no object.

    Raises:
        SpecError: no OpenAPI document, or of a version we do not read; one problem.
    """
    if not isinstance(data, Mapping):
        said = f"{_named(data)} (expected an OpenAPI document)"
        raise _error(place_of(data, None, unknown), said)
    for key in ("openapi", "swagger"):
        if key in data:
            version = str(data[key])
            short = ".".join(re.findall(r"[0-9]+", version)[:2])
            if kind := _KINDS.get(f"{key} {short}"):
                return kind
            said = f'"{version}" is a version of {key} we do not read ({_SUPPORTED})'
            raise _error(place_of(data, key), said)
    expected = 'expected a root key "openapi" or "swagger"'
    raise _error(place_of(data, None, unknown), f"not an OpenAPI document ({expected})")


def _named(data: Any) -> str:
    if isinstance(data, str):
        return "a text"
    if isinstance(data, list):
        return "an array"
    return "nothing" if data is None else "a single value"


def _error(place: Place, message: str) -> SpecError:
    return SpecError(Problem(place=place, message=message))
