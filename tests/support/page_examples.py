"""The JSON examples that the pages of vendors print, as they are."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGES = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared")) / "vendors"
_MARK = re.compile(r"(?m)(^|[\[{,] ?)- (?=[\"{])")
"""The hyphens that a page shows where a reader can close an object."""


def page_examples(page: str) -> list[Any]:
    """Return the objects and lists that begin a line of a page, in order.

    Args:
        page: the name of the file.
    """
    text = _MARK.sub(r"\1", (PAGES / page).read_text("utf-8"))
    found, end = [], 0
    for match in re.finditer(r"(?m)^[\[{]", text):
        if match.start() >= end:
            value, end = json.JSONDecoder().raw_decode(text, match.start())
            found.append(value)
    return found


def shape(value: Any) -> Any:
    """Return the names and JSON types of a value; items of a list are united."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_united([shape(item) for item in value])]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"number"}
    return {type(value).__name__}


def _united(shapes: list[Any]) -> Any:
    if shapes and all(isinstance(each, dict) for each in shapes):
        names = dict.fromkeys(name for each in shapes for name in each)
        return {n: _united([each[n] for each in shapes if n in each]) for n in names}
    if shapes and all(isinstance(each, list) for each in shapes):
        return [_united([inner for each in shapes for inner in each])]
    kinds = [each for each in shapes if isinstance(each, set)]
    return set().union(*kinds) if len(kinds) == len(shapes) else shapes
