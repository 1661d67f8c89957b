"""Write what a report knows as lines of a changelog, in the form of Keep a Changelog.

A changelog is for the users of the generated package. So it has what they see, whoever
caused it and whether or not the project accepted it, and no changes of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias, get_args

from ..printing.markdown_text import clipped, plain_prose
from .report_data import Entry, Report
from .verdict import group, is_breaking_response, next_version, topic
from .wording import end_date, title

Section: TypeAlias = Literal[
    "Breaking", "Added", "Changed", "Deprecated", "Removed", "Fixed"
]
"""A heading of a changelog; the order is that of the headings."""
_PROPOSAL = "rename?"
"""The beginning of advice that the project has to confirm first."""
_KEPT_NAME = re.compile(r", or keep the name (`[^`]*`|by a line of names\.yaml)")
"""Advice for the project, not for users of the package."""
_MOST = 600
"""The length in characters after which a sentence is cut off."""


def changelog(reports: Sequence[Report]) -> str:
    """Return the lines about a new version; "" if users see no change.

    The lines have no date: it is that of the release, which is not known.

    Args:
        reports: the reports of the vendors, whose packages are released together.
    """
    several = len(reports) > 1
    lines: dict[str, list[str]] = {each: [] for each in get_args(Section)}
    for report in reports:
        start = f"**{plain_prose(report.vendor, 120)}**: " if several else ""
        for section, text in _sentences(report):
            line = f"- {start}{text}"
            if line not in lines[section]:
                lines[section].append(line)
    sections = [
        "\n".join([f"### {name}", "", *found]) for name, found in lines.items() if found
    ]
    if not sections:
        return ""
    version = next_version(reports) or "Unreleased"
    return "\n\n".join([f"## [{version}]", *sections]) + "\n"


def section(entry: Entry, *, strict_client: bool = False) -> Section | None:
    """Return the heading for a change; None if users of the package do not see it.

    What breaks code or sends other requests is `Breaking`, also if it was removed.
    `Fixed` is what the project's own overlay corrects.

    Args:
        entry: the change.
        strict_client: whether users have `strict=True`.
    """
    change = entry.change
    strict = strict_client and is_breaking_response(change)
    if change.python == "breaking" or change.wire == "changed" or strict:
        return "Breaking"
    kind = "removed" if "-removed" in change.rule else group(_unaccepted(entry))
    if kind == "deprecated":
        return "Deprecated"
    is_seen = change.python != "none" or change.level != "info" or topic(change)
    if kind == "words" or not (is_seen or kind == "new"):
        return None
    if kind == "removed":
        return "Removed"
    if kind == "new":
        return "Added"
    return "Fixed" if entry.cause == "overlay" else "Changed"


def _unaccepted(entry: Entry) -> Entry:
    return Entry(change=entry.change, cause=entry.cause)


def _sentences(report: Report) -> Iterator[tuple[Section, str]]:
    """Yield what changed in the package of a vendor, in the report's order."""
    for entry in report.entries:
        if heading := section(entry, strict_client=report.strict_client):
            yield heading, _sentence(entry, heading)
    for loss in report.losses_mended:
        yield "Fixed", plain_prose(
            f"A limitation is gone: {_ended(_named(loss))}", _MOST
        )


def _sentence(entry: Entry, heading: Section) -> str:
    change = entry.change
    text = title(change)
    if heading == "Deprecated" and (end := end_date(change)):
        text = f"{text} (until {end})"
    act = _KEPT_NAME.sub("", change.act) if heading == "Breaking" else ""
    if act.startswith(_PROPOSAL):
        act = ""  # Whether it is right is for the project to decide.
    return plain_prose(" ".join(map(_ended, filter(None, (text, act)))), _MOST)


def _named(loss: str) -> str:
    """Return a loss with its operation instead of a pointer."""
    pointer, separator, text = loss.partition(": ")
    if not pointer.startswith("#/") or not separator:
        return loss
    steps = [e.replace("~1", "/").replace("~0", "~") for e in pointer.split("/")[1:]]
    if steps[0] == "paths" and len(steps) > 2:
        return f"`{steps[2].upper()} {steps[1]}`: {text}"
    return text


def _ended(text: str) -> str:
    """Return a sentence with a full stop."""
    line = clipped(text, _MOST)
    return line if line[-1:] in ".!?…" else f"{line}."
