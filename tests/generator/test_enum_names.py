"""Test the names and descriptions that descriptions give to values of an enum."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.document import ValueKinds
from specloom.models.enumerations import enumeration
from specloom.normalize.schemas.schema_forms import normal_schema

NAMES, TEXTS = "x-enum-varnames", "x-enum-descriptions"
MISSING = "does not have one for each value"

FULL = {"A": (1, "Alpha."), "B": (2, "")}


def constant(value: Any, title: str, description: str = "") -> dict[str, Any]:
    return {"const": value, "title": title, "description": description}


def enum(*values: Any, **extensions: Any) -> dict[str, Any]:
    """Return a schema; `x_enumNames` is the extension `x-enumNames`."""
    given = {key.replace("_", "-"): value for key, value in extensions.items()}
    return {"enum": list(values), **given}


def normal(schema: Any) -> tuple[Any, list[str]]:
    """Return the schema in normal form, and what is reported."""
    reported: list[str] = []

    def degrade(reason: str, detail: str, **_: Any) -> None:
        reported.append(f"{reason}: {detail}")

    return normal_schema(schema, degrade, "", ValueKinds({})), reported


def members(schema: Any) -> dict[str, tuple[Any, str]]:
    """Return the values and descriptions of an enumeration by the names of members."""
    made = enumeration("E", normal(schema)[0], "")
    assert made is not None
    return {
        name: (value, made.descriptions[name]) for name, value in made.members.items()
    }


@pytest.mark.parametrize(
    "schema",
    [
        enum(1, 2, x_enum_varnames=["A", "B"], x_enum_descriptions=["Alpha.", ""]),
        enum(1, 2, x_enumNames=["A", "B"], x_enumDescriptions={"1": "Alpha."}),
        enum(1, 2, x_enum_names=["a", "b"], x_enum_descriptions=["Alpha.", None]),
        enum(
            1, 2, x_enum_varnames={"1": "A", "2": "B"}, x_enum_comments={"A": "Alpha."}
        ),
        enum(
            1, 2, None, x_enum_varnames=["A", "B"], x_enum_descriptions=["Alpha.", ""]
        ),
        enum(
            None, 1, 2, x_enum_varnames=["N", "A", "B"], x_enum_comments={1: "Alpha."}
        ),
        enum(
            1,
            2,
            x_ms_enum={
                "name": "E",
                "values": [
                    {"value": 2, "name": "B"},
                    {"value": 1, "name": "A", "description": "Alpha."},
                ],
            },
        ),
        enum(
            1,
            2,
            x_enum_elements=[{"name": "A", "description": "Alpha."}, {"name": "B"}],
        ),
        enum(
            1,
            2,
            x_fern_enum={
                "1": {"name": "A", "description": "Alpha."},
                "2": {"name": "B"},
            },
        ),
        enum(1, 2, x_speakeasy_enums=["A", "B"], x_enum_descriptions=["Alpha.", ""]),
        enum(1, 2, x_speakeasy_enums={"1": "A", "2": "B"}, x_enumDescs=["Alpha.", ""]),
        {"oneOf": [constant(1, "A", "Alpha."), constant(2, "b")]},
        {"anyOf": [constant(1, "A", "Alpha."), constant(2, "B"), {"type": "null"}]},
    ],
)
def test_every_spelling_gives_names_and_descriptions(schema: Any) -> None:
    made, reported = normal(schema)
    assert made["enum"] == [1, 2]
    assert [each.upper() for each in made[NAMES]] == ["A", "B"]
    assert made[TEXTS] == ["Alpha.", ""]
    assert not reported
    assert members(schema) == FULL


@pytest.mark.parametrize(
    ("extensions", "detail"),
    [
        ({"x_enum_varnames": ["A"]}, f"x-enum-varnames {MISSING}"),
        ({"x_enum_varnames": "A"}, f"x-enum-varnames {MISSING}"),
        ({"x_enumNames": [["A"], "B"]}, f"x-enumNames {MISSING}"),
        ({"x_enumNames": ["A", "a"]}, "x-enumNames has a name twice"),
        ({"x_ms_enum": {"values": [[], {"value": 2}]}}, f"x-ms-enum {MISSING}"),
        ({"x_ms_enum": {"1": [], "2": {}}}, f"x-ms-enum {MISSING}"),
        ({"x_speakeasy_enums": [[], []]}, f"x-speakeasy-enums {MISSING}"),
        ({"x_fern_enum": True}, f"x-fern-enum {MISSING}"),
        ({"x_enum_comments": ["a", "b", "c"]}, f"x-enum-comments {MISSING}"),
    ],
)
def test_what_does_not_fit_the_values_is_reported(
    extensions: dict[str, Any], detail: str
) -> None:
    schema = enum(1, 2, **extensions)
    made, reported = normal(schema)
    assert made == {"enum": [1, 2]}
    assert reported == [f"enum-names: {detail}"]
    assert list(members(schema)) == ["FIELD_1", "FIELD_2"]


@pytest.mark.parametrize(
    "schema",
    [
        {"x-enum-varnames": ["A"]},
        enum(1, 2, x_ms_enum={"name": "E", "modelAsString": True}),
        {"oneOf": [{"const": "a"}, {"const": "b"}]},
        {"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]},
        {"oneOf": [{"const": "a", "title": "A"}, {"const": 1, "title": "B"}]},
        {"oneOf": [{"const": 1.5, "title": "A"}, {"const": 2.5, "title": "B"}]},
    ],
)
def test_other_schemas_get_no_names(schema: Any) -> None:
    made, reported = normal(schema)
    assert not made.keys() & {NAMES, TEXTS} and not any(
        "enum-names" in each for each in reported
    )


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([""], ["EMPTY"]),
        (["", "a"], ["EMPTY", "A"]),
        (["", "empty"], ["EMPTY_STRING", "EMPTY"]),
        (["red", "RED", "Red"], ["RED_LOWER", "RED_UPPER", "RED_CAPITALIZED"]),
        (["+", "-"], ["PLUS_SIGN", "HYPHEN_MINUS"]),
        ([-1, 1], ["MINUS_1", "FIELD_1"]),
        ([2**63 - 1], [f"FIELD_{2**63 - 1}"]),
        (["a", None], ["A"]),
    ],
)
def test_values_without_names(values: list[Any], names: list[str]) -> None:
    assert list(members(enum(*values))) == names


@pytest.mark.parametrize(
    "values", [[2**63], [1, -(2**63) - 1], [1, "a"], [1.5], [True]]
)
def test_values_that_no_enumeration_can_have(values: list[Any]) -> None:
    assert enumeration("E", enum(*values), "") is None
