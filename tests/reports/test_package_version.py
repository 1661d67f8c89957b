"""The report starts from the version that the setting states, and proposes the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from git_projects import SOURCE, TINY, commit, git, isolate, write
from specloom.cli import main

RETYPED = TINY.replace("size: {type: integer}", "size: {type: string}")
WITH_MORE = TINY.replace(
    "paths:\n", "paths:\n  /more: {get: {responses: {'204': {description: d}}}}\n"
)
TABLE = "[tool.specloom]\n"
CASES = [
    # The settings, the tags, and the version from which the report starts.
    ('version = "1.2.3"', (), "1.2.3"),
    ('version = "1.2.3"', ("v9.0.0",), "1.2.3"),
    ("", ("v9.0.0",), "0.1.0"),
    ('version = "tag"', (), ""),
    ('version = "tag"', ("v1.9.0", "v1.10.0", "w2.0.0", "vx"), "1.10.0"),
    ('version = "tag"', ("v1.9.0", "v2.0.0rc1"), "1.9.0"),
    ('version = "tag"\nrelease-tags = "a-v*-b"', ("a-v1.0.0-b", "v2.0.0"), "1.0.0"),
    ('version = "tag"\nrelease-tags = "clients/*"', ("clients/3.1.4",), "3.1.4"),
]


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def _project(folder: Path, settings: str, tags: tuple[str, ...]) -> None:
    write(folder, {SOURCE: TINY, "pyproject.toml": f"{TABLE}{settings}\n"})
    generated = CliRunner().invoke(main, ["generate", "--project", str(folder)])
    assert generated.exit_code == 0, generated.output
    commit(folder, {})
    for tag in tags:
        git(folder, "tag", tag)


@pytest.mark.parametrize(("settings", "tags", "version"), CASES)
def test_the_version_is_that_of_the_setting_or_of_a_tag(
    settings: str, tags: tuple[str, ...], version: str, tmp_path: Path
) -> None:
    _project(tmp_path, settings, tags)
    command = ["report", "--project", str(tmp_path), "--json"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    assert (
        json.loads(result.stdout)["reports"][0]["verdict"]["package_version"] == version
    )


@pytest.mark.parametrize(
    ("settings", "tag", "advice"),
    [
        ('version = "1.2.3"', "v1.2.3", 'with version = "1.3.0" in [tool.specloom]'),
        ('version = "tag"', "v1.2.3", "git tag v1.3.0  # when"),
        ('version = "tag"\nrelease-tags = "a v*"', "v1.2.3", ""),
        ("version = 'tag'\nrelease-tags = 'a;v*'", "a;v1.2.3", "git tag 'a;v1.3.0'"),
        ("", "v1.2.3", ""),
    ],
)
def test_the_report_says_how_to_release(
    settings: str, tag: str, advice: str, tmp_path: Path
) -> None:
    _project(tmp_path, settings, (tag,))
    command = ["report", "--project", str(tmp_path)]
    same = CliRunner().invoke(main, command)
    assert same.exit_code == 0 and "next:" not in same.stderr
    write(tmp_path, {SOURCE: WITH_MORE})
    more = CliRunner().invoke(main, command)
    assert more.exit_code == 0, more.output
    assert advice in more.stderr and ("next:" in more.stderr) == bool(advice)
    write(tmp_path, {SOURCE: RETYPED})
    # What breaks callers is to be decided first.
    breaking = CliRunner().invoke(main, command)
    assert breaking.exit_code == 1 and "next:" not in breaking.stderr
