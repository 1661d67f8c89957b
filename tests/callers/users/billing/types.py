"""The types of the vendor that this package uses, under one roof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acme.models import (
    Currency,
    Customer,
    CustomerGroup,
    DraftLine,
    Invoice,
    InvoiceStatus,
)
from acme.models import InvoiceDraft as Draft

if TYPE_CHECKING:
    from acme.models import Reminder

__all__ = [
    "Currency",
    "Customer",
    "CustomerGroup",
    "Draft",
    "DraftLine",
    "Invoice",
    "InvoiceStatus",
    "Reminder",
]
