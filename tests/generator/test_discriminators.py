"""Test which values mean which alternative of a union, in every way to declare it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from specloom.normalize.discriminators.alternatives import move_into_alternatives
from specloom.normalize.discriminators.discriminator_completion import (
    complete_discriminators,
)
from specloom.normalize.discriminators.discriminator_values import (
    alternatives,
    component,
    declared,
    inside,
)
from specloom.normalize.report import GenerationReport

PREFIX = "#/components/schemas/"
TAG: dict[str, Any] = {"propertyName": "kind"}


def ref(name: str) -> dict[str, str]:
    return {"$ref": PREFIX + name}


def record(kind: Any = None, **more: Any) -> dict[str, Any]:
    properties = {"kind": {"type": "string"} if kind is None else kind, **more}
    return {"type": "object", "properties": properties}


def child(base: str, **more: Any) -> dict[str, Any]:
    return {"allOf": [ref(base), {"type": "object", "properties": more}]}


def completed(**schemas: Any) -> dict[str, Any]:
    complete_discriminators({"components": {"schemas": schemas}}, GenerationReport())
    move_into_alternatives({"components": {"schemas": schemas}})
    return schemas


def mapping(schema: Any) -> dict[str, str]:
    found: dict[str, str] = schema["discriminator"]["mapping"]
    return {value: name.removeprefix(PREFIX) for value, name in found.items()}


def alternatives_of(schemas: dict[str, Any], name: str) -> dict[str, list[Any]]:
    """Return the values by component, where a union has a mapping and where not."""
    found: dict[str, list[Any]] = {}
    tag = schemas[name].get("discriminator", {})
    for each in alternatives(schemas[name]):
        parts = each.get("allOf", [each])
        known = component(parts[0]["$ref"])
        stated = [
            v for v, to in tag.get("mapping", {}).items() if component(to) == known
        ]
        found[known] = stated or declared(schemas, each, "kind")
    return found


def names(schema: Any) -> list[str]:
    return [each["$ref"].removeprefix(PREFIX) for each in schema["oneOf"]]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({}, {"cat": "cat", "dog": "dog"}),
        ({"mapping": None}, {"cat": "cat", "dog": "dog"}),
        ({"mapping": {"c": "cat", "d": "dog"}}, {"c": "cat", "d": "dog"}),
        ({"mapping": {"c": PREFIX + "cat"}}, {"c": "cat", "dog": "dog"}),
        ({"mapping": {"c": "cat"}}, {"c": "cat", "dog": "dog"}),
    ],
)
@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_names_mean_alternatives_that_no_mapping_names(
    declared: Any, expected: dict[str, str], word: str
) -> None:
    tag = {**TAG, **declared}
    made = completed(
        cat=record(),
        dog=record(),
        use={word: [ref("cat"), ref("dog")], "discriminator": tag},
    )
    assert mapping(made["use"]) == expected


@pytest.mark.parametrize(
    "cat",
    [
        record(),
        {"type": "object", "properties": {"lives": {"type": "integer"}}},
        {"allOf": [ref("Other")]},
        ref("Other"),
        child("Pet"),
        child("Tame"),
    ],
    ids=["own", "without", "allOf", "reference", "child", "grandchild"],
)
def test_a_mapping_of_a_base_names_its_children(cat: Any) -> None:
    tag = {**TAG, "mapping": {"c": "Cat"}}
    made = completed(
        Pet={**record(), "discriminator": tag},
        Cat=deepcopy(cat),
        Other=record(),
        Tame=child("Pet"),
    )
    assert mapping(made["Pet"])["c"] == "Cat" and "Cat" in names(made["Pet"])
    parts = [each["$ref"] for each in made["Cat"]["allOf"] if "$ref" in each]
    inherits = parts[0].removeprefix(PREFIX)
    assert inherits == ("PetBase" if "Tame" not in str(cat) else "Tame")


def test_a_mapping_to_a_parent_of_the_base_makes_no_circle() -> None:
    tag = {**TAG, "mapping": {"t": "Thing", "p": "Pet"}}
    pet = {**child("Thing"), "discriminator": tag}
    made = completed(Thing=record(), Pet=pet, Cat=child("Pet"))
    assert made["Thing"] == record()


@pytest.mark.parametrize(
    "kind",
    [
        {"const": "meow"},
        {"type": "string", "enum": ["meow"]},
        ref("Sound"),
        {"allOf": [ref("Sound")]},
    ],
    ids=["const", "enum", "reference", "allOf"],
)
def test_constants_mean_an_alternative(kind: Any) -> None:
    made = completed(
        Sound={"type": "string", "enum": ["meow"]},
        Cat=record(kind),
        Tom=child("Cat"),
        Dog=record(),
        Use={"oneOf": [ref("Cat"), ref("Dog")], "discriminator": dict(TAG)},
        Other={"oneOf": [ref("Tom"), ref("Dog")], "discriminator": dict(TAG)},
    )
    assert mapping(made["Use"]) == {"meow": "Cat", "Dog": "Dog"}
    assert mapping(made["Other"]) == {"meow": "Tom", "Dog": "Dog"}


@pytest.mark.parametrize("value", [1, True])
def test_constants_of_other_types_need_no_discriminator(value: Any) -> None:
    options = [ref("Cat"), ref("Dog"), True]
    made = completed(
        Cat=record({"enum": [value]}),
        Dog=record({"enum": [0]}),
        Use={"oneOf": options, "discriminator": dict(TAG)},
    )
    assert made["Use"] == {"oneOf": options}


def test_a_base_with_a_discriminator_means_what_contains_it() -> None:
    tag = {**TAG, "mapping": {"cat": PREFIX + "Cat"}}
    base = {**record(), "discriminator": tag, "description": "A pet."}
    made = completed(
        Pet=base, Cat=child("Pet"), Dog=child("Pet"), Pup=child("Dog"), Use=ref("Pet")
    )
    assert names(made["Pet"]) == ["Cat", "Dog", "Pup", "PetBase"]
    assert mapping(made["Pet"]) == {
        "cat": "Cat",
        "Dog": "Dog",
        "Pup": "Pup",
        "Pet": "PetBase",
    }
    assert made["Pet"]["description"] == "A pet."
    assert made["Use"] == ref("Pet")
    assert made["Cat"]["allOf"][0] == ref("PetBase")
    assert "discriminator" not in made["PetBase"]


@pytest.mark.parametrize(
    ("tag", "kind", "expected"),
    [
        (
            {"mapping": {"c": "Cat", "d": "Dog"}},
            None,
            {"c": "Cat", "d": "Dog", "Pet": "PetBase2"},
        ),
        (
            {"mapping": {"c": "Cat", "d": "Dog", "p": "Pet"}},
            None,
            {"c": "Cat", "d": "Dog", "p": "PetBase2"},
        ),
        (
            {},
            {"enum": ["cat", "dog"]},
            {"cat": "Cat", "dog": "Dog", "Pet": "PetBase2"},
        ),
        ({}, {"enum": ["Cat", "Pet"]}, {"Cat": "Cat", "Pet": "PetBase2"}),
    ],
    ids=["all mapped", "base mapped", "listed in another case", "one is not listed"],
)
def test_a_base_is_the_alternative_of_its_name_and_of_unknown_values(
    tag: Any, kind: Any, expected: dict[str, str]
) -> None:
    base = {**record(kind), "discriminator": {**TAG, **tag}}
    made = completed(Pet=base, Cat=child("Pet"), Dog=child("Pet"), PETBASE={})
    expected = {v: n.replace("PetBase2", "PetBaseBase") for v, n in expected.items()}
    assert mapping(made["Pet"]) == expected
    assert sorted(names(made["Pet"])) == sorted(expected.values())


def test_a_base_that_lists_its_children_does_not_contain_itself() -> None:
    made = completed(
        Pet={
            **record(),
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": dict(TAG),
        },
        Cat=child("Pet", lives={}),
        Dog=child("Pet"),
    )
    assert made["Pet"].keys() == {"oneOf", "discriminator"}
    assert names(made["Pet"]) == ["Cat", "Dog"]
    assert made["Dog"]["allOf"][0] == ref("PetBase")
    assert made["PetBase"] == record()


def variant(value: str, **more: Any) -> dict[str, Any]:
    return record({"const": value}, **more)


@pytest.mark.parametrize(
    "next_to",
    [{"allOf": [ref("Shared")]}, ref("Shared"), record(None, version={})],
    ids=["allOf", "reference", "properties"],
)
@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_what_stands_next_to_alternatives_is_moved_into_each(
    next_to: Any, word: str
) -> None:
    null = {"type": "null"}
    options = [variant("good", day={}), variant("bad"), null]
    made = completed(
        Shared=record(None, version={}), Use={**next_to, word: [*options]}
    )["Use"]
    assert made.keys() == {word}
    parts = next_to.get("allOf", [next_to])
    assert made[word] == [{"allOf": [*parts, each]} for each in options[:2]] + [null]


def test_what_each_alternative_has_anyway_is_dropped() -> None:
    made = completed(
        Cat=record(),
        Dog=record(),
        Use={
            **record(),
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": dict(TAG),
        },
    )["Use"]
    assert names(made) == ["Cat", "Dog"]
    assert made.keys() == {"oneOf", "discriminator"}


def test_alternatives_that_a_discriminator_names_stay_components() -> None:
    made = completed(
        Cat=record(),
        Dog=record(),
        UseDog={},
        Use={
            **record(None, version={}),
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {**TAG, "mapping": {"c": "Cat"}},
        },
    )
    assert mapping(made["Use"]) == {"c": "UseCat", "Dog": "UseDogVariant"}
    assert names(made["Use"]) == ["UseCat", "UseDogVariant"]
    assert made["UseCat"]["allOf"][1] == ref("Cat")
    inline = {
        **record(None, version={}),
        "oneOf": [ref("Cat"), ref("Dog")],
        "discriminator": dict(TAG),
    }
    holder = completed(Cat=record(), Dog=record(), Use={"items": inline})["Use"]
    assert {"properties", "oneOf"} < holder["items"].keys(), "it becomes one class"


@pytest.mark.parametrize(
    "options",
    [
        [{"required": ["a"]}, {"required": ["b"]}],
        [record(), record()],
        [variant("same"), variant("same")],
        [variant("one"), {"type": "null"}],
    ],
    ids=["constraints", "no constants", "same constants", "one object"],
)
def test_alternatives_that_nothing_tells_apart_stay(options: list[Any]) -> None:
    mixed = {**record(), "anyOf": options}
    assert completed(Use=dict(mixed))["Use"] == mixed


def test_what_a_schema_contains_is_found_nearest_first() -> None:
    far = {"properties": {"far": {}}}
    middle = {"allOf": [ref("Far"), ref("Base")], "description": "Of two."}
    base = {"allOf": [True, ref("Missing"), ref("Middle"), {"type": "object"}]}
    schemas = {"Base": base, "Middle": middle, "Far": far}
    found = list(inside(schemas, ref("Base")))
    assert found == [
        ref("Base"),
        base,
        ref("Missing"),
        ref("Middle"),
        {"type": "object"},
        middle,
        ref("Far"),
        ref("Base"),
        far,
    ]


def test_an_extension_of_a_child_names_the_value_that_means_it() -> None:
    kind = {"type": "string", "enum": ["c", "d", "e"]}
    made = completed(
        Pet=record(kind, size={}) | {"discriminator": TAG},
        Cat=child("Pet", lives={}) | {"x-discriminator-value": "c"},
        Dog=child("Pet", tail={}) | {"x-ms-discriminator-value": "d"},
        Tame=child("Cat", home={}) | {"x-ms-discriminator-value": "t"},
        Own={
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {**TAG, "mapping": {"x": "Dog"}},
        },
    )
    assert mapping(made["Pet"]) == {
        "c": "Cat",
        "d": "Dog",
        "t": "Tame",
        "Pet": "PetBase",
    }
    assert alternatives_of(made, "Own") == {"Cat": ["c"], "Dog": ["x"]}


def test_a_base_with_a_value_of_its_own_is_one_of_its_alternatives() -> None:
    made = completed(
        Pet=record() | {"discriminator": TAG, "x-ms-discriminator-value": "any"},
        Cat=child("Pet", lives={}) | {"x-ms-discriminator-value": "c"},
    )
    assert mapping(made["Pet"]) == {"any": "PetBase", "c": "Cat"}


def test_a_base_whose_values_mean_no_child_stays_an_object_with_a_row() -> None:
    report = GenerationReport()
    schemas: dict[str, Any] = {
        "Pet": record({"enum": ["c"]}) | {"discriminator": TAG},
        "Cat": child("Pet", lives={}),
    }
    complete_discriminators({"components": {"schemas": schemas}}, report)
    assert schemas["Pet"] == record({"enum": ["c"]})
    (row,) = report.rows()
    assert row["where"] == "/components/schemas/Pet/discriminator"
    assert row["reasons"][0]["severity"] == "loses"


@pytest.mark.parametrize("kept", [True, False])
def test_constants_distinguish_alternatives_without_names(kept: bool) -> None:
    first = record({"enum": ["a"]})
    second = record() if kept else record({"enum": ["b"]}, more={})
    made = completed(Use={"oneOf": [first, second], "discriminator": TAG})
    assert ("discriminator" in made["Use"]) == kept
