"""Which description format a tree is, by its root alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from ..errors import Problem, SourceLocation, SpecError
from ..messages import Text
from ..messages import loading as messages
from .tree import location_of

Kind = Literal["swagger 2.0", "openapi 3.0", "openapi 3.1", "openapi 3.2"]

_KINDS: Mapping[str, Kind] = {
    "openapi 3.0": "openapi 3.0",
    "openapi 3.1": "openapi 3.1",
    "openapi 3.2": "openapi 3.2",
    "swagger 2.0": "swagger 2.0",
}


def document_kind(data: Any, unknown: SourceLocation | None = None) -> Kind:
    """What format the root says it is.

    Args:
        data: the root.
        unknown: the place to complain about where the root has none, being no object.

    Raises:
        SpecError: no OpenAPI document, or of a version we do not read; one problem.
    """
    if not isinstance(data, Mapping):
        message = messages.NOT_AN_OBJECT(found=_named(data))
        raise _error(location_of(data, None, unknown), message)
    for key in ("openapi", "swagger"):
        if key in data:
            version = str(data[key])
            short = ".".join(re.findall(r"[0-9]+", version)[:2])
            if kind := _KINDS.get(f"{key} {short}"):
                return kind
            message = messages.UNSUPPORTED_VERSION(
                key=key, version=version, expected=", ".join(_KINDS)
            )
            raise _error(location_of(data, key), message)
    raise _error(location_of(data, None, unknown), messages.NOT_OPENAPI())


def _named(data: Any) -> str:
    if isinstance(data, str):
        return "a string"
    if isinstance(data, list):
        return "an array"
    return "empty" if data is None else "a single value"


def _error(place: SourceLocation, message: Text) -> SpecError:
    return SpecError(Problem(location=place, message=message))
