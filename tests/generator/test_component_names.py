"""Test how components are renamed, and what refers to them."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.names import class_name
from specloom.normalize.components.component_names import rename_components

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


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("a-b a_b", "ADashB AUnderscoreB"),
        ("a.b a-b A-B", "ADotB ADashB ABUpper"),
        ("pet PET", "PetLower PetUpper"),
        ("pet Pet PET", "PetLower PetCapitalized PetUpper"),
        ("petTag PetTag pet_tag", "PetTagCamel PetTagPascal PetTagLower"),
        ("pet+ pet-", "PetPlus PetMinus"),
    ],
)
def test_names_that_are_alike_say_how_they_differ(names: str, expected: str) -> None:
    made = list(renamed(**{name: {} for name in names.split()}))
    assert len({each.casefold() for each in made}) == len(made)
    assert made == expected.split()
    backwards = renamed(**{name: {} for name in reversed(names.split())})
    assert sorted(backwards) == sorted(made)


def test_a_given_name_comes_before_others() -> None:
    made = renamed(
        **{"api.v1.Pet": {"x-specloom-name": "Pet"}, "pet": {}, "Use": ref("pet")}
    )
    assert list(made) == ["Pet", "PetLower", "Use"]
    assert made["Pet"] == {} and made["Use"] == ref("PetLower")


@pytest.mark.parametrize(
    "given", ["pet", "class", "None", "Pet_tag", "1Pet", "Pet-Tag"]
)
def test_a_given_name_has_to_be_that_of_a_class(given: str) -> None:
    tree = {"components": {"schemas": {"a": {"x-specloom-name": given}}}}
    assert [str(each.message) for each in rename_components(tree)] == [
        f'x-specloom-name: "{given}" is not a valid class name '
        f"(expected {class_name(given)})"
    ]


def test_a_given_name_belongs_to_one_schema() -> None:
    both = {name: {"x-specloom-name": "Pet"} for name in ("a", "b")}
    found = rename_components({"components": {"schemas": both}})
    assert [str(each.message) for each in found] == [
        'x-specloom-name: "Pet" is also the name of a, at ?:1:1 (expected another name)'
    ]


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
