"""Test that what stands in an object too high is read where OpenAPI 3 has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from specloom.build_result import BuildResult
from specloom.load import Document, Documents, read
from specloom.pipeline import build_vendor
from specloom.project.vendor import single_vendor

OPENAPI_3 = """
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://a.test}]
paths:
  /a: {post: {operationId: send, %s}}
components:
  schemas: {A: {type: object, properties: {x: {type: string}}}}
"""
SWAGGER_2 = """
swagger: '2.0'
info: {title: t, version: '1'}
host: a.test
paths:
  /a: {post: {operationId: send, %s}}
definitions: {A: {type: object, properties: {x: {type: string}}}}
"""

A = "{$ref: '#/components/schemas/A'}"
OK = "responses: {'204': {description: d}}"
JSON = "content: {application/json: {schema: %s}}"
FORM = "content: {%s: {schema: {type: object, properties: {f: %s}}}}"
TEXT = "{type: string}"

NEWER = [
    (
        f"parameters: [{{name: q, in: query, type: string, enum: [a, b]}}], {OK}",
        "parameters: [{name: q, in: query, schema: {type: string, enum: [a, b]}}], "
        + OK,
    ),
    (
        "parameters: [{name: q, in: query, items: {type: string}, "
        f"schema: {{type: array}}}}], {OK}",
        "parameters: [{name: q, in: query, "
        f"schema: {{type: array, items: {{type: string}}}}}}], {OK}",
    ),
    (
        f"parameters: [{{name: q, in: query, default: 2, schema: {TEXT}}}], {OK}",
        "parameters: [{name: q, in: query, schema: {type: string, default: 2}}], " + OK,
    ),
    (
        f"responses: {{'200': {{description: d, schema: {A}}}}}",
        f"responses: {{'200': {{description: d, {JSON % A}}}}}",
    ),
    (
        f"responses: {{'200': {{description: d, content: {{schema: {A}}}}}}}",
        f"responses: {{'200': {{description: d, {JSON % A}}}}}",
    ),
    (
        f"responses: {{'200': {{description: d, content: {{application/json: {A}}}}}}}",
        f"responses: {{'200': {{description: d, {JSON % A}}}}}",
    ),
    (
        "responses: {'200': {description: d, "
        "content: {application/json: {type: object, properties: {y: {}}}}}}",
        "responses: {'200': {description: d, "
        "content: {application/json: "
        "{schema: {type: object, properties: {y: {}}}}}}}",
    ),
    (
        "responses: {'200': {description: d, headers: {X-A: {type: integer}}}}",
        "responses: {'200': {description: d, headers: "
        "{X-A: {schema: {type: integer}}}}}",
    ),
    (
        f"requestBody: {{required: true, schema: {A}}}, {OK}",
        f"requestBody: {{required: true, {JSON % A}}}, {OK}",
    ),
    (f"requestBody: {A}, {OK}", f"requestBody: {{{JSON % A}}}, {OK}"),
    (
        f"parameters: [{{name: b, in: body, required: true, schema: {A}}}], {OK}",
        f"requestBody: {{required: true, {JSON % A}}}, {OK}",
    ),
    (
        f"parameters: [{{name: b, in: body, schema: {A}}}, "
        f"{{name: q, in: query, schema: {TEXT}}}], {OK}",
        f"parameters: [{{name: q, in: query, schema: {TEXT}}}], "
        f"requestBody: {{{JSON % A}}}, {OK}",
    ),
    (
        f"parameters: [{{name: f, in: formData, type: string}}], {OK}",
        "requestBody: {required: false, "
        f"{FORM % ('application/x-www-form-urlencoded', TEXT)}}}, {OK}",
    ),
    (
        f"parameters: [{{name: f, in: formData, type: file}}], {OK}",
        "requestBody: {required: false, "
        f"{FORM % ('multipart/form-data', '{type: string, format: binary}')}}}, {OK}",
    ),
]

BOTH = "required: %s, properties: {y: {type: string%s}, z: {type: string%s}}"
NEWER += [
    (
        f"responses: {{'200': {{description: d, {JSON % ('{' + found + '}')}}}}}",
        f"responses: {{'200': {{description: d, {JSON % ('{' + meant + '}')}}}}}",
    )
    for found, meant in [
        (BOTH % ("[y]", "", ", required: true"), BOTH % ("[y, z]", "", "")),
        (BOTH % ("[y]", ", required: true", ""), BOTH % ("[y]", "", "")),
        (BOTH % ("[y]", "", ", required: false"), BOTH % ("[y]", "", "")),
        (
            (BOTH % ("[y]", ", required: true", ""))[15:],
            BOTH % ("[y]", "", ""),
        ),
    ]
]

B = "{$ref: '#/definitions/A'}"
OLDER = [
    (
        f"parameters: [{{name: q, in: query, schema: {TEXT}}}], {OK}",
        f"parameters: [{{name: q, in: query, type: string}}], {OK}",
    ),
    (
        "parameters: [{name: q, in: header, type: string, schema: {enum: [a, b]}}], "
        + OK,
        f"parameters: [{{name: q, in: header, type: string, enum: [a, b]}}], {OK}",
    ),
    (
        "parameters: [{name: b, in: body, type: object, properties: {y: {}}}], " + OK,
        "parameters: [{name: b, in: body, "
        f"schema: {{type: object, properties: {{y: {{}}}}}}}}], {OK}",
    ),
    (
        "responses: {'200': {description: d, $ref: '#/definitions/A'}}",
        f"responses: {{'200': {{description: d, schema: {B}}}}}",
    ),
]

CASES = [
    *((OPENAPI_3, *each) for each in NEWER),
    *((SWAGGER_2, *each) for each in OLDER),
]


def built(text: str) -> BuildResult:
    document = Document("it.yaml", read(text.encode(), shown="it.yaml"))
    return build_vendor(single_vendor(Path("it.yaml"), "it"), Documents(document))


def defects(result: BuildResult) -> list[Any]:
    rows: Any = result.report
    return [each for row in rows for each in row.get("reasons", [])]


@pytest.mark.parametrize(("template", "displaced", "meant"), CASES)
def test_what_is_displaced_is_read_as_meant(
    template: str, displaced: str, meant: str
) -> None:
    found, expected = built(template % displaced), built(template % meant)
    document = "specs/it/openapi.yaml"
    assert yaml.safe_load(found.texts[document]) == yaml.safe_load(
        expected.texts[document]
    )
    assert {**found.texts, document: ""} == {**expected.texts, document: ""}
    added = [each for each in defects(found) if each["reason"] == "invalid"]
    assert added and {each["severity"] for each in added} == {"note"}


@pytest.mark.parametrize(
    "text",
    [
        # Both say what the schema is: the one in its own place is used.
        f"parameters: [{{name: q, in: query, type: integer, schema: {TEXT}}}], {OK}",
        # Next to content, a schema says nothing that content does not.
        f"responses: {{'200': {{description: d, schema: {A}, {JSON % TEXT}}}}}",
        f"requestBody: {{{JSON % A}}}, "
        f"parameters: [{{name: b, in: body, schema: {A}}}], {OK}",
    ],
)
def test_what_stands_in_two_places_is_read_in_its_own(text: str) -> None:
    found = [each for each in defects(built(OPENAPI_3 % text))]
    assert {each["done"] for each in found if each["reason"] == "invalid"} == {
        "left out"
    }


@pytest.mark.parametrize("name", ["5", "{}", "[]", "null", "{$ref: '#/nowhere'}"])
def test_a_field_of_a_form_without_a_name_has_a_row(name: str) -> None:
    fields = "{name: f, in: formData, type: string}"
    broken = f"{{name: {name}, in: formData, type: string}}"
    rows = defects(built(OPENAPI_3 % f"parameters: [{fields}, {broken}], {OK}"))
    at = "/paths/~1a/post/parameters/1"
    assert [r["severity"] for r in rows if r["pointer"] == at] == ["loses"]


@pytest.mark.parametrize("place", ["query", "header", "path", "formData"])
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("value", ["true", "5", "null", "[]", "{}", "x"])
def test_a_separator_of_items_that_is_none_has_a_row(
    place: str, depth: int, value: str
) -> None:
    items = f"{{type: array, collectionFormat: {value}, items: {TEXT}}}"
    for _ in range(depth - 1):
        items = f"{{type: array, items: {items}}}"
    parameter = f"{{name: q, in: {place}, type: array, items: {items}}}"
    rows = defects(built(SWAGGER_2 % f"parameters: [{parameter}], {OK}"))
    at = f"/paths/~1a/post/parameters/0{'/items' * depth}/collectionFormat"
    assert at in {each["pointer"] for each in rows}
