"""Assign models to modules, and order the models of each module.

Each schema has its own module, so that a change to one schema or operation does not
move the code of others. The module does not depend on the length of the module, on the
resources that use a schema, or on cycles. If a class refers to itself through other
classes, its module imports them only for type checking. The runtime imports them when
the class is first used. Only aliases that are defined by each other share a module,
because an alias requires the definition of the other. The module is named after the
first of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from ..ir.model_definitions import (
    Alias,
    Enumeration,
    ModelClass,
    ModelDefinition,
    ModelModule,
    RecursiveAlias,
)
from ..names import distinct, identifier
from .definitions import named, needed
from .graph import strongly_connected

D = TypeVar("D", bound=ModelDefinition)


def modules(definitions: Mapping[str, ModelDefinition]) -> tuple[ModelModule, ...]:
    """Return the modules of all definitions, sorted by name.

    Args:
        definitions: the definitions by name, including all that they refer to.
    """
    edges = {name: named(definitions[name]) for name in sorted(definitions)}
    imported = {name: _imported(definitions[name]) for name in edges}
    groups = {group[0]: group for group in strongly_connected(imported)}
    circles = {
        name: circle
        for circle in map(frozenset, strongly_connected(edges))
        for name in circle
    }
    names = distinct(groups, identifier)
    return tuple(
        model_module(
            names[first],
            [definitions[name] for name in groups[first]],
            edges[first] & circles[first] - imported[first] - {first},
        )
        for first in sorted(groups, key=names.__getitem__)
    )


def _imported(definition: ModelDefinition) -> set[str]:
    """Return the names that a definition's module imports when it is loaded."""
    return named(definition) if isinstance(definition, Alias) else needed(definition)


def model_module(
    name: str, found: list[ModelDefinition], later: Collection[str] = ()
) -> ModelModule:
    """Return the module of definitions; it imports `later` only for type checking."""
    alone = len(found) == 1
    shown = f"Models of {name.replace('_', ' ').strip()}."
    aliases = [each for each in found if isinstance(each, Alias)]
    recursive = [each for each in aliases if isinstance(each, RecursiveAlias)]
    return ModelModule(
        name=name,
        description="" if alone else shown,
        imported_later=tuple(sorted(later)),
        enumerations=_ordered(each for each in found if isinstance(each, Enumeration)),
        recursive_aliases=_ordered(recursive),
        classes=_ordered(each for each in found if isinstance(each, ModelClass)),
        aliases=_ordered(
            each for each in aliases if not isinstance(each, RecursiveAlias)
        ),
    )


def _ordered(definitions: Iterable[D]) -> tuple[D, ...]:
    """Return definitions by name, each after the definitions that it needs."""
    known = {each.name: each for each in definitions}
    sorter = TopologicalSorter(
        {name: needed(known[name]) & known.keys() for name in known}
    )
    sorter.prepare()
    order: list[D] = []
    ready: list[str] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, name)
        first = heappop(ready)
        order.append(known[first])
        sorter.done(first)
    return tuple(order)
