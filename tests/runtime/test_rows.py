"""Rows: the items of a list as dictionaries, decoded without models."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from small_vendor import LIST, MODES, SECRET, Contact, Vendor, ok
from specloom_runtime import (
    CamelModel,
    CursorPages,
    DecodeError,
    DeviationKind,
    EpochMillis,
    Minutes,
    Model,
    OpenEnum,
    PagedOperation,
    Quantity,
    SinglePage,
    Tagged,
    Unit,
)
from specloom_runtime.models.row_parts import as_plain
from specloom_runtime.testing import make_response

MODE = pytest.mark.parametrize("mode", MODES)


class State(OpenEnum):
    OPEN = "open"


class Cat(CamelModel):
    kind: Literal["cat"]
    lives_left: int


class Dog(CamelModel):
    kind: Literal["dog"]
    born_on: date


class Line(CamelModel):
    unit_price: Decimal
    sold_at: EpochMillis | None = None


class Order(CamelModel):
    order_id: int
    state: State | None = None
    created: datetime | None = None
    due: date | None = None
    total_amount: Decimal | None = None
    worked: Minutes | None = None
    key: UUID | None = None
    days: list[date] | None = None
    lines: list[Line] | None = None
    by_name: dict[str, Line] | None = None
    pet: Annotated[Cat | Dog, Tagged("kind", {"cat": Cat, "dog": Dog})] | None = None
    either: Cat | Dog | None = None
    parent: Order | None = None
    length: float | None = None


class Orders(Model):
    data: list[Order] | None = None
    next: str | None = None


ORDERS = PagedOperation(
    "GET",
    "/orders",
    Orders,
    Order,
    pages=CursorPages(send="query.c", read="body.next", items="body.data"),
    units=(Unit("length", "metres", at="state", equals="open"),),
)
FULL: dict[str, Any] = {
    "orderId": 1,
    "state": "unheard",
    "created": "2026-05-01T12:00:00Z",
    "due": "2026-05-02",
    "worked": 90,
    "key": "0f7e5f0c-3f5e-4a3e-9d0b-2b8a3c1d4e5f",
    "days": ["2026-05-03"],
    "byName": {"a": {"unitPrice": 1}},
    "pet": {"kind": "dog", "bornOn": "2020-01-01"},
    "either": {"kind": "cat", "livesLeft": 9},
    "parent": {"orderId": 2, "created": None, "newThing": {"aB": 1}},
    "unknownThing": [{"aB": "2026-05-01"}],
}


def rows(body: Any, mode: str = "sync", **options: Any) -> list[Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    vendor = Vendor(mode, [make_response(text.encode())], **options)
    found: list[Any] = vendor.wait(vendor.pager(ORDERS).rows().take(10_000))
    return found


@MODE
def test_values_have_their_declared_types(mode: str) -> None:
    (row,) = rows({"data": [FULL]}, mode)
    assert row == {
        "order_id": 1,
        "state": "unheard",
        "created": datetime(2026, 5, 1, 12, tzinfo=UTC),
        "due": date(2026, 5, 2),
        "worked": 90.0,
        "key": UUID("0f7e5f0c-3f5e-4a3e-9d0b-2b8a3c1d4e5f"),
        "days": [date(2026, 5, 3)],
        "by_name": {"a": {"unit_price": Decimal(1)}},
        "pet": {"kind": "dog", "born_on": date(2020, 1, 1)},
        "either": {"kind": "cat", "lives_left": 9},
        "parent": {"order_id": 2, "created": None, "newThing": {"aB": 1}},
        "unknownThing": [{"aB": "2026-05-01"}],
    }
    assert type(row["state"]) is str and type(row["due"]) is date
    assert isinstance(row["worked"], Quantity) and row["worked"].unit == "minutes"


def test_rows_have_the_values_of_the_models() -> None:
    body = json.dumps({"data": [FULL]}).encode()
    vendor = Vendor("sync", [make_response(body), make_response(body)])
    (item,) = vendor.all(vendor.pager(ORDERS))
    (row,) = vendor.all(vendor.pager(ORDERS).rows())
    assert row == as_plain(item)


def test_decimals_have_all_digits() -> None:
    (row,) = rows(
        '{"data": [{"orderId": 1, "totalAmount": 12345678901234567890.123456789,'
        ' "lines": [{"unitPrice": 0.10}, {"unitPrice": "0.30"}], "length": 0.5}]}'
    )
    assert row["total_amount"] == Decimal("12345678901234567890.123456789")
    assert str(row["lines"][0]["unit_price"]) == "0.10"
    assert str(row["lines"][1]["unit_price"]) == "0.30"
    assert type(row["length"]) is float


def test_units_of_the_operation() -> None:
    first, second, third = rows(
        {
            "data": [
                {"orderId": 1, "state": "open", "length": 2.5},
                {"orderId": 2, "state": "shut", "length": 2.5},
                {"orderId": 3, "state": "open"},
            ]
        }
    )
    assert first["length"].unit == "metres" and type(second["length"]) is float
    assert third == {"order_id": 3, "state": "open"}, "absent stays absent"


@pytest.mark.parametrize("body", ['{"data": []}', "{}", '{"data": null}'])
def test_empty_and_absent_lists(body: str) -> None:
    assert rows(body) == []


def test_values_that_do_not_match_stay_and_are_reported() -> None:
    seen: list[Any] = []
    body = {"data": [{"orderId": "x"}, {"lines": [{"unitPrice": "much"}]}]}
    assert rows(body, on_deviation=seen.append) == [
        {"order_id": "x"},
        {"lines": [{"unit_price": "much"}]},
    ]
    assert [(d.path, d.kind) for d in seen] == [
        ("data.1.lines.0.unitPrice", DeviationKind.INVALID_VALUE)
    ]
    with pytest.raises(DecodeError, match=r"data\.1\.lines\.0\.unitPrice"):
        rows(body, strict=True)


def test_undeclared_property_with_the_name_of_an_attribute() -> None:
    assert rows('{"data": [{"order_id": 1, "orderId": 2}]}') == [{"order_id": 2}]


@pytest.mark.parametrize(
    "body",
    ["[]", '"text"', "{", "nothing", '{"data": [], "data": []}', '{"data": NaN}'],
)
@MODE
def test_bodies_that_cannot_be_read_fail_as_with_models(mode: str, body: str) -> None:
    vendor = Vendor(mode, [make_response(body.encode())] * 2)
    texts = []
    for pager in (vendor.pager(ORDERS), vendor.pager(ORDERS).rows()):
        with pytest.raises(DecodeError) as caught:
            vendor.all(pager)
        texts.append(type(caught.value).__name__)
        assert SECRET not in str(caught.value)
    assert texts == ["DecodeError"] * 2


def test_secrets_are_not_in_errors() -> None:
    body = {"data": [{"orderId": 1, "due": f"x{SECRET}"}]}
    with pytest.raises(DecodeError) as caught:
        rows(body, strict=True)
    assert SECRET not in f"{caught.value!r} {caught.value}"


@MODE
def test_batches_are_the_rows_of_each_page(mode: str) -> None:
    answers = [
        ok({"items": [{"number": 1}, {"number": 2}], "cursor": "a"}),
        ok({"items": [], "cursor": "b"}),
        ok({"items": [{"number": 3}]}),
    ]
    vendor = Vendor(mode, answers)
    found = [
        list(map(dict, b)) for b in vendor.all(vendor.pager(LIST).rows().batches())
    ]
    assert found == [[{"number": 1}, {"number": 2}], [{"number": 3}]]


@MODE
def test_checkpoints_are_the_same_with_and_without_models(mode: str) -> None:
    answers = [ok({"items": [{"number": n}], "cursor": str(n)}) for n in (1, 2)]
    vendor = Vendor(mode, answers)
    pager = vendor.pager(LIST)
    assert vendor.wait(pager.take(1)) == [Contact(number=1)]
    rest = vendor.pager(LIST).resume(pager.checkpoint).rows()
    assert vendor.wait(rest.take(1)) == [{"number": 2}]


def test_items_without_a_model_are_unchanged() -> None:
    single = SinglePage(items="body")
    operation: Any = PagedOperation("GET", "/n", list[str], str, pages=single)
    vendor = Vendor("sync", [ok(["a", "b"])])
    assert list(vendor.pager(operation).rows()) == ["a", "b"]


def test_memory_of_many_pages_is_flat() -> None:
    count = 0

    def page(request: Any) -> Any:
        nonlocal count
        count += 1
        data = [{**FULL, "orderId": n} for n in range(5)]
        return ok({"data": data, "next": str(count) if count < 600 else None})

    vendor = Vendor("sync", page)
    tracemalloc.start()
    sizes = {}
    for _ in vendor.pager(ORDERS).rows().batches():
        vendor.transport.requests.clear()
        sizes[count] = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert sizes[600] - sizes[100] < 300_000
