"""Commands find the project from a folder inside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from specloom.cli import main
from specloom.project.locating import project_root

SOURCE = """
openapi: 3.1.0
info: {title: Tiny, version: "1"}
paths:
  /things:
    get: {operationId: listThings, responses: {"200": {description: OK}}}
"""
LAYOUTS = {
    "settings": ({"pyproject.toml": "[tool.specloom]\n"}, True),
    "dotted": ({"pyproject.toml": '[tool]\nspecloom.specs = "apis"\n'}, True),
    "invalid settings": ({"pyproject.toml": "[tool.specloom]\nspecs = \n"}, True),
    "descriptions": ({"specs/tiny/source.yaml": SOURCE}, True),
    "other settings": ({"pyproject.toml": "[tool.black]\n"}, False),
    "invalid other settings": ({"pyproject.toml": "[tool.black]\nx = \n"}, False),
    "no descriptions": ({"specs/tiny/overlay.yaml": ""}, False),
    "a folder": ({"pyproject.toml/x": ""}, False),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_makes_a_project(tmp_path: Path, name: str) -> None:
    """Settings or descriptions make a project; other files do not."""
    files, is_project = LAYOUTS[name]
    _write(tmp_path / ".git/HEAD", "")
    for file, text in files.items():
        _write(tmp_path / file, text)
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    found = project_root(inside).resolve()
    assert found == (tmp_path if is_project else inside).resolve()


def test_the_nearest_project_is_used(tmp_path: Path) -> None:
    """A project inside another one is found first."""
    _write(tmp_path / "pyproject.toml", "[tool.specloom]\n")
    _write(tmp_path / "a/pyproject.toml", "[tool.specloom]\n")
    _write(tmp_path / "a/b/pyproject.toml", "[tool.ruff]\n")
    assert project_root(tmp_path / "a" / "b").resolve() == (tmp_path / "a").resolve()


def test_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    """A file outside of the repository is not used."""
    _write(tmp_path / "pyproject.toml", "[tool.specloom]\n")
    _write(tmp_path / "repository/.git/HEAD", "")
    inside = tmp_path / "repository/src"
    inside.mkdir()
    assert project_root(inside) == inside


def test_commands_in_a_subfolder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command in a subfolder works on the project, and names its files from there."""
    _write(tmp_path / "pyproject.toml", "[tool.specloom]\n")
    _write(tmp_path / "specs/tiny/source.yaml", SOURCE)
    monkeypatch.chdir(tmp_path / "specs" / "tiny")
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))
    made = CliRunner().invoke(main, ["generate"])
    assert made.exit_code == 0, made.output
    assert (tmp_path / "generated/specloom_clients/tiny/__init__.py").is_file()
    assert (tmp_path / "specs/tiny/openapi.yaml").is_file()
    unknown = CliRunner().invoke(main, ["normalize", "tinny"])
    assert unknown.exit_code == 2
    assert 'did you mean "tiny"?' in unknown.output


def test_a_given_folder_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--project` is not searched upwards."""
    _write(tmp_path / "specs/tiny/source.yaml", SOURCE)
    monkeypatch.chdir(tmp_path / "specs")
    result = CliRunner().invoke(main, ["check", "--project", "."])
    assert result.exit_code == 2
    assert "specs" in result.output


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
