"""The module of each model, and the order of the models of a module.

A schema has a module of its own, so that a change of one schema or operation leaves
the code of all others where it is: nothing depends on the length of a module, nor on
which resources use a schema. Only schemas that refer to each other share a module,
named after the first of them, since modules must not import each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import TypeVar

from ..ir_models import Alias, Enumeration, ModelClass, ModelDefinition, ModelModule
from ..names import distinct, identifier
from .definitions import named, needed

D = TypeVar("D", bound=ModelDefinition)


def modules(definitions: Mapping[str, ModelDefinition]) -> tuple[ModelModule, ...]:
    """Return the modules of all definitions, sorted by name.

    Args:
        definitions: by name, with all that they name.
    """
    edges = {name: named(definitions[name]) for name in sorted(definitions)}
    groups = {group[0]: group for group in _strongly_connected(edges)}
    names = distinct(groups, identifier)
    return tuple(
        model_module(names[first], [definitions[name] for name in groups[first]])
        for first in sorted(groups, key=names.__getitem__)
    )


def model_module(name: str, found: list[ModelDefinition]) -> ModelModule:
    """Return the module of some definitions."""
    alone = len(found) == 1
    shown = f"Models of {name.replace('_', ' ').strip()}."
    aliases = [each for each in found if isinstance(each, Alias)]
    return ModelModule(
        name=name,
        description="" if alone else shown,
        enumerations=_ordered(each for each in found if isinstance(each, Enumeration)),
        recursive_aliases=_ordered(each for each in aliases if each.recursive),
        classes=_ordered(each for each in found if isinstance(each, ModelClass)),
        aliases=_ordered(each for each in aliases if not each.recursive),
    )


def _ordered(definitions: Iterable[D]) -> tuple[D, ...]:
    """Return definitions by name, each after those that it needs."""
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


def _reach(edges: Callable[[str], Collection[str]], roots: Collection[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges(name)
    return found


def _strongly_connected(edges: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected components, each sorted (Kosaraju's algorithm).

    A component is what a schema reaches against the direction of the edges, without
    the schemas of earlier components, where schemas come in the reverse of the order
    in which a depth-first search leaves them. Edges to other schemas do not count.
    """
    users: dict[str, list[str]] = {name: [] for name in edges}
    for name in edges:
        for other in edges[name]:
            users.get(other, []).append(name)
    remaining = set(edges)
    for first in reversed(_depth_first(edges)):
        if first in remaining:
            group = _reach(lambda name: remaining.intersection(users[name]), [first])
            remaining.difference_update(group)
            yield sorted(group)


def _depth_first(edges: Mapping[str, Collection[str]]) -> list[str]:
    """Return the names in the order in which a depth-first search leaves them.

    Without recursion: schemas may refer to each other in longer chains than Python's
    stack is deep.
    """
    seen: set[str] = set()
    order: list[str] = []
    waiting = [(name, False) for name in edges]
    while waiting:
        name, is_left = waiting.pop()
        if is_left:
            order.append(name)
        elif name in edges and name not in seen:
            seen.add(name)
            waiting.append((name, True))
            waiting += [(other, False) for other in edges[name]]
    return order
