"""Test `specloom lint --fix`: what it adds is certain, and it adds it once."""

from __future__ import annotations

import json
import shutil
from codecs import BOM_UTF8
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from lint_fixes import check_fixes
from specloom.cli import main
from specloom.commands.lint import LEVELS
from specloom.lint import ABOUT, SEVERITIES
from specloom.lint.note_texts import Note
from specloom.project.vendor import vendor_of_file

HERE = Path(__file__).parent
DEFECTS = sorted((HERE.parent / "defects").glob("*.yaml"))
ADDED = """\
  - target: $['x-specloom-pagination'].numbered
    update:
      first: 0
  - target: $.paths['/orders'].get.responses['200'].content['application/json'].example
    remove: true
  - target: $.components.responses.Busy
    update:
      headers:
        Retry-After:
          description: The number of seconds to wait.
          schema:
            type: integer
  - target: $.components.securitySchemes['old key']
    remove: true
  - target: $.paths['/orders'].get
    update:
      x-specloom-name: orders.list
      x-specloom-alias: find
  - target: $.paths['/orders/{id}'].get.responses
    update:
      '429':
        description: Too many requests.
        headers:
          Retry-After:
            description: The number of seconds to wait.
            schema:
              type: integer
"""
"""What is added to the overlay of the shop, without provenance; written by hand."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose vendor `shop` has every note that can be mended."""
    folder = tmp_path / "specs" / "shop"
    folder.mkdir(parents=True)
    shutil.copy(HERE / "shop.yaml", folder / "source.yaml")
    shutil.copy(HERE / "overlay.yaml", folder)
    return tmp_path


def run(project: Path, *arguments: str) -> Result:
    """Run `specloom lint`."""
    options = ["lint", "--project", str(project), "--date", "2026-11-27"]
    return CliRunner().invoke(main, [*options, *arguments])


def without_provenance(text: str) -> str:
    """Return lines without those of provenance."""
    kept, inside = [], False
    for line in text.splitlines(keepends=True):
        if inside and line.startswith("      "):
            continue
        inside = line.startswith("    x-specloom-provenance:\n")
        if not inside:
            kept.append(line)
    return "".join(kept)


def test_actions_are_added_after_the_others(project: Path) -> None:
    overlay = project / "specs" / "shop" / "overlay.yaml"
    before = overlay.read_text("utf-8")
    made = run(project, "--fix")
    assert made.exit_code == 0, made.output
    after = overlay.read_text("utf-8")
    assert after.startswith(before)
    assert without_provenance(after.removeprefix(before)) == ADDED
    diff = [line[1:] for line in made.stdout.splitlines() if line.startswith("+")]
    assert "\n".join(diff[1:]) + "\n" == after.removeprefix(before)
    assert "no problems and 0 notes in shop" in made.stdout
    again = run(project, "--fix")
    assert again.stdout == "no problems and 0 notes in shop\n"
    assert overlay.read_text("utf-8") == after


def test_operations_that_the_vendor_removes_do_not_come_back(project: Path) -> None:
    assert run(project, "--fix").exit_code == 0
    source = project / "specs" / "shop" / "source.yaml"
    before, _, rest = source.read_text("utf-8").partition("  /orders/{id}:\n")
    source.write_text(before + rest[rest.index("components:") :], "utf-8")
    made = run(project)
    assert made.exit_code == 2
    assert "matches nothing" in made.stderr


@pytest.mark.parametrize("form", ["bom", "no-newline", "crlf", "json"])
def test_other_forms_of_overlays_are_extended(project: Path, form: str) -> None:
    overlay = project / "specs" / "shop" / "overlay.yaml"
    data = overlay.read_bytes()
    if form == "json":
        overlay.unlink()
        overlay = overlay.with_suffix(".json")
        data = json.dumps(yaml.safe_load(data), indent=2).encode()
    elif form == "crlf":
        data = data.replace(b"\n", b"\r\n")
    else:
        data = BOM_UTF8 + data if form == "bom" else data.rstrip(b"\n")
    overlay.write_bytes(data)
    made = run(project, "--fix")
    assert made.exit_code == 0, made.output
    assert "no problems and 0 notes in shop" in made.stdout
    after = overlay.read_bytes()
    assert after.startswith(data.rstrip(b"\n]} \r")[: len(data) // 2])
    assert after.startswith(BOM_UTF8) == (form == "bom")
    tree = yaml.safe_load(after.decode("utf-8-sig"))
    assert len(tree["actions"]) == 2 + ADDED.count("- target:")
    assert run(project, "--fix").stdout == "no problems and 0 notes in shop\n"


def test_a_first_overlay_is_written(project: Path) -> None:
    overlay = project / "specs" / "shop" / "overlay.yaml"
    overlay.unlink()
    assert run(project, "--fix").exit_code == 0
    targets = [x for x in overlay.read_text("utf-8").splitlines() if "target:" in x]
    assert len(targets) == 2
    assert "['old key']" in targets[1]


def test_what_needs_a_decision_is_left_to_suggest(project: Path) -> None:
    (project / "specs" / "shop" / "overlay.yaml").unlink()
    rows = {row["id"]: row for row in json.loads(run(project, "--json").stdout)}
    assert rows["no-429-response"]["actions"] == []
    assert rows["pagination-parameter"]["severity"] == "warning"
    advice = "needs a decision: specloom suggest shop"
    assert rows["pagination-parameter"]["advice"] == advice
    (action,) = rows["unused-scheme"]["actions"]
    assert (action["target"], action["remove"]) == (
        "$.components.securitySchemes['old key']",
        True,
    )


def test_an_action_that_changes_the_client_is_refused(project: Path) -> None:
    """The scheme is not used, but a reference to it is: it cannot be removed."""
    source = project / "specs" / "shop" / "source.yaml"
    text = source.read_text("utf-8").replace(
        "security: [{key: []}]\npaths:\n  /orders:\n    get:\n",
        "security: [{old key: []}]\npaths:\n  /orders:\n    get:\n"
        "      security: [{key: []}]\n",
    )
    text = text.replace(
        "      operationId: getOrder\n",
        "      operationId: getOrder\n      security: [{key: []}]\n",
    )
    source.write_text(text, "utf-8")
    made = run(project, "--fix")
    assert made.exit_code == 0
    assert "not added: unused-scheme: " in made.stderr
    assert "[unused-scheme]" in made.stdout


def test_severity_leaves_out_less_serious_notes(project: Path) -> None:
    shown = run(project, "--severity", "warning").stdout
    assert "[unused-scheme]" in shown
    assert "[no-429-response]" not in shown
    assert "no problems and 3 notes in shop" in shown
    assert run(project, "--severity", "error", "--strict").exit_code == 0
    assert run(project, "--severity", "warning", "--strict").exit_code == 1


def test_explain_prints_why_and_the_actions(project: Path) -> None:
    shown = run(project, "--explain").stdout
    for row in json.loads(run(project, "--json").stdout):
        assert f"    {row['why']}\n" in shown
        for action in row["actions"]:
            assert f"    - target: {action['target']}\n" in shown


def test_severities_are_those_of_the_notes() -> None:
    assert LEVELS == SEVERITIES
    assert {each.severity for each in ABOUT.values()} <= {*LEVELS}


@pytest.mark.parametrize("note", Note, ids=lambda note: note.id)
def test_each_note_has_a_severity_and_a_reason(note: Note) -> None:
    about = ABOUT[note]
    assert about.severity in ("warning", "info")
    assert about.why.endswith(".")


@pytest.mark.parametrize("case", DEFECTS[::5], ids=lambda case: case.stem)
def test_fixes_of_defective_documents_keep_the_client(case: Path) -> None:
    check_fixes(vendor_of_file(case, "repaired"))


@pytest.mark.verify
@pytest.mark.parametrize("case", DEFECTS, ids=lambda case: case.stem)
def test_fixes_of_all_documents_keep_the_client(case: Path) -> None:
    check_fixes(vendor_of_file(case, "repaired"))
