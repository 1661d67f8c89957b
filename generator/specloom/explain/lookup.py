"""Find a method of a client by its name: `contacts.list`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..ir import Operation, Package, Resource
from ..suggestions import did_you_mean, listed


class Method(NamedTuple):
    """A method of a client."""

    resource: Resource
    operation: Operation

    @property
    def name(self) -> str:
        """The name of the method, such as `contacts.list`."""
        return f"{self.resource.attribute}.{self.operation.name}"


class UnknownMethodError(Exception):
    """No method has the name; the message says which names are known."""


def methods(package: Package) -> Iterator[Method]:
    """Yield all methods of a client, in the order of the generated modules."""
    for resource in package.resources:
        for operation in resource.operations:
            yield Method(resource, operation)


def find_method(package: Package, wanted: str) -> Method:
    """Return the method with a name: `contacts.list`, or its alias.

    An operation of the description is found, too: `GET /contacts`.

    Raises:
        UnknownMethodError: there is no such resource or method.
    """
    known = [*methods(package)]
    for each in known:
        operation = each.operation
        names = {f"{each.resource.attribute}.{name}" for name in operation.names}
        if wanted in names | {f"{operation.method} {operation.path}"}:
            return each
    raise UnknownMethodError(_unknown(known, wanted))


def _unknown(known: list[Method], wanted: str) -> str:
    resource, _, action = wanted.partition(".")
    inside = [each for each in known if each.resource.attribute == resource]
    if not inside:
        names = [*dict.fromkeys(each.resource.attribute for each in known)]
        hint = did_you_mean(wanted, [each.name for each in known], "{} ")
        hint = hint or did_you_mean(resource, names, "{} ")
        known_text = listed(resource, names)
        return f'unknown resource "{resource}" ({hint}expected one of: {known_text})'
    actions = [each.operation.name for each in inside]
    if not action:
        return (
            f'"{wanted}" is a resource, not a method (expected one of: '
            f"{listed('', [each.name for each in inside])})"
        )
    hint = did_you_mean(action, actions, "{} ")
    return (
        f'{resource} has no method "{action}" ({hint}expected one of: '
        f"{listed(action, actions)})"
    )
