"""Detect the format of a description, such as OpenAPI 3.1, from its root."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, get_args

from ..errors import SourceLocation, SpecError
from ..messages import Message
from .source_tree import location_of

Format = Literal["swagger 2.0", "openapi 3.0", "openapi 3.1", "openapi 3.2"]

_FORMATS: Mapping[str, Format] = {each: each for each in sorted(get_args(Format))}
_VERSION = re.compile(r"\s*v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-[0-9A-Za-z.-]+)?\s*")
_PLAIN = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+)?")


def document_format(data: Any, unknown: SourceLocation | None = None) -> Format:
    """Return the format that the root declares.

    Args:
        data: the root of the tree.
        unknown: the location for the message if the root has no location.

    Raises:
        SpecError: the root does not belong to an OpenAPI document, or it declares an
            unsupported version or two versions.
    """
    root = location_of(data, None, unknown)
    if not isinstance(data, Mapping):
        raise SpecError.at(root, Message.NOT_AN_OBJECT(found=_type_name(data)))
    named = {
        key: str(data[key])
        for key in ("openapi", "swagger")
        if data.get(key) is not None
    }
    expected = ", ".join(_FORMATS)
    if len(named) > 1:
        message = Message.TWO_VERSIONS(**named, expected=expected)
        raise SpecError.at(location_of(data, "swagger"), message)
    for key, version in named.items():
        if found := _FORMATS.get(f"{key} {_version_numbers(key, data[key])}"):
            return found
        message = Message.UNSUPPORTED_VERSION(
            key=key, version=version, expected=expected
        )
        raise SpecError.at(location_of(data, key), message)
    raise SpecError.at(root, Message.NOT_OPENAPI())


def is_plain_version(version: Any) -> bool:
    """Return whether a version is spelled like a released version."""
    return _PLAIN.fullmatch(str(version)) is not None


def _version_numbers(key: str, version: Any) -> str:
    """Return the first two numbers of a version; "" if the text is not a version."""
    is_scalar = isinstance(version, str | int | float | Decimal)
    parts = _VERSION.fullmatch(str(version)) if is_scalar else None
    if parts is None:
        return ""
    # Version 2.0 is the only one that is called Swagger.
    minor = parts[2] or (".0" if key == "swagger" else "")
    return f"{int(parts[1])}{minor}"


def _type_name(data: Any) -> str:
    if isinstance(data, str):
        return "a string"
    if isinstance(data, list):
        return "an array"
    return "empty" if data is None else "a single value"
