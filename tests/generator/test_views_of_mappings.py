"""Test that a discriminator in a request leads to the schemas of requests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from specloom.load import Document, Documents, read
from specloom.pipeline import normalize_vendor
from specloom.project.vendor import single_vendor

DOCUMENT = """
openapi: 3.0.3
info: {title: t, version: '1'}
servers: [{url: https://api.example}]
paths:
  /pets:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: %s
      responses: {'204': {description: d}}
components:
  schemas:
    Cat:
      type: object
      required: [kind]
      properties: {kind: {type: string}, id: {type: integer, readOnly: true}}
    Dog:
      type: object
      required: [kind]
      properties: {kind: {type: string}, barks: {type: boolean}}
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator:
        propertyName: kind
        mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}
"""
UNION = """
              oneOf:
                - $ref: '#/components/schemas/Cat'
                - $ref: '#/components/schemas/Dog'
              discriminator:
                propertyName: kind
                mapping:
                  cat: '#/components/schemas/Cat'
                  dog: '#/components/schemas/Dog'
"""


def mappings(node: Any) -> list[dict[str, str]]:
    found = []
    if isinstance(node, dict):
        if "mapping" in node:
            found.append(node["mapping"])
        node = list(node.values())
    for each in node if isinstance(node, list) else ():
        found += mappings(each)
    return found


@pytest.mark.parametrize(
    "schema",
    [
        UNION,
        "{$ref: '#/components/schemas/Pet'}",
        "{type: array, items: {$ref: '#/components/schemas/Pet'}}",
        "{type: object, properties: {pet: {$ref: '#/components/schemas/Pet'}}}",
    ],
)
def test_a_mapping_leads_to_what_is_written(schema: str) -> None:
    text = (DOCUMENT % schema).encode()
    document = Document("it.yaml", read(text, shown="it.yaml"))
    vendor = single_vendor(Path("it.yaml"), "it")
    made = normalize_vendor(vendor, Documents(document)).document
    (mapping,) = mappings(made)
    assert mapping["cat"].endswith("/CatInput")
    assert mapping["dog"].endswith("/Dog")
    assert {m.rpartition("/")[2] for m in mapping.values()} <= set(
        made["components"]["schemas"]
    )
