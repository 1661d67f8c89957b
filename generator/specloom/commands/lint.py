"""The command that reports what descriptions lack, and mends what is certain."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_options import root_option
from ..completions import vendor_names
from ..terminal import (
    print_json,
    print_line,
    print_next,
    print_remark,
    print_text,
    progress_status,
    report_errors,
)
from .overlay_files import write_overlay

if TYPE_CHECKING:
    from ..lint import LintFinding
    from ..overlay_output.extended_overlay import ExtendedOverlay
    from ..tried_actions.lint_fixes import Mended

LEVELS = ("error", "warning", "info")
"""The severities of `lint`, which is imported only if the command runs."""
TITLE = "Mended by specloom lint"
_EPILOG = """
\b
Examples:
  specloom lint acme
  specloom lint acme --explain --severity warning
  specloom lint acme --fix
  specloom lint --json --strict

\b
Exit status:
  0   no problems
  1   with --strict: there are notes of the given severity
  2   an invalid description, overlay or argument
  3   a file cannot be read or written
"""


@click.command(epilog=_EPILOG)
@root_option
@click.option("--json", "as_json", is_flag=True, help="Print the notes as JSON.")
@click.option("--strict", is_flag=True, help="Exit with status 1 if notes are printed.")
@click.option(
    "--severity",
    type=click.Choice(LEVELS),
    default="info",
    show_default=True,
    help="Print only what is at least as serious. Problems are always printed.",
)
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Also print why each note matters to callers, and the actions that mend it.",
)
@click.option(
    "--fix",
    is_flag=True,
    help="Add the actions that need no decision to overlay.yaml, and print what was "
    "added.",
)
@click.option(
    "--date",
    "checked",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date in the provenance of actions [default: today].",
)
@click.argument("vendors", nargs=-1, shell_complete=vendor_names)
@report_errors
def lint(
    root: Path,
    as_json: bool,
    strict: bool,
    severity: str,
    explained: bool,
    fix: bool,
    checked: datetime | None,
    vendors: tuple[str, ...],
) -> None:
    """Report missing declarations, such as pagination, and contradicting examples.

    Without VENDORS, check all vendors. Each note states the place, what is missing,
    what to do, and the note's id, which docs/reference/findings.md explains. No files
    are written without --fix, which adds actions to the overlay for review: those that
    state what is certain, and that leave the client as it is or only add to it.
    """
    from ..builds.sources import Sources
    from ..errors import Problem, SpecError
    from ..overlay_output.extended_overlay import extended_overlay
    from ..project.folders import Project
    from ..tried_actions.lint_fixes import lint_findings, mended

    project = Project.at(root)
    when = checked.date() if checked else date.today()
    names = vendors or tuple(project.names())
    problems: list[Problem] = []
    found: list[LintFinding] = []
    made: list[tuple[Path, Mended, ExtendedOverlay]] = []
    with progress_status() as progress:
        for name in names:
            progress(name, "checking")
            try:
                vendor = project.vendor(name)
                documents = Sources(vendor).documents
                if not fix:
                    found += lint_findings(vendor, documents, when)
                    continue
                result = mended(vendor, documents, when)
                found += result.left
                if result.actions:
                    edited = extended_overlay(
                        vendor, documents, result.actions, title=TITLE
                    )
                    made.append((vendor.root, result, edited))
            except SpecError as error:
                problems += error.problems
    if problems:
        raise SpecError(problems)
    for folder, _, edited in made:
        write_overlay(folder / edited.file, edited.text, ())
    shown = [e for e in found if LEVELS.index(e.severity) <= LEVELS.index(severity)]
    _print(shown, made, names, as_json=as_json, fix=fix, explained=explained)
    if strict and shown:
        sys.exit(1)


def _print(
    shown: Sequence[LintFinding],
    made: Sequence[tuple[Path, Mended, ExtendedOverlay]],
    names: Sequence[str],
    *,
    as_json: bool,
    fix: bool,
    explained: bool,
) -> None:
    """Print what was added, what is left, and what to do next."""
    if as_json:
        rows = [each.row() for each in shown]
        added = [_added_row(result, edited) for _, result, edited in made]
        print_json({"notes": rows, "added": added} if fix else rows)
        return
    for _, result, edited in made:
        print_text(_diff(edited))
        for one in result.refused:
            print_line(f"not added: {one.proposal.title}: {one.problem}", err=True)
    for each in shown:
        print_line(
            f"{each.problem.location}: {each.severity}: "
            f"{' '.join(each.problem.message.split())} [{each.id}]"
        )
        if explained:
            _explain(each)
    count = f"{len(shown)} note{'' if len(shown) == 1 else 's'}"
    print_remark(f"no problems and {count} in {', '.join(names)}")
    if made:
        print_next("git diff", "review what was added, then specloom generate")
    elif not fix and any(each.actions for each in shown):
        print_next(
            f"specloom lint {' '.join(names)} --fix", "adds what needs no decision"
        )


def _explain(finding: LintFinding) -> None:
    """Print why a finding matters, and the actions that mend it or what to do."""
    from ..overlay_output.document_text import document_text

    print_line(f"    {finding.why}")
    if finding.advice:
        print_line(f"    {finding.advice}")
    if finding.actions:
        for line in document_text([*finding.actions], "yaml").splitlines():
            print_text(f"    {line}\n")


def _diff(edited: ExtendedOverlay) -> str:
    from ..overlay_output.line_diff import line_diff

    return line_diff(
        edited.before, edited.text, old_name=edited.file, new_name=edited.file
    )


def _added_row(result: Mended, edited: ExtendedOverlay) -> Mapping[str, Any]:
    return {
        "file": edited.file,
        "actions": [*result.actions],
        "diff": _diff(edited),
        "refused": [
            {"id": each.proposal.title, "problem": each.problem}
            for each in result.refused
        ],
    }
