"""Text in black's form. Decides nothing: black does, pinned exactly."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import black
from black.mode import Mode, TargetVersion
from black.parsing import InvalidInput

MODE = Mode(target_versions={TargetVersion.PY311})
PRINTED: Final = ("models/", "tests/", "__init__.py")
"""The files of a package whose printers write black's form by themselves."""
_UNSETTLED: Final = re.compile(
    rf'.{{{MODE.line_length + 1}}}|"""[" ]|\S *[" ]"""$', re.MULTILINE
)
"""A line that is too long, or a docstring with a quote or a space at an end."""


def finished(path: str, text: str) -> bool:
    """Whether what is printed for a file of a package is in black's form already.

    Most of a package is, and black would take longer to leave it as it is than all
    else takes together; the tests and `make check` hold that it changes nothing.
    """
    return path.startswith(PRINTED) and not _UNSETTLED.search(text)


@cache
def styled(text: str) -> str:
    """The text as black writes it.

    One pass of the two that black makes: the second is for trailing commas written by
    hand, and costs as much. The tests hold that black changes nothing of the result.

    Raises:
        ValueError: the text is no Python; that is a fault of the generator.
    """
    try:
        return black._format_str_once(text, mode=MODE)
    except InvalidInput as error:
        raise ValueError(f"generated text is no Python: {error}") from error
