"""Test schemas that are parts or alternatives of themselves."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from small_clients import built, imported, reasons
from specloom.testing import OperationTest
from specloom.testing.harness import ClientHarness

A = {"type": "object", "properties": {"a": {"type": "string"}}}
B = {"type": "object", "properties": {"b": {"type": "string"}}}
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


SELF = ref("Pet")
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "its own part": ({"Pet": {"allOf": [SELF, A]}}, "Pet/allOf/0"),
    "its only part": ({"Pet": {"allOf": [SELF]}}, "Pet/allOf/0"),
    "a part next to properties": ({"Pet": {**A, "allOf": [SELF]}}, "Pet/allOf/0"),
    "a nullable part": (
        {"Pet": {"type": ["object", "null"], "allOf": [SELF]}},
        "Pet/allOf/0",
    ),
    "parts of each other": (
        {"Pet": {"allOf": [ref("Cat"), A]}, "Cat": {"allOf": [SELF, B]}},
        "Pet/allOf/0",
    ),
    "its own alternative": ({"Pet": {"anyOf": [SELF, A]}}, "Pet/anyOf/0"),
    "its only alternative": ({"Pet": {"anyOf": [SELF]}}, "Pet/anyOf/0"),
    "one of scalars": ({"Pet": {"oneOf": [TEXT, SELF, WHOLE]}}, "Pet/oneOf/1"),
    "alternatives of each other": (
        {"Pet": {"oneOf": [ref("Cat"), TEXT]}, "Cat": {"oneOf": [SELF, WHOLE]}},
        "Pet/oneOf/0",
    ),
    "a part of its alternative": (
        {"Pet": {**A, "allOf": [ref("Cat")]}, "Cat": {"oneOf": [SELF, B]}},
        "Pet/allOf/0",
    ),
    "a part inside of an alternative": (
        {"Pet": {"anyOf": [{"allOf": [SELF, A]}, TEXT]}},
        "Pet/anyOf/0/allOf/0",
    ),
    "what it is not": ({"Pet": {**A, "not": SELF}}, "Pet/not"),
    "a tagged alternative": (
        {
            "Pet": {
                "oneOf": [ref("Cat"), ref("Dog"), SELF],
                "discriminator": {"propertyName": "a"},
            },
            "Cat": {**A, "required": ["a"]},
            "Dog": {**A, "required": ["a"]},
        },
        "Pet/oneOf/2",
    ),
    "a component called not": (
        {"Pet": {"oneOf": [ref("not"), TEXT]}, "not": {"allOf": [SELF, A]}},
        "not/allOf/0",
    ),
    "a property": ({"Pet": {**A, "properties": {"pet": SELF}}}, ""),
    "items": ({"Pet": {"type": "array", "items": SELF}}, ""),
}


def document(schemas: dict[str, Any]) -> Any:
    content = {"application/json": {"schema": SELF}}
    put = {
        "operationId": "pets_replace",
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "A pet.", "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.test"}],
        "paths": {"/pets/main": {"put": put}},
        "components": {"schemas": schemas},
    }


@pytest.mark.parametrize("case", CASES)
def test_a_circle_of_composition_is_cut_with_a_row(
    case: str,
) -> None:
    schemas, pointer = CASES[case]
    result = built(document(schemas))
    rows = {k: v for k, v in reasons(result).items() if v == ["invalid"]}
    cut = {f"part /components/schemas/{pointer}": ["invalid"]} if pointer else {}
    assert rows == cut
    names = yaml.safe_load(result.texts["specs/names.yaml"])
    resource, _, action = names["PUT /pets/main"].rpartition(".")
    with imported(result.texts):
        harness = ClientHarness("small_client.SmallClient", resource, "sync")
        description = yaml.safe_load(result.texts["specs/openapi.yaml"])
        OperationTest(description, harness).check(action)


def test_a_part_of_itself_loses_nothing_and_a_longer_circle_does() -> None:
    for case, expected in (("its own part", "note"), ("parts of each other", "loses")):
        report = built(document(CASES[case][0])).report
        (row,) = (each for each in report if each["kind"] == "part")
        assert [each["severity"] for each in row["reasons"]] == [expected]
