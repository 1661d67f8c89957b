"""Prepare text from outside for messages: one short line without control characters.

The text that a vendor sends can be megabytes long, forge lines of a log, move the
cursor of a terminal, or reverse the direction of the text around it.
"""

from __future__ import annotations

SHOWN = 200
"""The maximum number of characters of a body, a code or an id in a message."""
LONGEST = 2000
"""The maximum number of characters of an explanation in a message."""


def shown(text: str, most: int = SHOWN) -> str:
    """Return at most `most` characters of a string; an ellipsis replaces the rest.

    Line breaks and other white space become a space. Characters that cannot be printed
    become escapes (`\\x1b`), which do not count.
    """
    rest = "…" if len(text) > most else ""
    text = text[:most]
    if not text.isprintable():
        text = "".join(map(_printable, " ".join(text.split())))
    return text + rest


def snippet(text: str) -> str:
    """Return the beginning of a body in one line."""
    return shown(" ".join(text[: SHOWN * 4].split()))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return character.encode("unicode_escape").decode()
