"""Which module a schema's class stands in, and what a module's text is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from graphlib import TopologicalSorter

from specloom.names import distinct, identifier

from .blocks import Block, Rank, docstring
from .imports import import_lines

LARGEST = 380
"""Lines of a module; a larger one becomes a module for each knot of schemas."""

SHARED = "shared"

_ALIASES = (Rank.LAZY, Rank.ALIAS)


def owners(
    edges: Callable[[str], Collection[str]], resources: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """The resource that alone reaches a schema, or `shared`."""
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
    """The same modules, the large ones with one module for each knot of schemas.

    A knot is a strongly connected component: schemas that need each other. Its module
    is named after its first schema; a name that another module has is qualified by
    the module it came from.
    """
    knots = {
        name: knot[0]
        for knot in _knots({name: edges[name] for name in modules})
        for name in knot
    }
    kept = {module for module in modules.values() if module not in large}
    wanted = {
        knots[name]: module for name, module in modules.items() if module in large
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
        name: names[knots[name]] if module in large else module
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


def _knots(edges: Mapping[str, Collection[str]]) -> Iterator[tuple[str, ...]]:
    """Strongly connected components, each sorted (Tarjan, without recursion)."""
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
                    knot = stack[start:]
                    del stack[start:]
                    placed.update(knot)
                    yield tuple(sorted(knot))
            elif following in index:
                low[name] = min(low[name], index[following])
            else:
                index[following] = low[following] = len(index)
                stack.append(following)
                walk.append((following, iter(sorted(edges[following]))))


def text(
    module: str,
    blocks: Collection[Block],
    modules: Mapping[str, str],
    runtime: str = "specloom_runtime",
) -> str:
    """The module's text: docstring, imports, classes in an order that runs."""
    head = [*docstring(_about(module, blocks), indent=0), ""]
    head += ["from __future__ import annotations", ""]
    head += import_lines(module, blocks, modules, runtime)
    while head[-1] == "":
        head.pop()
    body: list[str] = []
    previous = None
    for block in _ordered(blocks):
        apart = block.rank not in _ALIASES or previous not in (None, block.rank)
        body += ["", ""] if apart else [""]
        body += block.lines
        previous = block.rank
    return "\n".join([*head, *body]) + "\n"


def length(module: str, blocks: Collection[Block], modules: Mapping[str, str]) -> int:
    """The lines of the module's text; of one that is too long, those of its classes."""
    lines = sum(len(block.lines) for block in blocks)
    if lines > LARGEST:
        return lines
    return len(text(module, blocks, modules).splitlines())


def _about(module: str, blocks: Collection[Block]) -> str:
    if module == SHARED:
        return "Models that several resources share."
    names = [block.name for block in blocks]
    if [identifier(name) for name in names] == [module]:
        return f"The type `{names[0]}`."
    return f"Models of {module.replace('_', ' ').strip()}."


def _ordered(blocks: Collection[Block]) -> list[Block]:
    """Enumerations, classes, aliases; bases and other needs first, then by name."""
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
