"""The sentences of a report that all formats share; no format's syntax is in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from ..changes import Change, Place
from ..errors import SourceLocation
from .report_data import Cause, Entry, Report
from .verdict import Group, bump, counts, folded, group, proposed_version, topic

SHOWN_OPERATIONS = 3
"""How many operations are named; the others are counted."""
SHOWN_CALL_SITES = 3
"""How many call sites are named in a format that has little space."""
GROUPS: dict[Group, str] = {
    "new": "new",
    "deprecated": "deprecated",
    "words": "words only",
    "other": "other",
    "accepted": "accepted",
}
CAUSES: dict[Cause, str] = {
    "vendor": "the vendor",
    "overlay": "the overlay",
    "generator": "Specloom",
    "together": "vendor and overlay together",
}
_CONTRACT = {"breaking": "breaks", "warning": "may break", "info": "ok"}
_PYTHON = {"breaking": "breaks", "compatible": "ok, more", "none": "same"}
_WIRE = {"changed": "differs", "same": "same"}


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun: `1 change`, `2 changes`."""
    return f"{number:,} {singular if number == 1 else plural or f'{singular}s'}"


def versions(report: Report) -> str:
    """Return the versions of the API, as `2026-10 → 2026-11`."""
    if report.old_version == report.new_version:
        return report.new_version
    return f"{report.old_version} → {report.new_version}"


def heading(report: Report) -> str:
    """Return the name of the vendor, and the versions of its API."""
    return f"{report.vendor} {versions(report)}".strip()


def package_versions(report: Report) -> str:
    """Return the package's version and the proposed one, as `1.8.2 → 2.0.0`."""
    raised = bump(report)
    proposed = proposed_version(report.package_version, raised)
    if not proposed:
        return "same package" if raised == "none" else f"a {raised} release"
    if proposed == report.package_version:
        return f"{proposed} stays"
    return f"{report.package_version} → {proposed}"


def tally(report: Report) -> str:
    """Return what the entries ask of the reviewer, as `3 to act on, 1 to decide`."""
    if not report.entries:
        return "no changes"
    found = counts(report)
    parts = [f"{found.act:,} to act on" if found.act else "nothing to act on"]
    if found.decide:
        parts.append(f"{found.decide:,} to decide")
    if found.folded:
        parts.append(f"{found.folded:,} folded")
    return ", ".join(parts)


def status(report: Report) -> list[str]:
    """Return the facts of the second line, most important first."""
    found = Counter(topic(each.change) for each in report.entries)
    changed = [each for each in ("server", "credentials") if found[each]]
    same = [each for each in ("server", "credentials") if not found[each]]
    parts = [f"{_joined(changed)} changed"] if changed else []
    parts += [f"{_joined(same)} unchanged"] if same else []
    parts += _operations(report)
    parts.append(_losses(report))
    if causes := _causes(report):
        parts.append(causes)
    if report.strict_client:
        parts.append("for a strict client")
    parts.append(f"against {report.baseline}")
    parts[0] = parts[0][0].upper() + parts[0][1:]
    return parts


def _operations(report: Report) -> Iterator[str]:
    old, new = report.old_operations, report.new_operations
    if new is None:
        yield "same files"
    elif old is None or old == new:
        yield f"{new:,} operations"
    else:
        yield f"{old:,} → {new:,} operations"


def _joined(words: Sequence[str]) -> str:
    return ", ".join(words)


def _losses(report: Report) -> str:
    gained, mended = len(report.losses_gained), len(report.losses_mended)
    if not gained and not mended:
        return "coverage: no loss"
    parts = [f"{gained:,} lost"] if gained else []
    parts += [f"{mended:,} mended"] if mended else []
    return f"coverage: {', '.join(parts)}"


def _causes(report: Report) -> str:
    """Return how many changes have which cause; "" if all are the vendor's."""
    found = Counter(each.cause for each in report.entries)
    if not found or set(found) == {"vendor"}:
        return ""
    parts = [f"{found[each]:,} by {CAUSES[each]}" for each in CAUSES if found[each]]
    return f"causes: {', '.join(parts)}"


def cause(entry: Entry) -> str:
    """Return what made a change; "" for the vendor, as in most reports."""
    return "" if entry.cause == "vendor" else CAUSES[entry.cause]


def contract(change: Change) -> str:
    """Return what a change means for the contract."""
    return _CONTRACT[change.level]


def python(change: Change) -> str:
    """Return what a change means for Python code."""
    return _PYTHON[change.python]


def wire(change: Change) -> str:
    """Return what a change means for what is sent."""
    return _WIRE[change.wire]


def advice(entry: Entry, *, searched: bool) -> str:
    """Return what to do, and where.

    Args:
        entry: the entry.
        searched: whether the callers' code was searched.
    """
    parts = [entry.change.act] if entry.change.act else []
    if entry.accepted is not None:
        accepted = entry.accepted
        parts.append(f"accepted by {accepted.owner} until {accepted.expires}")
    if entry.call_sites:
        first, *others = (f"{each.file}:{each.line}" for each in entry.call_sites)
        more = f" and {counted(len(others), 'more place')}" if others else ""
        parts.append(f"used in {first}{more}")
    elif searched and entry.change.python == "breaking":
        parts.append("no call here")
    return "; ".join(parts)


def title(change: Change) -> str:
    """Return the sentence about a change, without its full stop, and its reach."""
    text = change.text.rstrip(".")
    reach = len(change.operations)
    return f"{text} ({reach:,} operations)" if reach > 1 else text


def places(place: Place) -> str:
    """Return where a change is, in both files: `a.yaml:12 → 14`."""
    old, new = place.old, place.new
    if old is None or new is None:
        found = old or new
        missing = "removed" if new is None else "added"
        return place.pointer if found is None else f"{_line(found)} ({missing})"
    if old == new:
        return _line(new)
    if _name(old.file) == _name(new.file):
        return f"{new.file}:{old.line} → {new.line}"
    if PurePath(old.file).parent == PurePath(new.file).parent:
        return f"{_line(old)} → {PurePath(new.file).name}:{new.line}"
    return f"{_line(old)} → {_line(new)}"


def shown_location(place: Place) -> SourceLocation | None:
    """Return a location in a file of the working tree; None if none is known.

    An element that was removed is in the old file only: the file is the same one, if it
    still exists, but the line in it is not known.
    """
    if place.new is not None or place.old is None:
        return place.new
    return SourceLocation(_name(place.old.file))


def _line(location: SourceLocation) -> str:
    return f"{location.file}:{location.line}"


def _name(file: str) -> str:
    """Return a file's name without the revision before it, as in `v1.0:a.yaml`."""
    return re.sub(r"^[^/:]+:(?=.)", "", file)


def operations(change: Change) -> tuple[list[str], int]:
    """Return the first operations, and how many more there are."""
    shown = [str(each) for each in change.operations[:SHOWN_OPERATIONS]]
    return shown, max(len(change.operations) - SHOWN_OPERATIONS, 0)


def folded_groups(report: Report) -> dict[Group, list[Entry]]:
    """Return the folded entries by their kind, in the order of `GROUPS`."""
    found: dict[Group, list[Entry]] = {each: [] for each in GROUPS}
    for entry in folded(report):
        found[group(entry)].append(entry)
    return {name: entries for name, entries in found.items() if entries}


def end_date(change: Change) -> str:
    """Return when something deprecated ends; "" if the description does not say."""
    for key in ("sunset", "new", "after", "date"):
        value = change.values.get(key)
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d.*", value):
            return value[:10]
    return ""


def first_of(texts: Iterable[str], most: int) -> str:
    """Return the first texts, and how many more there are."""
    found = list(texts)
    more = len(found) - most
    shown = "; ".join(found[:most])
    return f"{shown}; and {more:,} more" if more > 0 else shown
