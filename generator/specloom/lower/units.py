"""Units of numbers and times in parameters and in the items of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specloom_runtime.models.units import Unit

from ..document import Node, Operation, Spec, not_null
from ..vocabulary import keys
from .pagination import PaginationFacts


def parameter_units(operation: Operation) -> dict[str, str]:
    """Return the units of parameters; parameters without a unit are left out."""
    return {
        f"{p['in']}.{p['name']}": unit
        for p in operation.parameters
        if isinstance(
            unit := p.get(keys.UNIT) or p.get("schema", {}).get(keys.UNIT), str
        )
    }


def item_units(pagination: PaginationFacts) -> tuple[Unit, ...]:
    """Return the numbers with a unit that depends on another property of the item."""
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
