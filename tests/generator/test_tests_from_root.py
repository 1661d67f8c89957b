"""The generated tests run from any folder, whatever pytest settings the project has."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from specloom.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "tests" / "walkthrough" / "acme.yaml"
OWN_SECTION = """
[tool.pytest.ini_options]
testpaths = ["tests"]
filterwarnings = ["error"]
markers = ["slow: a test of the project"]
addopts = ["--strict-markers"]
"""
OPERATIONS, CLIENTS = 6, 2


def _specloom(*arguments: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output


def _project(folder: Path, *, is_single: bool, has_section: bool) -> Path:
    """Return a folder with generated tests, as commands of the README make it."""
    folder.mkdir()
    if is_single:
        paths = ("--spec", str(DOCUMENT), "--output", str(folder / "generated"))
        _specloom("generate", *paths, "--package", "acme")
        (folder / "pyproject.toml").write_text('[project]\nname = "x"\n', "utf-8")
    else:
        _specloom("init", str(folder), "--yes", "--package", "clients")
        for name in ("acme", "other"):
            _specloom("add", name, str(DOCUMENT), "--project", str(folder))
    if has_section:
        with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(OWN_SECTION)
    (folder / "tests").mkdir()
    (folder / "tests" / "conftest.py").write_text("", "utf-8")
    # The vendors have a resource of this name.
    (folder / "tests" / "test_orders.py").write_text("def test_own(): pass\n", "utf-8")
    return folder


def _passed(folder: Path, *arguments: str) -> int:
    """Return how many tests passed; none may fail. PYTHONPATH has no output folder."""
    options = ("-q", "-p", "no:cacheprovider", "-o", "console_output_style=classic")
    paths = [str(ROOT / each) for each in ("generator", "runtime")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout.rsplit("\n", 2)[-2].split(" passed")[0])


@pytest.fixture(scope="module", params=["project", "project-section", "spec-section"])
def project(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, int]]:
    """A folder, and the number of generated tests in it."""
    kind, _, section = request.param.partition("-")
    folder = tmp_path_factory.mktemp("made") / "project"
    is_single = kind == "spec"
    _project(folder, is_single=is_single, has_section=bool(section))
    yield folder, OPERATIONS * CLIENTS * (1 if is_single else 2)


@pytest.mark.verify
def test_tests_run_from_any_folder(project: tuple[Path, int]) -> None:
    folder, count = project
    assert _passed(folder, "generated/tests") == count
    assert _passed(folder / "generated") == count
    # The project's own settings are those of a run that has its own tests, too.
    assert _passed(folder, "tests", "generated/tests") == count + 1
