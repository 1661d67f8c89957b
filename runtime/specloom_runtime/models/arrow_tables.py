"""Make an Arrow table of rows: `pip install specloom-runtime[arrow]`.

The declared types decide the columns, so that lists of the same operation have the same
columns, also when they are empty:

| declared | column |
|---|---|
| integer | int64; decimal128(38, 0) or decimal256(76, 0) if a value needs it |
| number, also with a unit | double; the unit is in the metadata of the column |
| decimal | decimal128(38, 18); decimal256(76, 38) if a value needs it |
| time | timestamp in UTC, or without a zone if no value has one |
| date, time of day, duration, bytes | date32, time64, duration, binary |
| string, UUID, enumeration | string, or the type of the enumeration's values |
| object, list, map | struct, list, map |
| anything else, and an object inside itself | its JSON as string |
| undeclared properties | their JSON as string, in the column `undeclared` |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
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
from .type_parts import alternatives, bare, fields_of, is_root

UNDECLARED = "undeclared"
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
    column = _column(item, rows, "value", ())
    if not pa.types.is_struct(column.values.type):
        return pa.table([column.values], schema=pa.schema([column.field("value")]))
    return pa.Table.from_struct_array(column.values)


def _column(
    kind: Any, values: Sequence[Any], name: str, around: tuple[type, ...]
) -> Column:
    """Return the column of a type; `around` are the models that it is inside of."""
    if (scalar := _scalar(kind)) is not None:
        return _scalar_column(scalar, values, name)
    kinds = [each for each in alternatives(kind) if each is not NoneType]
    kind, *others = kinds
    if others or (isinstance(kind, TypeAliasType) and contains_itself(kind)):
        return _json(values)
    plain = bare(kind)
    origin, arguments = get_origin(plain), get_args(plain)
    if is_root(plain):
        return _column(fields_of(plain)[0].type, values, name, around)
    if is_model(plain) and plain not in around:
        return _struct(plain, values, name, around)
    if origin is list:
        _check(values, (list,), "list", name)
        inner = _column(arguments[0], [*_flat(values)], name, around)
        held = pa.ListArray.from_arrays(
            _offsets(values), inner.values, mask=_nulls(values)
        )
        return Column(held)
    if origin is dict and _scalar(arguments[0]) is str:
        _check(values, (dict,), "dict", name)
        keys = pa.array(_flat(values), pa.string())
        members = [*_flat(None if each is None else each.values() for each in values)]
        inner = _column(arguments[1], members, name, around)
        offsets, nulls = _offsets(values), _nulls(values)
        return Column(pa.MapArray.from_arrays(offsets, keys, inner.values, mask=nulls))
    return _json(values)


def _struct(
    model: type[BaseModel], values: Sequence[Any], name: str, around: tuple[type, ...]
) -> Column:
    _check(values, (dict,), "dict", name)
    inside = (*around, model)
    columns: dict[str, Column] = {}
    for each in fields_of(model):
        members = [None if value is None else value.get(each.name) for value in values]
        path = f"{name}.{each.name}" if around else each.name
        columns[each.name] = _column(each.type, members, path, inside)
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
