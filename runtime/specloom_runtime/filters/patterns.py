"""Text with special characters: patterns as callers write them, escapes of a grammar.

A caller writes `*` for any run of characters, `\\*` for a star and `\\\\` for a
backslash. In between, a pattern is a list of literal segments, one more than stars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..core.errors import FilterError


def segments(pattern: str) -> list[str]:
    """The literal texts between the wildcards of a caller's pattern."""
    if "\\" not in pattern:
        return pattern.split("*")
    found = [""]
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\" and pattern[position + 1 : position + 2] in ("*", "\\"):
            position += 1
            found[-1] += pattern[position]
        elif character == "*":
            found.append("")
        else:
            found[-1] += character
        position += 1
    return found


def pattern(parts: Sequence[str]) -> str:
    """The caller's pattern of these literal texts."""
    return "*".join(escape_pattern(part) for part in parts)


def escape_pattern(text: str) -> str:
    """`text` as a pattern that matches only itself, to put between wildcards."""
    return text.replace("\\", "\\\\").replace("*", "\\*")


def shape(name: str, parts: Sequence[str]) -> str | None:
    """The text of a pattern that `contains`, `starts` or `ends` can say, else None."""
    match name, list(parts):
        case "contains", ["", text, ""]:
            return text
        case "starts", [text, ""]:
            return text
        case "ends", ["", text]:
            return text
    return None


def unshaped(name: str, text: str) -> str:
    """The caller's pattern of a text that something contains, starts or ends with."""
    between = {"contains": ["", text, ""], "starts": [text, ""], "ends": ["", text]}
    return pattern(between[name])


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


def scan(
    text: str,
    position: int,
    table: Mapping[str, str],
    wildcard: str,
    stops: Sequence[str],
) -> tuple[list[str], int]:
    """Read a value up to one of `stops`: its segments, and where it ends.

    Without a `wildcard` ("") there is one segment. Raises FilterError for a special
    character that is not escaped.
    """
    plain = {sequence: character for character, sequence in table.items()}
    found: list[list[str]] = [[]]
    while position < len(text):
        for sequence, character in plain.items():
            if text.startswith(sequence, position):
                found[-1].append(character)
                position += len(sequence)
                break
        else:
            if any(text.startswith(stop, position) for stop in stops):
                break
            if wildcard and text.startswith(wildcard, position):
                found.append([])
                position += len(wildcard)
                continue
            if text[position] in table:
                raise FilterError(f"{text[position]!r} at {position} is not escaped")
            found[-1].append(text[position])
            position += 1
    return ["".join(characters) for characters in found], position
