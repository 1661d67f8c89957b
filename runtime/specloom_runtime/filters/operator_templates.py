"""How one condition is written: text around holes, for writing and for reading.

A template such as `{field} eq {value}` has the holes `field`, `value` (one value) and
`values` (a list); what negates a condition has the hole `condition`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

HOLES: Final = ("field", "value", "values", "condition")
_HOLE: Final = re.compile(r"\{(" + "|".join(HOLES) + r")\}")


@dataclass(frozen=True)
class Template:
    """The text of a template, cut at its holes."""

    text: str

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Pairs of plain text and the hole after it; the last hole is ""."""
        cut = [*_HOLE.split(self.text), ""]
        return tuple(zip(cut[::2], cut[1::2], strict=True))

    @cached_property
    def plain(self) -> int:
        """How much of it is plain text: the more, the sooner it is tried."""
        return sum(len(text) for text, _ in self.parts)

    @cached_property
    def _format(self) -> str:
        return _HOLE.sub(r"%(\1)s", self.text.replace("%", "%%"))

    def written(self, **holes: str) -> str:
        """The text with its holes filled."""
        return self._format % holes
