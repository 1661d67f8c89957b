"""Templates of operators for writing and parsing: text with placeholders.

A template such as `{field} eq {value}` has the placeholders `field`, `value` (one
value) and `values` (a list). A negation has the placeholder `condition`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

PLACEHOLDERS: Final = ("field", "value", "values", "condition")
_PLACEHOLDER: Final = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


@dataclass(frozen=True)
class Template:
    """A template, split at its placeholders."""

    text: str

    @cached_property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Pairs of literal text and the placeholder after it ("" after the last)."""
        cut = [*_PLACEHOLDER.split(self.text), ""]
        return tuple(zip(cut[::2], cut[1::2], strict=True))

    @cached_property
    def plain(self) -> int:
        """The number of literal characters; parsers try longer templates first."""
        return sum(len(text) for text, _ in self.parts)

    @cached_property
    def _format(self) -> str:
        return _PLACEHOLDER.sub(r"%(\1)s", self.text.replace("%", "%%"))

    def written(self, **placeholders: str) -> str:
        """Return the template with its placeholders filled in."""
        return self._format % placeholders
