"""Test that a union decides which values of a property mean its alternatives."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError
from specloom_runtime import Model, Tagged
from specloom_runtime.models.lenient_decoding import build_leniently


class Cat(Model):
    kind: str | None = None
    born: date | None = None


class Dog(Model):
    kind: str | None = None
    born: date | None = None


class Level(Model):
    level: int | None = None


class First(Level):
    level: Literal[1] | None = None


class Second(Level):
    level: Literal[2] | None = None


class Final(Model):
    final: bool


class Draft(Model):
    final: bool


Pet = Annotated[Cat | Dog, Tagged("kind", {"c": Cat, "d": Dog})]
Other = Annotated[Cat | Dog, Tagged("kind", {"d": Cat, "Cat": Dog})]
AnyLevel = Annotated[
    Level | First | Second, Tagged("level", {1: First, 2: Second}, Level)
]
State = Annotated[Draft | Final, Tagged("final", {True: Final, False: Draft})]
Owned = Annotated[Pet | Level, Tagged("kind", {"c": Pet, "d": Pet}, Level)]


@pytest.mark.parametrize(
    ("kind", "data", "expected", "places"),
    [
        (Pet, {"kind": "c", "born": "2024-05-01"}, Cat, []),
        (Pet, {"kind": "d", "born": "2024-05-01"}, Dog, []),
        (Pet, {"kind": "d", "born": "?"}, Dog, ["born"]),
        (Pet, {"kind": "Dog"}, Dog, []),
        (Pet, {"kind": "x"}, Cat, ["kind"]),
        (Pet, {"kind": ["d"]}, Cat, ["kind"]),
        (Pet, {}, Cat, []),
        (Pet, {"kind": None}, Cat, []),
        (Other, {"kind": "d"}, Cat, []),
        (Other, {"kind": "Cat"}, Dog, []),
        (AnyLevel, {"level": 1}, First, []),
        (AnyLevel, {"level": 2}, Second, []),
        (AnyLevel, {"level": 2, "more": [1]}, Second, []),
        (AnyLevel, {"level": 99}, Level, []),
        (AnyLevel, {"level": None}, Level, []),
        (AnyLevel, {}, Level, []),
        (AnyLevel, {"level": True}, Level, ["level"]),
        (State, {"final": True}, Final, []),
        (State, {"final": False}, Draft, []),
        (State, {"final": 1}, Draft, ["final"]),
        (Owned, {"kind": "d"}, Dog, []),
        (Owned, {"kind": "x"}, Level, []),
    ],
)
def test_the_values_of_a_union_choose_the_alternative(
    kind: Any, data: Any, expected: type, places: list[str]
) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    made, mismatches = build_leniently(kind, data, is_invalid=False)
    assert type(made) is expected
    assert [each.path() for each in mismatches] == places
    if places:
        with pytest.raises(ValidationError):
            adapter.validate_json(json.dumps(data), strict=True)
    else:
        assert adapter.validate_json(json.dumps(data), strict=True) == made


class Home(Model):
    pet: Pet | None = None
    others: list[Other] = []


def test_a_field_has_the_values_of_its_own_union() -> None:
    home = Home.model_validate({"pet": {"kind": "d"}, "others": [{"kind": "d"}]})
    assert (type(home.pet), type(home.others[0])) == (Dog, Cat)


def test_a_field_takes_every_value_of_its_classes() -> None:
    home = Home(pet=Cat(kind="x"), others=[Dog(kind="d")])
    assert (type(home.pet), type(home.others[0])) == (Cat, Dog)
    assert home.model_dump(exclude_unset=True) == {
        "pet": {"kind": "x"},
        "others": [{"kind": "d"}],
    }


def test_a_value_of_another_kind_is_of_no_alternative() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Pet).validate_python(5)


def test_a_mismatch_lists_the_values() -> None:
    _, mismatches = build_leniently(Pet, {"kind": "x"})
    assert [(m.path(), m.rule.expected, m.value) for m in mismatches] == [
        ("kind", "'c' or 'd'", "x")
    ]
