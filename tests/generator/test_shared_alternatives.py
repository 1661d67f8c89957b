"""Test that the values of a discriminator limit a component in its union alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, get_args

import pytest
from small_clients import built, imported

Schema = dict[str, Any]
TYPES: dict[str, Any] = {"string": str, "integer": int, "boolean": bool}
VALUES: dict[str, list[Any]] = {
    "string": ["c", "d", "e"],
    "integer": [1, 2, 3],
    "boolean": [True, False],
}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def record(kind: str = "string", **more: Any) -> Schema:
    members = {"kind": {"type": kind, "description": "Tells them apart."}, **more}
    return {"type": "object", "required": ["kind"], "properties": members}


def either(*names: str, word: str = "oneOf", **mapping: str) -> Schema:
    tag = {"propertyName": "kind", **({"mapping": mapping} if mapping else {})}
    return {word: list(map(ref, names)), "discriminator": tag}


def holder(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


PLACES: dict[str, Schema] = {
    "a property": holder(cat=ref("Cat")),
    "a property or null": holder(cat={"anyOf": [ref("Cat"), {"type": "null"}]}),
    "items": holder(cats={"type": "array", "items": ref("Cat")}),
    "additional properties": {"type": "object", "additionalProperties": ref("Cat")},
    "a part of a schema": {"allOf": [ref("Cat"), holder(name={"type": "string"})]},
    "another name": ref("Cat"),
    "a union without a discriminator": {"anyOf": [ref("Cat"), {"type": "string"}]},
    "a union told apart by another property": {
        "oneOf": [ref("Cat"), ref("Cow")],
        "discriminator": {"propertyName": "size"},
    },
}
MESSAGES = ["response", "request"]


def document(schemas: dict[str, Schema], bodies: dict[str, Schema]) -> Any:
    """Return a document with a pet, and bodies by `request` or `response`."""
    content = {
        name: {"description": "One.", "content": {"application/json": {"schema": body}}}
        for name, body in bodies.items()
    }
    answer = content.get("response", {"description": "Nothing."})
    post = {"responses": {"200": answer}}
    post |= {"requestBody": content["request"]} if "request" in content else {}
    pet = {"application/json": {"schema": ref("Pet")}}
    get = {"responses": {"200": {"description": "A pet.", "content": pet}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.test"}],
        "paths": {"/pet": {"get": get}, "/other": {"post": post}},
        "components": {"schemas": schemas},
    }


def kinds(document: Any) -> dict[str, Any]:
    """Return the type of `kind` by class, for the classes that have one."""
    with imported(built(document).texts) as package:
        models = import_module(f"{package.__name__}.models")
        found = {name: getattr(models, name) for name in models.__all__}
        return {
            name: model.model_fields["kind"].annotation
            for name, model in found.items()
            if "kind" in getattr(model, "model_fields", {})
        }


def separate(found: dict[str, Any], declared: Any, *values: Any) -> bool:
    """Return whether `Cat` has a declared type, and others exactly these values."""
    literals = [each for each in found.values() if get_args(each)]
    return found.get("Cat", declared) is declared and set(values) <= {
        *map(get_args, literals)
    }


APART = {
    "Cow": {
        "type": "object",
        "required": ["size"],
        "properties": {"size": {"type": "string"}},
    }
}


@pytest.mark.parametrize("kind", ["string", "integer", "boolean"])
@pytest.mark.parametrize("place", [*PLACES, *MESSAGES])
def test_a_component_that_is_used_elsewhere_keeps_its_type(
    place: str, kind: str
) -> None:
    cat, dog, *_ = VALUES[kind]
    schemas = {
        "Pet": either("Cat", "Dog", **{str(cat).lower(): "Cat", str(dog): "Dog"}),
        "Cat": record(kind, size={"type": "string"}),
        "Dog": record(kind),
        **APART,
    }
    bodies = {place: ref("Cat")}
    if place in PLACES:
        schemas["Other"], bodies = PLACES[place], {"response": ref("Other")}
    found = kinds(document(schemas, bodies))
    assert separate(found, TYPES[kind], (cat,), (dog,))


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
@pytest.mark.parametrize("names", ["mapped", "implicit"])
def test_two_unions_give_a_component_different_values(names: str, word: str) -> None:
    mapping = {"c": "Cat", "d": "Dog"} if names == "mapped" else {}
    schemas = {
        "Pet": holder(
            one=either("Cat", "Dog", word=word, **mapping),
            two=either("Cat", "Dog", word=word, x="Cat", y="Cat", z="Dog"),
        ),
        "Cat": record(lives={"type": "integer"}),
        "Dog": record(),
        "Other": holder(cat=ref("Cat")),
    }
    found = kinds(document(schemas, {"response": ref("Other")}))
    first = [("c",), ("d",)] if mapping else [("Cat",), ("Dog",)]
    assert separate(found, str, *first, ("x", "y"), ("z",))


def test_a_component_of_one_union_alone_has_its_values() -> None:
    schemas = {
        "Pet": either("Cat", "Dog", c="Cat", d="Dog"),
        "Cat": record(),
        "Dog": record(),
    }
    found = kinds(document(schemas, {"request": ref("Pet")}))
    assert found == {"Cat": Literal["c"], "Dog": Literal["d"]}


def test_unions_whose_values_do_not_contradict_share_a_component() -> None:
    schemas = {
        "Pet": holder(
            one=either("Cat", "Dog", c="Cat", d="Dog"),
            two=either("Cat", "Dog", c="Cat", k="Cat", d="Dog"),
        ),
        "Cat": record("string"),
        "Dog": record("string"),
    }
    found = kinds(document(schemas, {}))
    assert found == {"Cat": Literal["c", "k"], "Dog": Literal["d"]}


def test_equal_unions_share_what_is_theirs_alone() -> None:
    pet = either("Cat", "Dog", c="Cat", d="Dog")
    schemas = {
        "Pet": holder(one=pet, two=pet, cat=ref("Cat")),
        "Cat": record(),
        "Dog": record(),
    }
    found = kinds(document(schemas, {}))
    assert found == {
        "Cat": str,
        "CatVariant": Literal["c"],
        "Dog": Literal["d"],
    }


def test_a_child_of_a_base_has_its_value_everywhere() -> None:
    schemas = {
        "Pet": {**record(), "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet"), holder(lives={"type": "integer"})]},
        "Dog": {"allOf": [ref("Pet"), holder(bark={"type": "string"})]},
    }
    found = kinds(document(schemas, {"response": ref("Cat")}))
    assert (found["Cat"], found["Dog"]) == (Literal["Cat"], Literal["Dog"])


def test_a_union_that_gives_a_child_another_value_leaves_the_child() -> None:
    schemas = {
        "Pet": {**record(), "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet"), holder(lives={"type": "integer"})]},
        "Dog": {"allOf": [ref("Pet"), holder(bark={"type": "string"})]},
        "Other": either("Cat", "Dog", kitty="Cat", Dog="Dog"),
    }
    found = kinds(document(schemas, {"response": ref("Other")}))
    assert (found["Cat"], found["Dog"]) == (Literal["Cat"], Literal["Dog"])
    assert Literal["kitty"] in found.values()


def test_a_union_inside_a_union_leaves_the_components_of_others() -> None:
    schemas = {
        "Pet": either("Tame", "Fox", cat="Tame", dog="Tame", fox="Fox"),
        "Tame": either("Cat", "Dog", cat="Cat", dog="Dog"),
        "Cat": record(),
        "Dog": record(),
        "Fox": record(),
        "Other": holder(cat=ref("Cat"), fox=ref("Fox")),
    }
    found = kinds(document(schemas, {"response": ref("Other")}))
    assert separate(found, str, ("cat",), ("dog",), ("fox",))
    assert found["Fox"] is str
