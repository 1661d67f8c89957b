"""The structure of OpenAPI documents, and the treatment of invalid parts.

This package handles the members of each object and their types, but not the meaning of
a document. Packages that run later may rely on a valid structure. This package imports
`load`, `errors`, and the modules about references from `document`.
"""

from .coercion import number_or_boolean
from .conformance import conform
from .object_rules import UNTYPED
from .places import Changes, Defect, Place, changed_at
from .shapes import value_text

__all__ = [
    "UNTYPED",
    "Changes",
    "Defect",
    "Place",
    "changed_at",
    "conform",
    "value_text",
    "number_or_boolean",
]
