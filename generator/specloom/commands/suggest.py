"""The command that proposes an overlay for a description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_options import LEAST_ACCEPTED, PathType, root_option
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
    from ..load import Documents
    from ..project.vendor import Vendor
    from ..suggest import Proposal, Refusal

_EPILOG = """
\b
Examples:
  specloom suggest acme
  specloom suggest acme --accept
  specloom suggest acme --kind pagination --min-confidence 0.8 --accept
  specloom suggest --spec openapi.yaml --output overlay.yaml

\b
Exit status:
  0   success, also if there is nothing to propose
  2   an invalid description, overlay or argument
  3   a file cannot be read or written
"""


@click.command(epilog=_EPILOG)
@root_option
@click.argument("vendor", required=False, shell_complete=vendor_names)
@click.option(
    "--spec", type=PathType(), help="Read this description, without a project."
)
@click.option(
    "--overlay", type=PathType(), help="With --spec: the overlay of the description."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="Only proposals of this kind, such as pagination. May be given several times.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    help="Only proposals that are at least as sure [default: 0; with --accept: "
    f"{LEAST_ACCEPTED}].",
)
@click.option(
    "--output",
    type=PathType(written=True),
    help="Write the proposals to this file as an overlay.",
)
@click.option(
    "--accept",
    is_flag=True,
    help="Add the proposals to the vendor's overlay.yaml, or to --overlay.",
)
@click.option(
    "--date",
    "checked",
    help="The date in the provenance of the actions [default: today].",
)
@click.option(
    "--actions",
    "shows_actions",
    is_flag=True,
    help="Also print the actions of each proposal, as YAML.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the proposals as JSON.")
@report_errors
def suggest(
    root: Path,
    vendor: str | None,
    spec: Path | None,
    overlay: Path | None,
    kinds: tuple[str, ...],
    min_confidence: float | None,
    output: Path | None,
    accept: bool,
    checked: str | None,
    shows_actions: bool,
    as_json: bool,
) -> None:
    """Propose what an overlay of VENDOR should state, with reasons.

    Each proposal has the place in the description that says so, how sure it is, and the
    actions of an overlay. Nothing is changed without --accept, which adds the actions
    to the overlay: read them there before you run `specloom generate`.
    """
    from ..builds.sources import Sources
    from ..pipeline import normalize_vendor
    from ..suggest import suggestions
    from ..tried_actions.proposed_builds import working_proposals

    _check_kinds(kinds)
    _check_output(output)
    if accept and spec is not None and overlay is None:
        raise click.UsageError(
            "--accept with --spec needs --overlay: the file to add to"
        )
    chosen = _vendor(root, vendor, spec, overlay)
    with progress_status() as progress:
        progress(chosen.name, "reading")
        documents = Sources(chosen).documents
        normalized = normalize_vendor(chosen, documents)
        progress(chosen.name, "looking for what is not stated")
        found = suggestions(
            normalized, documents, name=chosen.name, checked=_date(checked)
        )
        least = min_confidence
        if least is None:
            least = LEAST_ACCEPTED if accept else 0
        known = [e for e in found.proposals if not kinds or e.kind in kinds]
        wanted = [each for each in known if each.confidence >= least]
        doubtful = [each for each in known if each.confidence < least]
        refused = [*found.refused]
        if wanted and (accept or output):
            progress(chosen.name, "trying the actions")
            wanted, others = working_proposals(chosen, documents, wanted)
            refused += others
    changed = None
    if output is not None and wanted:
        inputs = (chosen.root / chosen.source,)
        write_overlay(output, _new_text(wanted, output.name), inputs)
        changed = str(output)
    if accept and wanted:
        changed = _accept(chosen, documents, wanted, overlay)
    if as_json:
        rows = [each.row() for each in wanted]
        unusable = [{**e.proposal.row(), "problem": e.problem} for e in refused]
        print_json({"proposals": rows, "not-applicable": unusable, "file": changed})
        return
    _print(wanted, refused, with_actions=shows_actions)
    if accept and doubtful:
        _print_doubtful(doubtful, least)
    _print_next(chosen, wanted, changed, accept)


def _check_kinds(kinds: Sequence[str]) -> None:
    from ..suggest import KINDS

    if unknown := [each for each in kinds if each not in KINDS]:
        known = ", ".join(KINDS)
        raise click.UsageError(
            f'unknown kind "{unknown[0]}" (expected one of: {known})'
        )


def _check_output(path: Path | None) -> None:
    """Raise UsageError if a file that is not an overlay would be replaced."""
    if path is not None and path.exists() and not _is_overlay(path):
        message = f'"{path}" is not an overlay (expected a new file, or an overlay)'
        raise click.UsageError(message)


def _is_overlay(path: Path) -> bool:
    """Return whether a file is an overlay, which a newer one may replace."""
    from ..errors import SpecError
    from ..load import load

    try:
        data = load(path, shown=path.name).data
    except SpecError:
        return False
    return isinstance(data, dict) and "overlay" in data and "actions" in data


def _date(text: str | None) -> str:
    """Return a date in ISO 8601, by default today's."""
    if text is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = f'"{text}" is not a date (expected one such as 2026-03-31)'
        raise click.UsageError(message) from None


def _vendor(
    root: Path, name: str | None, spec: Path | None, overlay: Path | None
) -> Vendor:
    """Return the vendor of a project, or that of a single description."""
    from ..project.folders import Project
    from ..project.package_names import package_name
    from ..project.vendor import vendor_of_file

    if spec is None:
        if overlay is not None:
            raise click.UsageError("only with --spec: --overlay")
        if name is None:
            raise click.UsageError("expected the name of a vendor, or --spec FILE")
        return Project.at(root).vendor(name)
    if name is not None:
        raise click.UsageError("expected the name of a vendor or --spec, not both")
    chosen = vendor_of_file(spec, package_name(spec.stem))
    if overlay is None or not overlay.exists():
        return chosen
    return replace(chosen, overlay=overlay.as_posix())


def _new_text(wanted: Sequence[Proposal], file: str) -> str:
    """Return the text of a new overlay with the actions of proposals."""
    from ..overlay_output.appended_text import new_overlay
    from ..overlay_output.document_text import document_text, format_of
    from ..suggest import actions_of
    from ..tried_actions.proposed_builds import TITLE

    return document_text(new_overlay(TITLE, actions_of(wanted)), format_of(file))


def _accept(
    vendor: Vendor,
    documents: Documents,
    wanted: Sequence[Proposal],
    new: Path | None,
) -> str:
    """Add the actions of proposals to the vendor's overlay, and return its file.

    Args:
        vendor: the vendor.
        documents: its documents.
        wanted: the proposals.
        new: the overlay to write if there is none; by default overlay.yaml.

    Raises:
        SpecError: the actions cannot be added without changing the layout of the file.
    """
    from ..overlay_output.extended_overlay import extended_overlay
    from ..suggest import actions_of
    from ..tried_actions.proposed_builds import TITLE

    file = new.as_posix() if new else ""
    edited = extended_overlay(
        vendor, documents, actions_of(wanted), title=TITLE, new=file
    )
    inputs = (vendor.root / vendor.source,)
    write_overlay(vendor.root / edited.file, edited.text, inputs)
    return edited.file


def _print(
    wanted: Sequence[Proposal], refused: Sequence[Refusal], *, with_actions: bool
) -> None:
    """Print each proposal, and then those that are not applicable.

    Args:
        wanted: the proposals.
        refused: the proposals that cannot be applied.
        with_actions: whether to print their actions.
    """
    from ..overlay_output.document_text import document_text

    for each in wanted:
        print_line(f"{each.kind}: {each.title}")
        print_line(f"  confidence: {each.level} ({each.confidence:.2f})")
        print_line(f"  reason: {each.reason}")
        print_line(f"  {each.location}")
        actions = [*each.actions] if with_actions else []
        for line in document_text(actions, "yaml").splitlines() if actions else ():
            print_text(f"    {line}\n")
    for one in refused:
        print_line(f"not applicable: {one.proposal.kind}: {one.proposal.title}")
        print_line(f"  {one.problem}")


def _print_doubtful(doubtful: Sequence[Proposal], least: float) -> None:
    """Print the proposals that are not sure enough, and how to accept them."""
    count = f"{len(doubtful)} proposal{'' if len(doubtful) == 1 else 's'}"
    print_remark(f"not added, because they are less sure than {least:g}: {count}")
    for each in doubtful:
        print_remark(f"  {each.kind}: {each.title} ({each.confidence:.2f})")
    lowest = min(each.confidence for each in doubtful)
    print_remark(f"  --min-confidence {lowest:g} adds them, too")


def _print_next(
    vendor: Vendor, wanted: Sequence[Proposal], changed: str | None, accepted: bool
) -> None:
    """Print what was written, and what to do next."""
    from ..suggest import actions_of

    count = f"{len(wanted)} proposal{'' if len(wanted) == 1 else 's'}"
    if changed is None:
        print_remark(count if wanted else "nothing to propose")
        if wanted:
            print_next("the same command with --accept", "adds them to the overlay")
        return
    added = len(actions_of(wanted))
    actions = f"{added} action{'' if added == 1 else 's'}"
    print_remark(f"{count} in {changed}: {actions} added")
    if accepted:
        print_next("specloom generate", "after reading the actions in the overlay")
