"""Patterns as callers write them, and how grammars write their wildcards.

A caller writes `*` for any run of characters, `\\*` for a star and `\\\\` for a
backslash. In between, a pattern is a list of literal segments, one more than stars.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ..core.errors import FilterError

SHAPES: Final = ("contains", "starts", "ends")
"""The operators for patterns with a wildcard at one end or at both, and only there."""

_TOKENS: Final = re.compile(r"\\[*\\]|[^*\\]+|.", re.DOTALL)


def segments(pattern: str) -> list[str]:
    """Return the literal texts between the wildcards of a caller's pattern."""
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
    """Return the caller's pattern of these literal texts."""
    return "*".join(escape_pattern(part) for part in parts)


def escape_pattern(text: str) -> str:
    """Return text as a pattern that matches only itself, to put between wildcards.

    ```python
    ContactFields.name.like(f"*{escape_pattern(search)}*")
    ```
    """
    return text.replace("\\", "\\\\").replace("*", "\\*")


def shape(name: str, parts: Sequence[str]) -> str | None:
    """Return what `contains`, `starts` or `ends` is compared with, for a pattern.

    None where the pattern has another shape.
    """
    match name, list(parts):
        case (
            ("contains", ["", text, ""]) | ("starts", [text, ""]) | ("ends", ["", text])
        ):
            return text
    return None


def unshaped(name: str, text: str) -> str:
    """Return the caller's pattern for `contains`, `starts` or `ends`, the inverse."""
    before = "" if name == "starts" else "*"
    after = "" if name == "ends" else "*"
    return before + escape_pattern(text) + after


def canonical(text: str) -> str:
    """The one spelling of a pattern: a lone backslash is written as two."""
    return pattern(segments(text)) if "\\" in text else text


def wild(parts: Sequence[str], escapes: Mapping[int, str], wildcard: str) -> str:
    """Literal texts with a grammar's wildcard between them.

    `escapes` is a table as `str.maketrans` makes it. Raises FilterError for a literal
    wildcard where the grammar has no escape for it.
    """
    if ord(wildcard[0]) not in escapes and any(wildcard in part for part in parts):
        raise FilterError(f"a literal {wildcard!r} cannot be written in a pattern here")
    return wildcard.join([part.translate(escapes) for part in parts])
