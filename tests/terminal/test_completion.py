"""Shells complete commands, options, vendors, methods and keys, quickly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from specloom import cli
from specloom.editor_schemas import SCHEMAS
from specloom.lint import SEVERITIES
from specloom.vocabulary import schemas

NAMES = """\
# Names frozen by `specloom normalize` for specs/acme.
DELETE /a/{id}: things.delete
GET /a: {name: things.list, alias: all}
GET /a/{id}: things.get  # as the page says
GET /gone: {name: things.gone, retired: It was removed.}
'GET /b': "others.list"
x-specloom-property-names: camelCase
"""
HEAVY = {"black", "datamodel_code_generator", "jsonschema", "jinja2", "libcst", "mypy"}
HEAVY |= {"openapi_core", "pydantic", "referencing", "werkzeug", "yaml", "httpx2"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("acme", "acorn", "brand"):
        folder = tmp_path / "specs" / name
        folder.mkdir(parents=True)
        (folder / "source.yaml").write_text("openapi: 3.1.0\n", "utf-8")
    (tmp_path / "specs" / "acme" / "names.yaml").write_text(NAMES, "utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.specloom]\n", "utf-8")
    return tmp_path


def completed(line: str, shell: str = "bash") -> list[str]:
    """Return what is printed for a command line; the last word is completed."""
    words = line.split(" ")
    variables = {
        "_SPECLOOM_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1) if shell != "fish" else words[-1],
    }
    result = CliRunner().invoke(
        cli.main, prog_name="specloom", env=variables, complete_var="_SPECLOOM_COMPLETE"
    )
    assert result.stderr == ""
    return [line for line in result.stdout.splitlines() if line]


def values(line: str) -> list[str]:
    return [each.removeprefix("plain,") for each in completed(line)]


VENDORS = [
    "accept",
    "normalize",
    "lint",
    "report",
    "update",
    "mock",
    "suggest",
    "explain",
    "docs",
]


@pytest.mark.parametrize("command", VENDORS)
def test_vendors(command: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert values(f"specloom {command} a") == ["acme", "acorn"]
    assert values(f"specloom {command} x") == []
    monkeypatch.chdir(project / "specs" / "acme")
    assert values(f"specloom {command} b") == ["brand"]
    monkeypatch.chdir(project.parent)
    line = f"specloom {command} --project {project} ac"
    assert values(line) == ["acme", "acorn"]


def test_vendor_is_named_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert values("specloom lint acme ") == ["acorn", "brand"]


def test_methods_of_a_vendor(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    every = ["things.delete", "things.list", "things.get", "others.list"]
    assert values("specloom explain acme ") == every
    assert values("specloom explain acme things.l") == ["things.list"]
    assert values("specloom explain acme things.get things.") == every[:2]
    for vendor in ("acorn", "nobody", "../specs/acme", ".."):
        assert values(f"specloom explain {vendor} ") == []


def test_operations_are_shown_next_to_methods(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    shown = completed("specloom explain acme things.l", "zsh")
    assert shown == ["plain", "things.list", "GET /a"]
    assert "plain,things.get\tGET /a/{id}" in "\n".join(
        completed("specloom explain acme things.g", "fish")
    )


def test_files_or_vendors_of_diff(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert completed("specloom diff ol") == ["file,ol"]
    assert values("specloom diff --against HEAD a") == ["acme", "acorn"]
    assert values("specloom check --against l") == ["last-release"]
    assert completed("specloom check --against ./x") == ["file,./x"]
    assert completed("specloom update acme ne") == ["file,ne"]
    assert completed("specloom try ne") == ["file,ne"]


def test_keys() -> None:
    assert values("specloom schema ") == [*SCHEMAS, *sorted(schemas())]
    assert values("specloom schema x-specloom-pa") == ["x-specloom-pagination"]


def test_commands_and_options() -> None:
    assert values("specloom com") == ["completion"]
    assert values("specloom overlay a") == ["apply"]
    assert values("specloom lint --qu") == ["--quiet"]
    assert values("specloom completion ") == ["bash", "zsh", "fish"]
    assert values("specloom diff --level w") == ["warning"]
    assert values("specloom lint --severity ") == [*SEVERITIES]


@pytest.mark.parametrize(
    "text", ["[tool.specloom]\nspecs = 5\n", "[tool.specloom", "[tool]\nspecloom = 1\n"]
)
def test_invalid_project_has_nothing_to_complete(
    text: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    (project / "pyproject.toml").write_text(text, "utf-8")
    assert values("specloom lint a") == []
    assert values("specloom explain acme ") == []


def test_names_that_cannot_be_read(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    names = project / "specs" / "acme" / "names.yaml"
    names.write_bytes(b"\xff\xfe: [\nGET /a: a.b\n")
    assert values("specloom explain acme ") == ["a.b"]
    names.unlink()
    names.symlink_to("names.yaml")
    assert values("specloom explain acme ") == []


def test_no_library_is_imported_that_completing_does_not_need(project: Path) -> None:
    code = (
        "import sys\nfrom specloom.cli import main\n"
        "try:\n    main(prog_name='specloom')\n"
        "finally:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    for line in ("explain acme t", "schema x", "lint --", "mock a"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=project,
            env={
                **os.environ,
                "_SPECLOOM_COMPLETE": "zsh_complete",
                "COMP_WORDS": f"specloom {line}",
                "COMP_CWORD": str(len(line.split())),
            },
            capture_output=True,
            text=True,
        )
        assert run.stdout
        found = {name.partition(".")[0] for name in run.stderr.split()}
        assert "specloom" in found and not found & HEAVY


def printed(shell: str, *options: str) -> str:
    result = CliRunner().invoke(cli.main, ["completion", shell, *options])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_says_how_it_is_installed(shell: str) -> None:
    script = printed(shell)
    lines = script.splitlines()
    comment = lines[1 if shell == "zsh" else 0]
    assert comment.startswith(f"# To install: specloom completion {shell} > ~/.")
    assert shell != "zsh" or lines[0] == "#compdef specloom"
    assert f"_SPECLOOM_COMPLETE={shell}_complete" in script
    found = json.loads(printed(shell, "--json"))
    assert (found["shell"], found["script"]) == (shell, script)
    assert comment.endswith(found["install"])


def test_shell_is_that_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert CliRunner().invoke(cli.main, ["completion"]).stdout == printed("fish")
    for value in ("/bin/tcsh", ""):
        monkeypatch.setenv("SHELL", value)
        result = CliRunner().invoke(cli.main, ["completion"])
        assert result.exit_code == 2
        assert (
            "is not a supported shell (expected bash or zsh or fish)" in result.stderr
        )


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_script_works_in_bash(project: Path, tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(printed("bash"), "utf-8")
    command = tmp_path / "bin" / "specloom"
    command.parent.mkdir()
    start = "from specloom.cli import main; main(prog_name='specloom')"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{start}" "$@"\n')
    command.chmod(0o700)
    ask = (
        f"source {script}; COMP_WORDS=(specloom lint ac); COMP_CWORD=2; "
        '_specloom_completion specloom; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{command.parent}:{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "--norc", "-c", ask],
        cwd=project,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert run.stdout.split() == ["acme", "acorn"], run.stderr
