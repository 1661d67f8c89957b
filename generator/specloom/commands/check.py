"""The command that checks what is committed: up to date, and nothing unexpected."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_options import against_type, root_option, timings_option
from ..stages import Stage, StageTimes
from ..terminal import (
    print_json,
    print_line,
    print_next,
    print_remark,
    print_timings,
    print_warnings,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..changes import Change
    from ..generation import Generation

_EPILOG = """
\b
Examples:
  specloom check
  specloom check --against last-release

\b
Exit status:
  0   everything is as generated, recorded and accepted
  1   a file is out of date, a loss is not as recorded, or a change is not accepted
  2   invalid input, or there is no such revision, release or wheel
  3   a file cannot be read
"""
_WORDS = {
    "missing": "missing",
    "differs": "differs",
    "stale": "stale",
    "losses_added": "not accepted",
    "losses_stale": "stale line",
    "breaking": "breaks",
    "acceptances": "not valid",
}
"""The kinds of findings in JSON, in this order, and the word for each in a line."""
_NEXT = {
    ("missing", "differs", "stale"): ("specloom generate", "and commit what it writes"),
    ("losses_added", "losses_stale"): (
        'specloom accept VENDOR --reason "..."',
        "or repair the losses in overlay.yaml",
    ),
    ("breaking",): ("specloom report", "then accept a change with --accept"),
    ("acceptances",): (
        "specloom report",
        "and remove or renew these entries of accepted-changes.yaml",
    ),
}
"""For kinds of findings, the command to type next, and what else there is to do."""


@click.command(epilog=_EPILOG)
@root_option
@click.option(
    "--against",
    type=against_type,
    help="Also compare with the project at this git revision, in this wheel, or at the "
    "newest tag of a release (last-release).",
)
@click.option(
    "--strict-client",
    is_flag=True,
    help="With --against: callers use strict=True, for which responses that allow more "
    "break calls.",
)
@timings_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def check(
    root: Path, against: str | None, strict_client: bool, timings: bool, as_json: bool
) -> None:
    """Check that the generated files are up to date.

    The exit status is 1 if a file is out of date, if a loss is not listed in
    `losses.yaml`, or if a listed loss no longer occurs. A loss is something that a
    description declares but the client does not support. The cache is not used, and
    without --against no git is needed.

    With --against, the exit status is also 1 if a change breaks code that uses the
    clients or changes requests, unless accepted-changes.yaml accepts it, or if an entry
    of that file is stale or expired.
    """
    if strict_client and against is None:
        raise click.UsageError("--strict-client needs --against")
    from ..generation import generate_project

    with progress_status() as progress:
        times = StageTimes(progress)
        made = generate_project(root, progress=times)
        times("", Stage.COMPARING)
        found = dict.fromkeys(_WORDS, ()) | _outdated(root, made) | _other_losses(made)
        times.stop()
    if against is not None:
        found |= _since(root, against, strict_client)
    if as_json:
        files = len(made.texts)
        print_json({**found, "files": files, "cpu_seconds": times.of_run()})
    else:
        _print(found)
        print_warnings(made.unneeded_actions())
    if timings and not as_json:
        print_timings(times)
    if any(found.values()):
        sys.exit(1)
    if not as_json:
        print_remark(f"{len(made.texts)} files are as generated")


def _outdated(root: Path, made: Generation) -> dict[str, tuple[str, ...]]:
    """Return the files that are not as generated."""
    from ..output.plan import plan

    planned = plan(root, made.texts, made.owned, protection=made.protection())
    return {
        "missing": planned.new,
        "differs": planned.changed,
        "stale": planned.stale,
    }


def _other_losses(made: Generation) -> dict[str, tuple[str, ...]]:
    """Return the losses that are not as recorded."""
    return {
        "losses_added": (*made.added_losses(),),
        "losses_stale": (*made.stale_losses(),),
    }


def _print(found: dict[str, tuple[str, ...]]) -> None:
    """Print a line for each finding, and what to do about them."""
    for kinds, advice in _NEXT.items():
        lines = [f"{_WORDS[kind]}: {each}" for kind in kinds for each in found[kind]]
        for line in lines:
            print_line(line)
        if lines:
            print_next(*advice)


def _since(root: Path, against: str, strict: bool) -> dict[str, tuple[str, ...]]:
    """Return what breaks code or changes requests since a baseline.

    Args:
        root: the folder of the project.
        against: the baseline, as the user wrote it.
        strict: whether callers use clients with `strict=True`.
    """
    from ..baselines import open_baseline
    from ..project.folders import Project
    from ..reports.project_reports import ReportOptions, project_reports
    from ..reports.verdict import attention

    project = Project.at(root)
    options = ReportOptions(today=date.today(), strict_client=strict)
    with progress_status() as progress, open_baseline(project, against) as baseline:
        reports = [*project_reports(project, baseline, (), options, progress)]
    return {
        "breaking": tuple(
            _change_line(entry.change)
            for report in reports
            for entry in report.entries
            if attention(entry, strict_client=strict) == "act"
        ),
        "acceptances": tuple(
            str(problem) for report in reports for problem in report.acceptance_problems
        ),
    }


def _change_line(change: Change) -> str:
    location = change.place.new or change.place.old
    place = change.place.pointer if location is None else location
    return f"{place}: {change.text} [{change.rule} {change.fingerprint}]"
