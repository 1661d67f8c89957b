"""Write types as code with a link to the model that they name."""

from __future__ import annotations

from dataclasses import dataclass

from ..ir.python_types import PythonType
from ..printing.signatures import type_text
from . import escaping
from .layout import Layout

MOST = 300
"""The maximum length of a type in characters."""


@dataclass(frozen=True)
class TypeCells:
    """Types on the pages of one vendor."""

    layout: Layout

    def cell(self, page: str, type_: PythonType) -> str:
        """Return a type as code; a link if it names one model, or fields."""
        shown = escaping.code(escaping.clipped(type_text(type_), MOST))
        target = self.layout.models_link(page, type_)
        target = target or self.layout.fields_link(page, shown)
        return f"[{shown}]({target})" if target else shown
