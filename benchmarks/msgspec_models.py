"""The same models as msgspec structs, which do not keep undeclared members."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"


class Address(msgspec.Struct):
    street: str
    city: str
    country: str


class Owner(msgspec.Struct):
    id: int
    name: str
    email: str
    address: Address


class Line(msgspec.Struct):
    number: int
    text: str
    amount: float
    count: int


class Thing(msgspec.Struct, kw_only=True):
    id: int
    name: str
    state: State
    created: datetime
    price: float
    note: str | None = None
    owner: Owner
    lines: list[Line]
    tags: list[str]


class Page(msgspec.Struct):
    items: list[Thing]
    cursor: str | None = None
