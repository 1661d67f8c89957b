"""Test that what a union says of its alternatives changes that union alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal

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


APART = {
    "Cow": {
        "type": "object",
        "required": ["size"],
        "properties": {"size": {"type": "string"}},
    }
}


@pytest.mark.parametrize("kind", ["string", "integer", "boolean"])
@pytest.mark.parametrize("place", [*PLACES, *MESSAGES])
def test_a_component_has_its_declared_type_in_a_union_and_elsewhere(
    place: str, kind: str
) -> None:
    cat, dog, *_ = VALUES[kind]
    schemas = {
        "Pet": either(
            "Cat", "Dog", **{str(cat).lower(): "Cat", str(dog).lower(): "Dog"}
        ),
        "Cat": record(kind, size={"type": "string"}),
        "Dog": record(kind),
        **APART,
    }
    bodies = {place: ref("Cat")}
    if place in PLACES:
        schemas["Other"], bodies = PLACES[place], {"response": ref("Other")}
    found = kinds(document(schemas, bodies))
    # What contains a component has its properties.
    whole = {"Other": TYPES[kind]} if place == "a part of a schema" else {}
    assert found == {"Cat": TYPES[kind], "Dog": TYPES[kind], **whole}


def test_a_component_that_lists_its_values_has_these() -> None:
    schemas = {
        "Pet": either("Cat", "Dog", c="Cat", d="Dog"),
        "Cat": holder(kind={"const": "c"}) | {"required": ["kind"]},
        "Dog": holder(kind={"enum": ["d"]}) | {"required": ["kind"]},
    }
    found = kinds(document(schemas, {"request": ref("Pet")}))
    assert found == {"Cat": Literal["c"], "Dog": Literal["d"]}


@pytest.mark.parametrize("other", ["same", "another", "none"])
def test_a_child_of_a_base_has_its_value_everywhere(other: str) -> None:
    mapping = {"same": {"Cat": "Cat"}, "another": {"kitty": "Cat"}, "none": {}}
    schemas = {
        "Pet": {**record(), "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [ref("Pet"), holder(lives={"type": "integer"})]},
        "Dog": {"allOf": [ref("Pet"), holder(bark={"type": "string"})]},
        "Other": either("Cat", "Dog", **mapping[other]),
    }
    found = kinds(document(schemas, {"response": ref("Other")}))
    assert found == {
        "Cat": Literal["Cat"],
        "Dog": Literal["Dog"],
        "PetBase": Literal["Pet"],
    }


def changes(kind: str) -> dict[str, Schema]:
    """Return what a union of cats and dogs may say in place of another."""
    one, two, *_ = (str(value).lower() for value in VALUES[kind])
    union = either("Cat", "Dog", **{one: "Cat", two: "Dog"})
    return {
        "equal": union,
        "reversed": either("Cat", "Dog", **{one: "Dog", two: "Cat"}),
        "one value": either("Cat", "Dog", **{one: "Cat"}),
        "names": either("Cat", "Dog"),
        "another property": {
            **union,
            "discriminator": {"propertyName": "size"},
        },
        "no discriminator": {"oneOf": union["oneOf"]},
        "one alternative": {"oneOf": [ref("Cat")]},
        "no alternative": {"type": "string"},
        "anyOf": either("Cat", "Dog", word="anyOf", **{one: "Cat", two: "Dog"}),
        "the component": ref("Cat"),
    }


@pytest.mark.parametrize("kind", ["string", "integer", "boolean"])
def test_a_change_of_one_union_changes_nothing_but_what_refers_to_it(kind: str) -> None:
    made: dict[str, dict[str, str]] = {}
    for name, changed in changes(kind).items():
        schemas = {
            "Pet": holder(pets={"type": "array", "items": changes(kind)["equal"]}),
            "Cat": record(kind, lives={"type": "integer"}),
            "Dog": record(kind, bark={"type": "string"}),
        }
        texts = built(document(schemas, {"response": changed, "request": ref("Dog")}))
        made[name] = {
            path: text for path, text in texts.texts.items() if "/models/" in path
        }
    first = made["equal"]
    assert len(first) == 4
    assert [name for name, texts in made.items() if texts != first] == []
