"""Convert callers' patterns to the wildcards of grammars, and back.

A caller writes `*` for any characters, `\\*` for a star, and `\\\\` for a backslash.
During the conversion, a pattern is the list of the literal segments between its
wildcards. The list has one segment more than the pattern has wildcards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..core.errors import FilterError

SHAPES: Final = ("contains", "starts", "ends")
"""The operators for patterns with a wildcard at one end or at both ends."""

_TOKENS: Final = re.compile(r"\\[*\\]|[^*\\]+|.", re.DOTALL)


def segments(pattern: str) -> list[str]:
    """Return the literal parts between the wildcards of a caller's pattern."""
    if "\\" not in pattern:
        return pattern.split("*")
    parts = [""]
    for token in _TOKENS.findall(pattern):
        if token == "*":
            parts.append("")
        else:
            parts[-1] += token[-1] if token[0] == "\\" else token
    return parts


def pattern(parts: Sequence[str]) -> str:
    """Return the caller's pattern for a list of literal parts."""
    return "*".join(escape_pattern(part) for part in parts)


def escape_pattern(text: str) -> str:
    """Return a pattern that matches only the text, for use between wildcards.

    ```python
    ContactFields.name.like(f"*{escape_pattern(search)}*")
    ```
    """
    return text.replace("\\", "\\\\").replace("*", "\\*")


def shape(name: str, parts: Sequence[str]) -> str | None:
    """Return the operand of `contains`, `starts` or `ends` for a pattern.

    The result is None if the pattern has another shape.
    """
    match name, list(parts):
        case (
            ("contains", ["", text, ""]) | ("starts", [text, ""]) | ("ends", ["", text])
        ):
            return text
    return None


def unshaped(name: str, text: str) -> str:
    """Return the caller's pattern for an operand of `contains`, `starts` or `ends`."""
    before = "" if name == "starts" else "*"
    after = "" if name == "ends" else "*"
    return before + escape_pattern(text) + after


def canonical(text: str) -> str:
    """Return the canonical form of a pattern: a single backslash becomes two."""
    return pattern(segments(text)) if "\\" in text else text


def wild(parts: Sequence[str], escapes: Mapping[int, str], wildcard: str) -> str:
    """Return the literal parts joined with a grammar's wildcard.

    `escapes` is a table in the form of `str.maketrans`. Raises FilterError for a
    literal wildcard that the grammar cannot escape.
    """
    if ord(wildcard[0]) not in escapes and any(wildcard in part for part in parts):
        raise FilterError(f"a literal {wildcard!r} cannot be written in a pattern here")
    return wildcard.join([part.translate(escapes) for part in parts])
