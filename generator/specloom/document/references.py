"""Resolve references, one or all of those in a node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from ..errors import SourceLocation
from ..load import SpecMap, location_of
from ..vocabulary.node_kinds import SCHEMA_MAPS
from .pointers import reference_steps

DATA_KEYS = frozenset({"example", "examples", "default", "enum", "const"})
"""Members whose value is data: a `$ref` inside is not a reference."""
NAMED = frozenset({*SCHEMA_MAPS, "schemas", "responses"})
"""Members whose own members have names, not keywords."""
MAX_DEPTH = 24


class UnresolvedReference(Exception):
    """A reference that cannot be resolved, and where it is written."""

    def __init__(self, reference: str, location: SourceLocation) -> None:
        super().__init__(reference)
        self.reference = reference
        self.location = location


class Resolver:
    """Resolve references inside one tree."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def target(self, node: Any) -> Any:
        """Return the node, or the target of its chain of references.

        Raises:
            UnresolvedReference: a reference of the chain cannot be resolved.
        """
        seen = set[int]()
        while is_reference(node):
            reference, location = node["$ref"], location_of(node, "$ref")
            if id(node) in seen:
                raise UnresolvedReference(reference, location)
            seen.add(id(node))
            node = self._follow(reference, location)
        return node

    def targets(self, nodes: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Yield references with the targets of their chains, each followed once.

        Those that cannot be resolved are left out. The tree must not change meanwhile.
        """
        ends: dict[str, Any] = {}
        for node in nodes:
            chain, end = [], node
            while is_reference(end) and end["$ref"] not in ends:
                chain.append(end["$ref"])
                ends[end["$ref"]] = None  # Where a circle ends.
                end = self._followed(end)
            if is_reference(end):
                end = ends[end["$ref"]]
            ends |= dict.fromkeys(chain, end)
            if end is not None:
                yield node, end

    def _followed(self, node: Any) -> Any:
        """Return what a reference leads to, None if there is nothing."""
        try:
            return self._follow(node["$ref"], location_of(node, "$ref"))
        except UnresolvedReference:
            return None

    @cached_property
    def anchors(self) -> dict[str, Any]:
        """The schemas that have an `$anchor`, by `#anchor`."""
        named = (o for o in objects(self._tree) if isinstance(o.get("$anchor"), str))
        return {f"#{each['$anchor']}": each for each in named}

    def _follow(self, reference: str, location: SourceLocation) -> Any:
        if (anchored := self.anchors.get(reference)) is not None:
            return anchored
        if not reference.startswith("#/"):
            raise UnresolvedReference(reference, location)
        node = self._tree
        for step in reference_steps(reference):
            try:
                node = node[int(step)] if isinstance(node, list) else node[step]
            except (KeyError, IndexError, ValueError, TypeError):
                raise UnresolvedReference(reference, location) from None
        return node

    def view(self, node: Any) -> Any:
        """Return the node as plain data with references resolved, circles cut off."""
        return self._view(node, (), 0)

    def _view(self, node: Any, above: tuple[int, ...], depth: int) -> Any:
        if not isinstance(node, dict | list):
            return node
        if depth > MAX_DEPTH:
            return {}
        if isinstance(node, list):
            return [self._view(item, above, depth + 1) for item in node]
        siblings = {k: v for k, v in node.items() if k != "$ref"}
        target = self.soft_target(node)
        if id(target) in above:
            return {}
        inside = (*above, id(target))
        shown = {} if target is node else self._view(target, above, depth + 1)
        for key, value in siblings.items():
            is_data = key in DATA_KEYS
            shown[key] = value if is_data else self._view(value, inside, depth + 1)
        return shown

    def soft_target(self, node: Any) -> Any:
        """Return the target, or the node if its reference cannot be resolved."""
        try:
            return self.target(node)
        except UnresolvedReference:
            return node


def references(node: Any) -> Iterator[SpecMap | dict[str, Any]]:
    """Return every node that is a reference, except in data."""
    return filter(is_reference, objects(node))


def is_reference(node: Any) -> bool:
    """Return whether a node is an object with a `$ref`."""
    return isinstance(node, dict) and isinstance(node.get("$ref"), str)


def objects(node: Any) -> Iterator[SpecMap | dict[str, Any]]:
    """Yield every object at or below a node, except in data."""
    waiting: list[tuple[str, Any]] = [("", node)]
    while waiting:
        name, top = waiting.pop()
        if isinstance(top, list):
            waiting.extend((name, item) for item in top)
        elif isinstance(top, dict):
            # Names of properties, responses and components are not keywords.
            free = name in NAMED
            if not free:
                yield top
            waiting.extend(
                ("" if free else key, value)
                for key, value in top.items()
                if free or key not in DATA_KEYS
            )
