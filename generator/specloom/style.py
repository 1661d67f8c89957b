"""Text in black's form. Decides nothing: black does, pinned exactly.

Printers and templates print that form themselves, black being slow. It is asked about
what they leave open, and imported then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from .layout import STEP, UncertainError, broken
from .printers import WIDTH

if TYPE_CHECKING:
    from black.mode import Mode

PRINTED: Final = ("models/", "tests/", "__init__.py")
"""The files of a package whose printers break their lines by themselves."""
_TOO_LONG: Final = re.compile(rf".{{{WIDTH + 1}}}")
_ODD_PROSE: Final = re.compile(r'"""[" ]|\S *[" \\]"""$', re.MULTILINE)
"""A docstring with a quote, a space or a backslash at an end."""


def styled(path: str, text: str) -> str:
    """What is printed for a file of a package, as black writes it.

    The tests and `make check` hold that black changes nothing of the result.

    Raises:
        ValueError: the text is no Python; that is a fault of the generator.
    """
    if _ODD_PROSE.search(text):
        return judged(text)
    if path.startswith(PRINTED):
        return judged(text) if _TOO_LONG.search(text) else text
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    in_prose = False
    for line in text.split("\n"):
        code = line.lstrip(" ")
        if in_prose or code.startswith('"""'):
            yield line
            opens = not in_prose and code == '"""'
            in_prose = opens or not code.endswith('"""')
        elif _fits(line) or code.startswith("#"):
            yield line
        else:
            yield from _broken(line)


def _fits(line: str) -> bool:
    """Whether the line is surely short enough; some characters take two columns."""
    return len(line) <= (WIDTH if line.isascii() else WIDTH // 2)


def _broken(line: str) -> list[str]:
    try:
        return broken(line)
    except UncertainError:
        return _judged_alone(line)


def _judged_alone(line: str) -> list[str]:
    """The lines that black makes of one line."""
    depth = (len(line) - len(line.lstrip(" "))) // STEP
    above = [" " * STEP * level + "if 1:" for level in range(depth)]
    below = [" " * STEP * (depth + 1) + "pass"] if line.endswith(":") else []
    made = judged("\n".join([*above, line, *below, ""])).split("\n")
    return [row for row in made[depth : -1 - len(below)] if row]


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
