"""Test each setting of a project with values of every kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from golden_cases import GOLDEN
from next_lines import without_next
from specloom import cli
from specloom.project.settings import SETTINGS

SOURCE = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
FOLDERS = ("specs", "output", "references")
WRONG_TYPES = ("5", "1.5", "nan", "true", "[]", '["a"]', "{}", "1979-05-27")
NO_FOLDERS = ["", " ", "..", "a/../..", "/tmp", "link", "link/x", "loop", "a\\u0000b"]
NO_FOLDERS += ["a\\nb", "a\\u202eb", "n" * 256, "file", "file/x"]
NO_PACKAGES = ["", " ", ".", "..", "/tmp", "a/b", "a.b", "a b", "a\\nb", "a\\u0000b"]
NO_PACKAGES += ["class", "None", "Ünï", "__init__", "tests", "specs", "json"]
NO_PACKAGES += ["specloom_runtime", "n" * 256]
CASES = [
    *((name, value) for name in SETTINGS for value in WRONG_TYPES),
    *((name, f'"{value}"') for name in FOLDERS for value in NO_FOLDERS),
    *((name, '"."') for name in ("specs", "output")),
    *(("output", f'"{value}"') for value in ("specs", "./specs", "specs/tiny/x")),
    *(("output", f'"{value}"') for value in ("inside", "inside/x")),
    *(("specs", f'"{value}"') for value in ("generated", "generated/specs")),
    *(("references", f'"{value}"') for value in ("missing", "specs/missing")),
    *(("package", f'"{value}"') for value in NO_PACKAGES),
    *(("formatter", f'"{value}"') for value in ("", " ", "Black", "null", "r\\nuff")),
    *((name, '"x"') for name in ("outptu", "Output", "vendors", "''", '"a b"')),
]


def run(folder: Path, settings: str) -> tuple[int, str]:
    """Return the exit status and standard error of `generate` with settings."""
    (folder / "specs" / "tiny").mkdir(parents=True)
    (folder / "specs" / "tiny" / "source.yaml").write_bytes(SOURCE.read_bytes())
    (folder / "link").symlink_to(folder.parent)
    (folder / "inside").symlink_to("specs/tiny")
    (folder / "loop").symlink_to("loop")
    (folder / "file").write_text("", "utf-8")
    (folder / "pyproject.toml").write_text(settings, "utf-8")
    result = CliRunner().invoke(cli.main, ["generate", "--project", str(folder)])
    return result.exit_code, without_next(result.stderr)


@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_wrong_setting_is_one_line_with_its_place(
    name: str, value: str, tmp_path: Path
) -> None:
    """Nothing is written."""
    folder = tmp_path / "project"
    toml = f'[project]\nname = "x"\n\n[tool.specloom]\n  {name} = {value}\n'
    status, stderr = run(folder, toml)
    assert status == 2, stderr
    assert stderr.startswith("pyproject.toml:5:3: tool.specloom."), stderr
    assert stderr.count("\n") == 1 and "(" in stderr and "expected " in stderr
    assert [path.name for path in (folder / "specs" / "tiny").iterdir()] == [
        SOURCE.name
    ]
    assert not (folder / "generated").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("references", "."),
        ("references", "specs"),
        ("references", "./specs/tiny/.."),
        ("output", "a/b"),
        ("output", "Ünï"),
        ("output", "specs2"),
        ("specs", "./specs"),
        ("package", "link"),
        ("formatter", "black"),
    ],
)
def test_valid_settings(name: str, value: str, tmp_path: Path) -> None:
    status, stderr = run(
        tmp_path / "project", f"tool = {{specloom.{name} = '{value}'}}"
    )
    assert (status, stderr) == (0, "")


@pytest.mark.parametrize(
    ("toml", "place", "says"),
    [
        (b"[tool.specloom\n", "1:15", "invalid TOML: Expected ']'"),
        (b"[tool.specloom]\nspecs = \n", "2:9", "invalid TOML: Invalid value"),
        (b"a = 1\na = 2\n", "2:6", "invalid TOML: Cannot overwrite a value"),
        (b"a = '''x", "1:9", "invalid TOML: Expected"),
        (b"a = 1\nb = '\xff'\n", "2:6", "not valid UTF-8"),
        ("a = 1\n".encode("utf-16"), "1:1", "not valid UTF-8"),
        (b"a = " + b"[" * 9000, "1:1", "invalid TOML: "),
    ],
)
def test_what_is_not_toml_has_its_place(
    toml: bytes, place: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(toml)
    result = CliRunner().invoke(cli.main, ["generate", "--project", str(tmp_path)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"pyproject.toml:{place}: {says}")
    assert result.stderr.count("\n") == 1 and "(at " not in result.stderr


def test_settings_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert run(tmp_path / "project", "\ufeff[tool.specloom]\nspecs = 'specs'\n")[0] == 0
