"""Lower the units of numbers and times in parameters and in the items of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specloom_runtime.models.units import Unit

from ..document import Node, Operation, Spec, not_null
from ..ir import Argument, Member
from ..ir.python_types import (
    ABSENT,
    NONE,
    SEQUENCE,
    GenericType,
    Leaf,
    PythonType,
    UnionType,
)
from ..vocabulary import keys
from .pagination import PaginationFacts

PLACES = {"headers": "header.", "cookies": "cookie.", "body": "body#/"}
"""The prefix of the location for each keyword that is not itself the prefix."""


def argument_formats(
    operation: Operation, arguments: Iterable[Argument]
) -> dict[str, str]:
    """Return the units of parameters, and the arguments that are dates.

    In Python, a datetime is also a date, so type checkers accept a datetime. The
    runtime does not accept it.
    """
    dates = {
        f"{PLACES.get(to.keyword, f'{to.keyword}.')}{to.wire}": "date"
        for to, type_ in ((each.destination, each.type) for each in arguments)
        if isinstance(to, Member) and _is_date(type_)
    }
    return dates | {
        f"{p['in']}.{p['name']}": unit
        for p in operation.parameters
        if isinstance(
            unit := p.get(keys.UNIT) or p.get("schema", {}).get(keys.UNIT), str
        )
    }


def _is_date(type_: PythonType) -> bool:
    """Return whether the values of a type are dates, or lists of dates."""
    match type_:
        case Leaf(name="date", module="datetime"):
            return True
        case GenericType(base=base, arguments=(item,)) if base == SEQUENCE:
            return _is_date(item)
        case UnionType(parts=several):
            return all(_is_date(part) for part in several if part not in (NONE, ABSENT))
    return False


def item_units(pagination: PaginationFacts) -> tuple[Unit, ...]:
    """Return the numbers whose unit depends on another property of the item."""
    item = (pagination.items() or {}).get("items")
    conditional = []
    for wire, unit in _conditional(pagination.operation.spec, item, (), 6):
        when = unit["when"]
        where = tuple(str(when["location"]).strip("/").split("/"))
        conditional.append(
            Unit(
                ".".join(pagination.paths.path(item, wire)),
                unit["is"],
                at=".".join(pagination.paths.path(item, where)),
                equals=when["equals"],
            )
        )
    return tuple(conditional)


def _conditional(
    spec: Spec, schema: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], Node]]:
    for name, prop in spec.properties(_item_schema(spec, schema)).items():
        unit = prop.schema.get(keys.UNIT)
        if isinstance(unit, Mapping) and "when" in unit:
            yield (*path, name), unit
        if depth:
            yield from _conditional(spec, prop.schema, (*path, name), depth - 1)


def _item_schema(spec: Spec, schema: Any) -> Any:
    """Return the schema of the items of a list, or the schema itself."""
    node = spec.resolve(not_null(schema))
    return _item_schema(spec, node["items"]) if "items" in node else schema
