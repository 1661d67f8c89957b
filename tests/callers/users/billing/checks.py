"""The tests of the package."""

from __future__ import annotations

import asyncio
from datetime import date

from acme import Acme
from acme.models import Address, Reminder
from sandbox import async_sandbox_client, sandbox_client

from .accounts import Account, AccountBook
from .invoicing import OPEN, Invoicing, describe, totals
from .types import CustomerGroup, Invoice


class Checks:
    """Each method is a test."""

    def __init__(self) -> None:
        self.client: Acme = sandbox_client()
        self.book = AccountBook(self.client)
        self.invoicing = Invoicing(self.client, date(2030, 1, 1))

    def first(self) -> Invoice:
        return self.client.invoices.list()[0]

    def test_labels(self) -> None:
        account: Account = next(self.book.accounts(city="Bern"))
        assert account.label.count(",") == 2
        assert isinstance(account.address, Address)
        assert account.contacts[0].email

    def test_groups(self) -> None:
        account = next(self.book.accounts())
        assert account.is_discounted() is False
        assert account.customer.group is CustomerGroup.RETAIL
        assert self.book.wholesale()

    def test_move(self) -> None:
        assert self.book.move(1, "High Street", "Bern").number
        assert len(self.book.emails()) == 1

    def test_draft(self) -> None:
        draft = self.invoicing.draft(7, ["a", "b"])
        assert draft.articles() == 4
        assert draft.heading() == "written by hand"
        assert self.invoicing.bill(7, ["a"]) > 0

    def test_late(self) -> None:
        late = self.invoicing.late(date(2026, 1, 1))
        assert len(late) == 1
        assert late[0].status not in OPEN

    def test_reminders(self) -> None:
        reminder: Reminder = self.invoicing.remind(self.first(), loud=True)
        assert reminder.fee > 0
        assert self.invoicing.fees([self.first()]) > 0

    def test_lines(self) -> None:
        invoice = self.first()
        assert self.invoicing.weight(invoice) > 0
        assert describe(invoice).startswith("invoice")
        assert [line.amount - (line.discount or 0) for line in invoice.lines]
        self.invoicing.drop(invoice.number)

    def test_totals(self) -> None:
        found = asyncio.run(totals(async_sandbox_client(), [1, 2]))
        assert all(each > 0 for each in found.values())

    def test_products(self) -> None:
        for product in self.client.products.list(in_stock=True):
            assert product.code and product.price > 0
            assert (product.stock or 0) >= 0
