"""Write a report as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .report_data import Entry, Report
from .verdict import attended
from .wording import (
    GROUPS,
    SHOWN_CALL_SITES,
    advice,
    cause,
    contract,
    counted,
    end_date,
    folded_groups,
    heading,
    operations,
    package_versions,
    places,
    python,
    status,
    tally,
    title,
    wire,
)


def terminal_report(reports: Sequence[Report]) -> list[str]:
    """Return the lines of a report; they may contain any characters.

    Args:
        reports: the reports of the vendors.
    """
    lines: list[str] = []
    for report in reports:
        if lines:
            lines.append("")
        lines += _vendor_lines(report)
    return lines


def _vendor_lines(report: Report) -> Iterator[str]:
    name = heading(report)
    yield f"{name} · {package_versions(report)} · {tally(report)}"
    yield " · ".join(status(report))
    shown = attended(report)
    for number, entry in enumerate(shown, 1):
        yield ""
        yield from _entry_lines(number, entry, report)
    notes = [*_notes(report), *_folded(report)]
    if notes:
        yield ""
    yield from notes


def _entry_lines(number: int, entry: Entry, report: Report) -> Iterator[str]:
    change = entry.change
    made = f" [{cause(entry)}]" if cause(entry) else ""
    yield f"{number}. {title(change)}{made}"
    levels = f"contract {contract(change)} · Python {python(change)}"
    yield f"   {levels} · wire {wire(change)}"
    if change.why:
        yield f"   {change.why}"
    yield from (f"   - {each}" for each in change.before)
    yield from (f"   + {each}" for each in change.after)
    yield f"   at {places(change.place)}"
    shown, more = operations(change)
    if shown:
        others = f" and {more:,} more" if more else ""
        yield f"   in {', '.join(shown)}{others}"
    for each in entry.call_sites[:SHOWN_CALL_SITES]:
        yield f"   used in {each.file}:{each.line}: {each.code}"
    if (others_left := len(entry.call_sites) - SHOWN_CALL_SITES) > 0:
        yield f"   and in {counted(others_left, 'more place')}"
    if act := advice(entry, searched=report.callers_searched):
        yield f"   act: {act}"
    if entry.command:
        yield f"   run: {entry.command}"
    yield f"   {change.rule} {change.fingerprint}"


def _notes(report: Report) -> Iterator[str]:
    for rename in report.renames:
        yield f"rename? {rename.old} → {rename.new}: {rename.reason}"
        if rename.line:
            yield f"  to keep the name, write in {rename.file}: {rename.line}"
    for repair in report.repairs:
        yield f"no longer needed: {repair.location}: {repair.target}: {repair.reason}"
    if report.repairs:
        yield f"{report.matched_repairs:,} repairs still matched"
    yield from (f"loss gained: {each}" for each in report.losses_gained)
    yield from (f"loss mended: {each}" for each in report.losses_mended)
    yield from (f"provenance: {each}" for each in report.provenance)
    yield from (f"accepted change: {each}" for each in report.acceptance_problems)


def _folded(report: Report) -> Iterator[str]:
    for name, entries in folded_groups(report).items():
        yield f"{len(entries):,} {GROUPS[name]}:"
        for entry in entries[:SHOWN_CALL_SITES]:
            end = end_date(entry.change) if name == "deprecated" else ""
            yield f"  {entry.change.text.rstrip('.')}{f' (until {end})' if end else ''}"
        if (more := len(entries) - SHOWN_CALL_SITES) > 0:
            yield f"  and {more:,} more"
