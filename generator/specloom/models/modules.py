"""Assign models to modules, and order the models of each module.

Each schema has its own module, so that a change to one schema or operation does not
move the code of others. This also applies to long modules and to cycles. If a class
refers to itself through other classes, its module imports these only for type checking,
and the runtime imports them when the class is first used.

Two kinds of definitions share a module. Views of one schema do, so that a property that
all views have is added to one file. The module is named after the schema. Aliases that
refer to each other do, because each needs the definition of the other. The module is
named after the first of these aliases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from ..ir.graph import strongly_connected
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

D = TypeVar("D", bound=ModelDefinition)

MAX_IMPORTS = 30
"""The maximum length of a chain of imports; each import takes six stack frames."""


def modules(
    definitions: Mapping[str, ModelDefinition], viewed: Mapping[str, str]
) -> tuple[ModelModule, ...]:
    """Return the modules of all definitions, sorted by name.

    Args:
        definitions: the definitions; the keys are the names of their components. All
            definitions to which they refer must be included.
        viewed: the schema of which each definition is a view.
    """
    groups = _groups(definitions, viewed)
    homes = {name: first for first in groups for name in groups[first]}
    edges, imported = (
        {
            first: {homes[e] for name in groups[first] for e in of(definitions[name])}
            - {first}
            for first in groups
        }
        for of in (named, _imported)
    )
    circles = {
        name: circle
        for circle in map(frozenset, strongly_connected(edges))
        for name in circle
    }
    later = {first: edges[first] & circles[first] - imported[first] for first in groups}
    now = {first: edges[first] - later[first] for first in groups}
    for first, far in _deferred_imports(now, imported).items():
        later[first] |= far
    names = distinct(groups, identifier)
    return tuple(
        model_module(
            names[first],
            [definitions[name] for name in groups[first]],
            [name for other in later[first] for name in groups[other]],
        )
        for first in sorted(groups, key=names.__getitem__)
    )


def _groups(
    definitions: Mapping[str, ModelDefinition], viewed: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the definitions of each module; the key is the schema of the first one."""
    edges = {name: {*_imported(definitions[name])} for name in sorted(definitions)}
    first: dict[str, str] = {}
    for name in edges:
        other = first.setdefault(viewed[name], name)
        edges[name].add(other)
        edges[other].add(name)
    return {viewed[group[0]]: group for group in strongly_connected(edges)}


def _deferred_imports(
    imports: Mapping[str, set[str]], needed_at_once: Mapping[str, set[str]]
) -> dict[str, set[str]]:
    """Return, for each module, the imports that must be deferred.

    An import is deferred if it makes a chain of imports too long and the module can be
    loaded without it.

    Args:
        imports: for each module, the modules that it imports.
        needed_at_once: for each module, the modules without which it cannot be loaded.
    """
    depths: dict[str, int] = {}
    far: dict[str, set[str]] = {}
    for name in TopologicalSorter(imports).static_order():
        deep = {each for each in imports[name] if depths[each] >= MAX_IMPORTS}
        far[name] = deep - needed_at_once[name]
        near = imports[name] - far[name]
        depths[name] = 1 + max((depths[each] for each in near), default=0)
    return far


def _imported(definition: ModelDefinition) -> set[str]:
    """Return the components that a definition's module imports when it is loaded."""
    return named(definition) if isinstance(definition, Alias) else needed(definition)


def model_module(
    name: str, found: list[ModelDefinition], later: Collection[str] = ()
) -> ModelModule:
    """Return a module of definitions.

    The module imports the definitions in `later` only for type checking.
    """
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
    """Return the definitions by name, but each after the definitions that it needs."""
    known = {each.name: each for each in definitions}
    if len(known) < 2:
        return tuple(known.values())
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
