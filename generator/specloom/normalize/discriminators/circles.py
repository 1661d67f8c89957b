"""Cut circles of composition: schemas that are parts or alternatives of themselves.

Such a part says nothing that the others do not say, and no walk over parts would end.
Properties, items and values of maps are not parts: a tree contains trees.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...document.pointers import escape
from ...document.references import is_reference
from ...load import location_of
from ...structure import Defect
from ..report import GenerationReport
from .discriminator_values import component

PARTS = ("allOf", "anyOf", "oneOf")


class _Edge(NamedTuple):
    """A reference from a component to one that is a part of it, and its place.

    Attributes:
        owner: the object that has the part as a member, or in a list.
        key: the member.
        node: the part.
        pointer: where the part is in the document.
    """

    owner: Any
    key: str
    node: Any
    pointer: str

    @property
    def to(self) -> str:
        """The component that is referred to."""
        return component(self.node["$ref"])


def cut_circles(tree: Any, report: GenerationReport) -> None:
    """Leave out each part that leads back to the component that it is in.

    Args:
        tree: the document.
        report: records what is left out.
    """
    schemas = tree["components"]["schemas"]
    found = list(_closing(schemas))
    for name, edge in found:
        report.defect(
            Defect(
                location=location_of(edge.node),
                pointer=edge.pointer,
                reason="invalid",
                detail=f"{edge.to} is a part of itself",
                done="left out",
                loses=edge.to != name,
            )
        )
    for _, edge in found:
        _cut(edge)


def _closing(schemas: Any) -> Iterator[tuple[str, _Edge]]:
    """Yield the edges that close a circle, by a walk that visits each schema once."""
    open_, done = set[str](), set[str]()
    for start in sorted(schemas):
        if start in done:
            continue
        open_.add(start)
        walk = [(start, iter(_edges(schemas, start)))]
        while walk:
            name, edges = walk[-1]
            edge = next(edges, None)
            if edge is None:
                walk.pop()
                open_.discard(name)
                done.add(name)
            elif edge.to in open_:
                yield name, edge
            elif edge.to in schemas and edge.to not in done:
                open_.add(edge.to)
                walk.append((edge.to, iter(_edges(schemas, edge.to))))


def _edges(schemas: Any, name: str) -> list[_Edge]:
    """Return the references of a component to its parts, however deep."""
    found: list[_Edge] = []
    start = f"/components/schemas/{escape(name)}"
    waiting = [_Edge(schemas, "", schemas[name], start)]
    while waiting:
        edge = waiting.pop()
        node, pointer = edge.node, edge.pointer
        if not isinstance(node, dict):
            continue
        if is_reference(node):
            found.append(edge)
        for word in PARTS:
            for number, part in enumerate(node.get(word) or ()):
                waiting.append(_Edge(node, word, part, f"{pointer}/{word}/{number}"))
        if "not" in node:
            waiting.append(_Edge(node, "not", node["not"], f"{pointer}/not"))
    return found


def _cut(edge: _Edge) -> None:
    """Leave out a part, or the reference alone where other keywords are next to it."""
    parts = edge.owner.get(edge.key)
    if edge.key == "not":
        del edge.owner[edge.key]
    elif isinstance(parts, list) and len(edge.node) == 1:
        parts[:] = [each for each in parts if each is not edge.node]
        mapping = (edge.owner.get("discriminator") or {}).get("mapping") or {}
        for value in [v for v, to in mapping.items() if component(to) == edge.to]:
            del mapping[value]
        if not parts:
            del edge.owner[edge.key]
    else:
        del edge.node["$ref"]
