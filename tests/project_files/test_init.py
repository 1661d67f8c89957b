"""`specloom init` makes a folder a project, and overwrites nothing silently."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from specloom.cli import main
from specloom.project.folders import Project
from specloom.project.settings import SETTINGS

REVIEW = ".github/workflows/specloom-review.yml"


def init(folder: Path, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *arguments], input=given)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_new_project(tmp_path: Path) -> None:
    """The settings are those that commands read, and all of them are explained."""
    folder = tmp_path / "Our APIs"
    folder.mkdir()
    result = init(folder, "--yes")
    assert result.exit_code == 0, result.output
    assert Project.at(folder) == Project(folder, package="our_apis_clients")
    text = (folder / "pyproject.toml").read_text()
    lines = text.splitlines()
    settings = [n for n, line in enumerate(lines) if " = " in line]
    assert all(lines[number - 1].startswith("# ") for number in settings)
    assert not any(number - 1 in settings for number in settings)
    uncommented = re.sub(r"(?m)^# (?=[a-z-]+ = )", "", text)
    assert [*tomllib.loads(uncommented)["tool"]["specloom"]] == [
        *("specs", "output", "package", "formatter", "docstrings", "release-tags"),
        *("references", *SETTINGS[7:]),
    ]
    workflow = yaml.safe_load((folder / REVIEW).read_text())
    assert workflow["permissions"] == {}
    assert "specloom add NAME FILE" in result.output


def test_again_changes_nothing(tmp_path: Path) -> None:
    """A second run finds everything in place."""
    init(tmp_path, "--yes")
    before = contents(tmp_path)
    again = init(tmp_path, "--yes")
    assert again.exit_code == 0
    assert "nothing to write" in again.output
    assert contents(tmp_path) == before


EXISTING = {
    "pyproject.toml": '[project]\nname = "x"\n',
    "Makefile": "all:\n\techo all",
    ".pre-commit-config.yaml": "repos:\n  # ours\n  - repo: a\n    hooks: []\n",
    ".gitattributes": "*.png binary\r\n",
    "AGENTS.md": "# Agents\n\nBe kind.\n\n\n",
}


def test_existing_files_are_extended(tmp_path: Path) -> None:
    """All lines of a file that exists stay, in order, and stay valid."""
    for name, text in EXISTING.items():
        (tmp_path / name).write_bytes(text.encode())
    result = init(tmp_path, "--yes", "--package", "acme")
    assert result.exit_code == 0, result.output
    for name, text in EXISTING.items():
        new = (tmp_path / name).read_bytes().decode()
        assert new.startswith(text.rstrip()), name
        assert "specloom" in new.lower()
        assert f"+++ {name}" in result.output
    settings = tomllib.loads((tmp_path / "pyproject.toml").read_text())
    assert settings["project"] == {"name": "x"}
    assert settings["tool"]["specloom"]["package"] == "acme"
    hooks = yaml.safe_load((tmp_path / ".pre-commit-config.yaml").read_text())
    assert [each["repo"] for each in hooks["repos"]] == ["a", "local"]
    assert b"\r\n\r\n# Files" in (tmp_path / ".gitattributes").read_bytes()


@pytest.mark.parametrize("text", ["", "\n", "repos: []\n", "ci: {skip: [a]}\n"])
def test_hooks_without_repositories(tmp_path: Path, text: str) -> None:
    """The hooks are added to a file that has no repository yet."""
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(text)
    init(tmp_path, "--yes")
    found = yaml.safe_load(file.read_text())
    assert [each["repo"] for each in found["repos"]] == ["local"]


def test_a_changed_file_is_kept(tmp_path: Path) -> None:
    """A workflow that was changed is replaced only if it is named."""
    init(tmp_path, "--yes")
    file = tmp_path / REVIEW
    file.write_text("name: ours\n")
    kept = init(tmp_path, "--yes")
    assert file.read_text() == "name: ours\n"
    assert f"kept      {REVIEW}" in kept.output
    assert "-name: ours" in kept.output
    replaced = init(tmp_path, "--yes", "--overwrite", str(file))
    assert replaced.exit_code == 0
    assert f"replaced  {REVIEW}" in replaced.output
    assert "permissions: {}" in file.read_text()


def test_older_schemas_are_replaced(tmp_path: Path) -> None:
    """A schema that an older version wrote is replaced; a file of the user is kept."""
    init(tmp_path, "--yes")
    schema = tmp_path / "specs/.schemas/overlay.schema.json"
    current = schema.read_text()
    older = {**json.loads(current), "title": "older"}
    schema.write_text(json.dumps(older))
    assert init(tmp_path, "--yes").exit_code == 0
    assert schema.read_text() == current
    schema.write_text("{}")
    assert init(tmp_path, "--yes").exit_code == 0
    assert schema.read_text() == "{}"


def test_settings_that_exist_are_used(tmp_path: Path) -> None:
    """The folders of the settings are those in the files; other options are refused."""
    text = '[tool.specloom]\nspecs = "apis"\noutput = "out/clients"\n'
    (tmp_path / "pyproject.toml").write_text(text)
    result = init(tmp_path, "--yes")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "pyproject.toml").read_text() == text
    assert (tmp_path / "apis/README.md").is_file()
    assert "paths: [apis/**, out/clients/**," in (tmp_path / REVIEW).read_text()
    assert "apis/*/source.*" in (tmp_path / ".gitattributes").read_text()
    other = init(tmp_path, "--yes", "--specs", "specs")
    assert other.exit_code == 2
    assert 'pyproject.toml has "apis"' in other.output


def test_parts_can_be_left_out(tmp_path: Path) -> None:
    """Without all parts, only the settings and the folder of descriptions are left."""
    parts = ("make", "ci", "pre-commit", "git", "agents", "editors")
    options = [option for part in parts for option in ("--without", part)]
    assert init(tmp_path, "--yes", *options).exit_code == 0
    assert set(contents(tmp_path)) == {"pyproject.toml", "specs/README.md"}


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """`--dry-run` shows the files; with `--json`, as a list."""
    shown = init(tmp_path, "--dry-run")
    assert "files would be written" in shown.output
    listed = json.loads(init(tmp_path, "--dry-run", "--json").output)
    assert not listed["written"]
    assert {"file": "Makefile", "state": "new", "note": "targets of make"} in listed[
        "files"
    ]
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--package", "a-b"), '"a_b"'),
        (("--specs", "../x"), "--specs"),
        (("--specs", "x", "--output", "x/y"), "--output"),
        (("--output", ""), "--output"),
        (("--without", "nothing"), "--without"),
    ],
)
def test_invalid_options(
    tmp_path: Path, options: tuple[str, ...], expected: str
) -> None:
    """An invalid option is an error of one line, and nothing is written."""
    result = init(tmp_path, "--yes", *options)
    assert result.exit_code == 2
    assert expected in result.output
    assert contents(tmp_path) == {}


def test_an_invalid_pyproject(tmp_path: Path) -> None:
    """A file that cannot be read is reported with its place; nothing is written."""
    (tmp_path / "pyproject.toml").write_text("[tool\n")
    result = init(tmp_path, "--yes")
    assert result.exit_code == 2
    assert "pyproject.toml:1" in result.output
    assert set(contents(tmp_path)) == {"pyproject.toml"}


def test_questions(tmp_path: Path) -> None:
    """The name is asked, and then whether to write; without answers nothing is."""
    unanswered = init(tmp_path)
    assert unanswered.exit_code == 2
    assert "--yes" in unanswered.output
    refused = init(tmp_path, given="acme\nn\n")
    assert refused.exit_code == 0
    assert contents(tmp_path) == {}
    written = init(tmp_path, given="acme\ny\n")
    assert written.exit_code == 0
    assert Project.at(tmp_path).package == "acme"


MAKEFILES = [
    ("Makefile", "clients:\n\techo mine\n"),
    ("Makefile", "check-clients : clients\n"),
    ("makefile", ".RECIPEPREFIX = >\nall:\n> echo\n"),
    ("GNUmakefile", "define X\n"),
]


@pytest.mark.parametrize(("name", "text"), MAKEFILES)
def test_makefiles_that_cannot_be_extended(
    tmp_path: Path, name: str, text: str
) -> None:
    """They stay as they are, and the reason is printed."""
    (tmp_path / name).write_text(text)
    result = init(tmp_path, "--yes")
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_text() == text
    assert f"unchanged {name}: targets of make: not added, because it" in result.output
    assert len([*tmp_path.glob("*akefile")]) == 1


def test_the_makefile_that_make_reads(tmp_path: Path) -> None:
    """An existing file with another name is extended."""
    (tmp_path / "makefile").write_text("all:\n")
    init(tmp_path, "--yes")
    assert "check-clients" in (tmp_path / "makefile").read_text()
    assert not (tmp_path / "Makefile").exists()


@pytest.mark.parametrize(
    "text", ["repos:\n", "repos: abc\n", "repos: &r\n- {repo: a, hooks: []}\nx: *r\n"]
)
def test_hooks_that_cannot_be_added(tmp_path: Path, text: str) -> None:
    """A file whose layout cannot be kept stays as it is, and the reason is printed."""
    file = tmp_path / ".pre-commit-config.yaml"
    file.write_text(text)
    result = init(tmp_path, "--yes")
    assert result.exit_code == 0, result.output
    assert file.read_text() == text
    assert "hooks for pre-commit: not added" in result.output


def test_links_permissions_and_marks_stay(tmp_path: Path) -> None:
    """A link is followed, and a file keeps its permissions and its byte order mark."""
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "agents.md").write_text("# Agents\n")
    (folder / "AGENTS.md").symlink_to("../agents.md")
    (folder / "Makefile").write_text("all:\n")
    (folder / "Makefile").chmod(0o640)
    (folder / "pyproject.toml").write_bytes(b'\xef\xbb\xbf[project]\nname = "x"\n')
    assert init(folder, "--yes").exit_code == 0
    assert (folder / "AGENTS.md").is_symlink()
    assert "specloom" in (tmp_path / "agents.md").read_text()
    assert (folder / "Makefile").stat().st_mode & 0o777 == 0o640
    text = (folder / "pyproject.toml").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf[project]") and b"[tool.specloom]" in text


def test_folders_with_a_special_meaning(tmp_path: Path) -> None:
    """Names that make, git or a workflow would misread are refused for these parts."""
    result = init(tmp_path, "--yes", "--specs", "has space")
    assert result.exit_code == 2
    assert "--without make" in result.output
    assert contents(tmp_path) == {}
    parts = ("make", "ci", "pre-commit", "git")
    options = [option for part in parts for option in ("--without", part)]
    assert init(tmp_path, "--yes", "--specs", "has space", *options).exit_code == 0
