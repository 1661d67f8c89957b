"""Reports about a vendor whose files are the same, or that only one side has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..builds.cache import file_digest
from ..changes import Change, Place
from ..errors import SourceLocation
from .acceptances import FILE, AcceptedChanges
from .report_data import Entry, Report

if TYPE_CHECKING:
    from ..project.vendor import Vendor

_SETTINGS = SourceLocation("pyproject.toml")


def has_same_inputs(old: Vendor, new: Vendor) -> bool:
    """Return whether two versions of a vendor have the same files and options.

    The name of the client class is an option, too. All files in the folder of the
    vendor count. With an option that allows files outside of it, the result is False.
    The file of accepted changes does not count. The normalized document does, because a
    newer Specloom may have written it.
    """
    is_inside = not new.options.root and not new.options.files
    if not is_inside or (old.options, old.client) != (new.options, new.client):
        return False
    return _digests(old) == _digests(new)


def _digests(vendor: Vendor) -> dict[str, str | None]:
    folder = vendor.root / Path(vendor.source).parent
    return {
        path.relative_to(folder).as_posix(): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.name != FILE and not path.is_dir()
    }


def unchanged_report(name: str, baseline: str, package_version: str) -> Report:
    """Return the report about a vendor with the same inputs.

    Args:
        name: the name of the vendor.
        baseline: the name of the old side for readers.
        package_version: the present version of the package; empty if unknown.
    """
    return Report(
        vendor=name,
        baseline=baseline,
        old_version="",
        new_version="",
        old_operations=None,
        new_operations=None,
        package_version=package_version,
        bump="none",
        entries=(),
    )


def removed_report(name: str, baseline: str, package_version: str) -> Report:
    """Return the report about a vendor that only the old side has."""
    change = Change(
        rule="package-removed",
        level="info",
        direction="none",
        operations=(),
        place=Place("", SourceLocation(name), None),
        text=f"The package `{name}` was removed.",
        why="Code that imports it fails.",
        python="breaking",
        values={"name": name},
        act="stop importing it",
    )
    return _of_package(change, name, baseline, package_version, is_removed=True)


def added_report(name: str, baseline: str, package_version: str, source: str) -> Report:
    """Return the report about a vendor that only the new side has.

    Args:
        name: the name of the vendor.
        baseline: the name of the old side for readers.
        package_version: the present version of the package; empty if unknown.
        source: the path of its description.
    """
    change = Change(
        rule="package-added",
        level="info",
        direction="none",
        operations=(),
        place=Place("", None, SourceLocation(source)),
        text=f"The package `{name}` was added.",
        why="The old side has no such vendor.",
        python="compatible",
        values={"name": name},
    )
    return _of_package(change, name, baseline, package_version, is_removed=False)


def _of_package(
    change: Change, name: str, baseline: str, version: str, *, is_removed: bool
) -> Report:
    return Report(
        vendor=name,
        baseline=baseline,
        old_version="",
        new_version="",
        old_operations=None,
        new_operations=None,
        package_version=version,
        bump="major" if is_removed else "minor",
        entries=(Entry(change=change),),
    )


def with_moved_package(report: Report, old: str, new: str) -> Report:
    """Return a report that says so if the package is imported by another name.

    Args:
        report: the report about what else changed.
        old: the dotted name of the package before; empty if it is not known.
        new: the dotted name now.
    """
    if old in ("", new):
        return report
    change = Change(
        rule="package-moved",
        level="info",
        direction="none",
        operations=(),
        place=Place("", _SETTINGS, _SETTINGS),
        text=f"The package `{old}` is now `{new}`.",
        why="Code that imports it fails.",
        python="breaking",
        values={"old": old, "new": new},
        before=(old,),
        after=(new,),
        act=f"import `{new}`",
    )
    entries = (Entry(change=change, cause="overlay"), *report.entries)
    return replace(report, bump="major", entries=entries)


def with_acceptances(report: Report, accepted: AcceptedChanges, today: date) -> Report:
    """Return a report in which the accepted changes are marked.

    Args:
        report: the report.
        accepted: the accepted changes of its vendor.
        today: the present day.
    """
    fingerprints = [each.change.fingerprint for each in report.entries]
    return replace(
        report,
        entries=tuple(
            replace(each, accepted=accepted.matching(each.change.fingerprint, today))
            for each in report.entries
        ),
        acceptance_problems=tuple(accepted.problems(fingerprints, today)),
    )
