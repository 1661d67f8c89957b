"""The module of each schema's class, and the text of a module.

A schema has a module of its own, so that a change of one schema or operation leaves
the code of all others where it is: nothing depends on the length of a module, nor on
which resources use a schema. Only schemas that refer to each other share a module,
named after the first of them, since modules must not import each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import TopologicalSorter
from heapq import heappop, heappush

from ..names import distinct, identifier
from .class_printer import Block, Rank, docstring

_ALIASES = (Rank.LAZY, Rank.ALIAS)


def assigned(edges: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the module of each schema.

    Args:
        edges: the schemas that each schema names.
    """
    groups = list(_strongly_connected(edges))
    modules = distinct([group[0] for group in groups], identifier)
    return {name: modules[group[0]] for group in groups for name in group}


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


def text(module: str, blocks: Collection[Block], modules: Mapping[str, str]) -> str:
    """Return the text of a module: docstring, imports, blocks after what they need."""
    head = [*docstring(_about(module, blocks), indent=0), ""]
    head += ["from __future__ import annotations", ""]
    head += _imports(module, blocks, modules)
    body: list[str] = []
    previous = None
    for block in _ordered(blocks):
        apart = block.rank not in _ALIASES or previous not in (None, block.rank)
        body += ["", ""] if apart else [""]
        body += block.lines
        previous = block.rank
    return "\n".join([*head, *body]) + "\n"


def _imports(
    module: str, blocks: Collection[Block], modules: Mapping[str, str]
) -> list[str]:
    """Return a line for each name that the module imports."""
    wanted = {each for block in blocks for each in block.imported}
    for name in {name for block in blocks for name in block.components}:
        if modules[name] != module:
            wanted.add((f".{modules[name]}", name, name))
    return [
        f"from {home} import {name}{'' if shown == name else f' as {shown}'}"
        for home, name, shown in sorted(wanted)
    ]


def _about(module: str, blocks: Collection[Block]) -> str:
    names = [block.name for block in blocks]
    if [identifier(name) for name in names] == [module]:
        return f"The type `{names[0]}`."
    return f"Models of {module.replace('_', ' ').strip()}."


def _ordered(blocks: Collection[Block]) -> list[Block]:
    """Return the blocks by rank and name, each after the blocks that it needs."""
    known = {block.name: block for block in blocks}
    sorter = TopologicalSorter({b.name: b.needed & known.keys() for b in blocks})
    sorter.prepare()
    order: list[Block] = []
    ready: list[tuple[Rank, str]] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, (known[name].rank, name))
        _, first = heappop(ready)
        order.append(known[first])
        sorter.done(first)
    return order
