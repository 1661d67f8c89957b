"""Customers and their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import acme.models as models
from acme import Acme

from .types import Customer, CustomerGroup


@dataclass
class Contact:
    """Somebody who gets letters; it has names that the vendor's models have, too."""

    name: str
    email: str
    city: str = "nowhere"


@dataclass
class Account:
    """A customer, with what the shop knows about it."""

    customer: Customer
    contacts: list[Contact] = field(default_factory=list)

    @property
    def address(self) -> models.Address:
        return self.customer.address

    @property
    def label(self) -> str:
        where = self.address
        code = where.zip_code or "-"
        return f"{self.customer.name}, {where.street}, {code} {where.city:>4}"

    def is_discounted(self) -> bool:
        return self.customer.group in (CustomerGroup.WHOLESALE, CustomerGroup.PUBLIC)


class AccountBook:
    """All accounts of the shop."""

    def __init__(self, client: Acme) -> None:
        self.client = client

    def accounts(self, city: str | None = None) -> Iterator[Account]:
        for customer in self.client.customers.list(city=city):
            contact = Contact(name=customer.name, email=customer.email or "")
            yield Account(customer, [contact])

    def wholesale(self) -> list[str]:
        found = self.client.customers.list(group=CustomerGroup.WHOLESALE)
        return sorted(each.name for each in found if each.phone is None or each.phone)

    def move(self, number: int, street: str, city: str) -> Customer:
        before = self.client.customers.get(number)
        address = models.Address(
            street=street,
            city=city,
            country=before.address.country,
        )
        change = models.CustomerChange(name=before.name, address=address)
        return self.client.customers.update(number, change)

    def emails(self) -> dict[int, str]:
        customers = {each.number: each for each in self.client.customers.list()}
        return {
            number: customer.email
            for number, customer in customers.items()
            if customer.email is not None
        }
