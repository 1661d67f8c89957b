"""Turn a normalized document into the intermediate representation.

The only place where decisions about generated code are made. It reads no file and knows
no vendor: what differs between vendors is in the document. Must not import `render` or
`printing`: the representation holds facts, not printed code.
"""

from .package import lower

__all__ = ["lower"]
