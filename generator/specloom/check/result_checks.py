"""Check that the results of operations are members of their responses."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Location, Operation, Spec
from ..errors import Finding
from ..messages import Message, Text
from ..vocabulary import keys
from .location_problems import undeclared, unreachable


def check_results(spec: Spec) -> Iterator[Finding]:
    """Yield a problem for each result that is not a member of every response."""
    for operation in spec.operations():
        location = operation.node.get(keys.RESULT)
        if location and (wrong := _problem(operation, location)):
            yield (*operation.pointer, keys.RESULT), wrong.under(keys.RESULT)


def _problem(operation: Operation, location: str) -> Text | None:
    if operation.extension(keys.PAGINATION):
        return Message.RESULT_OF_A_LIST(operation=operation.wire)
    if wrong := unreachable(operation, location):
        return wrong
    schema = operation.success[1] if operation.success else None
    return undeclared(operation, schema, Location.parse(location).pointer, location)
