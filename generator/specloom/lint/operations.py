"""Find operations without security or prose, and resources with long files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..document import Operation, Spec
from ..errors import Finding
from ..vocabulary import keys
from .note_texts import Note

MOST_LINES = 400
"""The number of lines above which a file is hard to review."""


def no_security(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation without security, if the root has none either.

    An empty `security` list is a declaration that no authentication is needed.
    """
    known = ", ".join(spec.security_schemes)
    if not known or "security" in spec.document:
        return
    every = list(spec.operations())
    found = [each for each in every if not each.node.keys() & {"security", keys.AUTH}]
    for first in found[:1]:
        note = Note.NO_SECURITY(
            count=len(found), total=len(every), operation=first.wire, known=known
        )
        yield first.pointer, note


def undescribed_operation(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation with neither a summary nor a description."""
    every = list(spec.operations())
    found = [e for e in every if not e.node.keys() & {"summary", "description"}]
    for first in found[:1]:
        note = Note.UNDESCRIBED_OPERATION(
            count=len(found), total=len(every), operation=first.wire
        )
        yield first.pointer, note


def undescribed_parameter(spec: Spec) -> Iterator[Finding]:
    """Yield the first parameter without a description."""
    every = [
        (operation, index, each)
        for operation in spec.operations()
        for index, each in enumerate(operation.parameters)
    ]
    found = [e for e in every if not _described(spec, e[2])]
    for operation, index, first in found[:1]:
        note = Note.UNDESCRIBED_PARAMETER(
            count=len(found),
            total=len(every),
            name=first["name"],
            operation=operation.wire,
        )
        yield (*operation.pointer, "parameters", index), note


def no_operation_id(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation without an operationId."""
    found = without_operation_id(spec)
    for first in found[:1]:
        note = Note.NO_OPERATION_ID(
            count=len(found),
            total=sum(1 for _ in spec.operations()),
            operation=first.wire,
            key=keys.NAME,
        )
        yield first.pointer, note


def without_operation_id(spec: Spec) -> list[Operation]:
    """Return the operations that have no operationId."""
    return [each for each in spec.operations() if not each.node.get("operationId")]


def long_resource(spec: Spec) -> Iterator[Finding]:
    """Yield the first operation of each resource whose file becomes too long."""
    resources: dict[str, list[Operation]] = {}
    for each in spec.operations():
        resources.setdefault(each.resource, []).append(each)
    for resource, operations in resources.items():
        if sum(map(_lines, operations)) > MOST_LINES:
            note = Note.LONG_RESOURCE(
                count=len(operations), resource=resource, key=keys.NAME
            )
            yield operations[0].pointer, note


def _lines(operation: Operation) -> int:
    """Return about how many lines an operation adds to the file of its resource.

    An operation without arguments has 10 lines: the constant, the method and the
    asynchronous method. Most arguments add one line to the signature and one to the
    docstring.
    """
    return 10 + 2 * len(operation.parameters) + 2 * (operation.body is not None)


def _described(spec: Spec, parameter: Any) -> bool:
    schema = spec.resolve(parameter.get("schema"))
    return bool(parameter.get("description") or schema.get("description"))
