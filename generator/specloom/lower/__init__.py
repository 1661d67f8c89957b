"""From a normalized document to the intermediate representation.

The only place where decisions about generated code are made. It reads no file and knows
no vendor: what differs between vendors is in the document.
"""

from .package import lower

__all__ = ["lower"]
