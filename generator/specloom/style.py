"""Text in black's form. Decides nothing: black does, pinned exactly."""

from __future__ import annotations

from functools import cache

import black
from black.mode import Mode, TargetVersion
from black.parsing import InvalidInput

MODE = Mode(target_versions={TargetVersion.PY311})


def finished(path: str) -> bool:
    """Whether what is printed for a file of a package is in black's form already."""
    return path.startswith("models/") or path == "__init__.py"


@cache
def styled(text: str) -> str:
    """The text as black writes it.

    Raises:
        ValueError: the text is no Python; that is a fault of the generator.
    """
    try:
        return black.format_str(text, mode=MODE)
    except InvalidInput as error:
        raise ValueError(f"generated text is no Python: {error}") from error
