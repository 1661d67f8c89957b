"""The lines that a report writes for a changelog."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from git_projects import SOURCE, TINY, commit, isolate, write
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from sample_reports import ACCEPTANCE, change, quiet_report
from sample_reports import report as sample
from specloom.cli import main
from specloom.reports.changelog import Section, changelog, section
from specloom.reports.report_data import Cause, Entry

RETYPED = TINY.replace("size: {type: integer}", "size: {type: string}")

ENTRIES: list[tuple[str, dict[str, str], Cause, Section | None]] = [
    ("operation-removed", {"python": "breaking"}, "vendor", "Breaking"),
    ("operation-moved", {"wire": "changed"}, "vendor", "Breaking"),
    ("response-property-added", {}, "vendor", "Added"),
    ("parameter-added", {"python": "compatible"}, "overlay", "Added"),
    ("operation-deprecated", {}, "vendor", "Deprecated"),
    ("response-status-removed", {"level": "breaking"}, "vendor", "Removed"),
    ("request-property-minimum-raised", {"level": "breaking"}, "vendor", "Changed"),
    ("response-property-retyped", {"level": "warning"}, "overlay", "Fixed"),
    ("description-changed", {}, "vendor", None),
    ("version-changed", {}, "vendor", None),
]


@pytest.mark.parametrize(("rule", "values", "cause", "expected"), ENTRIES)
def test_each_change_has_one_heading(
    rule: str, values: dict[str, str], cause: Cause, expected: Section | None
) -> None:
    entry = Entry(change=change(rule, "/paths/a", "x", **values), cause=cause)
    assert section(entry) == expected
    # Accepting a change hides it from reviewers, not from users.
    assert section(replace(entry, accepted=ACCEPTANCE)) == expected


def test_a_strict_client_breaks_by_a_response() -> None:
    entry = Entry(change=change("r", "/paths/a", "x", level="breaking"))
    assert section(entry) == "Changed"
    assert section(entry, strict_client=True) == "Breaking"


def test_the_version_is_that_of_all_vendors() -> None:
    broken = change("operation-removed", "/a", "`a` was removed", python="breaking")
    added = change("operation-added", "/b", "`b` was added")
    first = sample(Entry(change=added), vendor="bolt", bump="minor")
    second = sample(Entry(change=broken))
    assert changelog([first]) == "## [1.9.0]\n\n### Added\n\n- `b` was added.\n"
    assert changelog([first, second]) == (
        "## [2.0.0]\n\n### Breaking\n\n- **acme**: `a` was removed.\n\n"
        "### Added\n\n- **bolt**: `b` was added.\n"
    )
    unknown = replace(first, package_version="")
    assert changelog([unknown]).startswith("## [Unreleased]\n")


def test_a_loss_that_is_gone_names_its_operation() -> None:
    losses = ("#/paths/~1a~1{b}/get/x: the type is not supported", "a header is lost")
    assert changelog([sample(losses_mended=losses)]).splitlines()[-2:] == [
        "- A limitation is gone: `GET /a/{b}`: the type is not supported.",
        "- A limitation is gone: a header is lost.",
    ]


def test_advice_is_for_users() -> None:
    """Advice for the project is left out, and types in code stay code."""
    kept = "Use `a: int | None`, or keep the name `b`."
    rename = "rename? `c`: its text says so"
    entries = [
        Entry(
            change=change("r", f"/{n}", f"`{n}` changed.", python="breaking", act=act)
        )
        for n, act in enumerate((kept, rename))
    ]
    assert changelog([sample(*entries)]).splitlines()[4:] == [
        "- `0` changed. Use `a: int | None`.",
        "- `1` changed.",
    ]


def test_without_changes_there_are_no_lines() -> None:
    assert changelog([quiet_report("bolt")]) == ""


@given(st.text(max_size=200))
def test_any_text_stays_one_item(text: str) -> None:
    made = change("operation-added", "/b", text, act=text)
    found = MarkdownIt("commonmark").parse(changelog([sample(Entry(change=made))]))
    types = [each.type for each in found]
    children = [t.type for each in found for t in each.children or ()]
    assert types.count("list_item_open") == types.count("bullet_list_open") == 1
    assert types.count("heading_open") == 2
    assert not {"html_inline", "link_open", "image"} & {*types, *children}


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def test_lines_of_a_project(tmp_path: Path) -> None:
    version = '[project]\nname = "x"\nversion = "1.8.2"\n'
    commit(tmp_path, {SOURCE: TINY, "pyproject.toml": version}, "v1.8.2")
    project = ("--project", str(tmp_path))
    quiet = _run(*project, "--changelog")
    assert (quiet.exit_code, quiet.stdout) == (0, "")
    write(tmp_path, {SOURCE: RETYPED})
    assert _run(*project).exit_code == 1
    result = _run(*project, "--changelog", "--against", "last-release")
    assert result.exit_code == 0
    head, _, group, _, *bullets = result.stdout.splitlines()
    assert (head, group) == ("## [2.0.0]", "### Breaking")
    assert all(re.match(r"- `Thing.*\.size`", each) for each in bullets)
    assert bullets and _run(*project, "--format", "changelog").stdout in result.stdout
    both = _run(*project, "--changelog", "--json")
    assert both.exit_code == 2
    target = tmp_path / "lines.md"
    assert _run(*project, "--changelog", "--output", str(target)).exit_code == 0
    assert target.read_text("utf-8") == result.stdout


def test_lines_of_two_files(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(TINY, "utf-8")
    new.write_text(RETYPED, "utf-8")
    given_files = ("--old", str(old), "--new", str(new), "--package-version", "0.4.1")
    result = _run(*given_files, "--changelog")
    assert result.exit_code == 0
    assert result.stdout.startswith("## [0.5.0]\n\n### Breaking\n\n- ")
