"""Write a report as Markdown for a comment on a pull request.

A comment has a marker, so that a program finds and edits its own comment instead of
writing another. What does not fit is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..changes import Change
from ..printing.markdown_text import clipped, code, prose
from .bundling import bundles, others
from .report_data import Entry, Report
from .verdict import Group, attended
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

MOST_LINES = 60
"""The maximum number of lines of a comment."""
MOST_UNITS = 60_000
"""The maximum length in units of UTF-16, of which GitHub accepts fewer than 65,536."""
MOST_ROWS = 16
"""The maximum number of rows of the table of a vendor."""
_MOST_VENDORS = 2
_MOST_HEADLINES = 8
_BRIEF = 40
_ROW_LENGTH = 160
_TITLE_LENGTH = 240
_NAMED = 6


def markdown_report(reports: Sequence[Report]) -> str:
    """Return the text of a comment.

    Args:
        reports: the reports of the vendors. Those without changes share one line; if
            many have changes, the last ones get one line each.
    """
    changed = [each for each in reports if _has_content(each)]
    quiet = [each for each in reports if not _has_content(each)]
    if not changed and len(quiet) == 1:
        tail = [_headline(quiet[0]), "", _status(quiet[0])]
    else:
        tail = [*_headlines(changed[_MOST_VENDORS:]), *_quiet(quiet)]
    tail += ["", marker(reports)]
    shown = changed[:_MOST_VENDORS]
    lines: list[str] = []
    for number, report in enumerate(shown):
        left = MOST_LINES - len(tail) - len(lines)
        most = left // (len(shown) - number)
        lines += _fitting(report, most, MOST_UNITS // (len(shown) + 1))
    return "\n".join([*lines, *tail]).strip("\n") + "\n"


def marker(reports: Iterable[Report]) -> str:
    """Return the marker of the comment about these vendors."""
    names = " ".join(re.sub(r"\W", "", each.vendor) for each in reports)
    return f"<!-- specloom-report: {clipped(names, 1000)} -->"


def _has_content(report: Report) -> bool:
    return bool(report.entries or _notes(report))


def _fitting(report: Report, most: int, units: int) -> list[str]:
    """Return the lines about a vendor; with fewer rows if they are too long.

    Args:
        report: the report.
        most: the maximum number of lines.
        units: the maximum length in units of UTF-16.
    """
    lines = _vendor_lines(report, most)
    while most > _BRIEF // 2 and _length(lines) > units:
        most -= 4
        lines = _vendor_lines(report, most)
    return lines


def _length(lines: list[str]) -> int:
    return sum(len(line.encode("utf-16-le")) // 2 + 1 for line in lines)


def _headlines(reports: list[Report]) -> list[str]:
    """Return one line for each of the vendors that have changes but no space."""
    lines = [
        f"- {_headline(each).removeprefix('### ')}"
        for each in reports[:_MOST_HEADLINES]
    ]
    if (more := len(reports) - _MOST_HEADLINES) > 0:
        lines.append(f"- {counted(more, 'more vendor')} with changes")
    return lines


def _quiet(reports: list[Report]) -> list[str]:
    """Return the lines about the vendors without changes."""
    if not reports:
        return []
    names = ", ".join(code(each.vendor) for each in reports[:_NAMED])
    more = f" and {len(reports) - _NAMED} more" if len(reports) > _NAMED else ""
    return ["", f"No changes: {names}{more}"]


def _headline(report: Report) -> str:
    name = heading(report)
    return f"### {prose(name, 120)} · **{prose(package_versions(report))}** · " + tally(
        report
    )


def _status(report: Report) -> str:
    return prose(" · ".join(status(report)))


def _vendor_lines(report: Report, most: int) -> list[str]:
    """Return the lines about one vendor; at most `most`."""
    shown = bundles(attended(report))
    notes = _notes(report) + _folded(report, is_brief=most < _BRIEF)
    head = [_headline(report), "", _status(report)]
    count = min(len(shown), MOST_ROWS, max(most - len(head) - len(notes) - 6, 1))
    rows = shown[:count]
    lines = list(head)
    if rows:
        lines += ["", "| | change | contract | Python | wire | act |", "|-|-|-|-|-|-|"]
        lines += [_row(n, each, report) for n, each in enumerate(rows, 1)]
    if left_out := sum(map(len, shown[count:])):
        more = counted(left_out, "more change")
        lines.append(f"| | {more}: see the HTML or JSON report | | | | |")
    if notes:
        notes = ["", *notes]
    left = most - len(lines) - len(notes) - 1
    return [*lines, *_details(rows, left), *notes, ""]


def _row(number: int, row: tuple[Entry, ...], report: Report) -> str:
    entry = row[0]
    change = entry.change
    is_breaking = change.python == "breaking"
    cells = (
        str(number),
        prose(title(change) + others(row), _TITLE_LENGTH) + _cause(entry),
        _strong(contract(change), change.level == "breaking" and is_breaking),
        _strong(python(change), is_breaking),
        _strong(wire(change), change.wire == "changed"),
        prose(advice(entry, searched=report.callers_searched), _ROW_LENGTH)
        or _default_advice(change),
    )
    return f"| {' | '.join(cells)} |"


def _default_advice(change: Change) -> str:
    if change.python == "breaking":
        return "adapt calls"
    return "check what is sent" if change.wire == "changed" else "look at it"


def _cause(entry: Entry) -> str:
    return f" ({made})" if (made := cause(entry)) else ""


def _strong(text: str, is_strong: bool) -> str:
    return f"**{text}**" if is_strong else text


def _details(rows: list[tuple[Entry, ...]], most: int) -> list[str]:
    """Return a folded block with the details of the first rows that fit."""
    around = ["", "<details><summary>Details</summary>", "", "", "</details>"]
    blocks: list[str] = []
    why = ""
    done = 0
    for number, row in enumerate(rows, 1):
        block = _detail(number, row, why)
        if len(around) + len(blocks) + len(block) > most:
            break
        blocks += block
        why = row[0].change.why
        done = number
    if not done:
        return []
    if done < len(rows):
        around[1] = f"<details><summary>Details of 1 to {done}</summary>"
    return [*around[:3], *blocks, *around[3:]]


def _detail(number: int, row: tuple[Entry, ...], said: str) -> list[str]:
    """Return the lines about a row: where it is, signatures, calls and commands.

    Args:
        number: the number of the row.
        row: its entries; the details are those of the first one.
        said: the reason that the row before it has, which is not repeated.
    """
    entry = row[0]
    change = entry.change
    head = [f"{number}. {code(places(change.place))}", _operations(change)]
    more_changes = f" and {len(row) - 1:,} more" if len(row) > 1 else ""
    head.append(f"{code(change.rule)} {code(change.fingerprint)}{more_changes}")
    lines = [" · ".join(each for each in head if each)]
    if change.why != said and (why := prose(change.why)):
        lines.append(f"   - {why}")
    lines += _signatures(change)
    lines += _call_sites(entry)
    if entry.command:
        lines.append(f"   - {code(entry.command)}")
    return lines


def _call_sites(entry: Entry) -> list[str]:
    """Return a line for each of the first call sites."""
    sites = entry.call_sites[:SHOWN_CALL_SITES]
    lines = []
    for each in sites:
        place = code(f"{each.file}:{each.line}")
        advice_text = f": {prose(each.advice)}" if each.advice else ""
        lines.append(f"   - {place} {code(each.code, 100)}{advice_text}")
    if (more := len(entry.call_sites) - len(sites)) > 0:
        lines[-1] += f" and {counted(more, 'more place')}"
    return lines


def _signatures(change: Change) -> Iterator[str]:
    """Yield one line with the first signatures before and after."""
    before, after = change.before, change.after
    if before or after:
        shown = [code(each[0]) if each else "nothing" for each in (before, after)]
        more = max(len(before), len(after)) - 1
        others = f" and {counted(more, 'more signature')}" if more > 0 else ""
        yield f"   - {' → '.join(shown)}{others}"


def _operations(change: Change) -> str:
    shown, more = operations(change)
    text = ", ".join(code(each) for each in shown)
    return f"{text} and {more:,} more" if more else text


def _notes(report: Report) -> list[str]:
    """Return the lines about repairs, losses, provenance, renames and acceptances."""
    lines: list[str] = []
    if report.renames:
        shown = [
            f"{code(e.old, 60)} → {code(e.new, 60)}? ({prose(e.reason, 80)})"
            for e in report.renames
        ]
        lines.append(f"- **Renames?** {_several(shown)}")
    if report.repairs:
        shown = [
            f"{code(f'{e.location.file}:{e.location.line}')} ({prose(e.reason, 80)})"
            for e in report.repairs
        ]
        number = f"{len(shown):,} no longer needed"
        matched = f"{report.matched_repairs:,} still matched"
        lines.append(
            f"- **Repairs:** {number}, {_several(shown)}; {matched}. "
            "`specloom overlay prune` removes them."
        )
    for word, losses in (
        ("Losses gained", report.losses_gained),
        ("Losses mended", report.losses_mended),
        ("Provenance", report.provenance),
    ):
        if losses:
            lines.append(
                f"- **{word}:** {_several([_located(each) for each in losses])}"
            )
    if report.acceptance_problems:
        shown = [_located(str(each)) for each in report.acceptance_problems]
        lines.append(f"- **Accepted changes that fail:** {_several(shown)}")
    return lines


def _located(line: str) -> str:
    """Return a line such as `file:1:2: text` with its place as code."""
    place, colon, text = line.partition(": ")
    if not colon or not re.search(r":\d+$", place):
        return prose(line, 160)
    return f"{code(place)} {prose(text, 160)}"


def _several(shown: Sequence[str], most: int = 3) -> str:
    more = f"; and {len(shown) - most:,} more" if len(shown) > most else ""
    return "; ".join(shown[:most]) + more


def _folded(report: Report, *, is_brief: bool) -> list[str]:
    """Return lines that count the folded entries, with the first of each kind.

    Args:
        report: the report.
        is_brief: whether to return one line with the numbers alone.
    """
    found = folded_groups(report)
    if not found:
        return []
    parts = [f"{len(each):,} {GROUPS[name]}" for name, each in found.items()]
    if is_brief:
        return [f"- Folded: {', '.join(parts)}"]
    lines = ["", f"<details><summary>Folded: {', '.join(parts)}</summary>", ""]
    for name, entries in found.items():
        texts = [_folded_text(name, each) for each in entries]
        lines.append(f"- {GROUPS[name]}: {_several(texts)}")
    return [*lines, "", "</details>"]


def _folded_text(name: Group, entry: Entry) -> str:
    text = prose(entry.change.text.rstrip("."), 100)
    if name == "deprecated" and (end := end_date(entry.change)):
        return f"{text} (until {end})"
    if entry.accepted is not None:
        accepted = entry.accepted
        owner = f"{accepted.owner}, until {accepted.expires}: {accepted.reason}"
        return f"{text} ({prose(owner, 100)})"
    return text
