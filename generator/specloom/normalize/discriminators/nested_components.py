"""Limit the nesting of components such as lists of lists and unions of unions.

Each of these components becomes a type that contains the type of the next component,
and Python and pydantic follow such types recursively. Objects with properties do not
count. They become classes, which are created one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...load import location_of
from ...structure import Defect
from ..report.generation_report import GenerationReport
from .composition_cycles import Edge, Edges

MAX_NESTED: Final = 16
"""The maximum nesting of components; in published descriptions it is three."""


def cut_nested(schemas: Any, edges: Edges, report: GenerationReport) -> None:
    """Replace references that are nested too deeply by schemas that allow any value.

    Args:
        schemas: the components of the document.
        edges: the references between the components.
        report: records the references that are left out.
    """
    for edge in list(_too_deep(schemas, edges)):
        report.defect(
            Defect(
                location=location_of(edge.node),
                pointer=edge.pointer,
                reason="untyped",
                detail=f"what is nested in more than {MAX_NESTED} schemas",
                done="read as any value",
                loses=True,
            )
        )
        del edge.node["$ref"]


def _too_deep(schemas: Any, edges: Edges) -> Iterator[Edge]:
    """Yield the references that are nested too deeply.

    A reference back into a cycle does not count, because the types of a cycle refer to
    each other by name.
    """
    depths: dict[str, int] = {}
    entered = set[str]()
    waiting = [(name, False) for name in edges]
    while waiting:
        name, is_left = waiting.pop()
        if is_left:
            depths[name] = 0
            for edge in edges[name]:
                depth = depths.get(edge.target, 0) + edge.is_step
                if depth > MAX_NESTED:
                    yield edge
                else:
                    depths[name] = max(depths[name], depth)
        elif name not in entered and not _is_class(schemas[name]):
            entered.add(name)
            waiting.append((name, True))
            waiting += [(e.target, False) for e in edges[name] if e.target in edges]


def _is_class(schema: Any) -> bool:
    """Return whether a schema declares properties, and has no alternatives."""
    if not isinstance(schema, dict) or "oneOf" in schema or "anyOf" in schema:
        return False
    return bool(schema.get("properties")) or any(
        map(_is_class, schema.get("allOf", ()))
    )
