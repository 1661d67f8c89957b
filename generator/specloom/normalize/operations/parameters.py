"""Remove invalid and repeated parameters and API keys, and add missing parameters."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Any

from ...document import each_operation, is_never
from ...load import SpecMap, location_of
from ..report import GenerationReport, Subject
from .nested_values import ParameterStyles
from .path_templates import query_constants

LOCATIONS = ("path", "query", "header", "cookie")
RESERVED = ("accept", "content-type", "authorization")
"""Headers that OpenAPI describes by media types and security instead of parameters."""
_TEMPLATE = re.compile(r"\{([^{}]*)\}")

_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""The valid form of the name of a header field: a token (RFC 9110, section 5.1)."""
_COOKIE_NAME = re.compile(r"[!#-+\--:<>-\[\]-~]+")
"""Characters that servers accept in the name of a cookie, including brackets."""
_NAMES = {"header": _FIELD_NAME, "cookie": _COOKIE_NAME}


def is_sendable(location: str, name: str) -> bool:
    """Return whether a request can contain a parameter with this location and name."""
    return location not in _NAMES or bool(_NAMES[location].fullmatch(name))


def normalize_parameters(tree: Any, report: GenerationReport) -> None:
    """Remove invalid parameters, and add path parameters that are not declared.

    Args:
        tree: the document.
        report: the report, to which removed and added parameters are added.
    """
    styles = ParameterStyles(tree, report)
    for path, method, operation in each_operation(tree):
        subject = Subject.operation(path, method)
        in_path = dict.fromkeys(_TEMPLATE.findall(path.partition("#")[0]))
        stated = query_constants(path)
        valid: dict[tuple[Any, Any], Any] = {}
        given = operation.pop("parameters", None) or []
        keys_sent = _places_of_keys(tree, operation)
        for index, each in enumerate(given):
            reason = _reason(each, in_path, valid)
            if not reason and _place(each["in"], each["name"]) in keys_sent:
                reason = "credential"
            if not reason and each["in"] == "query" and each["name"] in stated:
                reason = "stated-in-path"
            if reason:
                # The error is the second reference, not the target of both.
                twice = reason == "declared-twice"
                at = SpecMap(location_of(given, index)) if twice else each
                report.skip(subject.parameter(each), reason, at=at)
                continue
            styles.check(subject.parameter(each), each)
            if each["in"] == "path" and each.get("required") is not True:
                each["required"] = True
                report.degrade(subject.parameter(each), "optional-in-path", at=each)
            valid[each["in"], each["name"]] = each
        for name in in_path:
            if ("path", name) not in valid:
                added = valid["path", name] = SpecMap(location_of(operation))
                added |= {"name": name, "in": "path", "required": True}
                added["schema"] = {"type": "string"}
                report.degrade(
                    subject.parameter(added), "undeclared-parameter", at=operation
                )
        if valid:
            operation["parameters"] = list(valid.values())
        styles.check_form(subject.body(), operation)


def _places_of_keys(tree: Any, operation: Any) -> set[tuple[str, str]]:
    """Return the location and name of each API key that an operation accepts."""
    schemes = tree.get("components", {}).get("securitySchemes", {})
    required = operation.get("security", tree.get("security", ()))
    used = [schemes[name] for each in required for name in each if name in schemes]
    return {
        _place(each["in"], each["name"]) for each in used if each["type"] == "apiKey"
    }


def _place(location: str, name: str) -> tuple[str, str]:
    """Return the location and name of a parameter, with header names in lower case."""
    return location, name.lower() if location == "header" else name


def _reason(
    parameter: Any, in_path: Container[str], known: Container[tuple[Any, Any]]
) -> str:
    """Return the reason for which a parameter is removed; "" if it is kept."""
    location, name = parameter.get("in"), parameter.get("name")
    if location not in LOCATIONS or not isinstance(name, str):
        return "invalid"
    if not is_sendable(location, name):
        return "invalid"
    if location == "header" and name.lower() in RESERVED:
        return "reserved-header"
    if location == "path" and name not in in_path:
        return "not-in-path"
    if parameter.get("required") is not True and is_never(parameter.get("schema")):
        return "no-value"
    return "declared-twice" if (location, name) in known else ""
