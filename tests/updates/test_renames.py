"""The action that is proposed for a renamed element keeps its Python name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from specloom.cli import main


def description(name: str, parameter: str, about: str = "") -> Any:
    """Return a description with a property and a parameter of some names."""
    words = {"description": about}
    date = {"type": "string", "format": "date", **words}
    order = {"type": "object", "properties": {name: date}}
    text = {"type": "string"}
    query = {"name": parameter, "in": "query", "schema": text, **words}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/it's"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Acme", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {
            "/the-orders": {
                "get": {
                    "operationId": "list",
                    "tags": ["orders"],
                    "parameters": [query],
                    "responses": {"200": {"description": "ok", "content": content}},
                }
            }
        },
        "components": {"schemas": {"it's": order}},
    }


OLD = description("dueOn", "stateIs")
NEW = description("payment-day", "phase", "Formerly dueOn. Renamed from `stateIs`.")


def report(folder: Path, *options: str) -> Any:
    """Return the report about the two descriptions in a folder."""
    files = ("--old", str(folder / "old.yaml"), "--new", str(folder / "new.yaml"))
    result = CliRunner().invoke(main, ["report", *files, "--json", *options])
    assert result.exit_code in (0, 1), result.output
    (made,) = json.loads(result.stdout)["reports"]
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with both descriptions."""
    (tmp_path / "old.yaml").write_text(yaml.safe_dump(OLD), "utf-8")
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(NEW), "utf-8")
    return tmp_path


def test_renames_are_proposed_with_an_action(folder: Path) -> None:
    rows = report(folder)["renames"]
    names = {(row["old"], row["new"]) for row in rows}
    assert names == {("dueOn", "payment-day"), ("stateIs", "phase")}
    assert all("formerly" in row["reason"] for row in rows)
    assert all(row["file"].endswith("overlay.yaml") for row in rows)


def test_actions_keep_the_names(folder: Path) -> None:
    lines = [row["line"] for row in report(folder)["renames"]]
    text = "overlay: 1.1.0\ninfo: {title: a, version: '1'}\nactions:\n"
    overlay = folder / "overlay.yaml"
    overlay.write_text(text + "".join(f"{line}\n" for line in lines), "utf-8")
    for side, options in {"old": (), "new": ("--overlay", str(overlay))}.items():
        source = str(folder / f"{side}.yaml")
        to = ["--output", str(folder / side), "--package", "acme"]
        command = ["generate", "--no-cache", "--spec", source, *to, *options]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, result.output
        files = sorted((folder / side / "acme").rglob("*.py"))
        code = "".join(file.read_text("utf-8") for file in files)
        assert "due_on: " in code
        assert "state_is: " in code
