"""Test how components are renamed, and what refers to them."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.normalize.component_names import rename_components

OLD = "#/components/schemas/"


def ref(name: str) -> dict[str, str]:
    return {"$ref": OLD + name}


def renamed(**schemas: Any) -> dict[str, Any]:
    """Return the components after renaming."""
    tree = {"components": {"schemas": schemas}}
    rename_components(tree)
    found: dict[str, Any] = tree["components"]["schemas"]
    return found


def test_names_are_classes_and_differ_in_more_than_case() -> None:
    assert set(renamed(pet={}, PetOwner={}, pet_tag={})) == {
        "Pet",
        "PetOwner",
        "PetTag",
    }
    assert set(renamed(**{"a-b": {}, "a_b": {}})) == {"AB2d", "AB5f"}
    assert set(renamed(pet={}, PET={})) == {"PetLLL", "PETUUU"}


@pytest.mark.parametrize("link", [ref("pet"), {"allOf": [ref("pet")]}])
def test_components_that_only_refer_are_replaced_in_references(link: Any) -> None:
    made = renamed(
        pet={"type": "object"},
        alias=link,
        again=ref("alias"),
        use={"items": ref("again")},
    )
    assert made["Use"] == {"items": ref("Pet")}


@pytest.mark.parametrize(
    "more",
    [
        {"$ref": OLD + "pet", "description": "d"},
        {"allOf": [ref("pet"), {"type": "object"}]},
        {"allOf": []},
        {"$ref": "#/components/responses/pet"},
        {"$ref": "#/components/schemas/pet/items"},
        {"type": "object"},
        True,
    ],
)
def test_components_with_more_members_are_not_replaced(more: Any) -> None:
    made = renamed(pet={"type": "object"}, alias=more, use={"items": ref("alias")})
    assert made["Use"] == {"items": ref("Alias")}


def test_components_that_refer_to_each_other_are_kept() -> None:
    made = renamed(a=ref("b"), b=ref("a"), c={"items": ref("a")})
    assert made["C"] == {"items": ref("B")}


def test_references_elsewhere_are_kept() -> None:
    other = {"$ref": "#/components/schemas/pet/properties/x"}
    assert renamed(pet={}, use={"items": other})["Use"] == {"items": other}


def test_mapping_to_what_is_not_a_component_is_kept() -> None:
    tag = {"propertyName": "kind", "mapping": {"x": "https://e.example/x.json"}}
    made = renamed(Cat={}, Use={"oneOf": [ref("Cat")], "discriminator": dict(tag)})
    assert made["Use"]["discriminator"] == tag
