"""Find cycles in the references of components.

The algorithms avoid recursion, because a chain of references can be longer than
Python's stack.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

Edges = Mapping[str, Collection[str]]
"""For each name, the names to which it refers; names that are not keys are ignored."""


def reverse(edges: Edges) -> dict[str, list[str]]:
    """Return, for each name, the names that refer to it."""
    users: dict[str, list[str]] = {name: [] for name in edges}
    for name in edges:
        for other in edges[name]:
            users.get(other, []).append(name)
    return users


def circular_names(edges: Edges) -> set[str]:
    """Return the names that can be reached from themselves."""
    return {
        name
        for group in strongly_connected(edges)
        for name in group
        if len(group) > 1 or name in edges[name]
    }


def strongly_connected(edges: Edges) -> Iterator[list[str]]:
    """Yield the strongly connected components, each sorted (Kosaraju's algorithm).

    Names are visited in the reverse of the order of `_depth_first`. The component of a
    name consists of the unvisited names that can be reached from it along reversed
    edges.
    """
    users = reverse(edges)
    remaining = set(edges)
    for first in reversed(_depth_first(edges)):
        if first in remaining:
            group = _reach(lambda name: remaining.intersection(users[name]), [first])
            remaining.difference_update(group)
            yield sorted(group)


def _reach(edges: Callable[[str], Collection[str]], roots: Collection[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += edges(name)
    return found


def _depth_first(edges: Edges) -> list[str]:
    """Return the names in the order in which a depth-first search finishes them."""
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
