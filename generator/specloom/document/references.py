"""References: what each leads to, and a view of a node with all of them followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ..errors import Problem, SourceLocation
from ..load import SpecMap, location_of
from ..messages import normalizing as messages
from .pointers import reference_steps

DATA_KEYS = frozenset({"example", "examples", "default", "enum", "const"})
"""Members whose value is data: a `$ref` inside is no reference."""
NAMED = frozenset({"properties", "patternProperties", "$defs", "responses"}) | {
    "schemas",
    "definitions",
}
"""Members whose own members have names, not keywords."""
MAX_CHAIN = 1000
MAX_DEPTH = 24


class UnresolvedReference(Exception):
    """A reference that cannot be resolved; `place` is where it is written."""

    def __init__(self, reference: str, place: SourceLocation) -> None:
        super().__init__(reference)
        self.reference = reference
        self.location = place

    def problem(self) -> Problem:
        """Return the reference as a problem."""
        message = messages.UNRESOLVED_REFERENCE
        if "://" in self.reference:
            message = messages.REMOTE_REFERENCE
        elif not self.reference.startswith("#"):
            message = messages.MISSING_FILE
        return Problem(
            location=self.location, message=message(reference=self.reference)
        )


class Resolver:
    """Follows references inside one tree."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree
        self._views: dict[int, Any] = {}

    def target(self, node: Any) -> Any:
        """The node itself, or what its chain of references leads to.

        Raises:
            UnresolvedReference: a reference of the chain cannot be resolved.
        """
        seen = 0
        while isinstance(node, dict) and isinstance(node.get("$ref"), str):
            seen += 1
            if seen > MAX_CHAIN:
                raise UnresolvedReference(node["$ref"], location_of(node, "$ref"))
            node = self._follow(node["$ref"], location_of(node, "$ref"))
        return node

    @cached_property
    def anchors(self) -> dict[str, Any]:
        """Schemas by `#anchor`."""
        named = (o for o in objects(self._tree) if isinstance(o.get("$anchor"), str))
        return {f"#{each['$anchor']}": each for each in named}

    def _follow(self, reference: str, place: SourceLocation) -> Any:
        if (anchored := self.anchors.get(reference)) is not None:
            return anchored
        if not reference.startswith("#/"):
            raise UnresolvedReference(reference, place)
        node = self._tree
        for step in reference_steps(reference):
            try:
                node = node[int(step)] if isinstance(node, list) else node[step]
            except (KeyError, IndexError, ValueError, TypeError):
                raise UnresolvedReference(reference, place) from None
        return node

    def view(self, node: Any) -> Any:
        """The node as plain data, references followed, circles cut off."""
        return self._view(node, (), 0)

    def _view(self, node: Any, above: tuple[int, ...], depth: int) -> Any:
        if not isinstance(node, dict | list):
            return node
        if depth > MAX_DEPTH:
            return {}
        if isinstance(node, list):
            return [self._view(item, above, depth + 1) for item in node]
        beside = {k: v for k, v in node.items() if k != "$ref"}
        target = self.soft_target(node)
        if id(target) in above:
            return {}
        inside = (*above, id(target))
        shown = {} if target is node else self._view(target, above, depth + 1)
        for key, value in beside.items():
            if key in DATA_KEYS:
                shown[key] = value
            else:
                shown[key] = self._view(value, inside, depth + 1)
        return shown

    def soft_target(self, node: Any) -> Any:
        """The target, or the node itself if its reference cannot be resolved."""
        try:
            return self.target(node)
        except UnresolvedReference:
            return node


def references(node: Any) -> Iterator[SpecMap | dict[str, Any]]:
    """Every node that is a reference, data left alone."""
    return (each for each in objects(node) if isinstance(each.get("$ref"), str))


def objects(node: Any) -> Iterator[SpecMap | dict[str, Any]]:
    """Every object at or below a node that is no data."""
    waiting: list[tuple[str, Any]] = [("", node)]
    while waiting:
        name, top = waiting.pop()
        if isinstance(top, list):
            waiting.extend((name, item) for item in top)
        elif isinstance(top, dict):
            # Names of properties, responses and components are no keywords.
            free = name in NAMED
            if not free:
                yield top
            waiting.extend(
                ("" if free else key, value)
                for key, value in top.items()
                if free or key not in DATA_KEYS
            )
