"""Numbers with units, which can depend on other fields of the object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

TIMES = ("milliseconds", "seconds", "minutes", "hours", "days")
"""The units of time, named as in `timedelta`."""


class Quantity(float):
    """A float with a unit, such as "minutes"."""

    unit: str | None

    def __new__(cls, value: float, unit: str | None = None) -> Quantity:
        """Return a number with a unit."""
        self = super().__new__(cls, value)
        self.unit = unit
        return self

    @property
    def duration(self) -> timedelta | None:
        """The number as a timedelta; None if the unit is not a unit of time.

        Raises ValueError for a number that a timedelta cannot represent.
        """
        if self.unit not in TIMES:
            return None
        try:
            return timedelta(**{self.unit: self})
        except (OverflowError, ValueError):
            raise ValueError(f"{self!r} is out of range for a timedelta") from None

    def __repr__(self) -> str:
        return f"{float(self)!r} {self.unit}" if self.unit else repr(float(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Quantity, (float(self), self.unit)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.no_info_after_validator_function(
            cls, core_schema.float_schema()
        )
        return core_schema.json_or_python_schema(
            json_schema=plain,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(cls), plain]
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(_plain),
        )


@dataclass(frozen=True)
class Unit:
    """The unit of the numbers at an attribute path of an item.

    With `at`, the unit applies only to items in which that attribute path has the value
    `equals`.
    """

    path: str
    unit: str
    at: str | None = None
    equals: Any = None

    def applies(self, item: Any) -> bool:
        """Return whether the unit applies to the item's numbers."""
        return self.at is None or self.equals in _values(item, self.at.split("."))


def apply_units(units: Iterable[Unit], decoded: Any) -> None:
    """Set the units of the numbers in a decoded item, or a list of items, in place."""
    rules = [(unit, unit.path.split(".")) for unit in units]
    if not rules:
        return
    for item in decoded if isinstance(decoded, list) else [decoded]:
        for unit, (*parents, name) in rules:
            if unit.applies(item):
                for holder in _values(item, parents):
                    _mark(holder, name, unit.unit)


def _values(holder: Any, path: list[str]) -> Iterator[Any]:
    """Yield every value at an attribute path, including each element of lists."""
    if isinstance(holder, list):
        for item in holder:
            yield from _values(item, path)
    elif path:
        yield from _values(_child(holder, path[0]), path[1:])
    else:
        yield holder


def _child(holder: Any, name: str) -> Any:
    if isinstance(holder, Mapping):
        return holder.get(name)
    return getattr(holder, name, None)


def _mark(holder: Any, name: str, unit: str) -> None:
    marked = _quantity(_child(holder, name), unit)
    if isinstance(holder, dict) and name in holder:
        holder[name] = marked
    elif isinstance(holder, BaseModel) and name in vars(holder):
        # setattr would mark the field as set, and would fail for a frozen model.
        vars(holder)[name] = marked


def _plain(value: Any) -> Any:
    """Return a number without its unit; return any other value unchanged."""
    return float(value) if isinstance(value, Quantity) else value


def _quantity(value: Any, unit: str) -> Any:
    if isinstance(value, list):
        return [_quantity(item, unit) for item in value]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Quantity(value, unit) if number else value
