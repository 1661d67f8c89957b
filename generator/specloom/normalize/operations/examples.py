"""Check the declared examples, and remove those that are not valid for their schema.

Many examples are older than their schema. If the schema requires another type, a string
that contains JSON is parsed. Examples that are still invalid are removed and reported.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing.exceptions import Unresolvable

from ...document import Schemas, is_json, matches, tag_values
from ...errors import SourceLocation
from ...json_schema.reference_validators import ReferencesOnce
from ...load import deep_copy, location_of
from ...vocabulary import keys
from ..components.read_write_views import make_optional, marked
from ..report import (
    GenerationReport,
    Subject,
    message_parts,
    messages,
)
from .contradicting_examples import RemovedExample, complete_validator

INVALID = (RecursionError, ValueError, TypeError, ArithmeticError)
"""The exceptions that jsonschema raises for an invalid schema (`multipleOf: 0`)."""
MAX_SIZE = 200_000
"""The maximum length of an example that is validated, in characters."""
VALIDATORS = ReferencesOnce(Draft202012Validator, matches)
FORMATS = FormatChecker(formats=())
"""A check of the formats that have a Python type."""


def _is_parsed(parse: Callable[[str], object], value: object) -> bool:
    if isinstance(value, str):
        parse(value)
    return True


PARSERS: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uuid": UUID,
    "binary": partial(b64decode, validate=True),
}
for _name, _parse in PARSERS.items():
    FORMATS.checks(_name, ValueError)(partial(_is_parsed, _parse))


def normalize_examples(
    tree: Any, report: GenerationReport, *, is_edited: bool = False
) -> list[RemovedExample]:
    """Convert or remove the invalid examples of each body; return the removed ones.

    Args:
        tree: the document.
        report: records removed and changed examples.
        is_edited: whether an overlay can have set keys of the vocabulary.
    """
    removed: list[RemovedExample] = []
    sent = _Schemas(tree)
    received = _Schemas(tree, are_received=True) if is_edited else sent
    for message_subject, message in messages(tree):
        for subject, part in message_parts(message_subject, message):
            if isinstance(part, dict) and subject.kind != "parameter":
                for name, media in (part.get("content") or {}).items():
                    if is_json(name) and {"example", "schema"} <= media.keys():
                        schemas = received if subject.kind == "response" else sent
                        removed += _normalize_example(media, schemas, report, subject)
    return removed


class _Schemas:
    """The components of a document, as a validator uses them.

    Args:
        tree: the document.
        are_received: whether they do not require what responses always return. Examples
            can be older than such a property.
    """

    def __init__(self, tree: Any, *, are_received: bool = False) -> None:
        self._components = tree["components"]["schemas"]
        components = _with_conditions(self._components)
        self.root = {"components": {"schemas": components}}
        self._known = Schemas(components)
        self._are_received = are_received
        for schema in components.values() if are_received else ():
            self._relax(schema)

    def prepared(self, schema: Any) -> Any:
        """Return a copy of a schema for the validator."""
        copy = _with_conditions(schema)
        if self._are_received:
            self._relax(copy)
        return copy

    def removed(
        self, subject: Subject, example: Any, schema: Any, near: SourceLocation
    ) -> RemovedExample:
        """Return an example that was removed, with a copy of its schema.

        Later passes change references in schemas.
        """
        return RemovedExample(
            subject, example, deep_copy(schema), near, self._components, self._validator
        )

    def _validator(self, schema: Any) -> Any:
        whole = complete_validator(VALIDATORS.validator_class)
        root = whole(self.root, format_checker=FORMATS)
        return root.evolve(schema=self.prepared(schema))

    def _relax(self, schema: Any) -> None:
        make_optional(schema, marked(self._known, schema, keys.ALWAYS_RETURNED))


def _normalize_example(
    media: Any, schemas: _Schemas, report: GenerationReport, subject: Subject
) -> Iterator[RemovedExample]:
    root, schema = schemas.root, schemas.prepared(media["schema"])
    example = media["example"]
    problem = _problem(example, schema, root)
    parsed = _parsed(example) if isinstance(example, str) else None
    if parsed is not None and (problem or _has_properties(schema, root)):
        media["example"], problem = parsed, _problem(parsed, schema, root)
        if not problem:
            report.degrade(subject, "example", "a string that contains JSON", at=media)
    if problem:
        near = location_of(media, "example")
        yield schemas.removed(subject, media.pop("example"), media["schema"], near)
        report.degrade(subject, "example", problem, at=media)


def _problem(example: Any, schema: Any, root: Any) -> str:
    """Return a short reason for which the example is invalid; "" if it is valid."""
    if len(str(example)) > MAX_SIZE:
        return "too large to look at"
    try:
        whole = {**root, "allOf": [schema]}
        VALIDATORS.forget()
        validator = VALIDATORS.validator_class(whole, format_checker=FORMATS)
        error: ValidationError | None = next(validator.iter_errors(example), None)
    except (Unresolvable, *INVALID) as failure:
        return type(failure).__name__
    if error is None:
        return ""
    where = "/".join(str(step) for step in error.absolute_path)
    return f"{where}: {error.message}"[:120]


def _with_conditions(node: Any) -> Any:
    """Return the schema, with discriminators converted to conditions.

    JSON Schema has no discriminators. Without the conditions, a validator would accept
    a value that is valid for any alternative.
    """
    if isinstance(node, list):
        return [_with_conditions(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _with_conditions(value) for key, value in node.items()}
    tag = node.get("discriminator")
    mapping = tag.get("mapping") if isinstance(tag, dict) else None
    wire = tag.get("propertyName") if isinstance(tag, dict) else None
    if not isinstance(mapping, dict) or not ("oneOf" in node or "anyOf" in node):
        return found
    conditions = [
        {
            "if": {
                "properties": {wire: {"enum": tag_values(key)}},
                "required": [wire],
            },
            "then": {"$ref": target},
        }
        for key, target in mapping.items()
        if isinstance(target, str) and target.startswith("#/")
    ]
    return {**found, "allOf": [*found.get("allOf", ()), *conditions]}


def _has_properties(schema: Any, root: Any) -> bool:
    """Return whether a schema, or the component it refers to, has properties."""
    known = root["components"]["schemas"]
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return "properties" in (known.get(name) or schema)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
