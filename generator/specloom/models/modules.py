"""Assign classes to modules, and print modules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import TopologicalSorter

from ..literals import WIDTH
from ..names import distinct, identifier
from .class_printer import Block, Rank, docstring

LARGEST = 380
"""Lines of a module; a larger one is split by which schemas need each other."""

SHARED = "shared"

_ALIASES = (Rank.LAZY, Rank.ALIAS)


def module_owners(
    edges: Callable[[str], Collection[str]], resources: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Return the one resource that reaches each schema, or `shared`.

    Args:
        edges: returns the schemas that a schema's own code names.
        resources: the schemas that each resource names itself.
    """
    users: dict[str, set[str]] = {}
    for resource in sorted(resources):
        for name in _reach(edges, resources[resource]):
            users.setdefault(name, set()).add(resource)
    return {
        name: min(users[name]) if len(users[name]) == 1 else SHARED
        for name in sorted(users)
    }


def split(
    modules: Mapping[str, str],
    edges: Mapping[str, Collection[str]],
    large: Collection[str],
) -> dict[str, str]:
    """Return the same modules, the large ones split.

    Schemas that need each other (a strongly connected component) share a module, named
    after the first of them; a name that another module has is qualified by the module
    it came from.
    """
    leaders = {
        name: group[0]
        for group in _strongly_connected({name: edges[name] for name in modules})
        for name in group
    }
    kept = {module for module in modules.values() if module not in large}
    wanted = {
        leaders[name]: module for name, module in modules.items() if module in large
    }
    plain = distinct(wanted, identifier, kept)
    names = {
        first: (
            plain[first]
            if plain[first] == identifier(first)
            else identifier(f"{wanted[first]}_{first}")
        )
        for first in wanted
    }
    return {
        name: names[leaders[name]] if module in large else module
        for name, module in modules.items()
    }


def _reach(edges: Callable[[str], Collection[str]], roots: Collection[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges(name)
    return found


def _strongly_connected(
    edges: Mapping[str, Collection[str]],
) -> Iterator[tuple[str, ...]]:
    """Yield strongly connected components, each sorted (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    placed: set[str] = set()
    for root in sorted(edges):
        if root in index:
            continue
        walk = [(root, iter(sorted(edges[root])))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while walk:
            name, rest = walk[-1]
            following = next((n for n in rest if n in edges and n not in placed), None)
            if following is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[name])
                if low[name] == index[name]:
                    start = stack.index(name)
                    group = stack[start:]
                    del stack[start:]
                    placed.update(group)
                    yield tuple(sorted(group))
            elif following in index:
                low[name] = min(low[name], index[following])
            else:
                index[following] = low[following] = len(index)
                stack.append(following)
                walk.append((following, iter(sorted(edges[following]))))


def text(module: str, blocks: Collection[Block], modules: Mapping[str, str]) -> str:
    """Return the module's text: docstring, imports, classes in an order that runs."""
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


def length(blocks: Collection[Block]) -> int:
    """Return about how many lines a module of the blocks has, once it is formatted.

    An estimate that does not depend on the formatter, by which large modules are split.
    """
    head, between = 10, 2
    others = {name for block in blocks for name in block.components}
    others -= {block.name for block in blocks}
    lines = [line for block in blocks for line in block.lines]
    broken = 3 * sum(len(line) > WIDTH for line in lines)
    return head + len(others) + len(lines) + broken + between * len(blocks)


def _about(module: str, blocks: Collection[Block]) -> str:
    if module == SHARED:
        return "Models that several resources share."
    names = [block.name for block in blocks]
    if [identifier(name) for name in names] == [module]:
        return f"The type `{names[0]}`."
    return f"Models of {module.replace('_', ' ').strip()}."


def _ordered(blocks: Collection[Block]) -> list[Block]:
    """Return enumerations, classes and aliases, each after those that it needs."""
    known = {block.name: block for block in blocks}
    ranked = sorted(blocks, key=lambda block: (block.rank, block.name))
    sorter = TopologicalSorter(
        {b.name: sorted(b.needed & known.keys()) for b in ranked}
    )
    order: list[str] = []
    sorter.prepare()
    position = {block.name: index for index, block in enumerate(ranked)}
    ready: list[str] = []
    while sorter.is_active():
        ready += sorter.get_ready()
        ready.sort(key=position.__getitem__)
        order.append(ready.pop(0))
        sorter.done(order[-1])
    return [known[name] for name in order]
