"""Turn a vendor's document into the normal form: repaired, named and sorted.

The passes and what holds after each are in `passes`. Knows OpenAPI; must not import
anything about Python code, nor `check`, which runs after it.
"""

from .normalized_document import NormalizedDocument, normalize

__all__ = ["NormalizedDocument", "normalize"]
