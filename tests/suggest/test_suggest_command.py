"""The command prints proposals, writes them, and adds them to an overlay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from next_lines import without_next
from specloom.cli import main
from suggested import DATE, array, document, thing

PAGED = {
    "x-fern-pagination": {
        "cursor": "$request.after",
        "next_cursor": "$response.next",
        "results": "$response.rows",
    },
    "x-fern-sdk-method-name": "all",
}
ENTRY = "  - target: $.info\n    update: {x-note: kept}   # as it is\n"
OVERLAY = f"""# Ours.
overlay: 1.1.0
info: {{title: Fixes, version: 1.0.0}}
actions:
{ENTRY}"""


def described() -> dict[str, Any]:
    response = thing(rows=array(), next="string")
    return document("after limit#", response, operation=PAGED)


def project(folder: Path, overlay: str = "") -> Path:
    specs = folder / "specs" / "tiny"
    specs.mkdir(parents=True)
    (specs / "source.json").write_text(json.dumps(described(), indent=1))
    if overlay:
        (specs / "overlay.yaml").write_text(overlay)
    return specs


def run(folder: Path, *arguments: str, date: bool = True) -> Result:
    dated = ["--date", DATE] if date else []
    command = ["suggest", "--project", str(folder), *dated, *arguments]
    return CliRunner().invoke(main, command)


def test_proposals_are_printed_and_nothing_is_written(tmp_path: Path) -> None:
    specs = project(tmp_path)
    result = run(tmp_path, "tiny")
    assert (result.exit_code, without_next(result.stderr)) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "pagination: pages by cursor in GET /things"
    assert lines[1] == "  confidence: very high (0.97)"
    assert lines[2].startswith("  reason: ")
    assert lines[3].startswith("  specs/tiny/source.json:")
    assert "name: names of GET /things" in lines
    assert lines[-1] == "2 proposals"
    assert [each.name for each in specs.iterdir()] == ["source.json"]


def test_printed_actions_are_those_of_the_overlay(tmp_path: Path) -> None:
    project(tmp_path)
    target = tmp_path / "out.yaml"
    result = run(tmp_path, "tiny", "--actions", "--output", str(target))
    assert result.exit_code == 0, result.output
    written = yaml.safe_load(target.read_text())
    blocks, block = [], []
    for line in result.stdout.splitlines():
        if line.startswith("    "):
            block.append(line)
        elif block:
            blocks += yaml.safe_load("\n".join(block))
            block = []
    assert written["actions"] == blocks
    assert all("x-specloom-provenance" in each for each in blocks)


UNSURE = """
openapi: 3.1.0
info: {title: Unsure, version: '1'}
paths:
  /things:
    get:
      parameters:
      - {name: page, in: query, schema: {type: integer}}
      - {name: page_size, in: query, schema: {type: integer}}
      responses:
        '200':
          description: OK
          content:
            application/json: {schema: {type: array, items: {type: string}}}
"""


@pytest.mark.parametrize(
    ("options", "is_added"), [((), False), (("--min-confidence", "0"), True)]
)
def test_proposals_that_are_not_sure(
    tmp_path: Path, options: tuple[str, ...], is_added: bool
) -> None:
    """They are named unless the user asks for them, also with a confidence of 0."""
    path, overlay = tmp_path / "unsure.yaml", tmp_path / "fixes.yaml"
    path.write_text(UNSURE)
    arguments = ("--spec", str(path), "--overlay", str(overlay), "--accept", *options)
    result = run(tmp_path, *arguments)
    assert result.exit_code == 0, result.output
    assert ("less sure than 0.9: 1 proposal" in result.stdout) != is_added
    text = overlay.read_text() if overlay.exists() else ""
    assert ("$request.query.page" in text) == is_added


def test_an_overlay_keeps_its_permissions(tmp_path: Path) -> None:
    path, overlay = tmp_path / "api.json", tmp_path / "real.yaml"
    path.write_text(json.dumps(described()))
    overlay.write_text(
        "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n"
        "- {target: $.info, update: {description: d}}\n"
    )
    overlay.chmod(0o600)
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    link = tmp_path / "link.yaml"
    result = run(tmp_path, "--spec", str(path), "--overlay", str(link), "--accept")
    assert result.exit_code == 0, result.output
    assert link.is_symlink()
    assert overlay.stat().st_mode & 0o777 == 0o600
    assert "x-specloom-pagination" in overlay.read_text()


def test_other_files_are_not_replaced(tmp_path: Path) -> None:
    project(tmp_path)
    target = tmp_path / "NOTES.md"
    target.write_text("precious\n")
    result = run(tmp_path, "tiny", "--output", str(target))
    assert result.exit_code == 2
    assert "is not an overlay" in result.output
    assert target.read_text() == "precious\n"
    target.unlink()
    for _ in range(2):
        assert run(tmp_path, "tiny", "--output", str(target)).exit_code == 0


def test_json(tmp_path: Path) -> None:
    project(tmp_path)
    found = json.loads(run(tmp_path, "tiny", "--json").stdout)
    assert [each["kind"] for each in found["proposals"]] == ["pagination", "name"]
    first = found["proposals"][0]
    assert first["operations"] == ["GET /things"]
    assert (first["file"], first["confidence"]) == ("specs/tiny/source.json", 0.97)
    assert found["not-applicable"] == []


def test_kind_and_confidence_select(tmp_path: Path) -> None:
    project(tmp_path)
    result = run(tmp_path, "tiny", "--json", "--kind", "name")
    assert [e["kind"] for e in json.loads(result.stdout)["proposals"]] == ["name"]
    result = run(tmp_path, "tiny", "--json", "--min-confidence", "0.96")
    assert [e["kind"] for e in json.loads(result.stdout)["proposals"]] == ["pagination"]


@pytest.mark.parametrize("overlay", ["", OVERLAY])
def test_accepted_proposals_generate_and_are_not_proposed_again(
    tmp_path: Path, overlay: str
) -> None:
    specs = project(tmp_path, overlay)
    result = run(tmp_path, "tiny", "--accept")
    assert result.exit_code == 0, result.output
    assert "specs/tiny/overlay.yaml" in result.stdout
    assert result.stderr.startswith("next: specloom generate")
    text = (specs / "overlay.yaml").read_text()
    assert text.startswith(overlay)
    assert len(yaml.safe_load(text)["actions"]) == 2 + bool(overlay)
    made = CliRunner().invoke(main, ["generate", "--project", str(tmp_path)])
    assert made.exit_code == 0, made.output
    normalized = yaml.safe_load((specs / "openapi.yaml").read_text())
    listed = normalized["paths"]["/things"]["get"]
    assert listed["x-specloom-pagination"]["style"] == "cursor"
    assert listed["x-specloom-name"] == "things.all"
    again = run(tmp_path, "tiny", "--accept")
    assert (again.exit_code, again.stdout) == (0, "nothing to propose\n")
    assert (specs / "overlay.yaml").read_text() == text


def test_output_does_not_depend_on_the_clock_or_the_run(tmp_path: Path) -> None:
    project(tmp_path)
    assert run(tmp_path, "tiny").stdout == run(tmp_path, "tiny").stdout


def test_a_description_without_a_project(tmp_path: Path) -> None:
    path, overlay = tmp_path / "api.json", tmp_path / "fixes.yaml"
    path.write_text(json.dumps(described()))
    result = run(tmp_path, "--spec", str(path))
    assert result.exit_code == 0, result.output
    assert "--accept" in result.stderr
    arguments = ("--spec", str(path), "--overlay", str(overlay))
    accepted = run(tmp_path, *arguments, "--accept")
    assert accepted.exit_code == 0, accepted.output
    assert len(yaml.safe_load(overlay.read_text())["actions"]) == 2
    assert run(tmp_path, *arguments).stdout == "nothing to propose\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "expected the name of a vendor, or --spec FILE"),
        (("tiny", "--kind", "pages"), 'unknown kind "pages" (expected one of: pagin'),
        (("tiny", "--date", "today"), '"today" is not a date'),
        (("tiny", "--overlay", "x.yaml"), "only with --spec: --overlay"),
        (("--spec", "x.json", "--accept"), "--accept with --spec needs --overlay"),
        (("tiny", "--spec", "x.json"), "not both"),
        (("tinny",), 'did you mean "tiny"?'),
    ],
)
def test_wrong_arguments(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    project(tmp_path)
    options = () if "--date" in arguments else ("--date", DATE)
    result = run(tmp_path, *arguments, *options, date=False)
    assert result.exit_code == 2
    assert says in result.stderr


def test_an_input_is_not_replaced(tmp_path: Path) -> None:
    specs = project(tmp_path)
    before = (specs / "source.json").read_text()
    result = run(tmp_path, "tiny", "--output", str(specs / "source.json"))
    assert result.exit_code == 2
    assert (specs / "source.json").read_text() == before
