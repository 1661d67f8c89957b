"""`specloom report` on projects in git repositories."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from git_projects import SOURCE, TINY, commit, isolate, write
from jsonschema import Draft202012Validator
from specloom.cli import main
from specloom.reports.json_report import report_schema

OVERLAY = "specs/tiny/overlay.yaml"
ACCEPTED = "specs/tiny/accepted-changes.yaml"
RETYPED = TINY.replace("size: {type: integer}", "size: {type: string}")
FIXES = """\
overlay: 1.1.0
info: {title: Fixes, version: '1'}
actions:
- target: $.components.schemas.Thing.properties
  update: {color: {type: string}}
  x-specloom-provenance: {reason: r, source: s, checked: '2026-01-02'}
"""


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(monkeypatch)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    version = '[project]\nname = "x"\nversion = "1.8.2"\n'
    commit(folder, {SOURCE: TINY, "pyproject.toml": version}, "v1.8.2")
    return folder


def run(root: Path, *arguments: str) -> Result:
    command = ["report", "--project", str(root), *arguments]
    return CliRunner().invoke(main, command)


def found(root: Path, *arguments: str) -> Any:
    result = run(root, "--json", *arguments)
    assert result.exit_code in (0, 1), result.stderr
    value = json.loads(result.stdout)
    Draft202012Validator(report_schema()).validate(value)
    assert value["needs_action"] == (result.exit_code == 1)
    return value


def test_nothing_changed(root: Path) -> None:
    result = run(root)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "tiny · 1.8.2 stays · no changes"


def test_comments_alone_change_nothing(root: Path) -> None:
    write(root, {SOURCE: f"# a comment\n{TINY}"})
    result = run(root)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "tiny 1 · 1.8.2 stays · no changes"


def test_a_change_of_the_working_tree_has_three_levels(root: Path) -> None:
    write(root, {SOURCE: RETYPED})
    (report,) = found(root)["reports"]
    verdict = report["verdict"]
    assert (verdict["bump"], verdict["proposed_version"]) == ("major", "2.0.0")
    (change,) = report["changes"]
    assert (change["level"], change["python"], change["wire"]) == (
        "breaking",
        "breaking",
        "same",
    )
    assert change["place"]["pointer"].startswith("/components/schemas/Thing")
    assert change["place"]["new"]["file"] == SOURCE
    assert change["operations"] == [{"method": "GET", "path": "/things"}]
    assert change["cause"] == "vendor"
    assert "int" in change["before"][0] and "str" in change["after"][0]


def test_another_baseline(root: Path) -> None:
    commit(root, {SOURCE: RETYPED})
    assert run(root).exit_code == 0
    assert len(found(root, "--against", "v1.8.2")["reports"][0]["changes"]) == 1
    result = run(root, "--against", "last-release")
    assert result.exit_code == 1
    assert "against v1.8.2" in result.stdout


def test_without_its_baseline_nothing_is_reported(root: Path) -> None:
    result = run(root, "--against", "v9")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 'there is no revision "v9"' in result.stderr


def test_a_description_that_fails_has_no_report(root: Path) -> None:
    write(root, {SOURCE: "openapi: 3.1.0\npaths: [\n"})
    result = run(root)
    assert (result.exit_code, result.stdout) == (2, "")


def test_vendors_come_and_go(root: Path) -> None:
    write(root, {"specs/more/source.yaml": TINY.replace("Tiny", "More")})
    more, tiny = found(root)["reports"]
    assert [each["rule"] for each in more["changes"]] == ["package-added"]
    assert (more["verdict"]["bump"], tiny["changes"]) == ("minor", [])
    commit(root, {})
    (root / "specs/more/source.yaml").unlink()
    more, _ = found(root)["reports"]
    assert [each["rule"] for each in more["changes"]] == ["package-removed"]
    assert more["verdict"]["proposed_version"] == "2.0.0"


def test_names_select_vendors(root: Path) -> None:
    write(root, {"specs/more/source.yaml": TINY, SOURCE: RETYPED})
    (only,) = found(root, "tiny")["reports"]
    assert only["vendor"] == "tiny"
    assert run(root, "none").exit_code == 2


def test_causes_are_separated(root: Path) -> None:
    write(root, {SOURCE: RETYPED, OVERLAY: FIXES})
    (report,) = found(root)["reports"]
    causes = {
        each["place"]["pointer"]
        .rpartition("/properties/")[2]
        .partition("/")[0]: each["cause"]
        for each in report["changes"]
    }
    assert causes == {"size": "vendor", "color": "overlay"}


def test_what_the_vendor_mended_is_no_longer_needed(root: Path) -> None:
    commit(root, {OVERLAY: FIXES})
    mended = TINY + "        color: {type: string}\n"
    write(root, {SOURCE: mended})
    (report,) = found(root)["reports"]
    assert [each["reason"] for each in report["unneeded_repairs"]] == ["has no effect"]
    assert report["unneeded_repairs"][0]["location"]["file"] == OVERLAY
    assert "overlay prune" in run(root, "--format", "markdown").stdout


def test_what_another_specloom_generated_is_its_own_cause(root: Path) -> None:
    CliRunner().invoke(main, ["normalize", "--project", str(root)])
    recorded = root / "specs/tiny/openapi.yaml"
    text = recorded.read_text()
    assert "type: integer" in text
    commit(root, {"specs/tiny/openapi.yaml": text.replace("integer", "number")})
    write(root, {"specs/tiny/openapi.yaml": text})
    (report,) = found(root)["reports"]
    assert {each["cause"] for each in report["changes"]} == {"generator"}


def test_accepting_a_change(root: Path) -> None:
    write(root, {SOURCE: RETYPED, ACCEPTED: "# Decided by us.\n[]\n"})
    (root / ACCEPTED).unlink()
    (change,) = found(root)["reports"][0]["changes"]
    expires = (date.today() + timedelta(days=30)).isoformat()
    options = ("--reason", "we never read it", "--owner", "crm", "--expires", expires)
    result = run(root, "--accept", change["fingerprint"], *options)
    assert (result.exit_code, result.stdout) == (0, f"{ACCEPTED}\n")
    (report,) = found(root)["reports"]
    (accepted,) = report["changes"]
    assert (accepted["attention"], accepted["group"]) == ("folded", "accepted")
    assert accepted["accepted"]["reason"] == "we never read it"
    assert report["verdict"]["bump"] == "major"
    # Once the change is undone, the entry is stale.
    write(root, {SOURCE: TINY})
    result = run(root)
    assert result.exit_code == 2
    assert result.stderr.startswith(f'{ACCEPTED}:2:3: no change is "')


def test_an_expired_acceptance_fails(root: Path) -> None:
    write(root, {SOURCE: RETYPED})
    (change,) = found(root)["reports"][0]["changes"]
    options = ("--reason", "r", "--owner", "o", "--expires", "2020-01-01")
    assert run(root, "--accept", change["fingerprint"], *options).exit_code == 0
    result = run(root)
    assert result.exit_code == 2
    assert "accepted until 2020-01-01" in result.stderr
    assert "1 to act on" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--accept", "0011223344556677"),
        ("--reason", "r"),
        ("--accept", "x", "--reason", "r", "--owner", "o", "--expires", "soon"),
        ("--accept", "x", "--reason", "r", "--owner", "o", "--expires", "2027-01-01"),
        ("--old", "pyproject.toml"),
        ("--format", "pdf"),
    ],
)
def test_wrong_arguments(root: Path, arguments: tuple[str, ...]) -> None:
    before = sorted(root.rglob("*"))
    assert run(root, *arguments).exit_code == 2
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    "form", ["terminal", "markdown", "html", "json", "annotations", "sarif"]
)
def test_every_format_is_printed_or_written(root: Path, form: str) -> None:
    write(root, {SOURCE: RETYPED})
    printed = run(root, "--format", form)
    assert printed.exit_code == 1
    assert "size" in printed.stdout
    output = root / "out" / "report"
    output.parent.mkdir()
    written = run(root, "--format", form, "--output", str(output))
    assert (written.exit_code, written.stdout) == (1, "")
    assert output.read_text("utf-8") == printed.stdout


def test_two_files_without_a_project(tmp_path: Path) -> None:
    old, new = tmp_path / "a.yaml", tmp_path / "tiny.yaml"
    old.write_text(TINY)
    new.write_text(RETYPED)
    files = ("--old", str(old), "--new", str(new))
    result = CliRunner().invoke(main, ["report", *files])
    assert result.exit_code == 1
    assert result.stdout.startswith("tiny 1 · a major release · 1 to act on")
    same = CliRunner().invoke(main, ["report", "--old", str(new), "--new", str(new)])
    assert same.exit_code == 0


def test_a_strict_client(root: Path) -> None:
    loose = TINY.replace("size: {type: integer}", "size: {type: [integer, 'null']}")
    write(root, {SOURCE: loose})
    strict = found(root, "--strict-client")["reports"][0]["verdict"]
    assert (strict["act"], strict["strict_client"]) == (1, True)


CALLER = """\
from specloom_clients.tiny.models import Thing


def total(things: list[Thing]) -> int:
    return sum(thing.size or 0 for thing in things)
"""


@pytest.mark.verify
def test_call_sites_are_found_in_the_callers_code(root: Path) -> None:
    removed = TINY.replace("        size: {type: integer}\n", "")
    write(root, {SOURCE: removed, "app/stock.py": CALLER, "app/other.py": "x = 1\n"})
    value = found(root, "--callers", str(root / "app"))
    (report,) = value["reports"]
    (change,) = report["changes"]
    (site,) = change["call_sites"]
    assert (Path(site["file"]).name, site["line"]) == ("stock.py", 5)
    assert report["verdict"]["callers_searched"]
    assert value["surface"][0]["qualname"] == "Thing.size"
    shown = run(root, "--callers", str(root / "app"), "--format", "markdown").stdout
    assert "stock.py:5" in shown
    quiet = run(root, "--callers", str(root / "app" / "other.py"))
    assert "no call here" in quiet.stdout


def test_the_version_of_the_package_may_be_given(root: Path) -> None:
    write(root, {SOURCE: RETYPED})
    result = run(root, "--package-version", "3.4.5")
    assert "3.4.5 → 4.0.0" in result.stdout
