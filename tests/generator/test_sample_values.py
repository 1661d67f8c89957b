"""Test that a value is made of each schema that has one, and none of the others."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from specloom.testing.flat_schemas import FlatSchemas
from specloom.testing.samples import Samples

REF = "#/components/schemas/"


def ref(name: str) -> dict[str, str]:
    return {"$ref": REF + name}


def needs(**members: Any) -> dict[str, Any]:
    """Return a schema of an object that requires all of its members."""
    return {"type": "object", "properties": members, "required": [*members]}


def nested(levels: int) -> Any:
    schema: Any = {"type": "integer"}
    for _ in range(levels):
        schema = needs(inner=schema)
    return schema


TEXT, NUMBER = {"type": "string"}, {"type": "number"}
FORMATS = (
    "date date-time time duration email hostname ipv4 ipv6 uri uri-reference uuid "
    "regex json-pointer relative-json-pointer byte binary unknown"
)

POSSIBLE: dict[str, Any] = {
    **{f"format {name}": {**TEXT, "format": name} for name in FORMATS.split()},
    "lookahead": {**TEXT, "pattern": "^(?=a)[a-z]{3}$"},
    "anchors": {**TEXT, "pattern": r"\Aab+\Z"},
    "no text": {**TEXT, "maxLength": 0},
    "const null": {"const": None},
    "const object": {"const": {"a": [1]}},
    "enum of every type": {"enum": [None, {"a": 1}, [1], "x", 1, 1.5, True]},
    "enum of null alone": {"enum": [None]},
    "true": True,
    "decimals": {**NUMBER, "multipleOf": 0.01, "minimum": 0.005, "maximum": 0.015},
    "a long way from 7": {**NUMBER, "minimum": 2**53 + 1, "maximum": 2**53 + 1},
    "exclusive limits": {
        "type": "integer",
        "exclusiveMinimum": 2**63,
        "exclusiveMaximum": 2**63 + 2,
    },
    "narrow numbers": {**NUMBER, "exclusiveMinimum": 5, "exclusiveMaximum": 5.0000001},
    "integer and number": {"allOf": [{"type": "number"}, {"type": "integer"}]},
    "limits in parts": {
        "allOf": [
            {"type": "integer", "exclusiveMinimum": 10},
            {"type": "integer", "exclusiveMinimum": 20},
        ]
    },
    "different enum items": {
        "type": "array",
        "uniqueItems": True,
        "minItems": 3,
        "items": {"enum": ["a", "b", "c"]},
    },
    "both booleans": {
        "type": "array",
        "uniqueItems": True,
        "minItems": 2,
        "items": {"type": "boolean"},
    },
    "different short texts": {
        "type": "array",
        "uniqueItems": True,
        "minItems": 3,
        "items": {**TEXT, "maxLength": 1},
    },
    "listed names": {
        "type": "object",
        "minProperties": 2,
        "propertyNames": {"enum": ["a", "b"]},
        "additionalProperties": {"type": "integer"},
    },
    "names with a pattern": {
        "type": "object",
        "minProperties": 3,
        "propertyNames": {"pattern": "^[a-f]{2}$"},
    },
    "required and undeclared": {"required": ["a"], "additionalProperties": NUMBER},
    "60 levels": nested(60),
    "its own part": ref("Itself"),
    "an alternative of its own": ref("Circle"),
    "required of each other": ref("Even"),
    "a list of itself": ref("Tree"),
    "a null at the end": ref("Chain"),
}
COMPONENTS: dict[str, Any] = {
    "Itself": {"allOf": [ref("Itself"), needs(a=TEXT)]},
    "Circle": {"oneOf": [ref("Other"), {"type": "integer"}]},
    "Other": {"anyOf": [ref("Circle"), {"type": "boolean"}]},
    "Even": needs(odd=ref("Odd")),
    "Odd": needs(even={"anyOf": [ref("Even"), {"type": "string"}]}),
    "Tree": needs(children={"type": "array", "items": ref("Tree")}),
    "Chain": needs(next={"anyOf": [ref("Chain"), {"type": "null"}]}),
    "Endless": needs(self=ref("Endless")),
    "Ping": needs(pong=ref("Pong")),
    "Pong": needs(ping=ref("Ping")),
    "OnlyItself": {"oneOf": [ref("OnlyItself")]},
}
IMPOSSIBLE: dict[str, Any] = {
    "false": False,
    "a required member that is false": needs(a=False),
    "endless": ref("Endless"),
    "endless in two steps": ref("Ping"),
    "items that are false": {"type": "array", "minItems": 1, "items": False},
    "two different values of one": {
        "type": "array",
        "uniqueItems": True,
        "minItems": 2,
        "items": {"const": 5},
    },
    "no number between": {"type": "integer", "minimum": 5, "maximum": 4},
    "no text between": {**TEXT, "minLength": 5, "maxLength": 4},
    "two types": {"allOf": [{"type": "string"}, {"type": "integer"}]},
}


def valid(schema: Any, value: Any, components: Any = COMPONENTS) -> bool:
    root = {"allOf": [schema], "components": {"schemas": components}}
    checker = FormatChecker()
    return Draft202012Validator(root, format_checker=checker).is_valid(value)


@pytest.mark.parametrize("name", POSSIBLE)
def test_a_value_is_made_that_a_validator_accepts(name: str) -> None:
    samples = Samples({"components": {"schemas": COMPONENTS}})
    value = samples.sample(POSSIBLE[name])
    assert samples.is_valid(POSSIBLE[name], value)
    # The validator follows circles for ever, and has another format of times.
    if name not in ("its own part", "an alternative of its own", "format time"):
        assert valid(POSSIBLE[name], value), value


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_no_value_is_made_of_what_is_impossible(name: str) -> None:
    samples = Samples({"components": {"schemas": COMPONENTS}})
    assert not samples.is_valid(IMPOSSIBLE[name], samples.sample(IMPOSSIBLE[name]))


def test_what_is_impossible_inside_a_circle_may_be_possible_outside() -> None:
    """A sample that left something out because of a circle is not kept."""
    components = {
        "Start": needs(x=ref("A"), y=ref("B")),
        "A": needs(b={"anyOf": [ref("B"), {"type": "string"}]}),
        "B": needs(a=ref("A")),
    }
    samples = Samples({"components": {"schemas": components}})
    value = samples.sample(ref("Start"))
    assert valid(ref("Start"), value, components), value


@pytest.mark.parametrize("tagged", ["oneOf", "anyOf", "alone", "member"])
def test_an_alternative_has_its_tag_wherever_it_is_used(tagged: str) -> None:
    components = {
        "Pet": {
            "oneOf": [ref("Cat")],
            "discriminator": {"propertyName": "is", "mapping": {"cat": REF + "Cat"}},
        },
        "Cat": needs(**{"is": TEXT}),
    }
    schema = {
        "oneOf": {"oneOf": [ref("Cat"), {"type": "integer"}]},
        "anyOf": {"anyOf": [ref("Cat"), {"type": "integer"}]},
        "alone": ref("Cat"),
        "member": needs(pet=ref("Cat")),
    }[tagged]
    found = Samples({"components": {"schemas": components}}).sample(schema)
    assert '"is": "cat"' in json.dumps(found)


def all_of_each_other(count: int, last: Any) -> dict[str, Any]:
    names = [f"S{n}" for n in range(count)]
    return {
        each: needs(**{n: {"anyOf": [ref(n), last]} if last else ref(n) for n in names})
        for each in names
    }


@pytest.mark.parametrize(
    "components",
    [
        all_of_each_other(48, None),
        all_of_each_other(12, {"type": "null"}),
        {f"S{n}": {"oneOf": [ref(f"S{m}") for m in range(48)]} for n in range(48)},
        {f"S{n}": needs(a=ref(f"S{n + 1}"), b=ref(f"S{n + 1}")) for n in range(48)}
        | {"S48": TEXT},
    ],
    ids=["required", "nullable", "alternatives", "doubled"],
)
def test_circles_and_diamonds_end(components: Any) -> None:
    start = time.process_time()
    samples = Samples({"components": {"schemas": components}})
    assert len(json.dumps(samples.sample(ref("S0")))) < 1_000_000
    assert time.process_time() - start < 30


def test_references_are_merged_once() -> None:
    merged: list[Any] = []

    class Counted(FlatSchemas):
        def flatten(self, schema: Any) -> dict[str, Any]:
            merged.append(schema)
            return super().flatten(schema)

    counts = []
    for size in (20, 40):
        merged.clear()
        parts = {f"S{n}": {"allOf": 2 * [ref(f"S{n + 1}")]} for n in range(size)}
        Counted({**parts, f"S{size}": needs(a=TEXT)}).flatten(ref("S0"))
        counts.append(len(merged))
    assert counts[1] <= 2 * counts[0]
