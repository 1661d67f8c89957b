"""Rewrite what OpenAPI 3.2 has and 3.1 does not as extensions.

Operations of other methods go to `x-specloom-additional-operations`; a query string
that is one parameter becomes the exploded parameter of the same bytes; the schema of a
stream's items becomes `x-specloom-stream`.
"""

from __future__ import annotations

from typing import Any

from ..document import each_operation
from ..document.references import Resolver, objects
from ..load import SpecMap, location_of
from ..vocabulary import keys
from .generation_report import GenerationReport, Unit

FORM = "application/x-www-form-urlencoded"


def rewrite_openapi32(tree: Any, report: GenerationReport) -> None:
    """Rewrite the keywords of OpenAPI 3.2 in place.

    Args:
        tree: the document.
        report: records what cannot be expressed in OpenAPI 3.1.
    """
    for item in (tree.get("paths") or {}).values():
        if isinstance(item, dict):
            _methods(item)
    resolver = Resolver(tree)
    for path, method, operation in each_operation(tree):
        parameters = operation.get("parameters") or []
        for node in parameters:
            found = resolver.soft_target(node)
            if isinstance(found, dict) and found.get("in") == "querystring":
                _query_string(found, report, Unit.operation(path, method))
        operation["parameters"] = [
            p for p in parameters if resolver.soft_target(p).get("in") != "querystring"
        ]
        if not parameters:
            del operation["parameters"]
    for media in objects(tree):
        if "itemSchema" in media:
            media[keys.STREAM] = media.pop("itemSchema")


def _methods(item: Any) -> None:
    """Move the operations of methods that 3.1 does not have."""
    found = SpecMap(location_of(item))
    if isinstance(item.get("query"), dict):
        found.put("QUERY", item["query"], location_of(item, "query"))
        del item["query"]
    further = item.pop("additionalOperations", None)
    for method, operation in (further or {}).items():
        found.put(str(method), operation, location_of(further, method))
    if found:
        item[keys.ADDITIONAL_OPERATIONS] = found


def _query_string(parameter: Any, report: GenerationReport, operation: Unit) -> None:
    """Make an exploded object parameter of a query string that is a form."""
    content = parameter.get("content") or {}
    if FORM in content:
        parameter["in"] = "query"
        parameter["style"], parameter["explode"] = "form", True
        parameter["schema"] = content[FORM].get("schema", {})
        del parameter["content"]
    else:
        report.skip(operation.parameter(parameter), "query-string", at=parameter)
