"""Find out whether a location is missing in an operation's request or response.

Uncertain cases are not reported. For example, a schema with a reference that cannot be
resolved may have any property.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..document import LAST_ITEM, Location, Operation, Schemas
from ..messages import Message, Text
from ..suggestions import listed


def missing(
    schemas: Schemas, schema: Any, names: Sequence[str], owner: str
) -> Text | None:
    """Return a problem if a value lacks the target of a pointer; otherwise None.

    Args:
        schemas: the components of the document.
        schema: the schema of the value.
        names: the names in the pointer.
        owner: the name of the value in messages, used if the value is not a component.
    """
    for name in names:
        known = schemas.possible_properties(schema)
        if name not in known and name.isdecimal() and schemas.is_list(schema):
            continue
        if name not in known:
            if schemas.is_open(schema):
                return None
            has = listed(name, known) if known else "no properties"
            shown = schemas.class_of(schema) or owner
            return Message.NO_PROPERTY(owner=shown, name=name, known=has)
        schema, owner = known[name], f'"{name}"'
    return None


def undeclared(
    operation: Operation, schema: Any, names: Sequence[str], location: str
) -> Text | None:
    """Return a problem unless all variants of a value declare the target of a pointer.

    The runtime reads pages and items through the attributes of their classes. A
    property of a single variant has no attribute, and neither has an undeclared
    property of an open object. If there is no value (a schema of None), that is
    reported as a problem of its own location.
    """
    if schema is None:
        return None
    if operation.spec.owners(schema, names) is not None:
        return None
    return Message.NOT_IN_EVERY_VALUE(location=location, operation=operation.wire)


def unreachable(operation: Operation, location: str, item: Any = None) -> Text | None:
    """Return a problem if a location is missing in the request or response.

    The result is None if the location exists.

    Args:
        operation: the operation with the request and the response.
        location: a runtime expression such as `$request.query.cursor`.
        item: the schema of an item of a page, for `$last-item`.
    """
    at = Location.parse(location)
    if at.message == LAST_ITEM:
        return missing(operation.spec, item, at.pointer, "the item")
    if at.message == "$response":
        return _not_in_response(operation, at)
    if at.is_body:
        if operation.body is None:
            return Message.NO_REQUEST_BODY(operation=operation.wire)
        owner = f"the body of {operation.wire}"
        return missing(operation.spec, operation.body[1], at.pointer, owner)
    return _no_parameter(operation, at)


def _no_parameter(operation: Operation, at: Location) -> Text | None:
    known = [p["name"] for p in operation.parameters if p.get("in") == at.part]
    is_header = at.part == "header"
    folded = [k.lower() for k in known] if is_header else known
    if (at.name.lower() if is_header else at.name) in folded:
        return None
    has = listed(at.name, known)
    return Message.NO_PARAMETER(
        operation=operation.wire, place=at.part, name=at.name, known=has
    )


def _not_in_response(operation: Operation, at: Location) -> Text | None:
    if not at.is_body:
        return None
    if operation.success is None:
        return Message.NO_RESPONSE_BODY(operation=operation.wire)
    owner = f"the response of {operation.wire}"
    return missing(operation.spec, operation.success[1], at.pointer, owner)
