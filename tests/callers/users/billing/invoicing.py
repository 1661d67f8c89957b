"""Drafts, invoices and reminders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, cast

from acme import Acme, AsyncAcme

from . import types as t
from .types import Currency, Draft, DraftLine, Invoice, InvoiceStatus

if TYPE_CHECKING:
    from .types import Reminder

OPEN = frozenset({InvoiceStatus.SENT, InvoiceStatus.OVERDUE})
Rule = Callable[["Invoice"], bool]


class BigDraft(Draft):
    """A draft that knows how many articles it has."""

    def articles(self) -> int:
        return sum(line.quantity for line in self.lines)

    def heading(self) -> str:
        return self.note or f"{self.articles()} articles in {self.currency.value}"


class Invoicing:
    """Writes invoices and reminds of them."""

    def __init__(self, client: Acme, today: date, rule: Rule | None = None) -> None:
        self._client = client
        self._today = today
        self._rule = rule or self.is_late

    def is_late(self, invoice: Invoice) -> bool:
        if invoice.status == InvoiceStatus.PAID or invoice.due is None:
            return False
        return invoice.due < self._today

    def draft(self, customer: int, codes: Sequence[str]) -> BigDraft:
        lines = [DraftLine(product_code=code, quantity=1) for code in codes]
        lines += [DraftLine(product_code=codes[0], quantity=2, discount=10)]
        return BigDraft(
            customer_number=customer,
            currency=Currency.EUR,
            lines=lines,
            note="written by hand",
        )

    def bill(self, customer: int, codes: Sequence[str]) -> int:
        made = self._client.invoices.create(self.draft(customer, codes))
        return made.number + made.total

    def late(self, since: date) -> list[Invoice]:
        invoices = self._client.invoices.list(
            issued_since=since,
            currency=t.Currency.EUR,
        )
        return [each for each in invoices if self._rule(each)]

    def remind(self, invoice: Invoice, loud: bool = False) -> Reminder:
        send = self._client.invoices.remind
        if loud:
            return send(invoice.number, copies=2, urgent=True)
        return self._client.invoices.remind(invoice.number, copies=1)

    def fees(self, invoices: Sequence[Invoice]) -> int:
        reminders = [self.remind(each) for each in invoices]
        last = reminders[-1]
        print(f"last sent {last.sent:%Y-%m-%d} to {last.recipient!r}")
        return sum(each.fee for each in reminders)

    def drop(self, number: int) -> None:
        with self._client as client:
            client.invoices.delete(number)

    def weight(self, invoice: Invoice) -> float:
        return sum(
            (line.product.weight or 0.0) * line.quantity for line in invoice.lines
        )


def describe(value: object) -> str:
    """Return a line about an invoice, a line of it, or anything else."""
    match value:
        case t.Invoice(reference=str(reference)):
            return f"invoice {reference}"
        case t.Invoice(number=number):
            return f"invoice {number}"
    return str(value)


async def totals(client: AsyncAcme, numbers: Sequence[int]) -> dict[int, int]:
    """Return the total of each invoice."""
    async with client:
        english = partial(client.invoices.get, language="en")
        found = [await english(number) for number in numbers]
        return {each.number: cast("Invoice", each).total for each in found}
