"""Test references to what `$id`, `$anchor` and `$self` name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from specloom.builds.sources import Sources
from specloom.load import Document, Documents, read
from specloom.normalize import normalize
from specloom.project.vendor import single_vendor

HEAD = """
openapi: 3.2.0
$self: https://x.test/api
info: {title: T, version: '1'}
servers: [{url: 'https://x.test'}]
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema: {type: object, properties: {found: {$ref: '%s'}}}
"""
SCHEMAS = """
    Thing:
      $id: https://x.test/schemas/thing
      type: object
      properties:
        n: {type: object, properties: {in_thing: {type: string}}}
        found: {$ref: '%s'}
      $defs:
        D: {$anchor: sub, type: object, properties: {in_d: {type: string}}}
        E: {$dynamicAnchor: dyn, type: object, properties: {in_e: {type: string}}}
        F: {$id: '#old', type: object, properties: {in_f: {type: string}}}
        G: {$id: nested, type: object, properties: {in_g: {type: string}}}
    Urn: {$id: 'urn:acme:other', type: object, properties: {in_urn: {type: string}}}
    Other: {$id: 'https://x.test/schemas/other', properties: {in_other: {type: string}}}
    Plain: {$anchor: plain, type: object, properties: {in_plain: {type: string}}}
    One: {$id: 'https://x.test/twice', type: object}
    Two: {$id: 'https://x.test/twice', type: object}
"""
THING = "https://x.test/schemas/thing"
ANYWHERE = {
    THING: "found",
    f"{THING}#": "found",
    f"{THING}#/properties/n": "in_thing",
    f"{THING}#/$defs/D": "in_d",
    f"{THING}#sub": "in_d",
    f"{THING}#dyn": "in_e",
    f"{THING}#old": "in_f",
    "https://x.test/schemas/nested": "in_g",
    "https://x.test/schemas/other": "in_other",
    "urn:acme:other": "in_urn",
    "https://x.test/api#/components/schemas/Plain": "in_plain",
    "#/components/schemas/Plain": "in_plain",
}
IN_THE_DOCUMENT = {"#plain": "in_plain", "schemas/other": "in_other"}
IN_THE_SCHEMA = {
    "#/$defs/D": "in_d",
    "#/properties/n": "in_thing",
    "#sub": "in_d",
    "other": "in_other",
    "nested": "in_g",
    "thing": "found",
    "#": "found",
}
NOWHERE = {
    "https://x.test/none": "is remote (download it: nothing is fetched)",
    "urn:acme:none": "is not the $id of a schema in the document",
    f"{THING}#/none": "leads to no schema",
    f"{THING}#none": "leads to no schema",
    "https://x.test/twice": "leads to several schemas",
    "#none": "leads to no schema",
}


def _found(document: Any, holder: Any) -> set[str]:
    """Return the names of the properties of the property `found`."""
    schemas = document["components"]["schemas"]
    found = holder["properties"]["found"]
    while "$ref" in found:
        found = schemas[found["$ref"].rpartition("/")[2]]
    return set(found.get("properties", ()))


def _document(text: str) -> tuple[Any, list[str]]:
    source = Document("api.yaml", read(text.encode(), shown="api.yaml"))
    result = normalize(Documents(source), vendor="v")
    entries = [entry for _, _, entry in result.report.entries()]
    return result.document, [e.detail for e in entries if e.severity == "loses"]


@pytest.mark.parametrize("reference", {**ANYWHERE, **IN_THE_DOCUMENT})
def test_a_reference_of_the_document(reference: str) -> None:
    text = HEAD % reference + "components:\n  schemas:" + SCHEMAS % "#"
    document, losses = _document(text)
    schemas = document["components"]["schemas"]
    expected = {**ANYWHERE, **IN_THE_DOCUMENT}[reference]
    assert expected in _found(document, schemas["AGetResponse"])
    assert losses == []


@pytest.mark.parametrize("reference", {**ANYWHERE, **IN_THE_SCHEMA})
def test_a_reference_of_a_schema_with_an_id(reference: str) -> None:
    text = HEAD % THING + "components:\n  schemas:" + SCHEMAS % reference
    document, losses = _document(text)
    thing = document["components"]["schemas"]["Thing"]
    expected = {**ANYWHERE, **IN_THE_SCHEMA}[reference]
    assert expected in _found(document, thing)
    assert losses == []


@pytest.mark.parametrize("reference", NOWHERE)
def test_what_nothing_has_is_left_out_with_the_reason(reference: str) -> None:
    text = HEAD % reference + "components:\n  schemas:" + SCHEMAS % "#"
    _, losses = _document(text)
    assert losses == [f"$ref {reference} {NOWHERE[reference]}"]


@pytest.mark.parametrize("reference", [*ANYWHERE, "parts.yaml#plain"])
def test_a_schema_of_another_file(reference: str, tmp_path: Path) -> None:
    parts = "components:\n  schemas:" + SCHEMAS % "#/components/schemas/Urn"
    (tmp_path / "parts.yaml").write_text(parts)
    reference = reference.replace("api#", "parts.yaml#")
    if reference.startswith("#"):
        reference = f"parts.yaml{reference}"
    if reference.startswith("https://x.test/parts"):
        reference = reference.removeprefix("https://x.test/")
    other = "\nx-more: {$ref: parts.yaml}\n"
    (tmp_path / "api.yaml").write_text(HEAD % reference + other)
    vendor = single_vendor(tmp_path / "api.yaml", "v")
    document = normalize(Sources(vendor).documents, vendor="v").document
    schemas = document["components"]["schemas"]
    expected = {**ANYWHERE, "parts.yaml#plain": "in_plain"}
    wanted = next((v for k, v in expected.items() if k.endswith(reference)), "in_plain")
    assert wanted in _found(document, schemas["AGetResponse"])
