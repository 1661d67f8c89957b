"""Test the class that each value of a union becomes, by what OpenAPI says of it.

The expected classes follow the text on discriminators: the value of the property is one
that the mapping names, else the name of a component. A value that means no schema is
of the base, or of the default mapping (OpenAPI 3.2), where there is one.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_clients import built, imported, method
from specloom_runtime.testing import FakeTransport, make_response

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def tag(wire: str = "kind", mapping: Any = None, default: str = "") -> Schema:
    given = {"mapping": mapping, "defaultMapping": default}
    return {"propertyName": wire, **{key: v for key, v in given.items() if v}}


def record(kind: Any = None, *, required: bool = True, **more: Any) -> Schema:
    members = {"kind": TEXT if kind is None else kind, **more}
    needed = {"required": ["kind"]} if required else {}
    return {"type": "object", "properties": members, **needed}


def base(mapping: Any = None, *, default: str = "", **about: Any) -> Schema:
    return {**record(**about), "discriminator": tag("kind", mapping, default)}


def child(*bases: str, **more: Any) -> Schema:
    return {"allOf": [*map(ref, bases), {"type": "object", "properties": more}]}


def either(*names: str, word: str = "oneOf", **about: Any) -> Schema:
    return {word: list(map(ref, names)), "discriminator": tag(**about)}


CHILDREN = {"Cat": child("Pet", lives=WHOLE), "Dog": child("Pet", bark=TEXT)}
APART = {"Cat": record(lives=WHOLE), "Dog": record(bark=TEXT)}
NESTED = {
    "Cat": {**child("Pet", breed=TEXT), "discriminator": tag("breed")},
    "Dog": child("Pet"),
    "Lion": child("Cat", mane=TEXT),
    "Siam": child("Cat"),
}
NESTED["Cat"]["required"] = ["breed"]

Case = tuple[dict[str, Schema], list[tuple[Any, Any]]]
CASES: dict[str, Case] = {
    "children by name": (
        {"Pet": base(), **CHILDREN},
        [
            ({"kind": "Cat"}, "Cat"),
            ({"kind": "Dog", "lives": 1}, "Dog"),
            ({"kind": "Pet"}, "PetBase"),
            ({"kind": "Cow"}, "PetBase"),
            ({"kind": "Cow", "bark": "x"}, "PetBase"),
            ({"kind": "cat"}, "PetBase"),
            ({}, "PetBase"),
        ],
    ),
    "every child is mapped": (
        {"Pet": base({"c": "Cat", "d": ref("Dog")["$ref"]}), **CHILDREN},
        [
            ({"kind": "c"}, "Cat"),
            ({"kind": "d"}, "Dog"),
            ({"kind": "Cat"}, "Cat"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "Pet"}, "PetBase"),
            ({"kind": "x"}, "PetBase"),
        ],
    ),
    "one child is mapped": (
        {"Pet": base({"c": "Cat"}), **CHILDREN},
        [
            ({"kind": "c"}, "Cat"),
            ({"kind": "Cat"}, "Cat"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "x", "lives": 9}, "PetBase"),
        ],
    ),
    "two values for one child": (
        {"Pet": base({"c": "Cat", "k": "Cat"}), **CHILDREN},
        [({"kind": "c"}, "Cat"), ({"kind": "k"}, "Cat"), ({"kind": "x"}, "PetBase")],
    ),
    "names mean each other": (
        {"Pet": base({"Cat": "Dog", "Dog": "Cat"}), **CHILDREN},
        [({"kind": "Cat"}, "Dog"), ({"kind": "Dog"}, "Cat")],
    ),
    "mapped to files": (
        {"Pet": base({"c": "Cat.json", "d": "./Dog.yaml"}), **CHILDREN},
        [({"kind": "c"}, "Cat"), ({"kind": "d"}, "Dog"), ({"kind": "x"}, "PetBase")],
    ),
    "mapped in another case": (
        {"Pet": base({"c": "cat", "d": "#/components/schemas/dog"}), **CHILDREN},
        [({"kind": "c"}, "Cat"), ({"kind": "d"}, "Dog")],
    ),
    "mapped to nothing": (
        {"Pet": base({"c": "Cat", "z": "Zebra"}), **CHILDREN},
        [({"kind": "c"}, "Cat"), ({"kind": "z"}, "PetBase")],
    ),
    "the property is optional": (
        {"Pet": base({"c": "Cat"}, required=False), **CHILDREN},
        [
            ({"kind": "c"}, "Cat"),
            ({"kind": "Dog"}, "Dog"),
            ({}, "PetBase"),
            ({"kind": "x"}, "PetBase"),
        ],
    ),
    "the property is nullable": (
        {
            "Pet": base(kind={"type": ["string", "null"]}, required=False),
            **CHILDREN,
        },
        [({"kind": "Cat"}, "Cat"), ({"kind": None}, "PetBase")],
    ),
    "the property is not declared": (
        {
            "Pet": {
                "type": "object",
                "properties": {"name": TEXT},
                "discriminator": tag(),
            },
            **CHILDREN,
        },
        [
            ({"kind": "Cat"}, "Cat"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "x"}, "PetBase"),
            ({}, "PetBase"),
        ],
    ),
    "the property is an enumeration": (
        {
            "Kind": {"type": "string", "enum": ["Cat", "Dog"]},
            "Pet": base(kind={"allOf": [ref("Kind")]}),
            **CHILDREN,
        },
        [
            ({"kind": "Cat"}, "Cat"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "x"}, "PetBase"),
        ],
    ),
    "the values are listed and no name is one": (
        {"Pet": base(kind={"type": "string", "enum": ["a", "b"]}), **CHILDREN},
        [({"kind": "a", "lives": 1}, "Pet"), ({"kind": "x"}, "Pet")],
    ),
    "integers as constants": (
        {
            "Pet": base(kind=WHOLE),
            "Cat": child("Pet", kind={"const": 1}),
            "Dog": child("Pet", kind={"enum": [2, 3]}),
        },
        [({"kind": 1}, "Cat"), ({"kind": 2}, "Dog"), ({"kind": 3}, "Dog")],
    ),
    "integers as mapped values": (
        {"Pet": base({"1": "Cat", "2": "Dog", "x": "Dog"}, kind=WHOLE), **CHILDREN},
        [({"kind": 1}, "Cat"), ({"kind": 2}, "Dog")],
    ),
    "booleans as constants": (
        {
            "Pet": base(kind={"type": "boolean"}),
            "Cat": child("Pet", kind={"const": True}),
            "Dog": child("Pet", kind={"const": False}),
        },
        [({"kind": True}, "Cat"), ({"kind": False}, "Dog")],
    ),
    "booleans as mapped values": (
        {
            "Pet": base({"true": "Cat", "false": "Dog"}, kind={"type": "boolean"}),
            **CHILDREN,
        },
        [({"kind": True}, "Cat"), ({"kind": False}, "Dog")],
    ),
    "integers as mapped values of a union": (
        {
            "Pet": either("Cat", "Dog", mapping={"1": "Cat", "2": "Dog"}),
            "Cat": record(WHOLE),
            "Dog": record(WHOLE),
        },
        [({"kind": 1}, "Cat"), ({"kind": 2}, "Dog")],
    ),
    "a child that is a base": (
        {
            "Pet": base(),
            "Cat": {**child("Pet", lives=WHOLE), "discriminator": tag()},
            "Dog": child("Pet"),
            "Lion": child("Cat", mane=TEXT),
        },
        [
            ({"kind": "Lion"}, "Lion"),
            ({"kind": "Cat"}, "CatBase"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "x"}, "PetBase"),
        ],
    ),
    "a child that is a base by another property": (
        {"Pet": base(), **NESTED},
        [
            ({"kind": "Cat", "breed": "Lion"}, "Lion"),
            ({"kind": "Cat", "breed": "Siam"}, "Siam"),
            ({"kind": "Cat", "breed": "Cat"}, "CatBase"),
            ({"kind": "Cat", "breed": "x"}, "CatBase"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "x"}, "PetBase"),
        ],
    ),
    "two bases, one of them with the property": (
        {
            "Pet": base(),
            "Wild": {"type": "object", "properties": {"roams": TEXT}},
            "Cat": child("Wild", "Pet", lives=WHOLE),
            "Dog": child("Pet"),
        },
        [({"kind": "Cat", "roams": "a"}, "Cat"), ({"kind": "x"}, "PetBase")],
    ),
    "names that Python does not have": (
        {
            "Pet": base({"d": "b-dog"}),
            "a.Cat": child("Pet", lives=WHOLE),
            "b-dog": child("Pet", bark=TEXT),
        },
        [({"kind": "a.Cat"}, "ACat"), ({"kind": "d"}, "BDog")],
    ),
    "a property that Python does not have": (
        {
            "Pet": {
                "type": "object",
                "required": ["@class"],
                "properties": {"@class": TEXT},
                "discriminator": tag("@class"),
            },
            **CHILDREN,
        },
        [
            ({"@class": "Cat"}, "Cat"),
            ({"@class": "Dog"}, "Dog"),
            ({"@class": "x"}, "PetBase"),
        ],
    ),
    "a base that lists its children": (
        {"Pet": {**record(), **either("Cat", "Dog")}, **CHILDREN},
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog"}, "Dog")],
    ),
    "alternatives by name": (
        {"Pet": either("Cat", "Dog"), **APART},
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog", "lives": 1}, "Dog")],
    ),
    "anyOf": (
        {"Pet": either("Cat", "Dog", word="anyOf"), **APART},
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog", "lives": 1}, "Dog")],
    ),
    "one alternative is mapped": (
        {"Pet": either("Cat", "Dog", mapping={"c": "Cat"}), **APART},
        [({"kind": "c"}, "Cat"), ({"kind": "Cat"}, "Cat"), ({"kind": "Dog"}, "Dog")],
    ),
    "alternatives or null": (
        {
            "Pet": {
                "oneOf": [ref("Cat"), ref("Dog"), {"type": "null"}],
                "discriminator": tag(),
            },
            **APART,
        },
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog"}, "Dog"), (None, "NoneType")],
    ),
    "a choice in allOf": (
        {
            "Pet": {
                "allOf": [
                    {"type": "object", "properties": {"id": TEXT}},
                    either("Cat", "Dog"),
                ]
            },
            **APART,
        },
        [
            ({"kind": "Dog", "id": "1"}, "PetDog"),
            ({"kind": "Cat", "id": "1"}, "PetCat"),
        ],
    ),
    "a union in allOf": (
        {
            "Pet": {"allOf": [ref("Animal"), {"properties": {"id": TEXT}}]},
            "Animal": either("Cat", "Dog"),
            **APART,
        },
        [
            ({"kind": "Dog", "id": "1"}, "PetDog"),
            ({"kind": "Cat", "id": "1"}, "PetCat"),
        ],
    ),
    "a union of unions": (
        {
            "Pet": {"anyOf": [ref("Tame"), ref("Wild")]},
            "Tame": either("Cat", "Dog"),
            "Wild": either("Fox", "Elk", mapping={"fox": "Fox", "elk": "Elk"}),
            "Fox": record(),
            "Elk": record(),
            **APART,
        },
        [
            ({"kind": "Cat"}, "Cat"),
            ({"kind": "Dog"}, "Dog"),
            ({"kind": "fox"}, "Fox"),
            ({"kind": "elk"}, "Elk"),
        ],
    ),
    "a union that maps to a union": (
        {
            "Pet": either(
                "Tame", "Fox", mapping={"Cat": "Tame", "Dog": "Tame", "fox": "Fox"}
            ),
            "Tame": either("Cat", "Dog"),
            "Fox": record(),
            **APART,
        },
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog"}, "Dog"), ({"kind": "fox"}, "Fox")],
    ),
    "items": (
        {"Pet": {"type": "array", "items": either("Cat", "Dog")}, **APART},
        [([{"kind": "Cat"}, {"kind": "Dog"}], ["Cat", "Dog"])],
    ),
    "a discriminator next to items": (
        {
            "Pet": {
                "type": "array",
                "items": {"oneOf": [ref("Cat"), ref("Dog")]},
                "discriminator": tag(),
            },
            **APART,
        },
        [([{"kind": "Cat"}, {"kind": "Dog"}], ["Cat", "Dog"])],
    ),
    "the default mapping of a union": (
        {"Pet": either("Cat", "Dog", default="Dog"), **APART},
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog"}, "Dog"), ({"kind": "x"}, "Dog")],
    ),
    "the default mapping of a base": (
        {"Pet": base(default="Dog"), **CHILDREN},
        [({"kind": "Cat"}, "Cat"), ({"kind": "Dog"}, "Dog"), ({"kind": "x"}, "Dog")],
    ),
    "a class in two unions whose values overlap": (
        {
            "Pet": {
                "type": "object",
                "properties": {"one": ref("One"), "two": ref("Two")},
            },
            "One": either("Cat", "Dog", mapping={"c": "Cat", "d": "Dog"}),
            "Two": either("Cat", "Dog", mapping={"d": "Cat", "e": "Dog"}),
            **APART,
        },
        [({"one": {"kind": "c"}, "two": {"kind": "e"}}, "Pet")],
    ),
}


LISTED: dict[str, Schema] = {
    "strings": TEXT,
    "listed strings": {"type": "string", "enum": ["1", "2"]},
    "integers": WHOLE,
    "listed integers": {"type": "integer", "enum": [1, 2]},
    "booleans": {"type": "boolean"},
}
"""The types of a property that tells the children of a base apart."""
UNKNOWN: dict[str, list[Any]] = {
    "strings": ["x", ""],
    "listed strings": ["x", ""],
    "integers": [99, 0],
    "listed integers": [99, 0],
    "booleans": [],
}


def children_by(kind: str, stated: str) -> Case:
    """Return a base whose children have two values, and what its values become.

    Args:
        kind: one of the types of the property.
        stated: whether the mapping or the children say the values.
    """
    texts = ("true", "false") if kind == "booleans" else ("1", "2")
    one, two = texts if "strings" in kind else map(json.loads, texts)
    mapping = {texts[0]: "Cat", texts[1]: "Dog"} if stated == "mapping" else None
    own = [{"kind": {"const": each}} if mapping is None else {} for each in (one, two)]
    members = {"anyOf": [LISTED[kind], {"type": "null"}]}
    schemas = {
        "Pet": base(mapping, kind=members, required=False),
        "Cat": child("Pet", **own[0], lives=WHOLE),
        "Dog": child("Pet", **own[1], bark=TEXT),
    }
    values = [
        ({"kind": one}, "Cat"),
        ({"kind": two}, "Dog"),
        ({"kind": two, "lives": 1}, "Dog"),
        *(({"kind": each}, "PetBase") for each in UNKNOWN[kind]),
        *(({"kind": each, "bark": "x"}, "PetBase") for each in UNKNOWN[kind]),
        ({}, "PetBase"),
        # Without a value, what else is there decides.
        ({"lives": 1}, "Cat"),
        ({"kind": None}, "PetBase"),
    ]
    return schemas, values


CASES |= {
    f"children by {kind} of the {stated}": children_by(kind, stated)
    for kind in LISTED
    for stated in ("mapping", "children")
}


def document(schemas: dict[str, Schema]) -> Any:
    content = {"application/json": {"schema": ref("Pet")}}
    get = {"responses": {"200": {"description": "A pet.", "content": content}}}
    return {
        "openapi": "3.2.0" if "defaultMapping" in str(schemas) else "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.test"}],
        "paths": {"/pet": {"get": get}},
        "components": {"schemas": schemas},
    }


def shown(value: Any) -> Any:
    """Return the class of a value, or a list of those of its items."""
    if isinstance(value, list):
        return list(map(shown, value))
    return type(value).__name__


@pytest.mark.parametrize("case", CASES)
def test_a_value_becomes_the_class_that_it_means(case: str) -> None:
    schemas, values = CASES[case]
    result = built(document(schemas))
    with imported(result.texts) as package:
        for value, expected in values:
            transport = FakeTransport(lambda _, value=value: make_response(value))
            client = package.SmallClient(transport=transport)
            assert shown(method(result, client, "GET /pet")()) == expected, value


@pytest.mark.parametrize("stated", ["mapping", "children"])
def test_an_unknown_number_is_the_base_without_a_deviation(stated: str) -> None:
    schemas, values = children_by("integers", stated)
    result = built(document(schemas))
    with imported(result.texts) as package:
        for value, expected in values:
            if "kind" not in value:
                continue
            transport = FakeTransport(lambda _, value=value: make_response(value))
            client = package.SmallClient(transport=transport, strict=True)
            assert shown(method(result, client, "GET /pet")()) == expected, value


def test_the_values_of_unions_are_many() -> None:
    assert sum(len(values) for _, values in CASES.values()) >= 40
