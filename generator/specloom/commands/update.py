"""The command that replaces a vendor's source by a newer version."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_options import TextOrPathType, root_option
from ..completions import vendor_names
from ..terminal import (
    print_json,
    print_line,
    print_next,
    print_remark,
    print_warnings,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..project.folders import Project
    from ..reports.report_data import Report
    from ..updates import Update
    from ..updates.update import LostOperation

STANDARD_INPUT = "-"
_EPILOG = """
\b
Examples:
  specloom update acme downloads/acme-2026-11.json --dry-run
  specloom update acme new.yaml --follow-moves
  specloom update acme new.yaml --retire-missing --reason "removed in 2026-11"

\b
Exit status:
  0   the source was replaced and everything was generated
  1   operations are missing, and no option says what to do about their names
  2   an invalid description or argument; nothing was written
  3   a file cannot be read or written; nothing was changed
"""


@click.command(epilog=_EPILOG)
@root_option
@click.argument("vendor", shell_complete=vendor_names)
@click.argument(
    "file", metavar="FILE", type=TextOrPathType("a file, or - for standard input")
)
@click.option(
    "--follow-moves",
    is_flag=True,
    help="Let operations that were moved keep their names: those with the same "
    "operationId, or at the same path but for its version or its parameters' names.",
)
@click.option(
    "--retire-missing",
    is_flag=True,
    help="Retire the names of all other operations that are missing; needs --reason.",
)
@click.option(
    "--from",
    "address",
    help="Where FILE was downloaded [default: as in provenance.yaml].",
)
@click.option("--reason", help="Why the names are retired; it is kept in names.yaml.")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--no-cache", is_flag=True, help="Build all vendors again.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def update(
    root: Path,
    vendor: str,
    file: str,
    follow_moves: bool,
    retire_missing: bool,
    address: str | None,
    reason: str | None,
    dry_run: bool,
    no_cache: bool,
    as_json: bool,
) -> None:
    """Replace VENDOR's source by FILE, generate, and report what changes.

    FILE is the vendor's new description, or - for standard input. The source,
    names.yaml and all generated files are written together, or none of them if anything
    is wrong. Other files to which FILE refers are read from the vendor's folder.

    An operation that is no longer in the description keeps its line in names.yaml,
    because a name must not be given to something else unnoticed. The options decide
    about these operations.
    """
    from ..builds.cache import Cache
    from ..project.folders import Project
    from ..reports.update_reports import update_report
    from ..updates import Decisions, LostOperationsError, prepared_update

    retire = _reason(retire_missing, reason)
    project = Project.at(root)
    data, shown = _content(file)
    cache = Cache() if no_cache else Cache.default()
    try:
        with (
            progress_status() as progress,
            prepared_update(
                project,
                vendor,
                data,
                shown=shown,
                decisions=Decisions(follow_moves=follow_moves, retire=retire),
                cache=cache,
                progress=progress,
            ) as made,
        ):
            found = update_report(made, date.today())
            if not dry_run:
                made.write(_provenance(project, vendor, file, data, address))
    except LostOperationsError as error:
        _print_lost(error.operations, as_json)
        sys.exit(1)
    if as_json:
        print_json(_row(made, found, dry_run))
    else:
        print_warnings(made.made.added_losses())
        print_warnings(made.made.unneeded_actions())
        _print(made, found, dry_run)


def _provenance(
    project: Project, vendor: str, file: str, data: bytes, address: str | None
) -> dict[str, bytes]:
    """Return the path and the content of the file that records the source's origin.

    It is empty if neither the source nor its address changes.
    """
    from ..load import load_bytes
    from ..project_files.provenance import FILE, Provenance, recorded
    from ..updates.staging import source_name

    path = f"{project.specs}/{vendor}/{FILE}"
    known = recorded(project.root / path)
    present = load_bytes(project.root / project.vendor(vendor).source, shown=file)
    if data == present and address in (None, known.get("from")):
        return {}
    name = source_name(file, data) if file == STANDARD_INPUT else file
    new = Provenance.of(
        name,
        data,
        address=known.get("from", "") if address is None else address,
        date=date.today().isoformat(),
    )
    return {path: new.text().encode()}


def _reason(retire: bool, reason: str | None) -> str | None:
    """Return the reason for retiring names; None if none are retired."""
    if not retire:
        if reason is not None:
            raise click.UsageError("--reason is given without --retire-missing")
        return None
    text = " ".join((reason or "").split())
    if not text or not text.isprintable():
        raise click.UsageError("--retire-missing needs --reason (expected a sentence)")
    return text


def _content(file: str) -> tuple[bytes, str]:
    """Return the new description, and the name of its file.

    Raises:
        SpecError: it cannot be read, or is too large.
    """
    from ..errors import SourceLocation, SpecError
    from ..load import MAX_BYTES, load_bytes
    from ..messages import Message
    from ..updates.staging import source_name

    if file != STANDARD_INPUT:
        data = load_bytes(Path(file), shown=file)
        suffix = Path(source_name(file, data)).suffix
        is_known = Path(file).suffix.lower() in (".json", ".yaml", ".yml")
        return data, file if is_known else f"{file}{suffix}"
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        start = SourceLocation(file="<stdin>")
        raise SpecError.at(start, Message.TOO_LARGE(most=MAX_BYTES))
    return data, f"stdin{Path(source_name('', data)).suffix}"


def _print_lost(operations: list[LostOperation], as_json: bool) -> None:
    """Print the operations about which nothing was decided, and the options."""
    if as_json:
        rows = [
            {
                "operation": each.key,
                "name": each.name,
                "location": str(each.location),
                "moved_to": each.move and each.move.new,
                "why": each.move.reason if each.move else "",
                "candidates": list(each.candidates),
            }
            for each in operations
        ]
        print_json({"missing": rows})
        return
    moved = [each for each in operations if each.move]
    for each in operations:
        text = f"{each.location}: {each.key} ({each.name}) is missing"
        if each.move:
            text += f"; {each.move.new} has {each.move.reason}"
        elif each.candidates:
            text += f"; it may be {' or '.join(each.candidates)}: write the name there"
        print_line(text, err=True)
    if moved:
        print_line(
            f"{len(moved)} probably moved: --follow-moves lets them keep their names",
            err=True,
        )
    if others := len(operations) - len(moved):
        options = '--retire-missing --reason "..."'
        print_line(f"{others} probably removed: {options} retires the names", err=True)


def _row(made: Update, found: Report | None, dry_run: bool) -> dict[str, Any]:
    from ..changes.json_rows import change_row

    return {
        "vendor": made.vendor,
        "written": not dry_run,
        "moved": [
            {"old": each.old, "new": each.new, "why": each.reason}
            for each in made.moved
        ],
        "retired": list(made.retired),
        "losses": made.made.added_losses(),
        "unneeded_actions": made.made.unneeded_actions(),
        "files": {
            "new": list(made.planned.new),
            "changed": list(made.planned.changed),
            "removed": list(made.planned.stale),
        },
        "bump": found and found.bump,
        "changes": found and [change_row(each.change) for each in found.entries],
    }


def _print(made: Update, found: Report | None, dry_run: bool) -> None:
    from ..reports.terminal_report import terminal_report

    # With --dry-run, this is the requested result.
    show = print_line if dry_run else print_remark
    for move in made.moved:
        show(f"moved: {move.old} -> {move.new} ({move.reason})")
    for key in made.retired:
        show(f"retired: {key}")
    if found is None:
        show("the present description has problems, so nothing is compared")
    else:
        for line in terminal_report([found]):
            show(line)
    planned = made.planned
    counts = f"{len(planned.new)} new, {len(planned.changed)} changed"
    would = "would be written: " if dry_run else ""
    show(f"{would}{counts}, {len(planned.stale)} removed files")
    if dry_run:
        print_next("the same command without --dry-run", "writes these files")
    else:
        print_next("git diff --stat", f"then specloom lint {made.vendor}")
