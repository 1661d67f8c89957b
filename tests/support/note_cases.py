"""The cases of notes.yaml: a description, changes to it, and the notes they cause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import yaml
from click.testing import CliRunner, Result
from specloom.cli import main
from specloom.lint import ABOUT
from specloom.lint.note_texts import Note
from specloom.lint.severities import Mend

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "generator" / "notes.yaml"
PAGE = ROOT / "docs" / "lint.md"
MENDED = {Mend.FIX: "`--fix`", Mend.SUGGEST: "`specloom suggest`", Mend.HAND: "hand"}
_TABLE = re.compile(r"(?s)(?<=<!-- notes: make golden -->\n).*?(?=<!-- end -->)")


@dataclass(frozen=True)
class NoteCase:
    """The changes that cause a note, and the expected output of the command."""

    note: str
    source: str
    overlay: str
    says: str

    def run(self, folder: Path, *options: str) -> Result:
        """Lint the description in a folder."""
        vendor = folder / "specs" / "tiny"
        vendor.mkdir(parents=True)
        (vendor / "source.yaml").write_text(self.source, "utf-8")
        (vendor / "overlay.yaml").write_text(self.overlay, "utf-8")
        return CliRunner().invoke(main, ["lint", "--project", str(folder), *options])


def note_cases() -> list[NoteCase]:
    """Return the description that causes no note, and all cases.

    Raises:
        ValueError: a change concerns a part that the description does not contain.
    """
    data = yaml.safe_load(CASES.read_text("utf-8"))
    texts = data["complete"], data["overlay"]
    cases = [NoteCase("", *texts, "no problems and 0 notes in tiny\n")]
    for each in data["cases"]:
        changes = each["change"]
        if missing := [old for old in changes if not any(old in t for t in texts)]:
            raise ValueError(f"not in the description: {missing}")
        changed = (
            reduce(lambda t, c: t.replace(*c), changes.items(), t) for t in texts
        )
        source, overlay = changed
        cases.append(NoteCase(each["note"], source, overlay, each.get("says", "")))
    return cases


def page(text: str) -> str:
    """Return docs/lint.md with a current table of notes."""
    rows = [_row(each) for each in Note]
    head = [
        "| id | severity | text | why it matters | mended by |",
        "|---|---|---|---|---|",
    ]
    table = "\n".join([*head, *rows])
    return _TABLE.sub(lambda _: f"\n{table}\n\n", text)


def _row(note: Note) -> str:
    about = ABOUT[note]
    cells = (
        f"`{note.id}`",
        about.severity,
        note.template,
        about.why,
        MENDED[about.mend],
    )
    return f"| {' | '.join(cells)} |"
