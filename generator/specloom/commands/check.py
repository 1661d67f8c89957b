"""The command that checks what is committed: up to date, and nothing unexpected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_options import root_option
from ..terminal import print_line, print_warnings, progress_status, report_errors

if TYPE_CHECKING:
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


@click.command(epilog=_EPILOG)
@root_option
@click.option(
    "--against",
    help="Also compare with the project at this git revision, in this wheel, or at the "
    "newest tag of a release (last-release).",
)
@report_errors
def check(root: Path, against: str | None) -> None:
    """Check that the generated files are up to date.

    The exit status is 1 if a file is out of date, if a loss is not listed in
    `losses.yaml`, or if a listed loss no longer occurs. A loss is something that a
    description declares but the client does not support. The cache is not used, and
    without --against no git is needed.
    """
    from ..generation import generate_project

    with progress_status() as progress:
        made = generate_project(root, progress=progress)
    # Without its baseline the command must end before it prints any result.
    differs = against is not None and _differs(root, against)
    outdated, losses = _is_outdated(root, made), _has_other_losses(made)
    print_warnings(made.unneeded_actions())
    if differs or outdated or losses:
        sys.exit(1)
    print_line(f"{len(made.texts)} files are as generated")


def _is_outdated(root: Path, made: Generation) -> bool:
    """Print the files that are not as generated; return whether there are any."""
    from ..output.plan import plan

    planned = plan(root, made.texts, made.owned, protection=made.protection())
    for word, paths in (
        ("missing", planned.new),
        ("differs", planned.changed),
        ("stale", planned.stale),
    ):
        for path in paths:
            print_line(f"{word}: {path}")
    if not planned.clean:
        print_line("run `specloom generate` and commit what it writes", err=True)
    return not planned.clean


def _has_other_losses(made: Generation) -> bool:
    """Print the losses that are not as recorded; return whether there are any."""
    added, stale = made.added_losses(), made.stale_losses()
    for word, lines in (("not accepted", added), ("stale line", stale)):
        for line in lines:
            print_line(f"{word}: {line}")
    if added or stale:
        print_line("repair them in overlay.yaml, or run `specloom accept`", err=True)
    return bool(added or stale)


def _differs(root: Path, against: str) -> bool:
    """Print the vendors whose package is not as in a baseline."""
    from ..baselines import open_baseline
    from ..builds.full_builds import full_build
    from ..project.folders import Project

    project = Project.at(root)
    names = project.names()
    with open_baseline(project, against) as baseline:
        differing = [
            name
            for name in baseline.names
            if name not in names
            or full_build(project.vendor(name)).package != baseline.build(name).package
        ]
        for name in differing:
            print_line(f"not as in {baseline.label}: {name}")
    return bool(differing)
