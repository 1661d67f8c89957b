"""Cut circles of composition: schemas that are parts or alternatives of themselves.

Such a part says nothing that the others do not say, and no walk over parts would end.
Properties, items and values of maps are not parts: a tree contains trees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..document.references import is_reference
from ..load import location_of
from ..structure import Defect
from .discriminator_values import component
from .generation_report import GenerationReport, escape

PARTS = ("allOf", "anyOf", "oneOf")
_CONTENT = ("items", "additionalProperties", "unevaluatedProperties")
_NULL = {"type": "null"}


class Edge(NamedTuple):
    """A reference from a component to one in it, outside of its properties.

    Attributes:
        owner: the object that has the referring schema as a member, or in a list.
        key: the member.
        node: the referring schema.
        pointer: where that is in the document.
        is_part: whether a value of the component is a value of the other.
        is_step: whether the other is an alternative, an item or a value of a map.
    """

    owner: Any
    key: str
    node: Any
    pointer: str
    is_part: bool = True
    is_step: bool = False

    @property
    def to(self) -> str:
        """The component that is referred to."""
        return component(self.node["$ref"])


Edges = Mapping[str, list[Edge]]
"""By component, sorted by name: its references."""


def component_edges(schemas: Any) -> Edges:
    """Return the references between components, outside of properties."""
    return {name: _edges(schemas, name) for name in sorted(schemas)}


def cut_circles(edges: Edges, report: GenerationReport) -> None:
    """Leave out each part that leads back to the component that it is in.

    Args:
        edges: the references of the document; those that are left out are removed.
        report: records what is left out.
    """
    found = list(_closing(edges))
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
    for name, edge in found:
        edges[name][:] = [each for each in edges[name] if each is not edge]
        _cut(edge)


def _closing(edges: Edges) -> Iterator[tuple[str, Edge]]:
    """Yield the edges that close a circle, by a walk that visits each schema once."""
    open_, done = set[str](), set[str]()
    for start in edges:
        if start in done:
            continue
        open_.add(start)
        walk = [(start, iter(edges[start]))]
        while walk:
            name, following = walk[-1]
            edge = next(following, None)
            if edge is None:
                walk.pop()
                open_.discard(name)
                done.add(name)
            elif not edge.is_part:
                continue
            elif edge.to in open_:
                yield name, edge
            elif edge.to in edges and edge.to not in done:
                open_.add(edge.to)
                walk.append((edge.to, iter(edges[edge.to])))


def _edges(schemas: Any, name: str) -> list[Edge]:
    """Return the references of a component to what is in it, however deep."""
    found: list[Edge] = []
    start = f"/components/schemas/{escape(name)}"
    waiting = [Edge(schemas, "", schemas[name], start)]
    while waiting:
        edge = waiting.pop()
        if isinstance(edge.node, dict):
            if is_reference(edge.node):
                found.append(edge)
            waiting += _inside(edge)
    return found


def _inside(edge: Edge) -> Iterator[Edge]:
    """Yield the schemas directly inside of one."""
    _, _, node, pointer, is_part, is_step = edge
    for word in PARTS:
        parts = node.get(word) or ()
        step = is_step or word != "allOf" and len(parts) - (_NULL in parts) > 1
        for number, part in enumerate(parts):
            yield Edge(node, word, part, f"{pointer}/{word}/{number}", is_part, step)
    if "not" in node:
        yield Edge(node, "not", node["not"], f"{pointer}/not", is_part)
    for word in _CONTENT:
        if isinstance(node.get(word), dict):
            yield Edge(node, word, node[word], f"{pointer}/{word}", False, True)
    for number, item in enumerate(node.get("prefixItems") or ()):
        at = f"{pointer}/prefixItems/{number}"
        yield Edge(node, "prefixItems", item, at, False, True)
    for key, value in (node.get("patternProperties") or {}).items():
        at = f"{pointer}/patternProperties/{escape(key)}"
        yield Edge(node, "patternProperties", value, at, False, True)


def _cut(edge: Edge) -> None:
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
