"""The models of the benchmark, in the form of a generated package."""

from __future__ import annotations

from datetime import datetime

from specloom_runtime import Compare, Field, IsNull, Like, Member, Model, OpenEnum


class State(OpenEnum):
    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"


class Address(Model):
    street: str
    city: str
    country: str


class Owner(Model):
    id: int
    name: str
    email: str
    address: Address


class Line(Model):
    number: int
    text: str
    amount: float
    count: int


class Thing(Model):
    id: int
    name: str
    state: State
    created: datetime
    price: float
    note: str | None = None
    owner: Owner
    lines: list[Line]
    tags: list[str]


class Page(Model):
    items: list[Thing]
    cursor: str | None = None


class ThingFields:
    """The fields by which a list of Thing can be filtered."""

    id = Field[int, Compare | Member]("id")
    name = Field[str, Compare | Like]("name")
    price = Field[float, Compare]("price")
    note = Field[str, Compare | IsNull]("note")
