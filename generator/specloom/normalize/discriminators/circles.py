"""Remove cycles of composition: schemas that are parts or alternatives of themselves.

Such a part adds nothing to the other parts, and a walk over the parts would not end.
Properties, items and map values are not parts, because recursive data is valid.
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
    """A reference from a component to one of its parts, and the place of the reference.

    Attributes:
        owner: the object that contains the part directly or in a list.
        key: the member of the object.
        node: the part.
        pointer: the pointer of the part in the document.
    """

    owner: Any
    key: str
    node: Any
    pointer: str

    @property
    def to(self) -> str:
        """The component that the reference refers to."""
        return component(self.node["$ref"])


def cut_circles(tree: Any, report: GenerationReport) -> None:
    """Leave out each part that refers back to the component that contains it.

    Args:
        tree: the document.
        report: records the parts that are left out.
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
    """Yield the edges that close a cycle; the walk visits each schema once."""
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
    """Return the references of a component to its parts, at any depth."""
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
    """Leave out a part, or only its reference if it has other keywords."""
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
