"""A vendor is added in an empty folder, and called."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from specloom.mock import MockServer, description_of_vendor

from tests.examples.example_runs import EXAMPLES, ROOT, environment

pytestmark = pytest.mark.verify


def run(folder: Path, *command: str | Path) -> str:
    """Run a command in the folder; return what it prints."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment(), "NORTHPOST_API_KEY": "a-key", "SPECLOOM_CACHE": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make(folder: Path, target: str) -> str:
    """Make a target with the tools of this environment."""
    tools = f"{sys.executable} -m specloom"
    return run(folder, "make", target, f"PYTHON={sys.executable}", f"SPECLOOM={tools}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example with the generated client."""
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard", "--cached"],
        cwd=EXAMPLES / "new_vendor",
        check=True,
        capture_output=True,
        text=True,
    )
    copied = tmp_path_factory.mktemp("new_vendor")
    for name in listed.stdout.split():
        (copied / name).parent.mkdir(exist_ok=True)
        shutil.copy(EXAMPLES / "new_vendor" / name, copied / name)
    assert not (copied / "pyproject.toml").exists()
    make(copied, "client")
    return copied


def test_the_program_and_the_package_pass_their_tests(folder: Path) -> None:
    """The tests of the example and the generated ones; nothing is made twice."""
    assert "Nothing to be done" in make(folder, "client")
    assert " passed" in make(folder, "test")


def test_the_program_calls_the_vendor(folder: Path) -> None:
    """Each order is announced."""
    command = (sys.executable, "announce.py", "orders.csv", "--base-url")
    with MockServer(description_of_vendor(folder, "northpost")) as mock:
        path = f"PYTHONPATH={paths(folder)}"
        printed = run(folder, "env", path, *command, mock.base_url)
    references = [line.split()[0] for line in printed.splitlines()]
    assert references == ["2026-1001", "2026-1002", "2026-1003"]


def test_orders_that_cannot_be_read(folder: Path) -> None:
    """One line says what the system refuses."""
    ran = subprocess.run(
        [sys.executable, "announce.py", "missing.csv"],
        cwd=folder,
        env={**environment(), "PYTHONPATH": paths(folder)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1 and ran.stderr.count("\n") == 1
    assert "not completed: [Errno 2]" in ran.stderr


def test_the_program_is_typed(folder: Path) -> None:
    """mypy --strict accepts it with the generated package."""
    command = (sys.executable, "-m", "mypy", "--strict", "--no-incremental")
    found = run(folder, "env", f"MYPYPATH={paths(folder)}", *command, "announce.py")
    assert "Success" in found


def paths(folder: Path) -> str:
    """Return the folders of the generated package and of the runtime."""
    return os.pathsep.join(map(str, (folder / "generated", ROOT / "runtime")))
