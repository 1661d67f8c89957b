"""The structure of OpenAPI documents, and what is done about parts that do not conform.

Must not know what a document means: only which member each object has, and of which
kind. Everything after it may rely on that. It imports `load`, `errors` and how
references are spelled from `document`.
"""

from .coercion import number_or_boolean
from .conform import conform
from .object_rules import UNTYPED
from .places import Changes, Defect, Place, changed_at
from .shapes import found

__all__ = [
    "UNTYPED",
    "Changes",
    "Defect",
    "Place",
    "changed_at",
    "conform",
    "found",
    "number_or_boolean",
]
