"""Write what needs attention as annotations, which GitHub shows next to the lines.

These are workflow commands: lines that a job of GitHub Actions prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import SourceLocation
from ..printing.markdown_text import clipped
from .report_data import Entry, Report
from .verdict import attention
from .wording import advice, heading, package_versions, shown_location, tally, title

_LEVELS = {"act": "error", "decide": "warning"}


def annotation_lines(reports: Sequence[Report]) -> list[str]:
    """Return a command for each place that needs attention.

    Accepted and folded entries have none, because GitHub shows only the first ones.

    Args:
        reports: the reports of the vendors.
    """
    return [line for report in reports for line in _lines(report)]


def _lines(report: Report) -> Iterator[str]:
    for problem in report.acceptance_problems:
        yield _command("error", problem.location, "Accepted change", problem.message)
    for entry in report.entries:
        asked = attention(entry, strict_client=report.strict_client)
        if asked != "folded":
            yield from _entry_lines(_LEVELS[asked], entry, report)
    for repair in report.repairs:
        text = f"{repair.target} {repair.reason}: `specloom overlay prune` removes it"
        yield _command("notice", repair.location, "Repair no longer needed", text)
    name = heading(report)
    text = f"{name} · {package_versions(report)} · {tally(report)}"
    yield _command("notice", None, "Verdict", text)


def _entry_lines(level: str, entry: Entry, report: Report) -> Iterator[str]:
    change = entry.change
    texts = [title(change), change.why, advice(entry, searched=report.callers_searched)]
    text = ". ".join(each.rstrip(".") for each in texts if each)
    heading = f"{report.vendor}: {change.rule}"
    yield _command(level, shown_location(change.place), heading, text)
    for site in entry.call_sites:
        at = SourceLocation(site.file, site.line, site.column)
        found = site.advice or title(change)
        yield _command(
            level if site.certainty == "certain" else "warning", at, heading, found
        )


def _command(
    level: str, location: SourceLocation | None, heading: str, text: str
) -> str:
    """Return one workflow command; values cannot end it or add properties to it."""
    properties = {"title": clipped(heading, 200)}
    if location is not None:
        place = {"file": location.file, "line": location.line, "col": location.column}
        properties = {**{k: str(v) for k, v in place.items()}, **properties}
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{level} {shown}::{_data(clipped(text, 1000))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
