"""What an operation's wire format needs beyond its arguments and results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from specloom_runtime.models.units import Unit
from specloom_runtime.operations.argument_rules import AllOrNone, AtLeastOne
from specloom_runtime.serialization.style import Style

from ..document import Node, Operation, Spec, is_json, not_null, wire_location
from ..vocabulary import keys
from .pagination import PaginationFacts
from .service_facts import requirements
from .streams import EVENTS

JSON = "application/json"
PLAIN_STYLES = {
    "query": ("form", True),
    "header": ("simple", False),
    "path": ("simple", False),
    "cookie": ("form", True),
}
RULES: Mapping[str, type[AtLeastOne | AllOrNone]] = {
    "at-least-one": AtLeastOne,
    "all-or-none": AllOrNone,
}


def safe(operation: Operation) -> bool | None:
    """Return whether the operation may be repeated; None goes by the method."""
    retry = operation.node.get(keys.RETRY)
    if isinstance(retry, Mapping):
        fact = retry.get("safe")
        return None if fact is None else bool(fact)
    return False if retry is False else None


def body_schemes(operation: Operation) -> tuple[str, ...]:
    """Return the auth scheme of the operation's own."""
    scheme = operation.node.get(keys.AUTH)
    return (scheme,) if isinstance(scheme, str) else ()


def security(operation: Operation) -> tuple[tuple[str, ...], ...] | None:
    """Return the operation's alternatives of schemes; None is the service's."""
    if "security" not in operation.node:
        return None
    return requirements(operation.spec, operation.node["security"])


def accept(operation: Operation) -> str:
    """Return the media type of success; JSON for events, which the runtime knows."""
    media = operation.success[0] if operation.success else JSON
    return JSON if media == EVENTS else media


def error_scheme(operation: Operation) -> str | Literal[False] | None:
    """Return the error scheme of the operation's own; False for one without rules."""
    errors = operation.node.get(keys.ERRORS)
    return errors if isinstance(errors, str) or errors is False else None


def deprecated(operation: Operation) -> Literal[True] | tuple[str, ...]:
    """Return whether the operation is deprecated, or which of its parameters are."""
    if operation.node.get("deprecated") is True:
        return True
    old = [p for p in operation.parameters if p.get("deprecated") is True]
    return tuple(f"{p['in']}.{p['name']}" for p in old)


def styles(operation: Operation) -> dict[str, Style]:
    """Return how parameters and members of a form are written, if not as usual."""
    found = {}
    for node in operation.parameters:
        style, explode = PLAIN_STYLES[node["in"]]
        fact = node.get("style", style)
        exploded = bool(node.get("explode", fact == "form"))
        reserved = bool(node.get("allowReserved")) and node["in"] == "query"
        own = (fact, exploded) != (style, explode) and _shows(operation.spec, node)
        if "content" in node and "schema" not in node:
            fact, exploded, own = "json", True, True
        if own or reserved:
            made = Style(fact, explode=exploded, reserved=reserved)
            found[f"{node['in']}.{node['name']}"] = made
    return found | dict(_encodings(operation))


def _encodings(operation: Operation) -> Iterator[tuple[str, Style]]:
    """Yield the styles and media types of a form's members."""
    for member, fact in operation.encodings.items():
        style = fact.get("style", "form")
        kinds = [each.strip() for each in str(fact.get("contentType", "")).split(",")]
        own = len(kinds) == 1 and "*" not in kinds[0] and "style" not in fact
        if not (own and kinds[0]) and not {"style", "explode"} & fact.keys():
            continue
        if own and is_json(kinds[0]):
            style = "json"
        yield (
            f"body.{member}",
            Style(
                style,
                explode=bool(fact.get("explode", style == "form")),
                reserved=fact.get("allowReserved") is True,
                media=kinds[0] if own else "",
            ),
        )


def _shows(spec: Spec, parameter: Node) -> bool:
    """Return whether the style matters: scalars differ in two of them only."""
    if parameter.get("style") in ("label", "matrix"):
        return True
    schema = spec.resolve(not_null(parameter.get("schema", {})))
    kinds = schema.get("type", ())
    return any(k in kinds for k in ("array", "object")) or "$ref" in schema or not kinds


def formats(operation: Operation) -> dict[str, str]:
    """Return the units of parameters that have one."""
    return {
        f"{p['in']}.{p['name']}": unit
        for p in operation.parameters
        if isinstance(
            unit := p.get(keys.UNIT) or p.get("schema", {}).get(keys.UNIT), str
        )
    }


def argument_rules(operation: Operation) -> tuple[AtLeastOne | AllOrNone, ...]:
    """Return which arguments have to be given together."""
    return tuple(
        RULES[word](*map(wire_location, places))
        for rule in operation.node.get(keys.ARGUMENT_RULES, ())
        for word, places in rule.items()
        if word in RULES
    )


def units(pagination: PaginationFacts) -> tuple[Unit, ...]:
    """Return the numbers of an item whose meaning stands elsewhere in the item."""
    item = (pagination.items() or {}).get("items")
    found = []
    for wire, unit in _conditional(pagination.operation.spec, item, (), 6):
        when = unit["when"]
        where = tuple(str(when["location"]).strip("/").split("/"))
        made = Unit(
            ".".join(pagination.paths.path(item, wire)),
            unit["is"],
            at=".".join(pagination.paths.path(item, where)),
            equals=when["equals"],
        )
        found.append(made)
    return tuple(found)


def _conditional(
    spec: Spec, schema: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], Node]]:
    for name, prop in spec.properties(_listed(spec, schema)).items():
        unit = prop.schema.get(keys.UNIT)
        if isinstance(unit, Mapping) and "when" in unit:
            yield (*path, name), unit
        if depth:
            yield from _conditional(spec, prop.schema, (*path, name), depth - 1)


def _listed(spec: Spec, schema: Any) -> Any:
    """Return the schema of a list's items, or the schema itself."""
    node = spec.resolve(not_null(schema))
    return _listed(spec, node["items"]) if "items" in node else schema
