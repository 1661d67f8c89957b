"""Convert a normalized document to the intermediate representation.

This package makes all decisions about generated code. It reads no files, and contains
nothing about a particular vendor: vendors differ only in their documents. It must not
import `render` or `printing`, because the representation contains data, not printed
code.
"""

from .package import lower

__all__ = ["lower"]
