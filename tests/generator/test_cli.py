"""Test the files that `generate` writes next to the package."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from golden_cases import GOLDEN
from specloom import cli

SOURCE = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
OPTIONS = ["--report", "--emit-ir"]


def generate(output: Path, *options: str) -> Result:
    command = ["generate", "--spec", str(SOURCE), "--output", str(output)]
    return CliRunner().invoke(cli.main, [*command, *options])


@pytest.mark.parametrize("option", OPTIONS)
def test_nothing_is_written_if_a_folder_is_missing(option: str, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "it.json"
    result = generate(tmp_path / "out", option, str(file))
    reason = f"the folder {file.parent} does not exist"
    assert result.stderr == f"{option} {file}: {reason}\n"
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", OPTIONS)
def test_nothing_is_written_if_a_folder_is_a_file(option: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("", "utf-8")
    result = generate(tmp_path, option, str(other / "it.json"))
    reason = f"{other} is not a folder"
    assert result.stderr == f"{option} {other / 'it.json'}: {reason}\n"
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == [other]


@pytest.mark.parametrize("option", OPTIONS)
def test_nothing_is_written_if_a_folder_is_read_only(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != folder)
    result = generate(tmp_path / "out", option, str(folder / "it.json"))
    assert f"the folder {folder} is not writable\n" in result.stderr
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("option", OPTIONS)
def test_a_folder_in_the_output_is_made(option: str, tmp_path: Path) -> None:
    file = tmp_path / "out" / "facts" / "it.json"
    result = generate(tmp_path / "out", option, str(file))
    assert result.exit_code == 0, result.output
    assert file.read_text("utf-8").startswith("{")


def test_the_ir_is_made_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(vendors: object) -> str:
        raise RuntimeError("no representation")

    monkeypatch.setattr(cli, "representation", fail)
    result = generate(tmp_path / "out", "--emit-ir", str(tmp_path / "ir.json"))
    assert result.exit_code == 70
    assert list(tmp_path.iterdir()) == []
