"""Documented examples: those that their own schema refuses are no examples.

Descriptions are full of examples that are older than their schema. A text that holds
the JSON it should be is read; what still does not fit is left out, with an entry.
"""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing.exceptions import Unresolvable

from ..document import is_json
from .generation_report import GenerationReport, Unit, messages

MAX_SIZE = 200_000
"""Characters of an example that is still looked at."""
FORMATS = FormatChecker(formats=())
"""The formats that become a type of Python's."""


@FORMATS.checks("date", ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


@FORMATS.checks("uuid", ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or bool(UUID(value))


@FORMATS.checks("binary", ValueError)
def _is_binary(value: object) -> bool:
    return not isinstance(value, str) or b64decode(value, validate=True) is not None


def normalize_examples(tree: Any, report: GenerationReport) -> None:
    """Leaves each message with an example that fits its schema, or with none."""
    schemas = _told_apart(tree["components"]["schemas"])
    root = {"components": {"schemas": schemas}}
    for unit, operation in messages(tree):
        body = operation.get("requestBody") or {}
        _normalize_content(body.get("content"), root, report, unit.body())
        for status, response in (operation.get("responses") or {}).items():
            content = response.get("content")
            _normalize_content(content, root, report, unit.response(status))


def _normalize_content(
    content: Any, root: Any, report: GenerationReport, unit: Unit
) -> None:
    for name, media in (content or {}).items():
        if "example" not in media or "schema" not in media:
            continue
        if not is_json(name):
            continue
        given, schema = media["example"], _told_apart(media["schema"])
        problem = _problem(given, schema, root)
        read = _read(given) if isinstance(given, str) else None
        if read is not None and (problem or _has_properties(schema, root)):
            media["example"], problem = read, _problem(read, schema, root)
            if not problem:
                report.degrade(unit, "example", "a string that contains JSON")
        if problem:
            del media["example"]
            report.degrade(unit, "example", problem)


def _problem(example: Any, schema: Any, root: Any) -> str:
    """What the schema has against the example, in a few words."""
    if len(str(example)) > MAX_SIZE:
        return "too large to look at"
    try:
        validator = Draft202012Validator(
            {**root, "allOf": [schema]}, format_checker=FORMATS
        )
        error: ValidationError | None = next(validator.iter_errors(example), None)
    except (Unresolvable, RecursionError, ValueError, TypeError) as failure:
        return type(failure).__name__
    if error is None:
        return ""
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where}: {error.message}"[:120]


def _told_apart(node: Any) -> Any:
    """The schema with what its tags say as conditions, which a validator knows."""
    if isinstance(node, list):
        return [_told_apart(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _told_apart(value) for key, value in node.items()}
    tag = node.get("discriminator")
    mapping = tag.get("mapping") if isinstance(tag, dict) else None
    wire = tag.get("propertyName") if isinstance(tag, dict) else None
    if not isinstance(mapping, dict) or not ("oneOf" in node or "anyOf" in node):
        return found
    conditions = [
        {
            "if": {"properties": {wire: {"const": value}}, "required": [wire]},
            "then": {"$ref": target},
        }
        for value, target in mapping.items()
        if isinstance(target, str) and target.startswith("#/")
    ]
    return {**found, "allOf": [*found.get("allOf", ()), *conditions]}


def _has_properties(schema: Any, root: Any) -> bool:
    """Whether an object is meant, its type said or not."""
    known = root["components"]["schemas"]
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return "properties" in (known.get(name) or schema)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
