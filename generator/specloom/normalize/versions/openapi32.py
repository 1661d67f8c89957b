"""Convert the features that OpenAPI 3.2 added into extensions of OpenAPI 3.1.

Operations with additional methods move to `x-specloom-additional-operations`. A
`querystring` parameter becomes an exploded query parameter with the same serialization.
`itemSchema` becomes `x-specloom-stream`.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from ...document import METHODS, each_operation
from ...document.pointers import json_pointer
from ...document.references import Resolver, objects
from ...errors import SourceLocation
from ...load import SpecMap, location_of
from ...structure import Defect
from ...vocabulary import keys
from ..report import GenerationReport, Subject

FORM = "application/x-www-form-urlencoded"
_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""The valid form of a method: a token (RFC 9110)."""


def rewrite_openapi32(tree: Any, report: GenerationReport) -> None:
    """Convert the keywords of OpenAPI 3.2 in place.

    Args:
        tree: the document.
        report: records features that OpenAPI 3.1 cannot express.
    """
    _open_circles(tree.get("tags") or [], report)
    resolver = Resolver(tree)
    # Several paths may refer to one path item.
    items: dict[int, tuple[Any, list[str]]] = {}
    for path, node in (tree.get("paths") or {}).items():
        target = resolver.soft_target(node)
        for item in [node] if target is node else [node, target]:
            if isinstance(item, dict):
                items.setdefault(id(item), (item, []))[1].append(path)
    for item, paths in items.values():
        _methods(paths[0], item, report)
        _query_strings(paths, item, resolver, report)
    for media in objects(tree):
        if "itemSchema" in media:
            media[keys.STREAM] = media.pop("itemSchema")


def _methods(path: str, item: Any, report: GenerationReport) -> None:
    """Move the operations whose methods OpenAPI 3.1 does not define."""
    found = SpecMap(location_of(item))
    if isinstance(item.get("query"), dict):
        found.put("QUERY", item["query"], location_of(item, "query"))
        del item["query"]
    further = item.pop("additionalOperations", None) or {}
    for method, operation in further.items():
        detail = _wrong_method(str(method))
        if not detail:
            found.put(str(method), operation, location_of(further, method))
            continue
        pointer = json_pointer(("paths", path, "additionalOperations", str(method)))
        _leave_out(report, location_of(further, method), pointer, detail)
    if found:
        item[keys.ADDITIONAL_OPERATIONS] = found


def _wrong_method(method: str) -> str:
    """Return the reason for which a method cannot be an additional one, or ""."""
    if not _METHOD.fullmatch(method):
        return "not a method (expected a token of RFC 9110)"
    if method.lower() in (*METHODS, "query"):
        return f"{method} has a field of its own in a path item"
    return ""


def _open_circles(tags: Any, report: GenerationReport) -> None:
    """Remove the parent of each tag that is an ancestor of itself."""
    parents = {tag["name"]: tag.get("parent") for tag in tags}
    for index, tag in enumerate(tags):
        seen: set[Any] = set()
        name = parents[tag["name"]]
        while name in parents and name not in seen:
            seen.add(name)
            name = parents[name]
        if tag["name"] in seen and "parent" in tag:
            detail = f"the tag {tag['name']} is its own ancestor"
            pointer = json_pointer(("tags", index, "parent"))
            _leave_out(report, location_of(tag, "parent"), pointer, detail, note=True)
            del tag["parent"]
            parents[tag["name"]] = None


def _leave_out(
    report: GenerationReport,
    location: SourceLocation,
    pointer: str,
    detail: str,
    *,
    note: bool = False,
) -> None:
    """Record a part that is left out."""
    report.defect(
        Defect(
            location=location,
            pointer=pointer,
            reason="invalid",
            detail=detail,
            done="left out",
            loses=not note,
        )
    )


def _query_strings(
    paths: list[str], item: Any, resolver: Resolver, report: GenerationReport
) -> None:
    """Convert the `querystring` parameters of a path item and its operations.

    Args:
        paths: the paths that use the item.
        item: the path item.
        resolver: the resolver for references to parameters.
        report: records the parameters that cannot be converted.
    """
    operations = [each[1:] for each in each_operation({"paths": {"": item}})]
    holders = [(item, [method for method, _ in operations])]
    holders += [(operation, [method]) for method, operation in operations]
    for holder, methods in holders:
        for node in list(holder.get("parameters") or ()):
            found = resolver.soft_target(node)
            if not isinstance(found, dict) or found.get("in") != "querystring":
                continue
            if not _is_rewritten(found):
                holder["parameters"].remove(node)
                for path, method in product(paths, methods):
                    part = Subject.operation(path, method).parameter(found)
                    report.skip(part, "query-string", at=found)


def _is_rewritten(parameter: Any) -> bool:
    """Convert a `querystring` parameter that is a form to an exploded object.

    Return whether it was converted.
    """
    content = parameter.get("content") or {}
    if FORM not in content:
        return False
    parameter["in"] = "query"
    parameter["style"], parameter["explode"] = "form", True
    parameter["schema"] = content[FORM].get("schema", {})
    del parameter["content"]
    return True
