"""Rows for the accounting department."""

import csv
import io
from operator import attrgetter

from acme.models import *  # noqa: F403
from acme.models import Product

from .connection import current

COLUMNS = ["number", "total", "currency", "issued", "reference"]
RENAMED = {"total": "amount in cents", "issued": "date"}
BY_PRICE = attrgetter("price")


def rows(invoices):
    """Yield a row for each invoice."""
    for invoice in invoices:
        yield {RENAMED.get(name, name): getattr(invoice, name) for name in COLUMNS}


def export(**filters):
    """Return the invoices as CSV."""
    found = current().invoices.list(**filters)
    text = io.StringIO()
    writer = None
    for row in rows(found):
        if writer is None:
            writer = csv.DictWriter(text, list(row))
            writer.writeheader()
        writer.writerow(row)
    return text.getvalue()


def paid(invoice):
    """Return whether an invoice is paid."""
    return invoice.status == InvoiceStatus.PAID  # noqa: F405


def prices(products):
    """Return the title and price of each product, cheapest first."""
    ordered = sorted(products, key=BY_PRICE)
    return [(each.title, each.price) for each in ordered]


def sample() -> Product:
    """Return a product for the documentation."""
    fields = dict(code="X1", title="Sample", price=100)
    return Product(**fields, stock=0)


def as_dict(invoice):
    """Return the parts of an invoice that are archived."""
    data = invoice.model_dump()
    return {"who": data["customer"]["name"], "sum": data["total"], "due": data["due"]}
