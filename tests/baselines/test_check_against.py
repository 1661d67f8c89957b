"""`specloom check --against` fails for changes that break code and are not accepted."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from git_projects import SOURCE, TINY, commit, git, isolate, write
from specloom.cli import main

RETYPED = TINY.replace("size: {type: integer}", "size: {type: string}")
MORE = TINY.replace(
    "components:",
    "  /others:\n    get:\n      operationId: others_count\n"
    "      responses: {'204': {description: Nothing.}}\ncomponents:",
)
ACCEPTED = "specs/tiny/accepted-changes.yaml"


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(root)])


def generated(root: Path, source: str) -> None:
    write(root, {SOURCE: source})
    assert run(root, "generate").exit_code == 0


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a release."""
    root = tmp_path_factory.mktemp("prepared")
    generated(root, TINY)
    commit(root, {}, "v1.0.0")
    return root


@pytest.fixture
def root(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "project")


BASELINES = ["HEAD", "v1.0.0", "last-release"]


@pytest.mark.parametrize("against", ["last-release"])
def test_without_a_change(root: Path, against: str) -> None:
    found = run(root, "check", "--against", against)
    assert found.exit_code == 0, found.output
    assert found.stdout.endswith("files are as generated\n")


@pytest.mark.parametrize("against", BASELINES)
def test_what_breaks_code_fails_the_check(root: Path, against: str) -> None:
    generated(root, RETYPED)
    found = run(root, "check", "--against", against)
    assert found.exit_code == 1
    (line,) = found.stdout.splitlines()
    assert re.match(r"breaks: specs/tiny/source\.yaml:2\d:\d+: .*size", line)
    assert "specloom report" in found.stderr
    assert run(root, "check").exit_code == 0


def test_what_breaks_nothing_passes(root: Path) -> None:
    generated(root, MORE)
    found = run(root, "check", "--against", "HEAD")
    assert found.exit_code == 0, found.output


def test_a_vendor_that_is_gone_breaks_code(root: Path) -> None:
    write(root, {SOURCE.replace("tiny", "other"): TINY})
    shutil.rmtree(root / "specs/tiny")
    assert run(root, "generate").exit_code == 0
    found = run(root, "check", "--against", "HEAD")
    assert found.exit_code == 1
    assert "tiny" in found.stdout


@pytest.mark.verify
def test_a_vendor_that_is_new_breaks_nothing(root: Path) -> None:
    write(root, {SOURCE.replace("tiny", "other"): TINY})
    assert run(root, "generate").exit_code == 0
    assert run(root, "check", "--against", "HEAD").exit_code == 0


def accepted(root: Path, expires: str) -> None:
    """Accept the only change that breaks code."""
    found = json.loads(run(root, "report", "--json").stdout)
    (fingerprint,) = re.findall(r'"fingerprint": "(\w+)"', json.dumps(found))
    options = ["--accept", fingerprint, "--reason", "nobody uses it", "--owner", "us"]
    assert run(root, "report", *options, "--expires", expires).exit_code == 0
    assert fingerprint in (root / ACCEPTED).read_text()


def test_an_accepted_change_passes(root: Path) -> None:
    generated(root, RETYPED)
    accepted(root, "2999-12-31")
    found = run(root, "check", "--against", "HEAD")
    assert found.exit_code == 0, found.output


def test_an_acceptance_that_is_stale_or_expired_fails(root: Path) -> None:
    generated(root, RETYPED)
    accepted(root, "2999-12-31")
    write(root, {ACCEPTED: (root / ACCEPTED).read_text().replace("2999", "2020")})
    expired = run(root, "check", "--against", "HEAD")
    assert expired.exit_code == 1
    assert f"not valid: {ACCEPTED}:" in expired.stdout
    generated(root, TINY)
    stale = run(root, "check", "--against", "HEAD")
    assert stale.exit_code == 1
    assert f"not valid: {ACCEPTED}:" in stale.stdout


@pytest.mark.parametrize("against", ["v9.9.9", "", "none.whl", "HEAD~5"])
def test_a_missing_baseline_is_an_error(root: Path, against: str) -> None:
    found = run(root, "check", "--against", against)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert "there is no revision" in found.stderr


def test_a_wheel_is_a_baseline(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run(
        [*command, str(tmp_path / "dist")],
        cwd=root / "generated",
        check=True,
        capture_output=True,
    )
    (wheel,) = map(str, (tmp_path / "dist").iterdir())
    shutil.rmtree(root / ".git")
    assert run(root, "check", "--against", wheel).exit_code == 0
    generated(root, RETYPED)
    found = run(root, "check", "--against", wheel)
    assert found.exit_code == 1
    assert "size" in found.stdout
    generated(root, MORE)
    found = run(root, "check", "--against", wheel)
    assert found.exit_code == 0, found.output


def test_the_result_as_json(root: Path) -> None:
    generated(root, RETYPED)
    (root / "generated/README.md").unlink()
    found = run(root, "check", "--against", "HEAD", "--json")
    assert found.exit_code == 1
    result = json.loads(found.stdout)
    assert result["missing"] == ["generated/README.md"]
    assert len(result["breaking"]) == 1
    empty = ("differs", "stale", "losses_added", "losses_stale", "acceptances")
    assert [result[name] for name in empty] == [[]] * 5
    assert set(result) == {*empty, "missing", "breaking", "files", "cpu_seconds"}


def test_git_is_needed_only_for_a_baseline(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    assert run(root, "check").exit_code == 0
    found = run(root, "check", "--against", "HEAD")
    assert found.exit_code == 3
    assert "git: not installed" in found.stderr


def test_the_strict_client_needs_a_baseline(root: Path) -> None:
    assert run(root, "check", "--strict-client").exit_code == 2


@pytest.mark.verify
def test_changes_that_are_not_committed_count(root: Path) -> None:
    generated(root, RETYPED)
    commit(root, {})
    assert run(root, "check", "--against", "HEAD").exit_code == 0
    git(root, "tag", "v2.0.0")
    generated(root, TINY)
    assert run(root, "check", "--against", "last-release").exit_code == 1


@pytest.mark.verify
def test_the_environment_of_a_hook(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a hook, git names its own folder relative to where it runs."""
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.chdir(os.sep)
    assert run(root, "check", "--against", "HEAD").exit_code == 0


def test_a_package_with_another_name_breaks_code(root: Path) -> None:
    write(root, {"pyproject.toml": '[tool.specloom]\npackage = "other_clients"\n'})
    shutil.rmtree(root / "generated")
    assert run(root, "generate").exit_code == 0
    found = run(root, "check", "--against", "HEAD")
    assert found.exit_code == 1
    (line,) = found.stdout.splitlines()
    assert "`specloom_clients.tiny` is now `other_clients.tiny`" in line
    commit(root, {})
    assert run(root, "check", "--against", "HEAD").exit_code == 0
