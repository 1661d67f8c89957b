"""Find the resources with lists of which none is named `list`."""

from __future__ import annotations

from typing import Final

from ..vocabulary import keys
from .described_operations import Operation, Spec

LIST: Final = "list"
"""The action of a resource's main list."""


def unnamed_main_lists(spec: Spec) -> dict[str, list[Operation]]:
    """Return the paged operations of each resource in which no operation is `list`."""
    found: dict[str, list[Operation]] = {}
    named: set[str] = set()
    for operation in spec.operations():
        if operation.action == LIST:
            named.add(operation.resource)
        if operation.extension(keys.PAGINATION):
            found.setdefault(operation.resource, []).append(operation)
    return {name: lists for name, lists in found.items() if name not in named}
