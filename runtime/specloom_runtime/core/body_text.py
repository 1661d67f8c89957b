"""Decode a body to text by its charset, and parse text as JSON (RFC 8259)."""

from __future__ import annotations

import json
import math
import re
from contextlib import suppress
from typing import Any, NoReturn

BOM = b"\xef\xbb\xbf"
MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
"""The byte order marks of other encodings; they override the declared charset."""
CHARSET = re.compile(r";charset=[\"']*([^;\"']+)")
CHARSETS = re.compile(
    r"utf-?(8|(16|32)(-?[lb]e)?)|iso-?8859-1|latin-?1|(windows-?|cp)1252|(us-?)?ascii"
)
"""The supported charsets; other codecs of Python can take quadratic time."""


def charset_of(body: bytes, content_type: str) -> str | None:
    """Return the charset of a body; None for one that is not read.

    JSON is always UTF-8 (RFC 8259, section 8.1). However, some vendors declare another
    charset, or send a byte order mark of UTF-16 or UTF-32; both are respected.
    """
    declared = CHARSET.search(content_type.lower().replace(" ", ""))
    charset = declared[1] if declared else "utf-8"
    if body[:1] in (b"\xff", b"\xfe", b"\0"):
        marked = (name for mark, name in MARKS.items() if body.startswith(mark))
        charset = next(marked, charset)
    known = charset == "utf-8" or CHARSETS.fullmatch(charset.replace("_", "-"))
    return charset if known else None


def body_text(body: bytes, content_type: str) -> str:
    """Return a body as text without BOM. Raises ValueError for an invalid charset."""
    body = body.removeprefix(BOM)
    charset = charset_of(body, content_type)
    if charset is None:
        raise ValueError("the body has a charset that is not supported")
    with suppress(LookupError, UnicodeError):
        return body.decode(charset)
    raise ValueError(f"the body is not {charset} text")


def line_text(line: bytes, content_type: str) -> str:
    """Return a line of a body as text; a byte order mark is a character of it.

    Raises ValueError for an invalid charset. UTF-16 and UTF-32 are invalid: lines are
    separated by a byte.
    """
    charset = charset_of(b"", content_type)
    if charset is None or "16" in charset or "32" in charset:
        raise ValueError("the lines have a charset that is not supported")
    with suppress(UnicodeError):
        return line.decode(charset)
    raise ValueError(f"a line is not {charset} text")


def replacing_text(data: bytes) -> str:
    """Return UTF-8 as text in which each invalid byte is replaced by U+FFFD."""
    return data.decode("utf-8", "replace")


def json_value(text: str) -> Any:
    """Parse a JSON text. Raises ValueError, which contains no part of the text.

    Repeated names in an object, NaN, infinity, and numbers that Python cannot represent
    are errors.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_members,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        problem = f"{error.msg}, line {error.lineno}, column {error.colno}"
    except RecursionError:
        problem = "it is nested too deeply"
    except ValueError as error:
        problem = str(error)
    raise ValueError(problem)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number
