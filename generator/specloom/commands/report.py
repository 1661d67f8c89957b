"""The command that says what changes for callers since a baseline."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import __version__
from ..command_options import PathType, against_type, root_option
from ..completions import vendor_names
from ..terminal import (
    print_line,
    print_next,
    print_remark,
    print_text,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..reports.project_reports import ReportOptions
    from ..reports.report_data import Acceptance, Report

FORMATS = (
    *("terminal", "markdown", "html", "json", "annotations", "sarif", "changelog"),
)
_EPILOG = """
\b
Examples:
  specloom report
  specloom report acme --against last-release --format markdown
  specloom report --old v1.yaml --new v2.yaml --format html --output report.html
  specloom report --against last-release --changelog
  specloom report acme --accept 9b0cc0da3c2e1b1d --reason "we never send it" \\
      --owner billing --expires 2027-01-31

\b
Exit status:
  0   nothing to act on; with --changelog also if there is
  1   code breaks or requests differ, and that is not accepted
  2   invalid input or arguments, there is no such baseline, or an accepted change
      is stale or expired
  3   a file cannot be read or written
"""


@click.command(epilog=_EPILOG)
@root_option
@click.argument("names", nargs=-1, shell_complete=vendor_names)
@click.option(
    "--against",
    type=against_type,
    default="HEAD",
    show_default=True,
    help="The old side: a git revision, a wheel, or the newest tag of a release "
    "(last-release).",
)
@click.option(
    "--old",
    type=PathType(exists=True),
    help="The old side is this description; without a project, with --new.",
)
@click.option("--new", type=PathType(exists=True), help="The new side, with --old.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="terminal",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--changelog",
    "as_changelog",
    is_flag=True,
    help="Print the lines for a CHANGELOG; the same as --format changelog.",
)
@click.option(
    "--output", type=PathType(written=True), help="Write the report to this file."
)
@click.option(
    "--strict-client",
    is_flag=True,
    help="Callers use strict=True: responses that allow more break their calls.",
)
@click.option(
    "--package-version",
    help="The present version of the package [default: from pyproject.toml].",
)
@click.option(
    "--callers",
    multiple=True,
    type=PathType(folder=None, exists=True),
    help="Search this file or folder for code that breaks; needs specloom[impact]. May "
    "be given several times.",
)
@click.option("--accept", help="Accept the change with this fingerprint.")
@click.option("--reason", default="", help="With --accept: why.")
@click.option(
    "--owner", default="", help="With --accept: the person or team that decided."
)
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    help="With --accept: the last day on which it is accepted.",
)
@report_errors
def report(
    root: Path,
    names: tuple[str, ...],
    against: str,
    old: Path | None,
    new: Path | None,
    form: str,
    as_json: bool,
    as_changelog: bool,
    output: Path | None,
    strict_client: bool,
    package_version: str | None,
    callers: tuple[Path, ...],
    accept: str | None,
    reason: str,
    owner: str,
    expires: datetime | None,
) -> None:
    """Report what changes in contracts, for Python code, and in requests.

    The working tree is compared with a baseline, for the vendors NAMES or for all. The
    verdict comes from what changes for Python code and in requests. Changes are
    accepted in the vendor's accepted-changes.yaml; entries that match no change or have
    expired are errors.
    """
    from ..errors import SpecError
    from ..reports.verdict import needs_action

    if (old is None) != (new is None):
        raise click.UsageError("--old and --new are given together")
    if as_json and as_changelog:
        raise click.UsageError("--json and --changelog are two formats")
    form = "json" if as_json else "changelog" if as_changelog else form
    accepted = _acceptance(accept, reason, owner, expires)
    options = _options(strict_client, package_version, callers)
    if old is not None and new is not None:
        if accepted is not None or len(names) > 1:
            raise click.UsageError("with --old there is no --accept and one name")
        if callers:
            raise click.UsageError("--callers needs a project")
        reports = [_of_files(old, new, "".join(names), options)]
    else:
        reports = _of_project(root, names, against, options)
    if accepted is not None:
        _accept(root, reports, accepted)
        return
    _print(reports, form, output)
    if form == "changelog":
        return  # The lines are only for reading.
    problems = [each for made in reports for each in made.acceptance_problems]
    if problems:
        raise SpecError(problems)
    if any(map(needs_action, reports)):
        sys.exit(1)
    if old is None and form == "terminal":
        _print_release(root, reports)


def _print_release(root: Path, reports: list[Report]) -> None:
    """Print how the version is released that the changes deserve."""
    from ..project.folders import Project
    from ..reports.package_version import release_advice

    command, comment = release_advice(Project.at(root), reports)
    if command:
        print_next(command, comment)


def _acceptance(
    fingerprint: str | None, reason: str, owner: str, expires: datetime | None
) -> Acceptance | None:
    """Return what the user accepts; raise UsageError if a part of it is missing."""
    from ..errors import SourceLocation
    from ..reports.report_data import Acceptance

    words = [" ".join(each.split()) for each in (reason, owner)]
    if fingerprint is None:
        if any(words) or expires is not None:
            raise click.UsageError("--reason, --owner and --expires need --accept")
        return None
    if not all(words) or expires is None or not "".join(words).isprintable():
        raise click.UsageError("--accept needs --reason, --owner and --expires")
    return Acceptance(
        fingerprint=fingerprint,
        reason=words[0],
        owner=words[1],
        expires=expires.date(),
        location=SourceLocation(""),
    )


def _options(
    strict_client: bool, package_version: str | None, callers: tuple[Path, ...]
) -> ReportOptions:
    """Return the options; exit if a library is missing that finds calls."""
    from ..reports.project_reports import ReportOptions

    if callers:
        from ..callers.libraries import MissingLibraryError, require_libraries

        try:
            require_libraries()
        except MissingLibraryError as error:
            print_line(error, err=True)
            sys.exit(2)
    return ReportOptions(
        today=date.today(),
        strict_client=strict_client,
        package_version=package_version,
        callers=callers,
    )


def _of_files(old: Path, new: Path, name: str, options: ReportOptions) -> Report:
    from ..reports.circumstances import Circumstances
    from ..reports.file_reports import file_report

    given = Circumstances(
        baseline=old.name,
        today=options.today,
        package_version=options.package_version or "",
        strict_client=options.strict_client,
    )
    with progress_status() as progress:
        progress(name or new.name, "comparing")
        return file_report(old, new, name, given)


def _of_project(
    root: Path, names: tuple[str, ...], against: str, options: ReportOptions
) -> list[Report]:
    from ..baselines import open_baseline
    from ..callers.type_checker import TypeCheckerError
    from ..project.folders import Project
    from ..reports.project_reports import project_reports

    project = Project.at(root)
    with progress_status() as progress, open_baseline(project, against) as baseline:
        try:
            return [*project_reports(project, baseline, names, options, progress)]
        except TypeCheckerError as error:
            print_line(f"specloom: mypy could not check the code: {error}", err=True)
            sys.exit(3)


def _accept(root: Path, reports: list[Report], accepted: Acceptance) -> None:
    """Write an entry for each vendor that has the change."""
    from ..generation import write_files
    from ..output.file_ownership import Protection
    from ..project.folders import Project
    from ..reports.acceptances import FILE, with_acceptance

    project = Project.at(root)
    texts = {}
    for made in reports:
        if any(e.change.fingerprint == accepted.fingerprint for e in made.entries):
            specs = f"{project.specs}/{made.vendor}"
            texts[f"{specs}/{FILE}"] = with_acceptance(root, specs, accepted)
    if not texts:
        message = f'no change has the fingerprint "{accepted.fingerprint}"'
        raise click.UsageError(message)
    write_files(root, texts, Protection(overwrite=[root / path for path in texts]))
    for path in texts:
        print_remark(path)
    print_next("specloom report", "to see what is left, and commit the file")


def _print(reports: list[Report], form: str, output: Path | None) -> None:
    """Print the reports in a format, or write them to a file."""
    from ..generation import write_files
    from ..output.file_ownership import Protection
    from ..reports.terminal_report import terminal_report

    if form == "terminal" and output is None:
        for line in terminal_report(reports):
            print_line(line)
        return
    text = _text(reports, form)
    if not text:
        print_remark("nothing to write: users see no change", err=True)
    if output is None:
        print_text(text)
        return
    protection = Protection(overwrite=[output])
    write_files(output.parent, {}, protection, reports={output: text})


def _text(reports: list[Report], form: str) -> str:
    from ..reports.annotations import annotation_lines
    from ..reports.changelog import changelog
    from ..reports.html_report import html_report
    from ..reports.json_report import json_report
    from ..reports.markdown_report import markdown_report
    from ..reports.sarif_report import sarif_report
    from ..reports.terminal_report import terminal_report
    from ..terminal import printable

    if form == "changelog":
        return changelog(reports)
    if form == "markdown":
        return markdown_report(reports)
    if form == "html":
        return html_report(reports)
    if form == "json":
        return json.dumps(json_report(reports), indent=2) + "\n"
    if form == "sarif":
        return json.dumps(sarif_report(reports, __version__), indent=2) + "\n"
    lines = (
        terminal_report(reports) if form == "terminal" else annotation_lines(reports)
    )
    return "".join(f"{printable(line)}\n" for line in lines)
