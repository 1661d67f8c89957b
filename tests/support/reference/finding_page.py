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
SPECIAL = {
    Note.UNUSED_SCHEME: (
        "`specloom lint --fix` adds an action that removes a security scheme of the "
        "vendor. A scheme of a key is in the overlay: refer to it or remove it by hand."
    ),
    Note.NO_429_RESPONSE: f"If the overlay declares a rate limit, {MENDED[Mend.FIX]}",
    Note.NO_RETRY_AFTER: (
        "If the overlay declares a rate limit, `specloom lint --fix` adds it for "
        "status 429; for others by hand, in the overlay."
    ),
}
"""How findings are mended that `--fix` mends only in part."""


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
            quote(_line(note, example) or note.template),
            f"Why it matters: {why}",
            f"How it is mended: {SPECIAL.get(note) or MENDED[about.mend]}",
        ]
    )


def _line(note: Note, example: str) -> str:
    """Return the line of a case's output that is the finding; "" without one.

    A change that causes one finding may cause another one, which is printed first.
    """
    found = (line for line in example.splitlines() if f"[{note.id}]" in line)
    return next(found, "")
