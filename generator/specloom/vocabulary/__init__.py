"""Define the `x-specloom-*` keys: their names, allowed places and schemas.

The vocabulary is data: one JSON Schema for each key, next to this module. This package
checks documents against the schemas, but does not implement the meaning of the keys. It
must not import `document` or any later package.
"""

from . import keys
from .key_schemas import known_keys, schemas
from .validation import check_vocabulary

__all__ = ["check_vocabulary", "keys", "known_keys", "schemas"]
