"""Compare schemas, each pair once for each direction."""

from .comparing import compare_schemas

__all__ = ["compare_schemas"]
