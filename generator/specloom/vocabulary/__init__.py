"""The `x-specloom-*` keys: which exist, where each may stand and what it may hold.

The vocabulary is data: one JSON Schema for each key, next to this module. This package
checks documents against it, but does not implement the keys. Must not import `document`
or anything after it.
"""

from . import keys
from .key_schemas import known_keys, schemas
from .validation import check_vocabulary

__all__ = ["check_vocabulary", "keys", "known_keys", "schemas"]
