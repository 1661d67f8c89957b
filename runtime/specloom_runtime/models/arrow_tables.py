"""Make an Arrow table of rows: `pip install specloom-runtime[arrow]`.

The declared types decide the columns, so that lists of the same operation have the same
columns, also when they are empty. `SCALARS` has the columns of values. An object, a
list and a map become a struct, a list and a map; undeclared properties are JSON in the
column `undeclared`. What has no single type, or contains itself, is JSON too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import accumulate, chain
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin
from uuid import UUID

import pyarrow as pa
from pydantic import BaseModel
from pydantic_core import to_json
from typing_extensions import TypeAliasType

from ..core.errors import ColumnError
from .model import is_model
from .row_types import contains_itself
from .type_parts import alternatives, bare, fields_of, is_root, leaves

UNDECLARED = "undeclared"
MOST_COLUMNS = 1000
"""The maximum number of columns of an object inside an item, with nested ones.

An object that can contain one of its own type has no finite number. Others can have too
many: the number can double with each level.
"""
ZONED, UNZONED = pa.timestamp("us", "UTC"), pa.timestamp("us")


class Column(NamedTuple):
    """The array of a column's values, and the metadata of its field."""

    values: Any
    metadata: dict[str, str] | None = None

    def field(self, name: str) -> Any:
        """Return the field of the column in a schema."""
        return pa.field(name, self.values.type, metadata=self.metadata)


class Scalar(NamedTuple):
    """How values of a class become a column.

    Attributes:
        accepted: the classes of the values.
        types: the types of the column; the first that can hold all values is used.
    """

    accepted: tuple[type, ...]
    types: tuple[pa.DataType, ...]


SCALARS: dict[type, Scalar] = {
    bool: Scalar((bool,), (pa.bool_(),)),
    int: Scalar((int,), (pa.int64(), pa.decimal128(38, 0), pa.decimal256(76, 0))),
    float: Scalar((float, int), (pa.float64(),)),
    Decimal: Scalar((Decimal,), (pa.decimal128(38, 18), pa.decimal256(76, 38))),
    str: Scalar((str,), (pa.string(),)),
    bytes: Scalar((bytes,), (pa.binary(),)),
    datetime: Scalar((datetime,), (ZONED,)),
    date: Scalar((date,), (pa.date32(),)),
    time: Scalar((time,), (pa.time64("us"),)),
    timedelta: Scalar((timedelta,), (pa.duration("us"),)),
    UUID: Scalar((str,), (pa.string(),)),
}


def arrow_table(rows: Sequence[Any], item: Any) -> pa.Table:
    """Return a table of the rows of a list; `item` is the declared type of its items.

    The columns are those of the item's properties, or one column `value` for items that
    are not objects.

    Raises ColumnError for a value of another type than declared.
    """
    model = _single(item)
    while is_root(model) and not _holds_itself(model):
        model = _single(fields_of(model)[0].type)
    if is_model(model) and not is_root(model):
        return pa.Table.from_struct_array(_struct(model, rows, "").values)
    column = _column(item, rows, "value")
    return pa.table([column.values], schema=pa.schema([column.field("value")]))


def _column(kind: Any, values: Sequence[Any], name: str) -> Column:
    """Return the column of a type; `name` is its path."""
    if (scalar := _scalar(kind)) is not None:
        return _scalar_column(scalar, values, name)
    plain = _single(kind)
    if is_model(plain) and not _has_columns(plain):
        return _json(values)
    origin, arguments = get_origin(plain), get_args(plain)
    if is_root(plain):
        return _column(fields_of(plain)[0].type, values, name)
    if is_model(plain):
        return _struct(plain, values, name)
    if origin is list:
        _check(values, (list,), "list", name)
        inner = _column(arguments[0], [*_flat(values)], name)
        held = pa.ListArray.from_arrays(
            _offsets(values), inner.values, mask=_nulls(values)
        )
        return Column(held)
    if origin is dict and _scalar(arguments[0]) is str:
        _check(values, (dict,), "dict", name)
        keys = pa.array(_flat(values), pa.string())
        members = [*_flat(None if each is None else each.values() for each in values)]
        inner = _column(arguments[1], members, name)
        offsets, nulls = _offsets(values), _nulls(values)
        return Column(pa.MapArray.from_arrays(offsets, keys, inner.values, mask=nulls))
    return _json(values)


def _single(kind: Any) -> Any:
    """Return the only alternative of a type, without constraints and null.

    It is None if there are several, or if a definition contains itself.
    """
    kinds = [each for each in alternatives(kind) if each is not NoneType]
    if len(kinds) != 1:
        return None
    (only,) = kinds
    is_endless = isinstance(only, TypeAliasType) and contains_itself(only)
    return None if is_endless else bare(only)


def _struct(model: type[BaseModel], values: Sequence[Any], name: str) -> Column:
    """Return the column of a model; the path of an item itself is empty."""
    _check(values, (dict,), "dict", name or "value")
    columns: dict[str, Column] = {}
    for each in fields_of(model):
        members = [None if value is None else value.get(each.name) for value in values]
        path = f"{name}.{each.name}" if name else each.name
        columns[each.name] = _column(each.type, members, path)
    undeclared = [
        {k: v for k, v in (value or {}).items() if k not in columns} or None
        for value in values
    ]
    if any(undeclared) or not columns:
        free = UNDECLARED
        while free in columns:
            free += "_"
        columns[free] = _json(undeclared)
    fields = [column.field(label) for label, column in columns.items()]
    arrays = [column.values for column in columns.values()]
    return Column(
        pa.StructArray.from_arrays(arrays, fields=fields, mask=_nulls(values))
    )


@cache
def _has_columns(model: type[BaseModel]) -> bool:
    """Return whether an object inside an item has columns of its own."""
    return not _holds_itself(model) and _width(model) <= MOST_COLUMNS


@cache
def _width(model: type[BaseModel]) -> int:
    """Return the number of columns of a model that does not contain itself.

    All alternatives of a property are counted, so that it can be too large.
    """
    width = 0
    for each in fields_of(model):
        inner = filter(is_model, leaves(each.type))
        width += max(1, sum(_width(part) for part in inner if _has_columns(part)))
    return width


@cache
def _holds_itself(model: type[BaseModel]) -> bool:
    """Return whether an object can contain an object of its own type."""
    waiting, seen = [*_models_in(model)], set[type[BaseModel]]()
    while waiting:
        if (each := waiting.pop()) not in seen:
            seen.add(each)
            waiting += _models_in(each)
    return model in seen


@cache
def _models_in(model: type[BaseModel]) -> frozenset[type[BaseModel]]:
    parts = (leaf for each in fields_of(model) for leaf in leaves(each.type))
    return frozenset(filter(is_model, parts))


def _scalar(kind: Any) -> type | None:
    """Return the class of the values of a type, if it is one class of `SCALARS`."""
    found: set[type] = set()
    for each in alternatives(kind):
        plain = bare(each)
        if get_origin(plain) is Literal:
            found |= {type(value) for value in get_args(plain)}
        elif not isinstance(plain, type):
            return None
        elif issubclass(plain, Enum):
            found |= {type(member.value) for member in plain}
        else:
            found.add(float if issubclass(plain, float) else plain)
    found.discard(NoneType)
    if found == {int, float}:
        return float
    return found.pop() if len(found) == 1 and found <= SCALARS.keys() else None


def _scalar_column(kind: type, values: Sequence[Any], name: str) -> Column:
    scalar = SCALARS[kind]
    if kind is UUID:
        values = [str(each) if isinstance(each, UUID) else each for each in values]
    if kind in (int, float):
        values = [_number(each, kind) for each in values]
    _check(values, scalar.accepted, kind.__name__, name)
    types, units = scalar.types, set[Any]()
    if kind is time and any(each.tzinfo for each in values if each is not None):
        raise ColumnError(f"column {name}: a time of day has a zone", column=name)
    if kind is datetime:
        types = (_time_type(values, name),)
    if kind is float:
        units = {getattr(each, "unit", None) for each in values if each is not None}
    metadata = {"unit": unit} if len(units) == 1 and (unit := units.pop()) else None
    for type_ in types:
        try:
            return Column(pa.array(values, type_), metadata)
        except (pa.ArrowException, OverflowError, UnicodeError):
            continue
    raise ColumnError(f"column {name}: a value does not fit {types[-1]}", column=name)


def _number(value: Any, kind: type) -> Any:
    """Return a number as an int or a float if that keeps its value: 5 for 5.0.

    JSON does not distinguish them. Any other value is returned unchanged.
    """
    if kind is int and type(value) is float and value.is_integer():
        return int(value)
    if kind is float and type(value) is int and abs(value) < 2**1023:
        return float(value) if float(value) == value else value
    return value


def _time_type(values: Sequence[Any], name: str) -> pa.DataType:
    """Return the type for times: in UTC, or without a zone if none of them has one."""
    zoned = {each.utcoffset() is not None for each in values if each is not None}
    if len(zoned) == 2:
        raise ColumnError(
            f"column {name}: some times have a zone and others do not", column=name
        )
    return UNZONED if zoned == {False} else ZONED


def _json(values: Sequence[Any]) -> Column:
    texts = [None if each is None else to_json(each).decode() for each in values]
    return Column(pa.array(texts, pa.string()))


def _check(
    values: Sequence[Any], accepted: tuple[type, ...], expected: str, name: str
) -> None:
    """Raise ColumnError for a value of another class; a bool is not an int here.

    Arrow itself would cut the fraction of a number, for example.
    """
    for value in values:
        if value is None or type(value) in accepted:
            continue
        is_other = isinstance(value, bool | datetime) or not isinstance(value, accepted)
        if is_other:
            raise ColumnError(
                f"column {name}: a value has the type {type(value).__name__} instead "
                f"of {expected}; rows() returns it unchanged",
                column=name,
            )


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    return chain.from_iterable(each for each in values if each is not None)


def _offsets(values: Sequence[Any]) -> Any:
    lengths = (0 if each is None else len(each) for each in values)
    return pa.array(accumulate(lengths, initial=0), pa.int32())


def _nulls(values: Sequence[Any]) -> Any:
    return pa.array([each is None for each in values], pa.bool_())
