"""The findings of `specloom lint`."""

from __future__ import annotations

from note_cases import note_cases
from specloom.lint import ABOUT
from specloom.lint.note_texts import Note
from specloom.lint.severities import Mend

from .markdown import page, plain, quote

INTRODUCTION = """\
`specloom lint` reports what a valid description does not declare, although callers
need it. Each finding has an id, a severity, the place, and what to do about it.
`--explain` adds why it matters, and `--severity` says from which severity on
findings count ([what lint does](../lint.md))."""
MENDED = {
    Mend.FIX: "`specloom lint --fix` adds it to the overlay.",
    Mend.SUGGEST: "`specloom suggest` proposes it.",
    Mend.HAND: "By hand, in the overlay.",
}


def pages() -> dict[str, str]:
    """Return the page of all findings, by their severity."""
    examples = {each.note: each.says for each in note_cases() if each.says}
    parts = []
    for severity in dict.fromkeys(ABOUT[note].severity for note in Note):
        parts.append(f"## Severity {severity}")
        parts += [
            _section(note, examples.get(note.id, ""))
            for note in Note
            if ABOUT[note].severity == severity
        ]
    return {"findings.md": page("Findings of lint", INTRODUCTION, *parts)}


def _section(note: Note, example: str) -> str:
    about = ABOUT[note]
    why = plain(about.why)
    return "\n\n".join(
        [
            f"### {note.id}",
            quote(example.partition("\n")[0] or note.template),
            f"Why it matters: {why}",
            f"How it is mended: {MENDED[about.mend]}",
        ]
    )
