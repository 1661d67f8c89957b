"""The command that checks what is committed: up to date, and nothing unexpected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_options import root_option
from ..terminal import (
    print_json,
    print_line,
    print_warnings,
    progress_status,
    report_errors,
)

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
_WORDS = {
    "missing": "missing",
    "differs": "differs",
    "stale": "stale",
    "losses_added": "not accepted",
    "losses_stale": "stale line",
    "breaking": "breaks",
}
"""The kinds of findings in JSON, in this order, and the word for each in a line."""
_ADVICE = {
    ("missing", "differs", "stale"): "run `specloom generate` and commit what it "
    "writes",
    ("losses_added", "losses_stale"): "repair them in overlay.yaml, or run `specloom "
    "accept`",
}


@click.command(epilog=_EPILOG)
@root_option
@click.option(
    "--against",
    help="Also compare with the project at this git revision, in this wheel, or at the "
    "newest tag of a release (last-release).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def check(root: Path, against: str | None, as_json: bool) -> None:
    """Check that the generated files are up to date.

    The exit status is 1 if a file is out of date, if a loss is not listed in
    `losses.yaml`, or if a listed loss no longer occurs. A loss is something that a
    description declares but the client does not support. The cache is not used, and
    without --against no git is needed.
    """
    from ..generation import generate_project

    with progress_status() as progress:
        made = generate_project(root, progress=progress)
    found = dict.fromkeys(_WORDS, ()) | _outdated(root, made) | _other_losses(made)
    if against is not None:
        found["breaking"] = _breaking(root, against)
    if as_json:
        print_json({**found, "files": len(made.texts)})
    else:
        _print(found)
        print_warnings(made.unneeded_actions())
    if any(found.values()):
        sys.exit(1)
    if not as_json:
        print_line(f"{len(made.texts)} files are as generated")


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
    for kinds, advice in (*_ADVICE.items(), (("breaking",), "")):
        lines = [f"{_WORDS[kind]}: {each}" for kind in kinds for each in found[kind]]
        for line in lines:
            print_line(line)
        if lines and advice:
            print_line(advice, err=True)


def _breaking(root: Path, against: str) -> tuple[str, ...]:
    """Return the vendors whose package is not as in a baseline."""
    from ..baselines import open_baseline
    from ..builds.full_builds import full_build
    from ..project.folders import Project

    project = Project.at(root)
    names = project.names()
    with open_baseline(project, against) as baseline:
        return tuple(
            f"the package of {name} is not as in {baseline.label}"
            for name in baseline.names
            if name not in names
            or full_build(project.vendor(name)).package != baseline.build(name).package
        )
