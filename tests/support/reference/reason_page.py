"""The reasons of the generation report."""

from __future__ import annotations

from specloom.normalize.report.reasons import NOTES, REASONS

from .markdown import page, plain

INTRODUCTION = """\
`specloom generate --report FILE` writes what became of each operation, parameter,
body, response, schema and event of a document ([the generation
report](../vocabulary.md#the-generation-report)). Whatever was not generated exactly
as it is declared has one of these reasons, with the place in the document and what
was done."""
LOSSES = """\
A caller can do or see less than the document declares. `specloom generate` prints
these as warnings, `--strict` makes them errors, and `specloom check` fails until
they are repaired in the overlay or recorded by `specloom accept VENDOR --reason
TEXT`."""
NOTES_TEXT = """\
Nothing is lost for callers: a defect of the document was repaired, or something was
left out on purpose. Notes are only in the report, and never fail."""


def pages() -> dict[str, str]:
    """Return the page of all reasons."""
    losses = [each for each in REASONS if each not in NOTES]
    notes = [each for each in REASONS if each in NOTES]
    parts = ["## Losses", LOSSES, *map(_section, losses)]
    parts += ["## Notes", NOTES_TEXT, *map(_section, notes)]
    return {
        "reasons.md": page("Reasons of the generation report", INTRODUCTION, *parts)
    }


def _section(reason: str) -> str:
    text = plain(REASONS[reason])
    return f"### {reason}\n\n{text[0].upper()}{text[1:]}."
