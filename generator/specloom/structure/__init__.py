"""The structure of OpenAPI documents, and the treatment of invalid parts.

This package does not know the meaning of a document. It knows only the members of each
object and their types. Later packages may rely on a valid structure. It imports `load`,
`errors`, and the spelling of references from `document`.
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
