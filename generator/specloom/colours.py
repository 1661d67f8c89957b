"""Colours of printed lines: only on a terminal, and not if NO_COLOR is set.

A line keeps its text. What is coloured is its place in a file, and the word that says
what kind of line it is, as in `specs/acme/source.yaml:3:5: warning: …`.
"""

from __future__ import annotations

import os
import re
import sys

import click

_WORDS = {
    "red": ("error", "breaking", "breaks", "missing", "differs", "stale", "certain")
    + ("stale line", "not accepted", "not valid", "internal error"),
    "yellow": (
        "warning",
        "note",
        "notice",
        "possible",
        "loss gained",
        "accepted change",
    ),
    "cyan": ("next", "info", "hint", "act", "run"),
}
_COLOURS = {word: colour for colour, words in _WORDS.items() for word in words}
_PLACE = r"(?P<place>[^\s:][^:]*:\d+:\d+: )?"
_LINE = re.compile(
    rf"{_PLACE}(?P<before>\s*(?:specloom: )?)"
    rf"(?:(?P<word>{'|'.join(sorted(_COLOURS, key=len, reverse=True))})(?=:))?"
)
_DIFF = {"-": "red", "+": "green", "@": "cyan"}


def has_colour(*, err: bool = False) -> bool:
    """Return whether a stream is a terminal that shows colours.

    Args:
        err: whether standard error is meant, and not standard output.
    """
    # https://no-color.org: any value but the empty one means no colour.
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return is_terminal(err=err)


def is_terminal(*, err: bool = False) -> bool:
    """Return whether standard output, or standard error, is a terminal."""
    stream = sys.stderr if err else sys.stdout
    # The streams of a process may be closed.
    return stream is not None and not stream.closed and stream.isatty()


def coloured(line: str) -> str:
    """Return a line in which its place and the word for its kind have colours.

    Args:
        line: a line without characters that control a terminal.
    """
    found = _LINE.match(line)
    assert found is not None, "every part of the expression is optional"
    place, before, word = found["place"], found["before"], found["word"]
    parts = click.style(place, bold=True) if place else ""
    parts += before
    parts += click.style(word, fg=_COLOURS[word], bold=True) if word else ""
    return parts + line[found.end() :]


def coloured_diff(text: str) -> str:
    """Return a diff in which removed and added lines have colours."""
    return "".join(_diff_line(line) for line in text.splitlines(keepends=True))


def _diff_line(line: str) -> str:
    text = line.rstrip("\r\n")
    end = line[len(text) :]
    if line.startswith(("---", "+++")):
        return click.style(text, bold=True) + end
    colour = _DIFF.get(line[:1])
    return line if colour is None else click.style(text, fg=colour) + end
