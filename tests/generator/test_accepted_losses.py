"""Test that losses are accepted one by one, each with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from next_lines import without_next
from specloom.cli import main

SOUND = """
openapi: 3.1.0
info: {title: Tiny, version: '1'}
servers: [{url: https://tiny.example}]
paths:
  /things:
    get: {operationId: things_count, responses: {'204': {description: Nothing.}}}
"""
PART = SOUND + "    parameters: [{name: n, in: nowhere, schema: {type: string}}]\n"
SECURITY = SOUND + "security: [{gone: []}]\n"
NOTE = SOUND.replace("servers:", "tags: {}\nservers:")


def run(folder: Path, *command: str) -> Result:
    return CliRunner().invoke(main, [*command, "--project", str(folder)])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The source of a vendor, without losses and with its files generated."""
    path = tmp_path / "specs" / "tiny" / "source.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(SOUND, "utf-8")
    assert run(tmp_path, "generate").exit_code == 0
    return path


@pytest.mark.parametrize("text", [PART, SECURITY])
def test_a_loss_is_reported_until_it_is_accepted(source: Path, text: str) -> None:
    project = source.parents[2]
    source.write_text(text, "utf-8")
    generated = run(project, "generate")
    assert generated.exit_code == 0 and "warning: specs/tiny" in generated.stderr
    checked = run(project, "check")
    assert checked.exit_code == 1 and "not accepted: specs/tiny" in checked.stdout
    accepted = run(project, "accept", "tiny", "--reason", "It is documented so.")
    assert accepted.exit_code == 0
    assert "warning" not in run(project, "generate").stderr
    assert run(project, "check").exit_code == 0


def test_the_file_has_a_sorted_line_for_each_loss(source: Path) -> None:
    project, file = source.parents[2], source.parent / "losses.yaml"
    source.write_text(PART, "utf-8")
    run(project, "accept", "tiny", "--reason", "first")
    source.write_text("\n\n" + PART + "security: [{gone: []}]\n", "utf-8")
    run(project, "accept", "tiny", "--reason", "second")
    lines = yaml.safe_load(file.read_text("utf-8"))
    assert list(lines) == sorted(lines)
    assert {*lines.values()} == {"first", "second"}
    assert lines[next(each for each in lines if "nowhere" in each)] == "first"


def test_a_line_of_a_loss_that_is_gone_fails_the_check(source: Path) -> None:
    project, file = source.parents[2], source.parent / "losses.yaml"
    source.write_text(PART, "utf-8")
    run(project, "accept", "tiny", "--reason", "It is documented so.")
    source.write_text(SOUND, "utf-8")
    assert run(project, "generate").exit_code == 0
    checked = run(project, "check")
    assert checked.exit_code == 1
    assert "stale line: specs/tiny/losses.yaml:2:1: /paths/~1things" in checked.stdout
    run(project, "accept", "tiny", "--reason", "Nothing is new.")
    assert yaml.safe_load(file.read_text("utf-8")) == {}
    assert run(project, "check").exit_code == 0


def test_a_note_needs_no_line(source: Path) -> None:
    source.write_text(NOTE, "utf-8")
    project = source.parents[2]
    assert without_next(run(project, "generate").stderr) == ""
    assert run(project, "check").exit_code == 0


@pytest.mark.parametrize("reason", [[], ["--reason", " "]])
def test_a_reason_is_required(source: Path, reason: list[str]) -> None:
    assert run(source.parents[2], "accept", "tiny", *reason).exit_code == 2
    assert not (source.parent / "losses.yaml").exists()


REASONS = [
    "a: b",
    "- a",
    "# a",
    "'a' \"b\"",
    "null",
    "5",
    "yes",
    "|",
    "@a",
    "&a *b",
    "é",
]
REASONS += ["---", "...", "{}", "? a", "% a", "!a", "x" * 5000]


@pytest.mark.parametrize("reason", [*REASONS, "a\nb", "\ta\r\n\r\n b ", "a\x85\u2028b"])
def test_a_reason_is_one_line_of_the_file(source: Path, reason: str) -> None:
    project, file = source.parents[2], source.parent / "losses.yaml"
    source.write_text(PART, "utf-8")
    assert run(project, "accept", "tiny", "--reason", reason).exit_code == 0
    text = file.read_text("utf-8")
    lines = yaml.safe_load(text)
    assert len(text.splitlines()) == 1 + len(lines)
    assert {*lines.values()} == {" ".join(reason.split())}
    assert without_next(run(project, "generate").stderr) == ""
    assert run(project, "check").exit_code == 0


@pytest.mark.parametrize("reason", ["\x1b[31mred", "a\0b", "a\u202eb", "\udcff", "\n"])
def test_a_reason_is_printable(source: Path, reason: str) -> None:
    source.write_text(PART, "utf-8")
    refused = run(source.parents[2], "accept", "tiny", "--reason", reason)
    assert refused.exit_code == 2 and "Error: the reason " in refused.stderr
    assert not (source.parent / "losses.yaml").exists()


@pytest.mark.parametrize("name", ["tinny", "../tiny", ".", "", "TINY", "a\0b", "tiny/"])
def test_losses_of_a_vendor_that_is_not_there(source: Path, name: str) -> None:
    refused = run(source.parents[2], "accept", name, "--reason", "why")
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1 and "tiny" in refused.stderr
    assert not (source.parent / "losses.yaml").exists()


def test_losses_that_are_accepted_already(source: Path) -> None:
    project, file = source.parents[2], source.parent / "losses.yaml"
    nothing = run(project, "accept", "tiny", "--reason", "why")
    assert nothing.stdout == "specs/tiny/losses.yaml needs no change\n"
    assert nothing.exit_code == 0 and not file.exists()
    source.write_text(PART, "utf-8")
    run(project, "accept", "tiny", "--reason", "first")
    before = file.read_text("utf-8")
    again = run(project, "accept", "tiny", "--reason", "second")
    assert again.stdout == "specs/tiny/losses.yaml needs no change\n"
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize(
    "text",
    ["", "[]", "a", "a: ", "a: 5", "a: [b]", "a: ' '", "a: b\na: c", "a: {", "\xff"],
)
def test_losses_that_cannot_be_read(source: Path, text: str) -> None:
    project, file = source.parents[2], source.parent / "losses.yaml"
    file.write_bytes(text.encode("latin-1"))
    for command in (["generate"], ["check"], ["accept", "tiny", "--reason", "why"]):
        refused = run(project, *command)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("specs/tiny/losses.yaml:")
        assert refused.stderr.count("\n") == 1
    assert file.read_bytes() == text.encode("latin-1")
