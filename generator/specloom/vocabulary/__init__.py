"""What `x-specloom-*` keys there are, where each may stand and what it may say.

The vocabulary is data: one JSON Schema for each key, beside this module. This room
checks documents against it; it does not know what the facts are for.
"""

from . import keys
from .schemas import known_keys, schemas
from .validate import check_vocabulary

__all__ = ["check_vocabulary", "keys", "known_keys", "schemas"]
