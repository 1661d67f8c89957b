"""Predict the work of decoding unions that contain themselves.

Pydantic tries every alternative of a union, and each alternative tries those of the
unions inside it. If a union can contain itself, the number of trials is multiplied at
every level of the data, so that a few nested objects could take hours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin

from .model import completed, extras_type, is_model
from .type_parts import alternatives, bare, is_union

PATIENCE = 20
"""The trials per alternative and value above which each part is decoded only once."""
PATIENCE_AGAIN = 2
"""The same, for the parts of data that deviates: each failed trial makes errors."""
MOST_WORK = 10**18
"""The number of trials above which the work is not counted any further."""


class Choices(NamedTuple):
    """The unions in a type.

    Attributes:
        exist: whether the type contains a union; optional values do not count.
        branching: the number of alternatives that are objects, in the largest union
            that can contain itself; 1 if no union can.
    """

    exist: bool
    branching: int


class Workload:
    """The sizes of all containers in some JSON data, and the work of decoding them.

    Args:
        data: the data, whose containers are identified by their `id`.
        branching: the number of alternatives of unions that contain themselves; 1 if
            there are none.
    """

    def __init__(self, data: Any, branching: int) -> None:
        self._branching = branching
        self._known: dict[int, tuple[int, int]] = {}
        for container in _inside_out(data):
            size, work = 1, 1
            for child in _children(container):
                more = self._known.get(id(child), (1, 1))
                size, work = size + more[0], work + more[1]
            if isinstance(container, dict):
                work *= branching
            self._known[id(container)] = size, min(work, MOST_WORK)

    @property
    def multiplies(self) -> bool:
        """Whether a union can contain itself."""
        return self._branching > 1

    def size(self, data: Any) -> int:
        """Return the number of values in the data."""
        return self._known.get(id(data), (1, 1))[0]

    def is_excessive(self, data: Any, *, again: bool = False) -> bool:
        """Return whether trying all alternatives of the data would take too long.

        `again` is for a part of data that was tried and deviates.
        """
        size, work = self._known.get(id(data), (1, 1))
        patience = PATIENCE_AGAIN if again else PATIENCE
        return self._branching > 1 and work > patience * self._branching * size


def _children(container: Any) -> Any:
    return container.values() if isinstance(container, dict) else container


def _inside_out(data: Any) -> list[Any]:
    """Return all containers; a container comes after those inside it."""
    found, waiting = [], [data]
    while waiting:
        if isinstance(container := waiting.pop(), dict | list):
            found.append(container)
            waiting += _children(container)
    return found[::-1]


def choices_in(kind: Any, left_out: Collection[Any] = ()) -> Choices:
    """Return the facts about the unions in a type, at any depth.

    The models in `left_out` are not searched.
    """
    graph: dict[Any, list[Any]] = {}
    sizes: dict[Any, int] = {}
    exist = False
    waiting = [kind]
    while waiting:
        each = waiting.pop()
        if (node := _node(each)) in graph:
            continue
        parts = [] if node in left_out else list(_parts(each))
        graph[node] = [_node(part) for part in parts]
        sizes[node] = _objects(each) if is_union(bare(each)) else 1
        exist = exist or (
            is_union(bare(each)) and sum(part is not NoneType for part in parts) > 1
        )
        waiting += parts
    branching = max((sizes[node] for node in _circular(graph)), default=1)
    return Choices(exist, branching)


def _node(kind: Any) -> Any:
    """Return an object that identifies a type; models keep their types alive."""
    plain = bare(kind)
    return plain if is_model(plain) else id(plain)


def _parts(kind: Any) -> Iterator[Any]:
    plain = bare(kind)
    if is_model(plain):
        fields = completed(plain).model_fields
        yield from (each.annotation for each in fields.values())
        yield extras_type(plain)
    elif get_origin(plain) is not Literal:
        yield from get_args(plain)


def _objects(union: Any) -> int:
    """Return the number of alternatives that are objects, at least 1."""
    plain = map(bare, alternatives(union))
    return max(1, sum(is_model(each) or get_origin(each) is dict for each in plain))


def _circular(graph: Mapping[Any, list[Any]]) -> set[Any]:
    """Return the nodes on cycles, and the nodes on paths between cycles."""
    left = set(graph)
    for edges in (graph, _reversed(graph)):
        back = _reversed(edges)
        degrees = {node: len([e for e in edges[node] if e in left]) for node in left}
        ends = [node for node, degree in degrees.items() if not degree]
        while ends:
            end = ends.pop()
            left.discard(end)
            for node in back[end]:
                if node in left:
                    degrees[node] -= 1
                    if not degrees[node]:
                        ends.append(node)
    return left


def _reversed(graph: Mapping[Any, list[Any]]) -> dict[Any, list[Any]]:
    back: dict[Any, list[Any]] = {node: [] for node in graph}
    for node, others in graph.items():
        for other in others:
            back[other].append(node)
    return back
