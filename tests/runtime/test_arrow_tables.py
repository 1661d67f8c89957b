"""Arrow tables of rows: the columns of each type, and values that do not fit."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import IntEnum
from typing import Any, Literal
from uuid import UUID

import pyarrow as pa
import pytest
from pydantic import RootModel, create_model
from small_vendor import LIST, MODES, Vendor, ok
from specloom_runtime import (
    CamelModel,
    ColumnError,
    EpochMillis,
    Minutes,
    OpenEnum,
    PagedOperation,
    Quantity,
    SinglePage,
)
from specloom_runtime.models.arrow_tables import arrow_table
from typing_extensions import TypeAliasType

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = UUID("0f7e5f0c-3f5e-4a3e-9d0b-2b8a3c1d4e5f")
DECIMAL = pa.decimal128(38, 18)


class State(OpenEnum):
    OPEN = "open"


class Level(IntEnum):
    LOW = 1


class Line(CamelModel):
    unit_price: Decimal
    sold_at: EpochMillis | None = None


class Node(CamelModel):
    number: int
    parent: Node | None = None


class Empty(CamelModel):
    pass


class Dates(RootModel[list[date]]):
    pass


class Endless(RootModel["list[Endless]"]):
    pass


class Orders(RootModel[Line]):
    pass


class A(CamelModel):
    b: B | None = None
    c: list[C] | None = None


class B(CamelModel):
    c: C | None = None


class C(CamelModel):
    b: B | None = None
    line: Line | None = None


class Crowded(CamelModel):
    undeclared: int | None = None


Tree = TypeAliasType("Tree", "int | list[Tree]")
Branch = TypeAliasType("Branch", "list[Branch]")


def column(kind: Any, values: list[Any]) -> tuple[pa.DataType, list[Any]]:
    """Return the type and the values of the column of items that are not objects."""
    table = arrow_table(values, kind)
    assert table.column_names == ["value"]
    return table.schema.field("value").type, table["value"].to_pylist()


@pytest.mark.parametrize(
    ("kind", "values", "type_", "expected"),
    [
        (bool, [True, None], pa.bool_(), [True, None]),
        (int, [1, None], pa.int64(), [1, None]),
        (int, [2**63], pa.decimal128(38, 0), [Decimal(2**63)]),
        (int, [10**50], pa.decimal256(76, 0), [Decimal(10**50)]),
        (int, [5.0, -3], pa.int64(), [5, -3]),
        (float, [1, 2.5], pa.float64(), [1.0, 2.5]),
        (float, [2**70], pa.float64(), [2.0**70]),
        (None, [None], pa.string(), [None]),
        (list[None], [[None]], pa.list_(pa.string()), [[None]]),
        (Endless, [[[]]], pa.string(), ["[[]]"]),
        (int | float, [1, 2.5], pa.float64(), [1.0, 2.5]),
        (str | None, ["a", None], pa.string(), ["a", None]),
        (State, ["open", "new"], pa.string(), ["open", "new"]),
        (State | str, ["open"], pa.string(), ["open"]),
        (Level, [1], pa.int64(), [1]),
        (Literal["a", "b"], ["a"], pa.string(), ["a"]),
        (bytes, [b"\0"], pa.binary(), [b"\0"]),
        (date, [date(2026, 5, 1)], pa.date32(), [date(2026, 5, 1)]),
        (time, [time(1, 2, 3, 4)], pa.time64("us"), [time(1, 2, 3, 4)]),
        (timedelta, [timedelta(1)], pa.duration("us"), [timedelta(1)]),
        (UUID, [KEY], pa.string(), [str(KEY)]),
        (Decimal, [Decimal("0.10")], DECIMAL, [Decimal("0.10")]),
        (Decimal, [Decimal("1e30")], pa.decimal256(76, 38), [Decimal("1e30")]),
        (Decimal, [Decimal("1e-30")], pa.decimal256(76, 38), [Decimal("1e-30")]),
        (list[int], [[1, 2], None, []], pa.list_(pa.int64()), [[1, 2], None, []]),
        (
            list[list[str]],
            [[["a"], []]],
            pa.list_(pa.list_(pa.string())),
            [[["a"], []]],
        ),
        (Dates, [[date(2026, 5, 1)]], pa.list_(pa.date32()), [[date(2026, 5, 1)]]),
        (
            dict[str, int],
            [{"a": 1}, None, {}, {"b": 2, "c": 3}],
            pa.map_(pa.string(), pa.int64()),
            [[("a", 1)], None, [], [("b", 2), ("c", 3)]],
        ),
        (Any, [{"a": [1]}, None, "x"], pa.string(), ['{"a":[1]}', None, '"x"']),
        (int | str, [1, "x"], pa.string(), ["1", '"x"']),
        (Tree, [1, [2]], pa.string(), ["1", "[2]"]),
        (Branch, [[[]]], pa.string(), ["[[]]"]),
        (tuple[int, str], [(1, "a")], pa.string(), ['[1,"a"]']),
    ],
)
def test_column_by_type(
    kind: Any, values: list[Any], type_: pa.DataType, expected: list[Any]
) -> None:
    assert column(kind, values) == (type_, expected)


@pytest.mark.parametrize(
    ("moments", "type_"),
    [
        (
            [NOON, NOON.astimezone(timezone(timedelta(hours=2)))],
            pa.timestamp("us", "UTC"),
        ),
        ([NOON.replace(tzinfo=None)], pa.timestamp("us")),
        ([None], pa.timestamp("us", "UTC")),
        ([], pa.timestamp("us", "UTC")),
    ],
)
def test_times(moments: list[Any], type_: pa.DataType) -> None:
    found, values = column(datetime, moments)
    assert found == type_
    assert values == moments


def test_objects_and_their_parts() -> None:
    class Order(CamelModel):
        order_id: int
        total: Decimal | None = None
        lines: list[Line] | None = None
        by_name: dict[str, Line] | None = None
        main: Line | None = None

    line = {"unit_price": Decimal("0.10"), "sold_at": NOON}
    rows: list[Any] = [
        {
            "order_id": 1,
            "total": Decimal(3),
            "lines": [line, {}],
            "by_name": {"a": line},
        },
        {"order_id": 2, "main": {"unit_price": None}},
    ]
    table = arrow_table(rows, Order)
    fields = [("unit_price", DECIMAL), ("sold_at", pa.timestamp("us", "UTC"))]
    struct = pa.struct(fields)
    assert table.schema == pa.schema(
        [
            ("order_id", pa.int64()),
            ("total", DECIMAL),
            ("lines", pa.list_(struct)),
            ("by_name", pa.map_(pa.string(), struct)),
            ("main", struct),
        ]
    )
    none = {"unit_price": None, "sold_at": None}
    assert table.to_pylist() == [
        {
            "order_id": 1,
            "total": Decimal(3),
            "lines": [line, none],
            "by_name": [("a", line)],
            "main": None,
        },
        {"order_id": 2, "total": None, "lines": None, "by_name": None, "main": none},
    ]
    assert arrow_table([], Order).schema == table.schema


def test_object_inside_itself_is_json() -> None:
    rows = [{"number": 1, "parent": {"number": 2, "parent": None}}]
    table = arrow_table(rows, Node)
    assert table["parent"].to_pylist() == ['{"number":2,"parent":null}']


def test_objects_that_use_each_other_are_json() -> None:
    rows = [{"b": {"c": {"b": {}}}, "c": [{"line": {"unit_price": Decimal(1)}}]}]
    table = arrow_table(rows, A)
    assert table.to_pylist() == [
        {"b": '{"c":{"b":{}}}', "c": ['{"line":{"unit_price":"1"}}']}
    ]
    assert arrow_table([], C).schema.types == [
        pa.string(),
        pa.struct([("unit_price", DECIMAL), ("sold_at", pa.timestamp("us", "UTC"))]),
    ]


def test_number_of_columns_is_limited() -> None:
    model: Any = Line
    for level in range(30):  # 2**31 columns, if nothing limited them.
        model = create_model(
            f"Level{level}", __base__=CamelModel, a=(model, ...), b=(model, ...)
        )
    table = arrow_table([], model)
    assert table.schema == pa.schema([("a", pa.string()), ("b", pa.string())])


@pytest.mark.parametrize("kind", [Line, Line | None, Orders, Orders | None])
def test_items_that_are_objects(kind: Any) -> None:
    table = arrow_table([{"unit_price": Decimal(1)}], kind)
    assert table.column_names == ["unit_price", "sold_at"]


def test_undeclared_properties_are_kept() -> None:
    rows = [{"unit_price": Decimal(1)}, {"new": {"a": NOON}, "more": 2}]
    table = arrow_table(rows, Line)
    assert table.column_names == ["unit_price", "sold_at", "undeclared"]
    assert table["undeclared"].to_pylist() == [
        None,
        '{"new":{"a":"2026-05-01T12:00:00Z"},"more":2}',
    ]
    table = arrow_table([{"undeclared": 3, "x": 1}], Crowded)
    assert table.to_pylist() == [{"undeclared": 3, "undeclared_": '{"x":1}'}]


def test_model_without_properties() -> None:
    table = arrow_table([{}, {"a": 1}], Empty)
    assert table["undeclared"].to_pylist() == [None, '{"a":1}']


def test_unit_of_a_column() -> None:
    class Shift(CamelModel):
        worked: Minutes | None = None
        length: float | None = None

    rows = [
        {"worked": Quantity(90, "minutes"), "length": Quantity(1, "metres")},
        {"worked": None, "length": Quantity(1, "miles")},
    ]
    table = arrow_table(rows, Shift)
    assert table.schema.field("worked").metadata == {b"unit": b"minutes"}
    assert table.schema.field("length").metadata is None
    assert table["worked"].to_pylist() == [90.0, None]


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (int, 3.5, "a value has the type float instead of int"),
        (int, True, "a value has the type bool instead of int"),
        (int, 10**90, "a value does not fit decimal256"),
        (float, "x", "a value has the type str instead of float"),
        (float, 2**60 + 1, "a value does not fit double"),
        (Decimal, "x", "a value has the type str instead of Decimal"),
        (Decimal, Decimal("1e80"), "a value does not fit decimal256"),
        (str, 3, "a value has the type int instead of str"),
        (str, "\ud800", "a value does not fit string"),
        (date, NOON, "a value has the type datetime instead of date"),
        (time, time(1, tzinfo=UTC), "a time of day has a zone"),
        (datetime, "tomorrow", "a value has the type str instead of datetime"),
        (list[int], 3, "a value has the type int instead of list"),
        (dict[str, int], [], "a value has the type list instead of dict"),
        (Line, [], "a value has the type list instead of dict"),
    ],
)
def test_value_that_does_not_fit(kind: Any, value: Any, message: str) -> None:
    class Holder(CamelModel):
        parts: list[kind]

    with pytest.raises(ColumnError) as caught:
        arrow_table([{"parts": [value]}], Holder)
    assert str(caught.value).startswith(f"column parts: {message}")
    assert caught.value.column == "parts"


def test_path_of_a_column_in_an_object() -> None:
    class Holder(CamelModel):
        line: Line

    with pytest.raises(
        ColumnError, match=r"^column line\.unit_price: a value has the type str"
    ):
        arrow_table([{"line": {"unit_price": "x"}}], Holder)


def test_times_with_and_without_a_zone() -> None:
    with pytest.raises(ColumnError, match="some times have a zone and others do not"):
        arrow_table([NOON, NOON.replace(tzinfo=None)], datetime)


@pytest.mark.parametrize("mode", MODES)
def test_list_of_several_pages(mode: str) -> None:
    answers = [
        ok({"items": [{"number": 1}, {"number": 2, "name": "b"}], "cursor": "a"}),
        ok({"items": [{"number": 3}]}),
    ]
    vendor = Vendor(mode, answers)
    table = vendor.wait(vendor.pager(LIST).rows().to_arrow())
    assert table.schema == pa.schema([("number", pa.int64()), ("name", pa.string())])
    assert table.to_pydict() == {"number": [1, 2, 3], "name": [None, "b", None]}
    vendor = Vendor(mode, answers)
    batches = vendor.all(vendor.pager(LIST).rows().arrow_batches())
    assert [batch.schema for batch in batches] == [table.schema] * 2
    assert pa.concat_tables(batches) == table


@pytest.mark.parametrize("mode", MODES)
def test_without_pyarrow_nothing_is_sent(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "specloom_runtime.models.arrow_tables")
    vendor = Vendor(mode, [])
    with pytest.raises(ImportError, match=r"pip install 'specloom-runtime\[arrow\]'"):
        vendor.wait(vendor.pager(LIST).rows().to_arrow())
    assert vendor.asked == []


def test_items_without_a_model() -> None:
    pages = SinglePage(items="body")
    operation: Any = PagedOperation("GET", "/n", list[str], lambda: str, pages=pages)
    vendor = Vendor("sync", [ok(["a", "b"])])
    table = vendor.pager(operation).rows().to_arrow()
    assert table.to_pydict() == {"value": ["a", "b"]}
