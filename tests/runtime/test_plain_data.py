"""Models as JSON data and as short text."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field as Described
from small_vendor import MODES, Vendor, ok
from specloom_runtime import (
    CamelModel,
    EpochMillis,
    ExactNumber,
    Minutes,
    Model,
    OpenEnum,
    Operation,
    PascalModel,
    Returned,
    UtcMillis,
)
from specloom_runtime.models.plain_data import LONGEST
from specloom_runtime.pagination.merging import hashable


class State(OpenEnum):
    NEW = "new"


class Line(PascalModel):
    id: int = 0
    tax_rate: Decimal | None = None


class Order(CamelModel):
    number: int
    state: State | None = None
    created_at: datetime | None = None
    due: date | None = None
    key_id: UUID | None = None
    since: EpochMillis | None = None
    until: UtcMillis | None = None
    effort: Minutes | None = None
    photo: bytes | None = None
    first_line: Line | None = None
    lines: list[Line] | None = None
    by_name: dict[str, Line] | None = None
    version: Annotated[str | None, Described(alias="_v")] = None
    note: str | None = None


class Amounts(Model):
    exact: ExactNumber
    text: Decimal


class Typed(Model):
    id: int

    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, State]


GET = Operation("GET", "/orders/{number}", Order)
WIRE = {
    "number": 7,
    "state": "gone",
    "createdAt": "2024-05-01T12:00:00Z",
    "due": "2024-05-02",
    "keyId": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "since": 1714564800000,
    "until": "2024-05-01T12:00:00.250",
    "effort": 90.0,
    "photo": "+/+/",
    "firstLine": {"Id": 1, "TaxRate": "0.25", "more": [None, {"a": 1}]},
    "lines": [{"Id": 2}, {}],
    "byName": {"a b": {"Id": 3}},
    "_v": "x",
    "note": None,
    "undeclared": {"deep": [1.5, True]},
}


@pytest.mark.parametrize("mode", MODES)
def test_what_was_received_is_returned_as_json_data(mode: str) -> None:
    vendor = Vendor(mode, [ok(WIRE)])
    order = vendor.call(GET, path={"number": 7})
    data = order.to_dict()
    assert data == WIRE
    assert json.loads(json.dumps(data)) == WIRE
    assert all(
        type(each) in (int, str, float, dict, list, type(None))
        for each in data.values()
    )
    assert order.to_dict() is not data


def test_decimals_are_numbers_or_text_as_on_the_wire() -> None:
    amounts = Amounts(exact=Decimal("1.50"), text=Decimal("1.50"))
    assert amounts.to_dict() == {"exact": 1.5, "text": "1.50"}
    whole = Amounts(exact=Decimal(2**70), text=Decimal(1)).to_dict()["exact"]
    assert (type(whole), whole) == (int, 2**70)
    assert repr(amounts) == "Amounts(exact=1.50, text=1.50)"


def test_only_what_is_set_is_returned() -> None:
    assert Order(number=1).to_dict() == {"number": 1}
    assert Order(number=1, note=None).to_dict() == {"number": 1, "note": None}
    lines = [Line(), Line(tax_rate=Decimal("1.10"))]
    assert Order(number=1, lines=lines).to_dict() == {
        "number": 1,
        "lines": [{}, {"TaxRate": "1.10"}],
    }
    assert Line().to_dict() == {}


def test_a_member_called_like_an_attribute_is_not_a_property() -> None:
    line = Vendor("sync", [ok({"id": "x"})]).call(Operation("GET", "/x", Line))
    assert line.to_dict() == {"id": "x"}


def test_undeclared_members_of_a_type_are_returned() -> None:
    assert Typed.model_validate({"id": 1, "a": "new"}).to_dict() == {
        "id": 1,
        "a": "new",
    }


@pytest.mark.parametrize("mode", MODES)
def test_values_that_deviate_are_returned_as_received(mode: str) -> None:
    wire = {"number": "seven", "createdAt": 5, "state": None, "lines": {"a": [1]}}
    order = Vendor(mode, [ok(wire)]).call(GET, path={"number": 7})
    assert order.to_dict() == wire


def test_times_keep_their_zone() -> None:
    zone = timezone(timedelta(hours=2))
    order = Order(number=1, created_at=datetime(2024, 5, 1, 14, tzinfo=zone))
    assert order.to_dict()["createdAt"] == "2024-05-01T14:00:00+02:00"


def test_deep_models() -> None:
    class Deep(Model):
        inner: Deep | None = None

    made = Deep()
    for _ in range(200):
        made = Deep(inner=made)
    data, depth = made.to_dict(), 0
    while data:
        data, depth = data["inner"], depth + 1
    assert depth == 200
    for _ in range(100):
        made = Deep(inner=made)
    with pytest.raises(ValueError, match="depth"):
        made.to_dict()


def test_a_model_in_itself_is_refused() -> None:
    class Endless(Model):
        inner: Any = None

    made = Endless()
    made.inner = made
    with pytest.raises(ValueError):
        made.to_dict()
    assert repr(made) == "Endless(inner=Endless(...))"


def test_the_text_has_what_is_set() -> None:
    order = Order.model_validate(WIRE)
    assert repr(order) == (
        "Order(number=7, state='gone', created_at='2024-05-01T12:00:00Z', "
        "due='2024-05-02', key_id='3fa85f64-5717-4562-b3fc-2c963f66afa6', "
        "since='2024-05-01T12:00:00Z', until='2024-05-01T12:00:00.250000Z', "
        "effort=90.0, photo=[3 bytes], first_line=Line(...), lines=[2 items], "
        "by_name={1 member}, version='x', note=None, undeclared={1 member})"
    )
    assert str(order) == repr(order)
    assert repr(Order(number=1)) == "Order(number=1)"
    assert repr(Order(number=1, lines=[], by_name={}, first_line=Line())) == (
        "Order(number=1, first_line=Line(), lines=[], by_name={})"
    )
    assert repr(Order(number=1, lines=[Line()])) == "Order(number=1, lines=[1 item])"


def test_a_value_that_json_cannot_contain() -> None:
    class Loose(Model):
        any: Any = None

    loose = Loose(any=slice(1, 2))
    assert repr(loose) == "Loose(any=slice(1, 2, None))"
    assert repr(Loose(any=Decimal("1.50"))) == "Loose(any=1.50)"
    with pytest.raises(ValueError):
        loose.to_dict()


def test_long_values_are_cut() -> None:
    shown = repr(Order(number=1, note="a" * 1_000_000))
    assert shown == f"Order(number=1, note='{'a' * (LONGEST - 1)}…)"
    order = Order.model_validate({"number": 1, "x" * 1000: "\n\x1b[2J\u202e"})
    assert len(repr(order)) < 150
    assert repr(order).isprintable()


class Named(CamelModel):
    to_dict_: Annotated[str, Described(alias="toDict")]


def test_a_property_can_have_the_name_of_the_method() -> None:
    operation = Operation("GET", "/x", Named)
    wire = {"toDict": "a", "to_dict": "b", "to_dict_": "c"}
    named = Vendor("sync", [ok(wire)]).call(operation)
    assert named.to_dict_ == "a"
    assert named.to_dict() == wire


class Login(Model):
    user: str = ""
    password: str = ""
    client_secret: str | None = None
    access_token: str | None = None
    api_key: Returned[str | None] = None
    next_page_token: str | None = None
    cursor_token: str | None = None


def test_credentials_are_not_shown() -> None:
    login = Login.model_validate(
        {
            "user": "u",
            "password": "hidden",
            "client_secret": "hidden",
            "access_token": "hidden",
            "api_key": None,
            "next_page_token": "p",
            "cursor_token": "c",
            "Authorization": "hidden",
        }
    )
    assert repr(login) == (
        "Login(user='u', password=***, client_secret=***, access_token=***, "
        "api_key=None, next_page_token='p', cursor_token='c', Authorization=***)"
    )
    assert login.to_dict()["password"] == "hidden"


def test_a_copy_is_shown_alike() -> None:
    order = Order(number=1, created_at=datetime(2024, 5, 1, tzinfo=UTC))
    assert repr(copy.deepcopy(order)) == repr(order)


def test_models_with_equal_text_differ() -> None:
    one, other = (Order(number=1, lines=[Line(id=n)]) for n in (1, 2))
    assert repr(one) == repr(other)
    assert hashable(one) != hashable(other) == hashable(other.model_copy())
    assert hashable([one]) != hashable([other]) == hashable([other])
    assert hashable({"a": one}) != hashable({"a": other})
