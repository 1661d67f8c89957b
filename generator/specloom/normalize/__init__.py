"""Convert a vendor's document to the normal form: repaired, named and sorted.

`passes` lists the passes and their postconditions. This package deals only with
OpenAPI. It must not import anything about Python code, or `check`, which runs
afterwards.
"""

from .normalized_document import NormalizedDocument, normalize

__all__ = ["NormalizedDocument", "normalize"]
