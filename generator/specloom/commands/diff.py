"""The command that shows what differs between two versions of a description."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_options import TextOrPathType, against_type, root_option
from ..completions import files_or_vendors
from ..terminal import (
    print_json,
    print_line,
    print_remark,
    print_warnings,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..changes import Change
    from ..errors import SourceLocation
    from ..project.vendor import Vendor
    from ..stages import ProgressCallback

LEVELS = ("breaking", "warning", "info")
MOST_OPERATIONS = 3
"""The maximum number of operations that are named after a change."""
_EPILOG = """
\b
Examples:
  specloom diff old.yaml new.yaml
  specloom diff specs/acme/openapi.yaml new.yaml
  specloom diff v1.2.0:specs/acme/source.yaml specs/acme/source.yaml
  specloom diff --against last-release acme

\b
Exit status:
  0   the comparison was made
  1   there is a change that --fail-on names
  2   an invalid description or argument, or there is no such revision
  3   a file cannot be read
"""


@click.command(epilog=_EPILOG)
@root_option
@click.argument(
    "operands",
    nargs=-1,
    metavar="OLD NEW",
    shell_complete=files_or_vendors,
    type=TextOrPathType("a file, or REVISION:PATH"),
)
@click.option(
    "--against",
    type=against_type,
    help="Compare the project's vendors (all, or those that are named) with a git "
    "revision, a wheel, or the newest tag of a release (last-release).",
)
@click.option(
    "--only-contract",
    is_flag=True,
    help="Leave out what changes for Python code and in requests.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="info",
    show_default=True,
    help="Show changes of the contract from this level on, and all that break code.",
)
@click.option(
    "--fail-on",
    type=click.Choice((*LEVELS, "python", "wire")),
    multiple=True,
    help="Exit with status 1 for a change of this level of the contract (or a higher "
    "one), one that breaks Python code, or one that changes requests. May be given "
    "several times.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@report_errors
def diff(
    root: Path,
    operands: tuple[str, ...],
    against: str | None,
    only_contract: bool,
    level: str,
    fail_on: tuple[str, ...],
    form: str,
    as_json: bool,
) -> None:
    """Show every difference in meaning between two descriptions, OLD and NEW.

    Each is a file, or REVISION:PATH for a file in a git revision. If OLD is a vendor's
    openapi.yaml, NEW is normalized with the vendor's overlay before the comparison.

    A change has three levels. contract: whether the new description allows less in
    requests or more in responses. python: whether code that uses the generated package
    still works. wire: whether the same calls send the same requests.
    """
    if against is None and len(operands) != 2:
        message = "expected two descriptions, OLD and NEW, or --against"
        raise click.UsageError(message)
    with progress_status() as progress:
        progress("diff", "comparing")
        if against is None:
            old, new = operands
            found = {"": _of_files(root, old, new, only_contract)}
        else:
            found = _of_project(root, against, operands, progress)
    shown = {
        name: [each for each in changes if _is_shown(each, level)]
        for name, changes in found.items()
    }
    if as_json or form == "json":
        print_json({"changes": [*_rows(shown)]})
    else:
        for name, changes in shown.items():
            print_changes(name, changes, len(found[name]) - len(changes))
    every = [change for changes in found.values() for change in changes]
    if any(_fails(change, each) for change in every for each in fail_on):
        sys.exit(1)


def _of_files(root: Path, old: str, new: str, only_contract: bool) -> Sequence[Change]:
    """Return the changes between two files, each also of a git revision."""
    from ..baselines import is_revision_path, open_revision_path
    from ..builds.same_descriptions import are_same_descriptions

    with ExitStack() as opened:
        names: dict[str, str] = {}
        paths = []
        for operand in (old, new):
            path = Path(operand)
            if is_revision_path(operand):
                path = opened.enter_context(open_revision_path(operand, root))
            paths.append(path)
            # A description with an overlay is read as a file of the project.
            for shown in (path, Path(os.path.relpath(path, root))):
                names[shown.as_posix()] = operand
        fixes = _vendor_of(root, paths[0])
        if fixes is None and are_same_descriptions(*paths):
            return []
        # Imported late: what imports the passes takes as long as reading a description.
        from ..comparison.descriptions import compare_descriptions

        found = compare_descriptions(*paths, fixes=fixes, only_contract=only_contract)
    problems = [str(each) for each in found.not_built]
    if problems:
        print_remark(
            "only the contract is compared, because nothing is generated:", err=True
        )
        print_warnings(problems)
    return [_renamed(each, names) for each in found.changes]


def _vendor_of(root: Path, path: Path) -> Vendor | None:
    """Return the project's vendor whose normalized document is at a path."""
    from ..project.folders import Project

    if path.name != "openapi.yaml" or not (root / "pyproject.toml").is_file():
        return None
    project = Project.at(root)
    name = path.resolve().parent.name
    folder = root / project.specs / name
    if not folder.is_dir() or folder.resolve() != path.resolve().parent:
        return None
    return project.vendor(name)


def _of_project(
    root: Path, against: str, names: tuple[str, ...], progress: ProgressCallback
) -> dict[str, Sequence[Change]]:
    """Return the changes of each vendor since a baseline.

    A vendor that only one side has is named on standard error.
    """
    from ..baselines import open_baseline
    from ..builds.full_builds import full_build
    from ..comparison import compare_builds
    from ..project.folders import Project

    project = Project.at(root)
    vendors = [project.vendor(name) for name in names or project.names()]
    found: dict[str, Sequence[Change]] = {}
    with open_baseline(project, against) as baseline:
        for vendor in vendors:
            if vendor.name not in baseline.names:
                print_remark(f"{vendor.name}: not in {baseline.label}", err=True)
                continue
            progress(vendor.name, "comparing")
            old = baseline.build(vendor.name)
            found[vendor.name] = compare_builds(old, full_build(vendor)).changes
        present = {vendor.name for vendor in vendors}
        for name in () if names else baseline.names:
            if name not in present:
                print_remark(f"{name}: only in {baseline.label}", err=True)
    return found


def _renamed(change: Change, names: dict[str, str]) -> Change:
    """Return the change with the names of files that the user wrote."""

    def renamed(location: SourceLocation | None) -> SourceLocation | None:
        if location is None or location.file not in names:
            return location
        return location._replace(file=names[location.file])

    old, new = renamed(change.place.old), renamed(change.place.new)
    return replace(change, place=change.place._replace(old=old, new=new))


def _is_shown(change: Change, level: str) -> bool:
    is_broken = change.python == "breaking" or change.wire == "changed"
    return is_broken or LEVELS.index(change.level) <= LEVELS.index(level)


def _fails(change: Change, criterion: str) -> bool:
    if criterion == "python":
        return change.python == "breaking"
    if criterion == "wire":
        return change.wire == "changed"
    return LEVELS.index(change.level) <= LEVELS.index(criterion)


def _rows(shown: dict[str, list[Change]]) -> Iterator[dict[str, Any]]:
    from ..changes.json_rows import change_row

    for name, changes in shown.items():
        for change in changes:
            yield {"vendor": name, **change_row(change)} if name else change_row(change)


def print_changes(name: str, changes: Sequence[Change], hidden: int = 0) -> None:
    """Print changes, and how many there are of each kind.

    Args:
        name: the name of the vendor; "" for two files.
        changes: the changes to print.
        hidden: how many others there are.
    """
    prefix = f"{name}: " if name else ""
    if not changes and not hidden:
        print_remark(f"{prefix}no changes")
        return
    for change in changes:
        _print_change(change)
    counts = [
        f"{sum(each.level == level for each in changes)} {level}" for level in LEVELS
    ]
    broken = sum(each.python == "breaking" for each in changes)
    sent = sum(each.wire == "changed" for each in changes)
    print_remark(
        f"{prefix}contract: {', '.join(counts)}; Python: {broken} breaking; "
        f"wire: {sent} changed"
    )
    if hidden:
        print_remark(f"{prefix}{hidden} not shown (--level info shows all)")


def _print_change(change: Change) -> None:
    location = change.place.new or change.place.old
    place = change.place.pointer if location is None else location
    print_line(f"{place}: {change.level}: {change.text} [{change.rule}]")
    if change.why:
        print_line(f"    {change.why}")
    effects = []
    if change.python != "none":
        effects.append(f"Python: {change.python}")
    if change.wire == "changed":
        effects.append("wire: changed")
    shown = [str(each) for each in change.operations[:MOST_OPERATIONS]]
    if (more := len(change.operations) - MOST_OPERATIONS) > 0:
        shown.append(f"{more} more operations")
    if effects or shown:
        print_line(f"    {'; '.join([*effects, ', '.join(shown)]).rstrip('; ')}")
    for sign, texts in (("-", change.before), ("+", change.after)):
        for text in texts:
            print_line(f"    {sign} {text}")
    if change.act:
        print_line(f"    {change.act}")
