"""Names, retries, idempotency and enum values of other tools' extensions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import DATE, document, only, stated, suggested


@pytest.mark.parametrize(
    ("extension", "name"),
    [
        ({"x-speakeasy-name-override": "search"}, "things.search"),
        (
            {"x-speakeasy-name-override": "findAll", "x-speakeasy-group": "Store.Toys"},
            "store_toys.find_all",
        ),
        (
            {"x-fern-sdk-method-name": "get", "x-fern-sdk-group-name": "toys"},
            "toys.get",
        ),
        (
            {"x-fern-sdk-method-name": "get", "x-fern-sdk-group-name": ["a", "b"]},
            "a_b.get",
        ),
    ],
)
def test_name(tmp_path: Path, extension: dict[str, Any], name: str) -> None:
    found = suggested(tmp_path, document(operation=extension))
    assert stated(only(found, "name")) == {"x-specloom-name": name}


def test_name_that_another_operation_has_is_left_out(tmp_path: Path) -> None:
    described = document(operation={"x-fern-sdk-method-name": "create"})
    described["paths"]["/things"]["post"] = {"responses": {"204": {"description": ""}}}
    found = suggested(tmp_path, described)
    assert [each for each in found.proposals if each.kind == "name"] == []


def test_retries(tmp_path: Path) -> None:
    value = {"strategy": "backoff", "statusCodes": [429, "5xx"]}
    found = suggested(tmp_path, document(**{"x-speakeasy-retries": value}))
    (action,) = only(found, "retry").actions
    assert action["target"] == "$"
    assert action["update"] == {
        "x-specloom-retry": {"default": {"statuses": [429, 500, 502, 503, 504]}}
    }


def test_idempotency(tmp_path: Path) -> None:
    described = document(
        **{"x-fern-idempotency-headers": [{"header": "Once", "name": "once"}]}
    )
    described["paths"]["/things"]["post"] = {
        "x-fern-idempotent": True,
        "responses": {"204": {"description": ""}},
    }
    found = only(suggested(tmp_path, described), "idempotency")
    assert found.operations == ("POST /things",)
    assert stated(found, "POST /things") == {
        "x-specloom-idempotency": {"header": "Once"}
    }


def test_names_of_enum_values(tmp_path: Path) -> None:
    values = [
        {"value": 1, "name": "low", "description": "A little."},
        {"value": 2, "name": "high", "description": "Much."},
    ]
    schema = {"type": "integer", "enum": [1, 2], "x-ms-enum": {"values": values}}
    described = document(components={"schemas": {"It's": schema}})
    (action,) = only(suggested(tmp_path, described), "enum").actions
    assert action["target"] == "$['components']['schemas']['It\\'s']"
    assert action["update"] == {
        "x-enum-varnames": ["low", "high"],
        "x-enum-descriptions": ["A little.", "Much."],
    }


def test_provenance_names_the_line(tmp_path: Path) -> None:
    described = document(operation={"x-fern-sdk-method-name": "all"})
    found = only(suggested(tmp_path, described), "name")
    (action,) = found.actions
    file = tmp_path / "openapi.json"
    line = 1 + file.read_text().splitlines().index(
        '    "x-fern-sdk-method-name": "all"'
    )
    assert (found.location.file, found.location.line) == (file.as_posix(), line)
    assert action["x-specloom-provenance"] == {
        "reason": found.reason,
        "source": f"{file.as_posix()}:{line}",
        "checked": DATE,
    }
