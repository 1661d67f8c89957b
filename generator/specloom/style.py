"""Text in black's form. Decides nothing: black does, pinned exactly.

Printers and templates print that form themselves, black being slow. It is asked about
what they leave open, and imported then.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from .layout import STEP, UncertainError, broken
from .printers import WIDTH

if TYPE_CHECKING:
    from black.mode import Mode

_QUOTES: Final = '"""'
_WIDE: Final = "\u1100"
"""The first of the characters that can take two columns."""


def styled(text: str) -> str:
    """What is printed for a file, as black writes it.

    The tests and `make check` hold that black changes nothing of the result.

    Raises:
        ValueError: the text is no Python; that is a fault of the generator.
    """
    try:
        return "\n".join(_lines(text))
    except ValueError:
        return judged(text)


def _lines(text: str) -> Iterator[str]:
    in_prose = False
    for line in text.split("\n"):
        code = line.lstrip(" ")
        if in_prose:
            yield line
            in_prose = not _closed(code)
        elif code.startswith(_QUOTES):
            if code[3:4] in ('"', " "):
                raise UncertainError("a docstring that starts with a quote or a space")
            yield line
            in_prose = code == _QUOTES or not _closed(code)
        elif _fits(line) or code.startswith("#"):
            yield line
        else:
            yield from _broken(line)


def _closed(code: str) -> bool:
    """Whether a docstring ends with the line."""
    if code.endswith(_QUOTES) and code[-4:-3] in ('"', " ", "\\"):
        raise UncertainError("a docstring that ends with a quote or the like")
    return code.endswith(_QUOTES)


def _fits(line: str) -> bool:
    """Whether the line is surely short enough."""
    if line.isascii() or len(line) > WIDTH:
        return len(line) <= WIDTH
    return len(line) + sum(char >= _WIDE for char in line) <= WIDTH


def _broken(line: str) -> list[str]:
    try:
        return broken(line)
    except UncertainError:
        return _judged_alone(line)


def _judged_alone(line: str) -> list[str]:
    """The lines that black makes of one line.

    Raises:
        ValueError: the line is no statement by itself.
    """
    depth = (len(line) - len(line.lstrip(" "))) // STEP
    above = [" " * STEP * level + "if 1:" for level in range(depth)]
    below = [" " * STEP * (depth + 1) + "pass"] if line.endswith(":") else []
    made = judged("\n".join([*above, line, *below, ""])).split("\n")
    rows = [row for row in made[depth : -1 - len(below)] if row]
    if not line.startswith(rows[0].rstrip("(")):
        raise ValueError("black takes a part of a statement for a whole one")
    return rows


@cache
def judged(text: str) -> str:
    """The text as black writes it.

    One pass of the two that black makes: the second is for trailing commas written by
    hand, and costs as much.

    Raises:
        ValueError: the text is no Python; that is a fault of the generator.
    """
    import black
    from black.parsing import InvalidInput

    try:
        return black._format_str_once(text, mode=mode())
    except InvalidInput as error:
        raise ValueError(f"generated text is no Python: {error}") from error


def mode() -> Mode:
    """What black is told: the same as the project's settings tell it."""
    from black.mode import Mode, TargetVersion

    return Mode(target_versions={TargetVersion.PY311}, line_length=WIDTH)
