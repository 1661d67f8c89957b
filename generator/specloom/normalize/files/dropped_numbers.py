"""Report numbers that JSON does not allow: infinite numbers and NaN."""

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
    """Yield a defect for each dropped number that an overlay has not replaced.

    Args:
        dropped: the numbers.
        tree: the document with the overlay applied.
        file: the name of the document's file; overlays do not change other files.
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
            detail=f"{text} is not a valid number in JSON",
            done="left out",
            loses=not is_data and DATA_KEYS.union(LIMITS).isdisjoint(steps),
        )


def _is_set(tree: Any, steps: tuple[str | int, ...]) -> bool:
    """Return whether the document now has the member that was left out."""
    node = tree
    for step in steps[:-1]:
        try:
            node = node[step]
        except (LookupError, TypeError):
            return False
    return isinstance(node, dict) and steps[-1] in node
