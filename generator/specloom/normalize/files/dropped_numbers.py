"""Report numbers that JSON does not have: infinite ones, and those that are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from ...document.pointers import escape
from ...document.references import DATA_KEYS
from ...load import Dropped
from ...structure import Defect

LIMITS: Final = frozenset(
    {"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"}
    | {"maxLength", "minLength", "maxItems", "minItems"}
    | {"maxProperties", "minProperties"}
)


def dropped_numbers(
    dropped: Iterable[Dropped], tree: Any, file: str
) -> Iterator[Defect]:
    """Yield a defect for each number that an overlay has not put right.

    Args:
        dropped: the numbers.
        tree: the document, to which the overlay is applied.
        file: its name; other files are not changed by an overlay.
    """
    for location, steps, text in dropped:
        if location.file == file and _is_set(tree, steps):
            continue
        pointer = "".join(f"/{escape(step)}" for step in steps)
        is_data = any(str(step).startswith("x-") for step in steps)
        yield Defect(
            location=location,
            pointer=pointer if location.file == file else f"{location.file}#{pointer}",
            reason="invalid",
            detail=f"{text} is not a number that JSON has",
            done="left out",
            loses=not is_data and DATA_KEYS.union(LIMITS).isdisjoint(steps),
        )


def _is_set(tree: Any, steps: tuple[str | int, ...]) -> bool:
    """Return whether an object has a member that was left out."""
    node = tree
    for step in steps[:-1]:
        try:
            node = node[step]
        except (LookupError, TypeError):
            return False
    return isinstance(node, dict) and steps[-1] in node
