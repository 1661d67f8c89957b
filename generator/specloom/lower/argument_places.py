"""Lower what the runtime must know about the arguments of a method by location.

These are their names, for messages, and which of them cannot be None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from specloom_runtime.http.locations import argument_name

from ..document import Operation, Property, Spec, ValueKinds
from ..ir import Argument, CallKeyword, Destination, Member, Whole
from ..ir.python_types import ANY, NONE, ModelType, parts

KEYWORD_OF_LOCATION: Final[Mapping[str, CallKeyword]] = {
    "path": "path",
    "query": "query",
    "header": "headers",
    "cookie": "cookies",
}
"""The keyword of the runtime's call for each location of parameters."""
PREFIXES = {"headers": "header.", "cookies": "cookie.", "body": "body#/"}
"""The prefix of the location for each keyword that is not itself the prefix."""


def place_of(argument: Argument) -> str:
    """Return the location of an argument as the runtime writes it; "" without one."""
    match argument.destination:
        case Member(keyword=keyword, wire=wire):
            return f"{PREFIXES.get(keyword, f'{keyword}.')}{wire}"
        case Whole(keyword="body"):
            return "body"
    return ""


def unusual_names(arguments: Iterable[Argument]) -> dict[str, str]:
    """Return the names of arguments that the runtime would not derive."""
    return {
        place_of(each): each.name
        for each in arguments
        if isinstance(each.destination, Member)
        and each.name != argument_name(each.destination.wire)
    }


def required_places(
    operation: Operation,
    arguments: Iterable[Argument],
    properties: Mapping[str, Property],
) -> tuple[str, ...]:
    """Return the locations of the arguments that cannot be None, except in the path.

    Args:
        operation: the operation.
        arguments: the arguments of its method.
        properties: the properties of the body that are separate arguments.
    """
    schemas: dict[Destination, Any] = {
        Member(KEYWORD_OF_LOCATION[node["in"]], node["name"]): node.get("schema", {})
        for node in operation.parameters
        if node["in"] != "path"
    }
    if operation.body is not None:
        schemas[Whole("body")] = operation.body[1]
    for name, prop in properties.items():
        schemas[Member("body", name)] = prop.schema
    return tuple(
        place_of(each)
        for each in arguments
        if each.destination in schemas
        and _cannot_be_none(each, schemas[each.destination], operation.spec)
    )


def _cannot_be_none(argument: Argument, schema: Any, spec: Spec) -> bool:
    if argument.default is not None or argument.type == ANY:
        return False
    kinds = ValueKinds(spec.schemas).of(schema)
    is_open = kinds is None and isinstance(argument.type, ModelType)
    return not (is_open or NONE in parts(argument.type) or "null" in (kinds or ()))


def requires_null(prop: Property, spec: Spec) -> bool:
    """Return whether a property is required, but can be null."""
    kinds = ValueKinds(spec.schemas).of(prop.schema)
    return prop.required and (kinds is None or "null" in kinds)
