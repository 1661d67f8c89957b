"""`make setup` installs pinned versions only, and refuses unsuitable interpreters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNPINNED = {"pip", "setuptools", "wheel", "specloom", "specloom-runtime"}
"""What the interpreter brings along, and the distributions of this repository."""


def _normalized(name: str) -> str:
    """Return the name of a distribution as PEP 503 normalizes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    return {_normalized(n): v for n, _, v in (line.partition("==") for line in lines)}


@pytest.mark.verify
def test_everything_installed_is_pinned() -> None:
    installed = {_normalized(d.metadata["Name"]): d.version for d in distributions()}
    expected = _pinned()
    for name in UNPINNED:
        installed.pop(name, None)
    differing = {
        name: (version, expected.get(name))
        for name, version in installed.items()
        if expected.get(name) != version
    }
    assert differing == {}


def test_the_build_backend_is_pinned_and_installed_first() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {"hatchling", "editables"} <= set(_pinned())
    assert makefile.index("hatchling editables") < makefile.index(
        "--no-build-isolation"
    )


INTERPRETER = """#!/bin/sh
[ "$1" = -c ] || exit 99
exec "{python}" -c 'import sys; {change}; exec(sys.argv[1])' "$2"
"""
"""An interpreter that runs code like the one of this test, with a change."""
UNSUITABLE = {
    "sys.version_info = (3, 9, 18)": "is Python 3.9 (expected 3.11 or newer)",
    "sys.version_info = (2, 7, 18)": "is Python 2.7 (expected 3.11 or newer)",
    'sys.version_info = (3, 12, 1); sys.modules["ensurepip"] = None': (
        "cannot make virtual environments: its modules venv and ensurepip are missing "
        "(on Debian and Ubuntu, the package python3.12-venv has them)"
    ),
    "sys.exit(1)": "cannot be run (expected Python 3.11 or newer)",
}
"""By change: what the message says."""


def _refused(python: Path, folder: Path, target: str = "setup") -> str:
    """Return what make says about an interpreter; it must not make .venv."""
    place = folder / "venv"
    run = subprocess.run(
        ["make", "-C", str(ROOT), f"VENV={place}", f"PYTHON={python}", target],
        env={
            **os.environ,
            "PATH": f"{folder}:/usr/bin:/bin",
            "MAKEFLAGS": "",
            "MAKELEVEL": "0",
        },
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert not place.exists()
    line, _ = run.stderr.split("\n", 1)
    assert "make: ***" in run.stderr and run.stderr.count("\n") == 2
    return line


def _write_interpreter(path: Path, change: str) -> None:
    path.write_text(INTERPRETER.format(python=sys.executable, change=change), "utf-8")
    path.chmod(0o700)


@pytest.mark.parametrize("change", UNSUITABLE)
def test_unsuitable_interpreter_is_refused(change: str, tmp_path: Path) -> None:
    python = tmp_path / "python3"
    _write_interpreter(python, change)
    _write_interpreter(tmp_path / "python3.14", "pass")
    assert _refused(python, tmp_path) == (
        f'specloom: "{python}" {UNSUITABLE[change]}; pass another one: '
        "make setup PYTHON=python3.14"
    )


def test_missing_interpreter_is_refused(tmp_path: Path) -> None:
    line = _refused(tmp_path / "python9", tmp_path)
    assert 'python9" cannot be run (expected Python 3.11 or newer)' in line
    assert re.search(r"pass another one: make setup PYTHON=python3\.1\d$", line)


def test_every_target_names_itself(tmp_path: Path) -> None:
    targets = (
        ("generate", "verify") if _HAS_DIST_VENV else ("generate", "verify", "dist")
    )
    for target in targets:
        line = _refused(tmp_path / "python9", tmp_path, target)
        assert re.search(rf"pass another one: make {target} PYTHON=python3\.1\d$", line)


_HAS_DIST_VENV = (ROOT / "build" / "dist-venv" / ".ready").exists()
