"""Name the main list of each resource `list`, and keep its other name as an alias.

The main list of a resource is its only paged operation, unless an operation of the
resource is already named `list`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from ..document import LIST, Operation, Spec, unnamed_main_lists
from ..vocabulary import keys


def name_main_lists(
    document: Any, frozen: Mapping[str, str], declared: Container[str]
) -> None:
    """Name main lists `list`; their derived and pinned names become aliases.

    If an overlay names an operation `list`, its pinned name also becomes an alias, so
    that callers of an earlier version can use it.

    Args:
        document: the tree, in which all operations have names; it is modified.
        frozen: the pinned names, as in names.yaml; the keys are operations such as `GET
            /path`.
        declared: the operations whose name the overlay declares. They are not renamed.
    """
    spec = Spec.of(document)
    for only, *others in unnamed_main_lists(spec).values():
        if not others and only.wire not in declared:
            _set_alias(only, only.action)
            _node(only)[keys.NAME] = f"{only.resource}.{LIST}"
    names = {operation.node[keys.NAME] for operation in spec.operations()}
    for operation in spec.operations():
        old = frozen.get(operation.wire, "")
        if operation.action == LIST and old not in names:
            resource, _, action = old.partition(".")
            if resource == operation.resource:
                _set_alias(operation, action)


def _set_alias(operation: Operation, alias: str) -> None:
    _node(operation).setdefault(keys.ALIAS, alias)


def _node(operation: Operation) -> Any:
    """Return the object of an operation, in a tree that may be modified."""
    return operation.node
