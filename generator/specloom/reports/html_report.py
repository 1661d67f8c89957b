"""Write reports as one HTML page that needs no script and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from .report_data import Entry, Report
from .verdict import attended, attention, needs_action
from .wording import (
    GROUPS,
    advice,
    cause,
    contract,
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

MOST_FOLDED = 500
"""The maximum number of folded entries of a kind that are listed."""


@dataclass(frozen=True, kw_only=True)
class _Row:
    """An entry with the words that the page shows for it."""

    number: int
    anchor: str
    entry: Entry
    attention: str
    title: str
    cause: str
    contract: str
    python: str
    wire: str
    advice: str
    place: str
    shown_operations: list[str]
    more_operations: int


@dataclass(frozen=True, kw_only=True)
class _Folded:
    """The folded entries of a kind: the first of them, and how many more there are."""

    name: str
    count: int
    texts: list[str]
    more: int


@dataclass(frozen=True, kw_only=True)
class _Section:
    """A vendor's report with the words that the page shows for it."""

    report: Report
    heading: str
    package: str
    tally: str
    status: list[str]
    needs_action: bool
    rows: list[_Row]
    folded: list[_Folded]


def html_report(reports: Sequence[Report]) -> str:
    """Return a page about the reports.

    Args:
        reports: the reports of the vendors.
    """
    page = _environment().get_template("report.html.j2")
    return page.render(sections=[_section(each) for each in reports])


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["sentence"] = _sentence
    return made


def _visible(value: Any) -> str:
    """Return text without characters that change how the text after them is shown."""
    text = value if isinstance(value, str) else str(value)
    if text.isprintable():
        return text
    kept = "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
    return Markup(kept) if isinstance(text, Markup) else kept


def _sentence(text: str) -> Markup:
    """Return a sentence in which what is between backticks is code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def _section(report: Report) -> _Section:
    shown = attended(report)
    return _Section(
        report=report,
        heading=heading(report),
        package=package_versions(report),
        tally=tally(report),
        status=status(report),
        needs_action=needs_action(report),
        rows=[_row(number, each, report) for number, each in enumerate(shown, 1)],
        folded=[_folded(name, e) for name, e in folded_groups(report).items()],
    )


def _row(number: int, entry: Entry, report: Report) -> _Row:
    change = entry.change
    shown, more = operations(change)
    return _Row(
        number=number,
        anchor=f"{re.sub(r'[^a-z0-9_]', '', report.vendor)}-{change.fingerprint}",
        entry=entry,
        attention=attention(entry, strict_client=report.strict_client),
        title=title(change),
        cause=cause(entry),
        contract=contract(change),
        python=python(change),
        wire=wire(change),
        advice=advice(entry, searched=report.callers_searched),
        place=places(change.place),
        shown_operations=shown,
        more_operations=more,
    )


def _folded(name: Any, entries: list[Entry]) -> _Folded:
    return _Folded(
        name=GROUPS[name],
        count=len(entries),
        texts=[_folded_text(name, each) for each in entries[:MOST_FOLDED]],
        more=max(len(entries) - MOST_FOLDED, 0),
    )


def _folded_text(name: Any, entry: Entry) -> str:
    text = entry.change.text.rstrip(".")
    if name == "deprecated" and (end := end_date(entry.change)):
        return f"{text} (until {end})"
    if (accepted := entry.accepted) is not None:
        decided = f"{accepted.owner}, until {accepted.expires}: {accepted.reason}"
        return f"{text} ({decided})"
    return text
