"""Check the names of operations and arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..document import Operation, Spec
from ..errors import Finding, Path, SourceLocation
from ..messages import Message
from ..names import RESOURCE_METHODS, identifier
from ..vocabulary import keys


def check_names(
    spec: Spec, locate: Callable[[Path], SourceLocation]
) -> Iterator[Finding]:
    """Yield the problems of the names of operations and arguments."""
    seen: dict[str, Operation] = {}
    for operation in spec.operations():
        yield from _operation_name(operation)
        name = operation.node.get(keys.NAME)
        first = seen.setdefault(str(name), operation)
        if name is not None and first is not operation:
            at = locate((*first.pointer, keys.NAME))
            used = Message.DUPLICATE_NAME(name=name, first=first.wire, place=at)
            label = f"{keys.NAME}: {operation.wire}"
            yield (*operation.pointer, keys.NAME), used.under(label)
        yield from _parameter_names(operation)
    yield from _aliases(spec, locate)


def _operation_name(operation: Operation) -> Iterator[Finding]:
    name = operation.node.get(keys.NAME)
    if name is None:
        unnamed = Message.UNNAMED_OPERATION(operation=operation.wire, key=keys.NAME)
        yield operation.pointer, unnamed
        return
    parts = str(name).split(".")
    right = ".".join(map(identifier, parts))
    if len(parts) != 2 or right != name:
        wanted = right if len(parts) == 2 else "resource.action"
        invalid = Message.INVALID_OPERATION_NAME(name=name, expected=wanted)
        yield (*operation.pointer, keys.NAME), invalid.under(keys.NAME)
    elif operation.action in RESOURCE_METHODS:
        reserved = Message.RESERVED_NAME(name=operation.action)
        yield (*operation.pointer, keys.NAME), reserved.under(keys.NAME)


def _aliases(spec: Spec, locate: Callable[[Path], SourceLocation]) -> Iterator[Finding]:
    """Yield the aliases that are invalid, or names of other methods of the resource."""
    named = {str(each.node.get(keys.NAME)): each for each in spec.operations()}
    for operation in spec.operations():
        alias = operation.node.get(keys.ALIAS)
        at = (*operation.pointer, keys.ALIAS)
        if alias is None or keys.NAME not in operation.node:
            continue
        if (right := identifier(alias)) != alias:
            invalid = Message.INVALID_ARGUMENT_NAME(name=alias, expected=right)
            yield at, invalid.under(keys.ALIAS)
        elif alias in RESOURCE_METHODS:
            yield at, Message.RESERVED_NAME(name=alias).under(keys.ALIAS)
        first = named.setdefault(f"{operation.resource}.{alias}", operation)
        if first is not operation or alias == operation.action:
            place = locate((*first.pointer, keys.NAME))
            used = Message.DUPLICATE_NAME(name=alias, first=first.wire, place=place)
            yield at, used.under(keys.ALIAS)


def _parameter_names(operation: Operation) -> Iterator[Finding]:
    for i, parameter in enumerate(operation.node.get("parameters", ())):
        name = parameter.get(keys.NAME)
        if name is not None and (right := identifier(str(name))) != name:
            invalid = Message.INVALID_ARGUMENT_NAME(name=name, expected=right)
            at = (*operation.pointer, "parameters", i, keys.NAME)
            yield at, invalid.under(keys.NAME)
