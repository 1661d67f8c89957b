"""Test the notes of `specloom lint`: each has a case that causes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from note_cases import NoteCase, note_cases
from specloom.lint import FINDERS
from specloom.lint.note_texts import Note

COMPLETE, *CASES = note_cases()


@pytest.mark.parametrize("case", [COMPLETE, *CASES], ids=lambda case: case.note)
def test_prints_notes(case: NoteCase, tmp_path: Path) -> None:
    result = case.run(tmp_path)
    assert result.stdout == case.says
    assert result.exit_code == 0, result.stderr
    assert not case.note or f"[{case.note}]\n" in result.stdout


@pytest.mark.parametrize("note", Note, ids=lambda note: note.id)
def test_every_note_has_a_finder_and_a_case(note: Note) -> None:
    assert (note in FINDERS) != (note is Note.CONTRADICTING_EXAMPLE)
    assert note.id in {case.note for case in CASES}


def test_strict_fails_with_a_note_only(tmp_path: Path) -> None:
    assert COMPLETE.run(tmp_path / "complete", "--strict").exit_code == 0
    assert CASES[0].run(tmp_path / "not", "--strict").exit_code == 1


def test_json(tmp_path: Path) -> None:
    (note,) = json.loads(CASES[0].run(tmp_path, "--json").stdout)
    where = f"{note['file']}:{note['line']}:{note['column']}"
    text = f"{where}: {note['severity']}: {note['message']} [{note['id']}]\n"
    assert CASES[0].says.startswith(text)


def test_a_problem_is_not_hidden_by_notes(tmp_path: Path) -> None:
    wrong = COMPLETE.overlay.replace("$request.query.cursor", "$request.query.page")
    result = NoteCase("", COMPLETE.source, wrong, "").run(tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 'no query parameter "page"' in result.stderr
