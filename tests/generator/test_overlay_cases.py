"""Test our own overlays, and the shared ones, with the command that applies overlays.

The shared ones are next to a checkout (../shared/overlay-cases, or the folder
SPECLOOM_SHARED).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main
from specloom.load import load

OWN: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("overlay_cases.yaml").read_text("utf-8")
)
SHARED = Path(os.environ.get("SPECLOOM_SHARED", Path(__file__).parents[3] / "shared"))
CASES = SHARED / "overlay-cases"


def _rows() -> list[tuple[str, str]]:
    index = CASES / "INDEX.tsv"
    if not index.is_file():
        return []
    rows = [line.split("\t") for line in index.read_text("utf-8").splitlines()[1:]]
    return [(row[0], row[2]) for row in rows]


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["overlay", *map(str, arguments)])


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["name"])
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_own_cases(case: dict[str, Any], suffix: str, tmp_path: Path) -> None:
    document, overlay = tmp_path / f"d.{suffix}", tmp_path / f"o.{suffix}"
    made = {
        "overlay": case.get("version", "1.1.0"),
        "info": {"title": "t", "version": "1"},
        "actions": case["actions"],
    }
    # JSON is also YAML, but for the escapes of characters above U+FFFF.
    is_json = suffix == "json"
    document.write_text(json.dumps(case["document"], ensure_ascii=is_json), "utf-8")
    overlay.write_text(json.dumps(made, ensure_ascii=is_json), "utf-8")
    result = _run("apply", document, overlay)
    if "error" in case:
        assert result.exit_code == 2
        assert case["error"] in result.stderr
        assert all(line.startswith(f"{overlay}:1:") for line in _lines(result.stderr))
        assert result.stdout == ""
        return
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout) if is_json else yaml.safe_load(result.stdout)
    assert json.dumps(found) == json.dumps(case["result"])


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("warning: ")]


@pytest.mark.skipif(not _rows(), reason="needs ../shared/overlay-cases")
@pytest.mark.parametrize(("case", "expected"), _rows())
def test_shared_cases(case: str, expected: str) -> None:
    folder = CASES / case
    result = _run("apply", folder / "openapi.yaml", folder / "overlay.yaml")
    assert result.exit_code in ({"ok": [0], "error": [2], "any": [0, 2]}[expected])
    if expected == "ok":
        wanted = load(folder / "expected.yaml", shown="expected.yaml").data
        found = yaml.safe_load(result.stdout)
        assert found == wanted
        assert "order" not in case or json.dumps(found) == json.dumps(wanted)
