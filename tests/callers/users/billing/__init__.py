"""The billing of a shop: classes with type hints over the client."""

from .types import Customer, Draft, Invoice

__all__ = ["Customer", "Draft", "Invoice"]
