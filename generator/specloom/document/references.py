"""Resolve one reference, or all references in a node."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ..errors import SourceLocation
from ..load import SpecMap, location_of
from ..vocabulary.node_kinds import DATA, SCHEMA_MAPS, child
from .pointers import follow

DATA_KEYS = frozenset({"example", "examples", "default", "enum", "const"})
"""Members that contain data. A `$ref` inside them is not a reference."""
NAMED = frozenset({*SCHEMA_MAPS, "schemas", "responses"})
"""Members whose value is an object with arbitrary names as keys instead of keywords."""
MAX_DEPTH = 24
MAX_VIEW = 10_000
"""The maximum number of objects in the result of `Resolver.view`."""


class _Part(NamedTuple):
    """A part of the result of `Resolver.view` that is not copied yet.

    Attributes:
        holder: the object or array that contains the part.
        key: the key of the part in `holder`.
        above: the ids of the objects that contain the part.
        depth: the number of objects and arrays that contain the part.
    """

    holder: Any
    key: Any
    above: tuple[int, ...]
    depth: int

    @property
    def value(self) -> Any:
        return self.holder[self.key]


class UnresolvedReference(Exception):
    """A reference cannot be resolved; the error has the location of the reference."""

    def __init__(self, reference: str, location: SourceLocation) -> None:
        super().__init__(reference)
        self.reference = reference
        self.location = location


class Resolver:
    """A resolver for references inside one tree."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    def target(self, node: Any) -> Any:
        """Return the final target of a reference; return any other node unchanged.

        Raises:
            UnresolvedReference: a reference in the chain cannot be resolved.
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
        """Yield each node with its final target, as in `target`.

        Each reference is followed only once. Nodes whose references cannot be resolved
        are left out. The tree must not change during the iteration.
        """
        ends: dict[str, Any] = {}
        for node in nodes:
            chain, end = [], node
            while is_reference(end) and end["$ref"] not in ends:
                chain.append(end["$ref"])
                ends[end["$ref"]] = None  # References in a circle have no target.
                end = self._followed(end)
            if is_reference(end):
                end = ends[end["$ref"]]
            ends |= dict.fromkeys(chain, end)
            if end is not None:
                yield node, end

    def _followed(self, node: Any) -> Any:
        """Return the direct target of a reference; None if it cannot be resolved."""
        try:
            return self._follow(node["$ref"], location_of(node, "$ref"))
        except UnresolvedReference:
            return None

    @cached_property
    def anchors(self) -> dict[str, Any]:
        """The schemas with an `$anchor`; the keys are references such as `#name`."""
        named = (o for o in objects(self._tree) if isinstance(o.get("$anchor"), str))
        return {f"#{each['$anchor']}": each for each in named}

    def is_anchor(self, reference: str) -> bool:
        """Return whether a reference points to an `$anchor` of this tree."""
        # Most references are pointers, and need no search for anchors.
        return not reference.startswith("#/") and reference in self.anchors

    def _follow(self, reference: str, location: SourceLocation) -> Any:
        if self.is_anchor(reference):
            return self.anchors[reference]
        try:
            *_, (holder, key) = follow(self._tree, reference)
            return holder[key]
        except LookupError:
            raise UnresolvedReference(reference, location) from None

    def view(self, node: Any) -> Any:
        """Return the node as plain data, with references resolved.

        Some objects appear without their members: an object inside itself, an object
        that is nested deeper than `MAX_DEPTH`, and every object after the first
        `MAX_VIEW`, counted level by level.
        """
        root: list[Any] = [node]
        waiting = deque([_Part(root, 0, (), 0)])
        seen = 0
        while waiting:
            part = waiting.popleft()
            shown, above = part.value, part.above
            if isinstance(shown, dict):
                seen += 1
                target = self.soft_target(shown)
                is_last = seen > MAX_VIEW or part.depth > MAX_DEPTH
                if is_last or id(target) in above:
                    shown = {}
                else:
                    members = target if isinstance(target, dict) else {}
                    shown = {**members, **shown}
                    shown.pop("$ref", None)
                    above = (*above, id(target))
            elif isinstance(shown, list):
                shown = [*shown]
            part.holder[part.key] = shown
            waiting.extend(_inside(shown, above, part.depth + 1))
        return root[0]

    def soft_target(self, node: Any) -> Any:
        """Return the target of a node, or the node itself if it cannot be resolved."""
        try:
            return self.target(node)
        except UnresolvedReference:
            return node


def _inside(node: Any, above: tuple[int, ...], depth: int) -> Iterator[_Part]:
    """Yield the values in an object or array, except data such as examples."""
    if isinstance(node, dict):
        for key in node:
            if key not in DATA_KEYS:
                yield _Part(node, key, above, depth)
    elif isinstance(node, list):
        for index in range(len(node)):
            yield _Part(node, index, above, depth)


def references(node: Any) -> Iterator[SpecMap | dict[str, Any]]:
    """Yield every reference in a node, except in data such as examples."""
    for each in objects(node):
        if isinstance(each.get("$ref"), str):
            yield each


def is_into_data(tree: Any, reference: str) -> bool:
    """Return whether a reference's target is in an example, default or extension.

    Raises:
        LookupError: the reference cannot be resolved.
    """
    kind = "root"
    for holder, key in follow(tree, reference):
        kind = child(kind, key) if isinstance(holder, dict) else kind
    return kind == DATA


def is_reference(node: Any) -> bool:
    """Return whether a node is an object with a `$ref`."""
    return isinstance(node, dict) and isinstance(node.get("$ref"), str)


def objects(node: Any) -> Iterator[SpecMap | dict[str, Any]]:
    """Yield every object in a node, and the node itself, except in data."""
    # Names of properties, responses and components are not keywords.
    waiting = [(False, node)] if isinstance(node, (dict, list)) else []
    while waiting:
        is_named, top = waiting.pop()
        if isinstance(top, list):
            waiting += [
                (is_named, each) for each in top if isinstance(each, (dict, list))
            ]
        elif is_named:
            waiting += [
                (False, each) for each in top.values() if isinstance(each, (dict, list))
            ]
        else:
            yield top
            for key, value in top.items():
                if isinstance(value, (dict, list)) and key not in DATA_KEYS:
                    waiting.append((key in NAMED, value))
