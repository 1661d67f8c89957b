"""Parameters that mean nothing, are missing or stand there twice."""

from __future__ import annotations

import re
from typing import Any

from ..document import each_operation
from ..load import SpecMap, location_of
from .generation_report import GenerationReport, Unit

RESERVED = ("accept", "content-type", "authorization")
"""Headers that OpenAPI leaves to media types and security."""
_TEMPLATE = re.compile(r"\{([^{}]+)\}")

_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A token: RFC 9110 knows no other name of a header."""


def normalize_parameters(tree: Any, report: GenerationReport) -> None:
    """Leaves each operation with the parameters its path and place can have."""
    for path, method, operation in each_operation(tree):
        unit = Unit.operation(path, method)
        needed = dict.fromkeys(_TEMPLATE.findall(path))
        kept: list[Any] = []
        seen: set[tuple[Any, Any]] = set()
        for each in operation.get("parameters") or []:
            reason = _reason(each, needed, seen)
            if reason:
                report.skip(unit.parameter(each), reason)
            else:
                if each.get("collectionFormat") == "tsv":
                    del each["collectionFormat"]
                    report.degrade(unit.parameter(each), "style", "tab-separated")
                seen.add((each.get("in"), each.get("name")))
                kept.append(each)
        for name in needed:
            if ("path", name) not in seen:
                made = _undeclared(operation, name)
                report.degrade(unit.parameter(made), "undeclared-parameter")
                kept.append(made)
        if kept:
            operation["parameters"] = kept
        else:
            operation.pop("parameters", None)
        _media(operation, unit, report)


def _reason(each: Any, needed: Any, seen: set[tuple[Any, Any]]) -> str:
    place, name = each.get("in"), each.get("name")
    if place not in ("path", "query", "header", "cookie") or not isinstance(name, str):
        return "invalid"
    if place == "header" and not _FIELD_NAME.fullmatch(name):
        return "invalid"
    if place == "header" and name.lower() in RESERVED:
        return "reserved-header"
    if place == "path" and name not in needed:
        return "not-in-path"
    return "declared-twice" if (place, name) in seen else ""


def _undeclared(operation: Any, name: str) -> SpecMap:
    made = SpecMap(location_of(operation))
    made.update({"name": name, "in": "path", "required": True})
    made["schema"] = {"type": "string"}
    return made


def _media(operation: Any, unit: Unit, report: GenerationReport) -> None:
    body = operation.get("requestBody")
    content = body.get("content") if isinstance(body, dict) else None
    if isinstance(content, dict) and len(content) > 1:
        report.degrade(unit.body(), "media-type", ", ".join(map(str, content)))
