"""Replace a vendor's source, and carry recorded names over to moved operations.

This package may import `builds`, `generation` and earlier packages. It prints nothing.
"""

from .moves import Move, proposed_moves
from .update import Decisions, LostOperationsError, Update, prepared_update

__all__ = [
    "Decisions",
    "LostOperationsError",
    "Move",
    "Update",
    "prepared_update",
    "proposed_moves",
]
