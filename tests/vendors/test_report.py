"""A changed line of a vendor in a clone, as `specloom report` shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from git_projects import git
from specloom.cli import main


def test_one_changed_line_of_a_vendor_is_one_entry(tmp_path: Path) -> None:
    checkout = Path(__file__).parents[2]
    if not (checkout / ".git").exists():
        pytest.skip("needs a git checkout to clone")
    root = tmp_path / "clone"
    git(checkout, "clone", "--quiet", "--no-hardlinks", ".", str(root))
    source = root / "specs/economic/source.yaml"
    text = source.read_text("utf-8")
    old = "        traceTimeUtc: {type: string}"
    assert text.count(old) == 1
    line = text[: text.index(old)].count("\n") + 1
    new = "        traceTimeUtc: {type: integer}"
    source.write_text(text.replace(old, new), "utf-8")
    command = ["report", "--project", str(root), "--json", "economic"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1, result.stderr
    (economic,) = json.loads(result.stdout)["reports"]
    (change,) = [e for e in economic["changes"] if e["attention"] != "folded"]
    levels = (change["level"], change["python"], change["wire"])
    assert levels == ("breaking", "breaking", "same"), change
    assert change["place"]["new"]["file"] == "specs/economic/source.yaml"
    assert change["place"]["new"]["line"] == line
    assert [each.split(":")[0] for each in change["before"]]
