"""Test which references into schemas get a component, and how it is named."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml
from specloom.normalize.components.schema_pointers import normalize_pointers

SCHEMAS = "#/components/schemas/"
PARTS = {"properties": {"a": {}}}


def ref(pointer: str) -> dict[str, str]:
    return {"$ref": pointer}


def normalized(*references: str, **schemas: Any) -> dict[str, Any]:
    """Return the components, `Use` with a reference of each."""
    use = {"anyOf": [ref(each) for each in references]}
    tree = {"components": {"schemas": {**schemas, "Use": use}}}
    normalize_pointers(tree)
    found: dict[str, Any] = tree["components"]["schemas"]
    return found


@pytest.mark.parametrize(
    "target",
    [
        {"properties": {"x": {}}},
        {"allOf": [{}]},
        {"anyOf": [{}]},
        {"oneOf": [{}]},
        {"enum": ["a"]},
        {"items": True},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ],
)
def test_schema_with_parts_becomes_a_component(target: Any) -> None:
    into = f"{SCHEMAS}Pet/properties/owner"
    made = normalized(into, into, Pet={"properties": {"owner": dict(target)}})
    assert made["PetOwner"] == target
    assert made["Pet"] == {"properties": {"owner": ref(f"{SCHEMAS}PetOwner")}}
    assert made["Use"] == {"anyOf": [ref(f"{SCHEMAS}PetOwner")] * 2}


@pytest.mark.parametrize("target", [{"type": "string"}, {"type": ["string", "null"]}])
def test_schema_without_parts_is_copied(target: Any) -> None:
    into = f"{SCHEMAS}Pet/properties/name"
    made = normalized(into, Pet={"properties": {"name": dict(target)}})
    assert made == {
        "Pet": {"properties": {"name": target}},
        "Use": {"anyOf": [target]},
    }


def test_members_next_to_the_reference_take_precedence() -> None:
    into = {**ref(f"{SCHEMAS}Pet/properties/name"), "description": "own"}
    name = {"type": "string", "description": "theirs"}
    tree = {
        "components": {"schemas": {"Pet": {"properties": {"name": name}}, "Use": into}}
    }
    normalize_pointers(tree)
    made = tree["components"]["schemas"]["Use"]
    assert made == {"type": "string", "description": "own"}


@pytest.mark.parametrize(
    ("steps", "name"),
    [
        ("properties/owner", "PetOwner"),
        ("properties/owner/items", "PetOwner"),
        ("properties/owner/properties/address", "PetOwnerAddress"),
        ("allOf/0", "PetAllOf"),
        ("properties/json", "Pet1"),
        ("properties/requestBody", "Pet1"),
    ],
)
def test_component_is_named_after_the_steps_that_tell_it_apart(
    steps: str, name: str
) -> None:
    pet: Any = dict(PARTS)
    for step in reversed(steps.split("/")):
        pet = [pet] if step == "0" else {step: pet}
    made = normalized(f"{SCHEMAS}Pet/{steps}", Pet=pet)
    (found,) = made.keys() - {"Pet", "Use"}
    if name == "Pet1":
        assert found.startswith("PetX"), "only a digest tells it from the component"
    else:
        assert found == name
    assert made[found] == PARTS


def test_names_that_collide_have_the_numbers_of_their_steps() -> None:
    pet = {"allOf": [dict(PARTS), dict(PARTS)]}
    made = normalized(f"{SCHEMAS}Pet/allOf/0", f"{SCHEMAS}Pet/allOf/1", Pet=pet)
    assert made.keys() == {"Pet", "Use", "PetAllOf0", "PetAllOf1"}


@pytest.mark.parametrize(
    "other", [f"{SCHEMAS}Pet", f"{SCHEMAS}Pet/properties/gone", "#/components/x/Pet"]
)
def test_other_references_are_kept(other: str) -> None:
    pet = {"properties": {"name": {"type": "string"}}}
    assert normalized(other, Pet=pet)["Use"] == {"anyOf": [ref(other)]}


PLACES = {
    "a body": "paths: {/a: {post: {requestBody: {content: {j: {schema: %s}}}}}}",
    "a parameter": "paths: {/a: {post: {parameters: [{schema: %s}]}}}",
    "a path in an extension": "paths: {/a: {$ref: '#/x-more/path'}}\n"
    "x-more: {path: {get: {responses: {d: {content: {j: {schema: %s}}}}}}}",
    "a property": "components: {schemas: {A: {properties: {b: %s}}}}",
    "items": "components: {schemas: {A: {items: %s}}}",
    "an alternative": "components: {schemas: {A: {oneOf: [%s, {type: string}]}}}",
    "free names": "components: {schemas: {A: {additionalProperties: %s}}}",
}
TARGETS = ("x-parts/Pet", "components/examples/Pet/value", "x-parts/List/0")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_schema_in_data_becomes_a_component(place: str, target: str) -> None:
    """What the data itself is stays as it is."""
    pet = {"type": "object", "properties": {"name": {"type": "string"}}}
    tree = yaml.safe_load(place % f"{{$ref: '#/{target}'}}")
    examples = {"Pet": {"value": pet}}
    tree.setdefault("components", {}).setdefault("schemas", {})
    tree["components"]["examples"] = examples
    tree["x-parts"] = {"Pet": deepcopy(pet), "List": [deepcopy(pet)]}
    normalize_pointers(tree)
    (name,) = (n for n, each in tree["components"]["schemas"].items() if each == pet)
    assert f"{SCHEMAS}{name}" in str(tree)
    assert f"#/{target}" not in str(tree)
    assert tree["x-parts"] == {"Pet": pet, "List": [pet]}
    assert examples == {"Pet": {"value": pet}}
