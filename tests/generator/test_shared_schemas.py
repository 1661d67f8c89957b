"""Test schemas that several messages have in common: normalized once, owned by each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.operations.inlined_components import inline_components
from specloom.normalize.report import GenerationReport
from specloom.normalize.schemas import schema_forms

BAD = {"type": "string", "pattern": "("}
WIDE = {"type": "object", "properties": {"a/b": BAD}, "title": "Wide"}
FILTER = {"name": "filter", "in": "query", "schema": BAD}
FOUND = {
    "description": "It.",
    "headers": {"Tag": {"schema": BAD}},
    "content": {"application/json": {"schema": WIDE}, "text/json": {"schema": WIDE}},
}
OPERATION = {
    "parameters": [{"$ref": "#/components/parameters/Filter"}],
    "responses": {"200": {"$ref": "#/components/responses/Found"}},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {"/a": {"get": OPERATION, "put": OPERATION}, "/b": {"get": OPERATION}},
    "components": {
        "schemas": {},
        "parameters": {"Filter": FILTER},
        "responses": {"Found": FOUND},
    },
}
OPERATIONS = ("GET /a", "GET /b", "PUT /a")
LOSSES = (
    ("{} 200", "/content/application~1json/schema/properties/a~1b"),
    ("{} 200", "/content/text~1json/schema/properties/a~1b"),
    ("{} 200", "/headers/Tag/schema"),
    ("{} query filter", "/schema"),
)
"""Where each operation loses a pattern: the subject, and the pointer from it."""


def normalized(report: GenerationReport) -> Any:
    """Return the document with its parts inlined, and its schemas in one form."""
    tree = read(json.dumps(DOCUMENT).encode(), shown="tiny.json")
    inline_components(tree, report)
    schema_forms.normalize_schemas(tree, report)
    return tree


def containers(node: Any) -> Iterator[Any]:
    """Yield every object and array of a tree, each time that it occurs."""
    if isinstance(node, dict | list):
        yield node
        for each in node.values() if isinstance(node, dict) else node:
            yield from containers(each)


def test_no_schema_is_in_two_messages() -> None:
    tree = normalized(GenerationReport())
    found = list(containers(tree["paths"]))
    assert len({*map(id, found)}) == len(found)
    for method in ("get", "put"):
        operation = tree["paths"]["/a"][method]
        media = operation["responses"]["200"]["content"]["text/json"]
        properties = {"a/b": {"type": "string"}}
        assert media["schema"] == {"type": "object", "properties": properties}
        assert operation["parameters"][0]["schema"] == {"type": "string"}


def test_losses_are_reported_for_each_message() -> None:
    report = GenerationReport()
    normalized(report)
    rows = [(subject.where, entry.part) for subject, _, entry in report.entries()]
    assert sorted(rows) == sorted(
        (where.format(operation), part)
        for operation in OPERATIONS
        for where, part in LOSSES
    )


def test_a_shared_schema_is_normalized_once(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[str] = []
    plain = schema_forms.normal_schema

    def counted(node: Any, degrade: Any, where: str, *others: Any) -> Any:
        places.append(where)
        return plain(node, degrade, where, *others)

    monkeypatch.setattr(schema_forms, "normal_schema", counted)
    normalized(GenerationReport())
    # Each media type has its own schema, and each schema of a body has one property.
    assert len(places) == 2 + 2 * 2
