"""Convert a vendor's document to the normal form: repaired, named and sorted.

`passes` lists the passes and their postconditions. This package knows OpenAPI. It must
not import anything about Python code, nor `check`, which runs afterwards.
"""

from .normalized_document import NormalizedDocument, normalize

__all__ = ["NormalizedDocument", "normalize"]
