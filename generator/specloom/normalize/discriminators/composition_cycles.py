"""Remove cycles of composition: schemas that are parts or alternatives of themselves.

Such a part adds nothing to the other parts, and following the parts would not end.
Properties, items and map values are not parts, because recursive data is valid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...document.pointers import escape
from ...document.references import is_reference
from ...load import location_of
from ...structure import Defect
from ..report import GenerationReport
from .discriminator_values import component

PARTS = ("allOf", "anyOf", "oneOf")
_CONTENT = ("items", "additionalProperties", "unevaluatedProperties")
_NULL = {"type": "null"}


class Edge(NamedTuple):
    """A reference from one component to another, and the place of the reference.

    Attributes:
        owner: the object that contains the schema with the reference, directly or in a
            list.
        key: the member of the owner.
        node: the schema with the reference.
        pointer: the pointer of this schema in the document.
        is_part: whether both components describe the same value; otherwise, the other
            component describes a value inside it.
        is_step: whether the other component is an alternative, an item or a map value.
    """

    owner: Any
    key: str
    node: Any
    pointer: str
    is_part: bool = True
    is_step: bool = False

    @property
    def target(self) -> str:
        """The component to which the reference points."""
        return component(self.node["$ref"])


Edges = Mapping[str, list[Edge]]
"""The references in each component; the components are sorted by name."""


def component_edges(schemas: Any) -> Edges:
    """Return the references in each component, except those in its properties."""
    return {name: _edges(schemas, name) for name in sorted(schemas)}


def remove_cycles(edges: Edges, report: GenerationReport) -> None:
    """Leave out each part that refers back to the component that contains it.

    Args:
        edges: the references of the document. The references of the omitted parts are
            removed.
        report: records the omitted parts.
    """
    found = list(_closing_edges(edges))
    for name, edge in found:
        report.defect(
            Defect(
                location=location_of(edge.node),
                pointer=edge.pointer,
                reason="invalid",
                detail=f"{edge.target} is a part of itself",
                done="left out",
                loses=edge.target != name,
            )
        )
    for name, edge in found:
        edges[name][:] = [each for each in edges[name] if each is not edge]
        _remove_part(edge)


def _closing_edges(edges: Edges) -> Iterator[tuple[str, Edge]]:
    """Yield the references that close a cycle; visit each component only once."""
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
            elif edge.target in open_:
                yield name, edge
            elif edge.target in edges and edge.target not in done:
                open_.add(edge.target)
                walk.append((edge.target, iter(edges[edge.target])))


def _edges(schemas: Any, name: str) -> list[Edge]:
    """Return the references in a component at any depth, except in its properties."""
    found: list[Edge] = []
    start = f"/components/schemas/{escape(name)}"
    waiting = [Edge(schemas, "", schemas[name], start)]
    while waiting:
        edge = waiting.pop()
        if isinstance(edge.node, dict):
            if is_reference(edge.node):
                found.append(edge)
            waiting += _inner_edges(edge)
    return found


def _inner_edges(edge: Edge) -> Iterator[Edge]:
    """Yield the schemas directly inside a schema, except its properties."""
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


def _remove_part(edge: Edge) -> None:
    """Leave out a part, or only its reference if it has other keywords."""
    parts = edge.owner.get(edge.key)
    if edge.key == "not":
        del edge.owner[edge.key]
    elif isinstance(parts, list) and len(edge.node) == 1:
        parts[:] = [each for each in parts if each is not edge.node]
        mapping = (edge.owner.get("discriminator") or {}).get("mapping") or {}
        for value in [v for v, to in mapping.items() if component(to) == edge.target]:
            del mapping[value]
        if not parts:
            del edge.owner[edge.key]
    else:
        del edge.node["$ref"]
