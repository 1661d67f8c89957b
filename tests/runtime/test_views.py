"""Test the rows of views: values, nested rows, wrong items and wrong lists."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from specloom_runtime import (
    At,
    CamelModel,
    EpochMillis,
    Number,
    OpenEnum,
    OpenIntEnum,
    Quantity,
    RequestError,
    RowError,
    RowSource,
    View,
)

ID = UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6")


class Kind(OpenEnum):
    TIME = "TIME"


class Level(OpenIntEnum):
    ONE = 1


class Leaf(CamelModel):
    owner_id: str | None = None
    count: Quantity | None = None
    marks: list[int] | None = None


class Bucket(CamelModel):
    first: date | None = None
    total: list[Leaf] | None = None


class Nested(CamelModel):
    id: int | None = None
    kind: Kind | None = None
    buckets: list[Bucket] | None = None


class Flat(CamelModel):
    id: UUID
    value: Decimal | None = None
    number: Number | None = None
    level: Level | None = None
    is_open: bool | None = None
    starts: EpochMillis | None = None
    nick: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    vendor: str
    id: str
    value: Decimal | None = None
    unit: str | None = None
    level: int | None = None
    is_open: bool | None = None
    starts: date | datetime | None = None
    owner: str | None = None
    source: Any = None


NESTED = RowSource(
    vendor="nested",
    item=Nested,
    rows="buckets.total",
    fields={
        "id": At("id"),
        "value": At("buckets.total.count"),
        "unit": At("kind", texts={"TIME": "minutes"}),
        "starts": At("buckets.first"),
        "owner": At("buckets.total.owner_id"),
        "level": 7,
    },
)
FLAT = RowSource(
    vendor="flat",
    item=Flat,
    fields={
        "id": At("id"),
        "value": At("value", "number"),
        "level": At("level"),
        "is_open": At("is_open"),
        "starts": At("starts"),
        "unit": "pieces",
        "owner": At("nick"),
    },
)
VIEW = View(
    Row,
    types={
        "id": ("string",),
        "value": ("decimal",),
        "unit": ("string",),
        "level": ("integer",),
        "is_open": ("boolean",),
        "starts": ("date", "date-time"),
        "owner": ("string",),
    },
    required=("id",),
    sources=(NESTED, FLAT),
)


def rows(*items: object) -> list[Row]:
    """Return the rows of items by both functions, which must agree."""

    async def given() -> AsyncIterator[object]:
        for item in items:
            yield item

    async def read() -> list[Row]:
        return [row async for row in VIEW.async_rows([given()])]

    found = list(VIEW.rows([items]))
    assert asyncio.run(read()) == found
    return found


def nested(text: str) -> Nested:
    return Nested.model_validate_json(text)


def test_nested_lists_become_a_row_for_each_of_their_objects() -> None:
    leaves = [{"ownerId": "7", "count": 120.0}, {"ownerId": "8", "count": 0.5}]
    buckets = [{"first": "2024-11-18", "total": leaves}, {"first": "2024-11-25"}]
    item = nested(json.dumps({"id": 4035, "kind": "TIME", "buckets": buckets}))
    common = {"vendor": "nested", "id": "4035", "unit": "minutes", "level": 7}
    day = date(2024, 11, 18)
    assert rows(item) == [
        Row(**common, value=Decimal(120), owner="7", starts=day, source=item),
        Row(**common, value=Decimal("0.5"), owner="8", starts=day, source=item),
    ]
    assert all(row.source is item for row in rows(item))


def test_an_item_without_nested_lists_has_no_rows() -> None:
    assert rows(nested('{"id": 1}'), nested('{"id": 2, "buckets": []}')) == []


def test_values_are_converted_exactly() -> None:
    item = Flat(
        id=ID,
        number=9007199254740993,
        level=Level(5),
        is_open=False,
        starts=datetime(2024, 1, 1, tzinfo=UTC),
    )
    (row,) = rows(item)
    assert row.id == str(ID)
    assert (row.value, type(row.value)) == (9007199254740993, Decimal)
    assert (row.level, type(row.level)) == (5, int)
    assert row.is_open is False
    assert row.starts == datetime(2024, 1, 1, tzinfo=UTC)
    assert (row.unit, row.owner) == ("pieces", None)


def test_a_decimal_keeps_its_digits_in_any_context() -> None:
    digits = Decimal("12345678901234567890123.123456789012")
    with localcontext() as context:
        context.prec = 3
        (row,) = rows(Flat(id=ID, value=digits, number=0.1))
        (other,) = rows(Flat(id=ID, number=0.1))
    assert row.value == digits
    assert str(other.value) == "0.1"


def test_text_that_is_not_listed_is_absent() -> None:
    item = nested('{"id": 1, "kind": "NEW", "buckets": [{"total": [{}]}]}')
    (row,) = rows(item)
    assert (row.unit, row.value, row.owner) == (None, None, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "many"},
        {"value": True},
        {"value": float("nan")},
        {"level": True},
        {"is_open": 1},
        {"starts": "soon"},
        {"nick": True},
        {"nick": ["a"]},
        {"nick": 5},
        {"nick": UUID(int=1)},
        {"level": 1},
        {"number": "5"},
        {"number": True},
    ],
)
def test_a_value_of_another_type_is_absent(changed: dict[str, Any]) -> None:
    item = Flat.model_construct(None, id=ID, **changed)
    assert rows(item) == [Row(vendor="flat", id=str(ID), unit="pieces", source=item)]


@pytest.mark.parametrize("wrong", ["zz", 5])
def test_an_id_of_another_type_is_missing(wrong: object) -> None:
    with pytest.raises(RowError, match='flat: an item has no "id"'):
        rows(Flat.model_construct(None, id=wrong))


class Loose(CamelModel):
    """An item with other types of fields."""

    fixed: Literal["a", 1] | None = None
    names: list[Annotated[str, "each"]] | None = None
    numbers: Mapping[str, int] | None = None
    anything: Any = None
    either: Leaf | Flat | None = None


LOOSE = View(
    Row,
    types={"id": ("string",)},
    required=("id",),
    sources=(
        RowSource(
            vendor="loose",
            item=Loose,
            rows="names",
            fields={
                "id": At("either.owner_id", "fixed", "numbers", "anything", "names")
            },
        ),
    ),
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"fixed": "b"}, "b"),
        ({"fixed": 2.5, "anything": 7}, "7"),
        ({"names": ["x"]}, "x"),
        ({"numbers": "1"}, "n"),
        ({"either": Leaf(owner_id="7"), "fixed": "a"}, "7"),
        ({"either": Leaf.model_construct(owner_id=7), "fixed": "a"}, "a"),
        ({"either": Flat(id=ID), "fixed": "a"}, "a"),
    ],
)
def test_a_value_has_a_type_that_the_item_declares(
    changed: dict[str, Any], expected: str
) -> None:
    item = Loose.model_construct(None, **{"names": ["n"], **changed})
    assert [row.id for row in LOOSE.rows([[item]])] == [expected]


def test_an_item_of_a_list_that_is_not_text_is_missing() -> None:
    with pytest.raises(RowError, match='loose: an item has no "id"'):
        list(LOOSE.rows([[Loose.model_construct(None, names=[5])]]))


def test_a_required_value_that_is_missing_is_an_error() -> None:
    item = nested('{"buckets": [{"total": [{"count": 1}]}]}')
    with pytest.raises(RowError, match=r'nested: an item has no "id".* value at id\)'):
        rows(item)
    with pytest.raises(RowError) as caught:
        list(VIEW.rows([[item]]))
    assert caught.value.item is item


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ("x", "buckets"),
        (["x"], "total"),
        ([Bucket.model_construct(None, total="x")], "total"),
        ([Bucket.model_construct(None, total=Leaf())], "total"),
    ],
)
def test_other_data_in_place_of_a_list_is_an_error(wrong: Any, at: str) -> None:
    """Lenient decoding keeps what it cannot read, so the rows would be lost."""
    item = Nested.model_construct(None, id=3, buckets=wrong)
    with pytest.raises(RowError, match=f"nested: .* other data in place of {at}$"):
        rows(item)


def test_nulls_in_a_list_have_no_rows_and_an_object_can_be_on_the_path() -> None:
    bucket = Bucket(total=[Leaf(owner_id="7")])
    (row,) = rows(Nested.model_construct(None, id=3, buckets=[None, bucket]))
    assert row.owner == "7"
    (row,) = rows(Nested.model_construct(None, id=3, buckets=bucket))
    assert row.owner == "7"


def test_items_of_an_unknown_class_are_an_error() -> None:
    with pytest.raises(
        RowError, match="the type Bucket .expected Nested of nested, Flat"
    ):
        rows(Bucket())


def test_a_wrong_kind_of_list_is_an_error_before_anything_is_read() -> None:
    async def none() -> AsyncIterator[object]:
        raise AssertionError("read")
        yield

    def nothing() -> Iterator[object]:
        raise AssertionError("read")
        yield

    wrong: Any = none()
    with pytest.raises(
        RequestError, match="list 2 has the type async_generator .async_rows"
    ):
        VIEW.rows([nothing(), wrong])
    other: Any = nothing()
    with pytest.raises(RequestError, match="list 1 has the type generator .rows"):
        VIEW.async_rows([other])


def test_lists_are_read_as_rows_are_needed() -> None:
    read: list[int] = []

    def items() -> Iterator[Flat]:
        for number in range(3):
            read.append(number)
            yield Flat(id=ID)

    made = VIEW.rows([items(), items()])
    assert read == []
    next(made)
    assert read == [0]


def test_an_asynchronous_list_is_closed_when_its_rows_are_left() -> None:
    events: list[str] = []

    async def items() -> AsyncIterator[Flat]:
        try:
            yield Flat(id=ID)
            yield Flat(id=ID)
        finally:
            events.append("closed")

    class Plain:
        """An asynchronous iterator that cannot be closed."""

        def __aiter__(self) -> Plain:
            return self

        async def __anext__(self) -> Flat:
            raise StopAsyncIteration

    async def leave() -> None:
        made = VIEW.async_rows([Plain(), items()])
        async for _ in made:
            break
        await made.aclose()  # type: ignore[attr-defined]  # an async generator
        assert events == ["closed"]

    asyncio.run(leave())
