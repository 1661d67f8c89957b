"""Collect the names that a module imports to print parts of the representation.

`lower` does not give these names to definitions, because they would hide the imports.
`render` imports the names, and adds the models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, NamedTuple

from specloom_runtime.core.unset import Unset
from specloom_runtime.operations.base_operation import OperationFacts

from .generated_package import (
    CallOperation,
    FilterField,
    PagedOperation,
    Resource,
    StreamOperation,
    Webhook,
    field_names,
    is_fact,
)
from .model_definitions import Enumeration
from .python_types import RUNTIME, EnumerationValues, ExactType, Leaf, TaggedType
from .read_writes import Edit, Put

_WITHOUT_PARTS = frozenset({str, int, bool, float, NoneType})
"""The classes of values that contain nothing to import."""


class UsedNames(NamedTuple):
    """The names that are used to print a part of the representation.

    Attributes:
        imported: the names that its module imports, except models. Some may be unused,
            because a constant can be printed instead of its value.
        enumerations: the enumerations whose values it also accepts.
    """

    imported: set[str]
    enumerations: set[str]


def used_names(node: Any) -> UsedNames:
    """Return the names that are used to print a node."""
    found = UsedNames(set(), set())
    for each in _nodes(node):
        if isinstance(each, Leaf):
            if each.module not in ("", "builtins"):
                found.imported.add(each.name)
        elif isinstance(each, Unset):
            found.imported.add("UNSET")
        else:
            found.imported.update(_own_names(each))
            if isinstance(each, EnumerationValues):
                found.enumerations.add(each.component)
    return found


def _nodes(node: Any) -> Iterator[Any]:
    """Yield the parts of a node that are dataclasses or markers, in any order."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if type(node) in _WITHOUT_PARTS:
            continue
        if isinstance(node, (Leaf, Unset)):
            yield node
        elif is_fact(node):
            yield node
            parts = [getattr(node, name) for name in field_names(node)]
            # Most parts are texts.
            waiting += [each for each in parts if type(each) not in _WITHOUT_PARTS]
        elif isinstance(node, Mapping):
            waiting += node.values()
        elif isinstance(node, Sequence):
            waiting += node


def _own_names(node: Any) -> Iterator[str]:
    """Yield the names that are printed for a node, without those of its parts."""
    match node:
        case Resource():
            yield from ("Resource", "AsyncResource")
        case FilterField():
            yield "Field"
        case Edit():
            yield from ("Edit", "Callable", "TypedDict", "Unpack", "async_call", "EDIT")
            yield node.changes.name
        case Put():
            yield from ("Put", "PUT")
        case Enumeration(base=base):
            yield base
        case Webhook():
            yield "Webhook"
        case EnumerationValues():
            yield node.name
        case ExactType():
            yield "Exact"
        case TaggedType():
            yield from ("Annotated", "Tagged")
        case CallOperation() | PagedOperation() | StreamOperation():
            yield from (node.kind.constant, node.kind.asynchronous)
            if node.details.deprecation:
                yield from ("deprecated", node.kind.async_result)
        case OperationFacts():
            # They are printed as arguments of the operation.
            return
    if type(node).__module__.startswith(f"{RUNTIME}."):
        yield type(node).__name__
