"""Check the names and values of headers before they are sent."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..core.errors import RequestError

UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A token (RFC 9110, section 5.6.2): the possible names of a header."""


def checked_value(name: str, value: str) -> str:
    """Return a header value if it can be sent.

    Raises RequestError for a newline, another control character, white space at an end
    (which receivers remove), and text that is not Latin-1. The error does not show the
    value.
    """
    if UNSENDABLE.search(value):
        raise RequestError(f"{name} holds a line break or another control character")
    if value != value.strip(" \t"):
        raise RequestError(f"{name}: white space around a header is not sent")
    # Not checked by encoding: that error would contain the value, perhaps a secret.
    if not value.isascii() and max(value) > "\xff":
        raise RequestError(f"{name} holds characters that a header cannot carry")
    return value


def header_fields(pairs: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Encode header fields; values are Latin-1.

    Raises RequestError for an invalid name or value; the error does not show the value.
    """
    fields = []
    for name, value in pairs:
        if not FIELD_NAME.fullmatch(name):
            raise RequestError(f"{name!r} is not a header name")
        value = checked_value(name, value)
        fields.append((name.encode("ascii"), value.encode("latin-1")))
    return fields
