"""A report names what another version of Specloom changes in the generated code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, TINY, commit, git, isolate, write
from specloom.cli import main

PACKAGE = "generated/specloom_clients/tiny"
OLDER = "generated/pyproject.toml"


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that was just generated."""
    write(tmp_path, {SOURCE: TINY})
    run = CliRunner().invoke(main, ["generate", "--project", str(tmp_path)])
    assert run.exit_code == 0
    return tmp_path


def as_before(root: Path, changes: dict[str, list[tuple[str, str]]]) -> None:
    """Commit the output of an older version, and generate again.

    Args:
        root: the project.
        changes: for each module, what the older version had instead of today's text.
    """
    now: dict[Path, str] = {}
    for name, replaced in changes.items():
        path = root / name
        text = now[path] = path.read_text()
        for new, old in replaced:
            assert new in text
            text = text.replace(new, old)
        path.write_text(text)
    commit(root, {})
    for path, text in now.items():
        path.write_text(text)


def entries(root: Path) -> list[dict[str, Any]]:
    run = CliRunner().invoke(main, ["report", "--json", "--project", str(root)])
    assert run.exit_code in (0, 1), run.output
    (vendor,) = json.loads(run.stdout)["reports"]
    found: list[dict[str, Any]] = vendor["changes"]
    return found


@pytest.mark.parametrize(
    ("module", "new", "old", "python", "level"),
    [
        ("things.py", "def list(", "def everything(", "breaking", "warning"),
        ("things.py", "limit: int", "limit: str", "breaking", "warning"),
        ("client.py", "class Tiny(", "class Small(", "breaking", "warning"),
        ("models/thing.py", "size: int", "size: str", "breaking", "warning"),
        ("things.py", '"/things"', '"/thing"', "none", "warning"),
        ("client.py", '"""', '""" ', "none", "info"),
    ],
)
def test_an_upgrade_is_the_cause(
    root: Path, module: str, new: str, old: str, python: str, level: str
) -> None:
    as_before(root, {f"{PACKAGE}/{module}": [(new, old)]})
    (entry,) = entries(root)
    assert entry["rule"] == "generated-code-changed"
    assert entry["cause"] == "generator"
    assert (entry["python"], entry["level"]) == (python, level)


def test_new_names_break_nothing(root: Path) -> None:
    """The older version had no method for all items of a list."""
    text = (root / PACKAGE / "models/thing.py").read_text()
    line = next(each for each in text.splitlines() if "size: int" in each)
    as_before(root, {f"{PACKAGE}/models/thing.py": [(f"{line}\n", "")]})
    (entry,) = entries(root)
    assert entry["python"] == "compatible"


def test_without_a_difference_there_is_no_entry(root: Path) -> None:
    as_before(root, {})
    assert entries(root) == []


def test_an_upgrade_and_a_change_of_the_vendor_are_apart(root: Path) -> None:
    as_before(
        root,
        {
            f"{PACKAGE}/things.py": [("def list(", "def everything(")],
            OLDER: [('specloom = "', 'specloom = "0.0.')],
        },
    )
    write(root, {SOURCE: TINY.replace("size: {type: integer}", "size: {type: string}")})
    causes = {entry["rule"]: entry["cause"] for entry in entries(root)}
    assert causes.pop("generated-code-changed") == "generator"
    assert set(causes.values()) == {"vendor"}


def test_an_upgrade_that_breaks_code_can_be_accepted(root: Path) -> None:
    module = f"{PACKAGE}/things.py"
    as_before(root, {module: [("def list(", "def everything(")]})
    check = ["check", "--against", "HEAD", "--project", str(root)]
    assert CliRunner().invoke(main, check).exit_code == 1
    (entry,) = entries(root)
    accept = ["report", "--accept", entry["fingerprint"], "--reason", "all call sites"]
    options = ["--owner", "us", "--expires", "2999-12-31", "--project", str(root)]
    assert CliRunner().invoke(main, [*accept, *options]).exit_code == 0
    accepted = CliRunner().invoke(main, check)
    assert accepted.exit_code == 0, accepted.output


def test_code_that_is_not_python_is_a_difference(root: Path) -> None:
    as_before(root, {f"{PACKAGE}/client.py": [("class Tiny", "class class")]})
    (entry,) = entries(root)
    assert entry["cause"] == "generator"


@pytest.mark.parametrize("is_written", [True, False])
def test_code_that_is_not_committed_is_not_compared(
    root: Path, is_written: bool
) -> None:
    write(root, {".gitignore": "generated/\n"})
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "without what is generated")
    if not is_written:
        shutil.rmtree(root / "generated")
    assert entries(root) == []
