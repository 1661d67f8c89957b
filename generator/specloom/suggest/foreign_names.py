"""Read the names of methods and resources from the extensions of other tools.

Speakeasy (speakeasy.com/docs/customize-sdks/methods and namespaces):
`x-speakeasy-name-override` and `x-speakeasy-group` (`pets.toys`) on an operation.

Fern (buildwithfern.com, extensions, SDK method names): `x-fern-sdk-method-name` and
`x-fern-sdk-group-name` (a name, or a list of names) on an operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..document import Operation
from ..names import identifier
from ..vocabulary import keys
from .described import Described
from .edits import operations_action
from .proposal import Proposal
from .titles import several

SURE: Final = 0.95
_KEYS: Final[Mapping[str, str]] = {
    "x-speakeasy-name-override": "x-speakeasy-group",
    "x-fern-sdk-method-name": "x-fern-sdk-group-name",
}
"""For each key of a method's name, that of its group."""


def proposals(described: Described) -> Iterator[Proposal]:
    """Yield a proposal of names for the operations that another tool names."""
    known = {str(each.node[keys.NAME]) for each in described.operations}
    for key, group in _KEYS.items():
        named: list[tuple[Operation, str]] = []
        for operation in described.operations:
            own = described.own(operation)
            name = None if keys.NAME in own else _name(operation, own, key, group)
            if name and name not in known:
                known.add(name)
                named.append((operation, name))
        if named:
            yield _proposal(described, key, named)


def _name(operation: Operation, own: Any, key: str, group: str) -> str | None:
    """Return the name of an operation in the vocabulary's form."""
    method, groups = own.get(key), own.get(group)
    if not isinstance(method, str) or not method:
        return None
    parts = groups if isinstance(groups, list) else str(groups or "").split(".")
    words = [identifier(str(each)) for each in parts if each]
    resource = "_".join(words) or operation.resource
    return f"{resource}.{identifier(method)}"


def _proposal(
    described: Described, key: str, named: list[tuple[Operation, str]]
) -> Proposal:
    operations = [operation for operation, _ in named]
    location = described.place(described.own(operations[0]), key)
    reason = f"The description names them for another tool, in {key}."
    updates = [(operation, {keys.NAME: name}) for operation, name in named]
    action = operations_action(updates, reason, location, described.checked)
    return Proposal(
        kind="name",
        title=f"names of {several(operations)}",
        reason=reason,
        confidence=SURE,
        location=location,
        operations=tuple(each.wire for each in operations),
        actions=(action,),
    )
