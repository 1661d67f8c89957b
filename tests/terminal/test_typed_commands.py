"""Advice on what to type next works as it is typed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from specloom.typed_commands import as_typed


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in the current folder, and another one that is on the path."""
    for folder in ("project/.venv/bin", "other/bin"):
        (tmp_path / folder).mkdir(parents=True)
        for name in ("python", "specloom"):
            program = tmp_path / folder / name
            program.write_text("#!/bin/sh\n", "utf-8")
            program.chmod(0o700)
    project = tmp_path / "project"
    monkeypatch.chdir(project)
    monkeypatch.setenv("PATH", str(tmp_path / "other" / "bin"))
    monkeypatch.setattr(sys, "executable", str(project / ".venv" / "bin" / "python"))
    monkeypatch.setattr(sys, "argv", [".venv/bin/specloom", "check"])
    return project


def test_environment_is_not_activated(environment: Path) -> None:
    assert as_typed("specloom check") == ".venv/bin/specloom check"
    assert as_typed("python -m pytest") == ".venv/bin/python -m pytest"
    assert as_typed("git diff") == "git diff"


def test_environment_is_activated(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = environment / ".venv" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(sys, "argv", [str(programs / "specloom"), "check"])
    assert as_typed("specloom check") == "specloom check"
    assert as_typed("python -m pytest") == "python -m pytest"


def test_path_has_none(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert as_typed("specloom check") == ".venv/bin/specloom check"


def test_other_folder(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = environment / ".venv" / "bin" / "specloom"
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.chdir(environment.parent / "other")
    assert as_typed("specloom check") == f"{program} check"


def test_interpreter_is_a_link_to_another(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An environment's python is a link; what it links to has other packages."""
    python = environment / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(environment.parent / "other" / "bin" / "python")
    assert as_typed("python -m pytest") == ".venv/bin/python -m pytest"


def test_started_as_a_module(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/specloom/__main__.py"])
    assert as_typed("specloom check") == "specloom check"
