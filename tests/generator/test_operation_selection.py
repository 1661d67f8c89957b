"""Test including and excluding operations, `--strict` and unresolved references."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from specloom.cli import main

ROOT = Path(__file__).parents[2]
SHOP = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /pets:
    get:
      tags: [pets]
      operationId: listPets
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
  /orders/{id}:
    get:
      tags: [orders]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: An order.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders:
    post:
      tags: [orders]
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
    Order:
      type: object
      properties:
        pet: {$ref: '#/components/schemas/Pet'}
        at: {$ref: '#/components/schemas/Place'}
    Place: {type: object, properties: {x: {type: integer}}}
    Unused: {type: object, properties: {y: {type: integer}}}
"""


def generate(folder: Path, text: str, *options: str) -> Result:
    spec = folder / "shop.yaml"
    spec.write_text(text, "utf-8")
    command = ["generate", "--spec", str(spec), "--output", str(folder / "out")]
    report = ["--report", str(folder / "report.json")]
    return CliRunner().invoke(main, [*command, *report, *options])


def rows(folder: Path) -> dict[str, tuple[str, str]]:
    """State and reasons by kind and place."""
    report: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    return {
        f"{row['kind']} {row['where']}": (
            row["state"],
            " ".join(each["reason"] + each["part"] for each in row["reasons"]),
        )
        for row in report["shop"]
    }


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--include", "tag:pets"], ["GET /pets"]),
        (["--include", "operation:listPets"], ["GET /pets"]),
        (["--include", "operation:pets.list"], ["GET /pets"]),
        (["--include", "operation:GET */{id}"], ["GET /orders/{id}"]),
        (["--exclude", "path:/orders*"], ["GET /pets"]),
        (
            ["--include", "tag:orders", "--exclude", "path:/orders"],
            ["GET /orders/{id}"],
        ),
        (
            ["--include", "tag:pets", "--include", "path:/orders"],
            ["GET /pets", "POST /orders"],
        ),
    ],
)
def test_subset_by_patterns(
    options: list[str], kept: list[str], tmp_path: Path
) -> None:
    assert generate(tmp_path, SHOP, *options).exit_code == 0
    operations = {
        k[10:]: v for k, v in rows(tmp_path).items() if k[:10] == "operation "
    }
    generated = [k for k, (state, _) in operations.items() if state == "generated"]
    assert sorted(generated) == kept
    left = [v for k, v in operations.items() if k not in generated]
    assert len(operations) == 3 and set(left) == {("skipped", "excluded")}


def test_subset_has_only_the_required_models(tmp_path: Path) -> None:
    assert generate(tmp_path, SHOP, "--include", "tag:pets").exit_code == 0
    found = rows(tmp_path)
    assert found["schema Pet"] == ("generated", "")
    assert found["schema Order"] == found["schema Place"] == ("skipped", "excluded")
    assert found["schema Unused"] == ("skipped", "unreferenced")
    assert found["parameter GET /orders/{id} path id"] == ("skipped", "excluded")
    text = "".join(p.read_text("utf-8") for p in (tmp_path / "out/shop").rglob("*.py"))
    assert "class Pet(" in text and "Order" not in text


def test_subset_keeps_the_names_of_the_whole_document(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    for folder, options in ((whole, []), (part, ["--include", "tag:pets"])):
        folder.mkdir()
        assert generate(folder, SHOP, *options).exit_code == 0
    names = "out/specs/shop/names.yaml"
    assert (whole / names).read_text("utf-8") == (part / names).read_text("utf-8")
    shown = (part / "out/shop/pets.py").read_text("utf-8")
    assert "class PetsResource" not in shown and "class Pets(Resource)" in shown


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("tag:cats", "shop.yaml:1:1: tag:cats matches no operation"),
        (
            "cats",
            'invalid pattern "cats": use tag:NAME, path:/PATH or operation:NAME',
        ),
    ],
)
def test_invalid_patterns_are_rejected(
    option: str, message: str, tmp_path: Path
) -> None:
    result = generate(tmp_path, SHOP, "--exclude", option)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "out").exists()


def test_strict_mode_rejects_degraded_output(tmp_path: Path) -> None:
    assert generate(tmp_path, SHOP, "--strict", "--exclude", "tag:pets").exit_code == 0
    lossy = SHOP.replace(
        "{type: integer}}}\n    Un", "{type: integer, default: x}}}\n    Un"
    )
    assert generate(tmp_path, lossy).exit_code == 0
    assert rows(tmp_path)["schema Place"] == ("degraded", "default/properties/x")
    result = generate(tmp_path, lossy, "--strict")
    assert result.exit_code == 2
    assert "schema Place at /properties/x: its default does not" in result.stderr
    assert result.stderr.startswith("shop.yaml:33:")


def test_an_unresolved_reference_is_any(tmp_path: Path) -> None:
    dangling = SHOP.replace(
        "    Place: {type: object, properties: {x", "    P: {x-x: {x"
    )
    result = generate(tmp_path, dangling, "--strict")
    assert result.exit_code == 2
    assert "$ref #/components/schemas/Place leads to no schema" in result.stderr
    assert generate(tmp_path, dangling).exit_code == 0
    part = "part /components/schemas/Order/properties/at/$ref"
    assert rows(tmp_path)[part] == ("degraded", "unresolved-reference")
    models = (tmp_path / "out/shop/models").rglob("*.py")
    assert "at: Any = None" in "".join(path.read_text("utf-8") for path in models)
