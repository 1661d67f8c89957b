"""The cases of notes.yaml: a description, changes to it, and the notes they cause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import yaml
from click.testing import CliRunner, Result
from specloom.cli import main

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "generator" / "notes.yaml"


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
