"""Lower the units of numbers and times in parameters and in the items of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specloom_runtime.core.media_types import is_json
from specloom_runtime.models.units import Unit

from ..document import Node, Operation, Spec, not_null
from ..ir import Argument, Member, Whole
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
from .argument_places import place_of
from .pagination import PaginationFacts

DATE = Leaf("date", "datetime")
BYTES = Leaf("bytes")


def argument_formats(
    operation: Operation, arguments: Iterable[Argument]
) -> dict[str, str]:
    """Return the units of parameters, the arguments that are dates, and a base64 body.

    In Python, a datetime is also a date, so type checkers accept a datetime. The
    runtime does not accept it. Bytes are accepted as JSON only if the description says
    that the body is base64.
    """
    formats: dict[str, str] = {}
    has_json = operation.body is not None and is_json(operation.body[0])
    for each in arguments:
        to = each.destination
        if isinstance(to, Member) and _is_all(each.type, DATE):
            formats[place_of(each)] = "date"
        elif to == Whole("body") and has_json and _is_all(each.type, BYTES):
            formats["body"] = "base64"
    return formats | {
        f"{p['in']}.{p['name']}": unit
        for p in operation.parameters
        if isinstance(
            unit := p.get(keys.UNIT) or p.get("schema", {}).get(keys.UNIT), str
        )
    }


def _is_all(type_: PythonType, leaf: Leaf) -> bool:
    """Return whether all values of a type have the type `leaf`, also those of lists."""
    match type_:
        case GenericType(base=base, arguments=(item,)) if base == SEQUENCE:
            return _is_all(item, leaf)
        case UnionType(parts=several):
            parts = (part for part in several if part not in (NONE, ABSENT))
            return all(_is_all(part, leaf) for part in parts)
    return type_ == leaf


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
