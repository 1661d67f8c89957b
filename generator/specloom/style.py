"""Text in black's form. Decides nothing: black does, pinned exactly."""

from __future__ import annotations

from functools import cache

import black

MODE = black.Mode(target_versions={black.TargetVersion.PY311})


@cache
def styled(text: str) -> str:
    """The text as black writes it.

    Raises:
        ValueError: the text is no Python; that is a fault of the generator.
    """
    try:
        return black.format_str(text, mode=MODE)
    except black.InvalidInput as error:
        raise ValueError(f"generated text is no Python: {error}") from error
