"""Write how each operation of a resource is called, one line for each method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..ir import Operation, Resource
from ..ir.python_types import union
from ..printing.signatures import parameters_text, type_text


@dataclass(frozen=True, kw_only=True)
class CallSignature:
    """One method of a resource, as it is called and declared.

    Attributes:
        resource: the name of the client's property.
        name: the name of the method.
        alias: another name of the method; None if it has only one.
        parameters: the parameters, with `*` before those that are only keywords.
        returns: the type of the result of the synchronous method.
        requests: the requests, as `GET /contacts`; a method that reads before it writes
            has several.
        operation: the operation; None for `edit` and `put`, which use several.
    """

    resource: str
    name: str
    alias: str | None = None
    parameters: str
    returns: str
    requests: tuple[str, ...]
    operation: Operation | None = None

    def line(self, client: str = "client") -> str:
        """Return the call: `client.contacts.get(number: int) -> Contact`.

        Args:
            client: the variable of the client.
        """
        called = f"{client}.{self.resource}.{self.name}"
        return f"{called}({self.parameters}) -> {self.returns}"


def call_signatures(resource: Resource) -> Iterator[CallSignature]:
    """Yield the methods of a resource, in the order of its class.

    The methods `edit` and `put`, which combine operations, are last.
    """
    for operation in resource.operations:
        yield call_signature(resource, operation)
    edit, put = resource.edit, resource.put
    if edit is None:
        return
    keys = "".join(f"{each.name}: {type_text(each.type)}, " for each in edit.key)
    yield CallSignature(
        resource=resource.attribute,
        name="edit",
        parameters=f"{keys}change=None, /, **changes: {edit.changes.name}",
        returns=type_text(edit.view),
        requests=_requests(resource, edit.read, edit.write),
    )
    if put is not None:
        yield CallSignature(
            resource=resource.attribute,
            name="put",
            parameters=f"body: {type_text(put.body)}",
            returns=type_text(union([put.body, edit.view])),
            requests=_requests(resource, edit.read, put.create, edit.write),
        )


def call_signature(resource: Resource, operation: Operation) -> CallSignature:
    """Return the method of one operation."""
    return CallSignature(
        resource=resource.attribute,
        name=operation.name,
        alias=operation.alias,
        parameters=parameters_text(operation.arguments),
        returns=type_text(operation.returns),
        requests=(f"{operation.method} {operation.path}",),
        operation=operation,
    )


def _requests(resource: Resource, *names: str) -> tuple[str, ...]:
    """Return the requests of operations with these names."""
    found = {each.name: each for each in resource.operations}
    return tuple(f"{found[name].method} {found[name].path}" for name in names)
