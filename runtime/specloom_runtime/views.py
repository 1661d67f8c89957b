"""Views: convert items of several vendors to rows of one type.

The item of a list becomes one row, or one for each object in a nested list. A value is
converted only if nothing is lost: a number becomes a Decimal with all digits that the
item has, and an id becomes text. A value that an item lacks, or that is not of the type
that the item declares, is None in its row.
"""

from __future__ import annotations

import math
from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Mapping,
)
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import chain
from typing import Any, Generic, Literal, TypeAlias, TypeVar, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from .core.errors import RequestError, RowError
from .models.model import completed, is_model
from .models.type_parts import alternatives, bare

Row = TypeVar("Row")
Scalar: TypeAlias = str | int | float | bool
"""A value that is the same in all rows of a vendor."""


@dataclass(frozen=True, init=False)
class At:
    """The place of a value in an item.

    Attributes:
        paths: attribute paths from the item; the first one with a value is used.
        texts: the text of the row for each value; any other value counts as absent. If
            None, the value itself is used.
    """

    paths: tuple[str, ...]
    texts: Mapping[str, str] | None = None

    def __init__(self, *paths: str, texts: Mapping[str, str] | None = None) -> None:
        object.__setattr__(self, "paths", paths)
        object.__setattr__(self, "texts", texts)


@dataclass(frozen=True, kw_only=True)
class RowSource:
    """How the items of a vendor become rows.

    Attributes:
        vendor: the name of the vendor.
        item: the class of the items.
        rows: the attribute path of nested lists, with a row for each object in the last
            one; empty if each item is a row.
        fields: the place or the value of each field of a row.
    """

    vendor: str
    item: type[BaseModel]
    rows: str = ""
    fields: Mapping[str, At | Scalar]


@dataclass(frozen=True)
class View(Generic[Row]):
    """A type of rows, and how the items of each vendor become such rows.

    Attributes:
        row: the class of the rows.
        types: the types that each field can have: `string`, `integer`, `decimal`,
            `boolean`, `date` or `date-time`.
        required: the fields that have a value in each row.
        sources: the vendors.
    """

    row: Callable[..., Row]
    types: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    sources: tuple[RowSource, ...]

    def rows(self, lists: Iterable[Iterable[object]]) -> Iterator[Row]:
        """Return an iterator over the rows of lists; it reads items as they are needed.

        Raises RequestError at once if one of the lists is not synchronous. The iterator
        raises RowError if an item has no value for a required field.
        """
        each = _checked(lists, Iterable, "async_rows() takes those of async clients")
        return chain.from_iterable(map(self._of_item, chain.from_iterable(each)))

    def async_rows(self, lists: Iterable[AsyncIterable[object]]) -> AsyncIterator[Row]:
        """Return an asynchronous iterator over the rows of lists, like `rows`."""
        expected = "rows() takes those of synchronous clients"
        return self._async_rows(_checked(lists, AsyncIterable, expected))

    async def _async_rows(
        self, lists: list[AsyncIterable[object]]
    ) -> AsyncIterator[Row]:
        for each in lists:
            items = aiter(each)
            try:
                async for item in items:
                    for row in self._of_item(item):
                        yield row
            finally:
                # Otherwise, a list that is left early would close only later.
                if close := getattr(items, "aclose", None):
                    await close()

    def _of_item(self, item: object) -> Iterator[Row]:
        source = next((s for s in self.sources if isinstance(item, s.item)), None)
        if source is None:
            known = ", ".join(f"{s.item.__name__} of {s.vendor}" for s in self.sources)
            message = f"an item has the type {type(item).__name__} (expected {known})"
            raise RowError(message, item=item)
        names = source.rows.split(".") if source.rows else []
        try:
            found = [*_holders(item, names)]
        except TypeError as error:
            message = f"{source.vendor}: an item has other data in place of {error}"
            raise RowError(message, item=item) from None
        for holders in found:
            values = {
                name: self._value(source, name, holders, item) for name in self.types
            }
            yield self.row(vendor=source.vendor, source=item, **values)

    def _value(
        self, source: RowSource, name: str, holders: tuple[Any, ...], item: object
    ) -> Any:
        """Return the value of a field; None if it has none."""
        at = source.fields.get(name)
        paths = at.paths if isinstance(at, At) else ()
        found = [_declared_value(source, path, holders) for path in paths]
        if not isinstance(at, At):
            found = [at]
        elif at.texts is not None:
            found = [at.texts.get(str(_plain(value))) for value in found]
        for value in found:
            for kind in self.types[name]:
                if (converted := CONVERSIONS[kind](_plain(value))) is not None:
                    return converted
        if name not in self.required:
            return None
        places = " or ".join(paths)
        message = f'{source.vendor}: an item has no "{name}", which each row needs'
        raise RowError(f"{message} (expected a value at {places})", item=item)


def _checked(lists: Iterable[Any], kind: type, expected: str) -> list[Any]:
    """Return the lists. Raises RequestError if one of them is not of the kind."""
    found = list(lists)
    for number, each in enumerate(found, 1):
        if not isinstance(each, kind):
            shown = type(each).__name__
            raise RequestError(f"list {number} has the type {shown} ({expected})")
    return found


def _holders(item: Any, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield, for each row, the item and the objects that contain the row's values.

    Raises TypeError for data in the place of a list or an object of the path.
    """
    if not names:
        yield (item,)
        return
    if not isinstance(item, BaseModel):
        raise TypeError(names[0])
    inner = _child(item, names[0])
    is_object = isinstance(inner, BaseModel) and len(names) > 1
    if inner is not None and not is_object and not isinstance(inner, list):
        raise TypeError(names[0])
    for each in inner if isinstance(inner, list) else [inner]:
        if each is not None:
            for holders in _holders(each, names[1:]):
                yield (item, *holders)


@cache
def _steps(path: str, rows: str) -> tuple[int, tuple[str, ...]]:
    """Return how many names two paths have in common, and the other names of `path`."""
    names, nested = path.split("."), rows.split(".")
    common = 0
    while common < min(len(names), len(nested)) and names[common] == nested[common]:
        common += 1
    return common, tuple(names[common:])


def _declared_value(source: RowSource, path: str, holders: tuple[Any, ...]) -> Any:
    """Return the value at a path; None if it does not have a declared type."""
    depth, names = _steps(path, source.rows)
    value = holders[depth]
    for name in names:
        value = _child(value, name)
    return value if isinstance(value, _classes(source.item, path)) else None


@cache
def _classes(item: type[BaseModel], path: str) -> tuple[type, ...]:
    """Return the classes of the values that items can have at an attribute path."""
    kinds = [item]
    for name in path.split("."):
        models = [completed(kind).model_fields for kind in kinds if is_model(kind)]
        types = [fields[name].annotation for fields in models if name in fields]
        kinds = [kind for each in types for kind in _leaves(each)]
    return tuple(kinds)


def _leaves(kind: Any) -> Iterator[type]:
    """Yield the classes of the values of a type, and of the items of a list."""
    for each in map(bare, alternatives(kind)):
        if get_origin(each) is list:
            yield from _leaves(get_args(each)[0])
        elif get_origin(each) is Literal:
            yield from map(type, get_args(each))
        else:
            yield from ALSO.get(each, (get_origin(each) or each,))


def _child(holder: Any, name: str) -> Any:
    # Leniently decoded data can have a value of any type in the place of an object.
    return getattr(holder, name, None) if isinstance(holder, BaseModel) else None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _string(value: Any) -> str | None:
    is_text = isinstance(value, str | int | UUID) and not isinstance(value, bool)
    return str(value) if is_text else None


def _integer(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole else None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        # The shortest text of a float has the digits of the JSON.
        return Decimal(repr(float(value))) if math.isfinite(value) else None
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> date | None:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value if is_day else None


def _date_time(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None


ALSO: Mapping[Any, tuple[type, ...]] = {float: (float, int), Any: (object,)}
"""The classes of the values of a type, for types with other values than their own."""
CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "date-time": _date_time,
}
"""The function for each type; it returns None for a value that it cannot convert."""
