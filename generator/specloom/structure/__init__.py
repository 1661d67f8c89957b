"""Check the structure of OpenAPI documents, and repair or remove invalid parts.

The structure consists of the members of each object and the types of their values. The
meaning of a document is not checked here. Packages that run later may rely on a valid
structure. This package imports `load`, `errors`, and the modules about references from
`document`.
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
