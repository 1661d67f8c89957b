"""The command that adds a vendor to a project."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..command_options import LEAST_ACCEPTED, PathType, root_option
from ..terminal import (
    print_json,
    print_line,
    print_next,
    print_remark,
    print_warnings,
    progress_status,
    report_errors,
)
from .overview_lines import overview_lines

if TYPE_CHECKING:
    from ..build_result import BuildResult
    from ..output.plan import Plan
    from ..overview.findings import Overview
    from ..project_files.new_vendor import NewVendor
    from ..suggest import Proposal

_EPILOG = """
\b
Examples:
  specloom add acme downloads/openapi.json
  specloom add acme openapi.json --from https://acme.example/openapi.json --accept
  specloom add acme openapi.json --no-proposals --json

\b
Exit status:
  0   the vendor was added and everything was generated
  2   an invalid description or argument; nothing was written
  3   a file cannot be read or written; nothing was changed
"""


@click.command(epilog=_EPILOG)
@root_option
@click.argument("name")
@click.argument("file", type=PathType(exists=True))
@click.option(
    "--from", "address", default="", help="Where FILE was downloaded; it is recorded."
)
@click.option(
    "--accept/--no-proposals",
    "accepts",
    default=None,
    help="Write the proposals with a confidence of at least "
    f"{LEAST_ACCEPTED} to overlay.yaml, or none of them "
    "[default: ask on a terminal, otherwise none].",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Write a GitHub Actions workflow that fetches the address of --from each day, "
    "and proposes an update as a pull request.",
)
@click.option("--no-cache", is_flag=True, help="Build all vendors again.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def add(
    root: Path,
    name: str,
    file: Path,
    address: str,
    accepts: bool | None,
    watch: bool,
    no_cache: bool,
    as_json: bool,
) -> None:
    """Add the vendor NAME, with its description FILE, and generate its client.

    FILE is an OpenAPI or Swagger document. It is copied to the vendor's folder together
    with the files to which it refers, and provenance.yaml records where it is from.
    What the description does not state, such as its pagination, is proposed as an
    overlay for your review.
    """
    from ..builds.cache import Cache
    from ..names import identifier
    from ..project.folders import Project
    from ..project_files.new_vendor import prepared_vendor

    if (valid := identifier(name)) != name:
        raise click.UsageError(f'"{name}" is not a module name; try "{valid}"')
    if watch and not _is_url(address):
        raise click.UsageError("--watch needs --from: the URL of the description")
    project = Project.at(root)
    cache = Cache() if no_cache else Cache.default()
    with ExitStack() as opened:
        with progress_status() as progress:
            prepared = prepared_vendor(
                project,
                name,
                file,
                address=address,
                watch=watch,
                least=LEAST_ACCEPTED,
                date=date.today().isoformat(),
                progress=progress,
            )
            vendor = opened.enter_context(prepared)
            found = _overview(vendor)
        if not as_json:
            for line in (*overview_lines(found), ""):
                print_remark(line)
        if accepted := _accepted(vendor, accepts, as_json):
            vendor.accept(accepted)
        with progress_status() as progress:
            made = vendor.generate(cache, progress)
            planned = vendor.write(made)
    (result,) = (each for each in made.results if each.vendor == name)
    if as_json:
        print_json(_row(vendor, found, accepted, result, planned))
        return
    print_warnings(made.added_losses())
    _print(vendor, accepted, planned)


def _is_url(address: str) -> bool:
    # Braces and quotes would have a meaning in a workflow.
    return re.fullmatch(r"https?://[^\s\"'<>\\^`{|}$]+", address) is not None


def _overview(vendor: NewVendor) -> Overview:
    from ..overview.findings import overview

    build = vendor.build
    return overview(
        build.documents.description,
        build.normalized,
        build.package,
        build.found.proposals,
        module=f"{vendor.project.package}.{vendor.name}",
    )


def _calls(vendor: NewVendor, accepted: Sequence[Proposal]) -> list[str]:
    """Return the first calls of the client as it was generated."""
    from ..render.first_calls import first_calls

    package = vendor.build.package if accepted else vendor.build.plain
    return first_calls(package, f"{vendor.project.package}.{vendor.name}")


def _accepted(
    vendor: NewVendor, accepts: bool | None, as_json: bool
) -> Sequence[Proposal]:
    """Return the proposals to write to the overlay; ask about them on a terminal."""
    sure = vendor.build.accepted
    if accepts is False or not sure:
        return ()
    asks = accepts is None and not as_json and sys.stdin.isatty()
    if accepts or not asks:
        return sure if accepts else ()
    for each in sure:
        print_line(f"{each.kind}: {each.title} ({each.confidence:.0%} sure)")
        print_line(f"  because {each.reason}")
        print_line(f"  {each.location}")
    question = f"Write these {len(sure)} proposals to {vendor.folder}/overlay.yaml?"
    return sure if click.confirm(question, default=True) else ()


def _row(
    vendor: NewVendor,
    found: Overview,
    accepted: Sequence[Proposal],
    result: BuildResult,
    planned: Plan,
) -> dict[str, Any]:
    return {
        "vendor": vendor.name,
        "operations": result.operations,
        "losses": result.losses,
        "accepted": [each.row() for each in accepted],
        "proposals": len(vendor.build.found.proposals),
        "files": {
            "copied": list(vendor.contents),
            "new": list(planned.new),
            "changed": list(planned.changed),
        },
        "overview": found.row(),
    }


def _print(vendor: NewVendor, accepted: Sequence[Proposal], planned: Plan) -> None:
    """Print what was written, the first calls, and what to do next."""
    print_remark(f"added {vendor.name}:")
    for path in vendor.contents:
        print_remark(f"  {path}")
    if accepted:
        count = f"{len(accepted)} proposal{'' if len(accepted) == 1 else 's'}"
        print_remark(f"  {vendor.folder}/overlay.yaml: {count}, for your review")
    others = f"{len(planned.new)} new and {len(planned.changed)} changed files"
    print_remark(f"  {others} in {vendor.project.output} and {vendor.folder}")
    print_remark("")
    print_remark("The first calls:")
    print_remark("")
    for line in _calls(vendor, accepted):
        print_remark(f"    {line}" if line else "")
    print_remark("")
    if more := len(vendor.build.found.proposals) - len(accepted):
        others = "other " if accepted else ""
        noun = "proposal" if more == 1 else "proposals"
        found = f"shows {more} {others}{noun} for its overlay, such as pagination"
        print_next(f"specloom suggest {vendor.name}", found)
    else:
        print_next(f"specloom explain {vendor.name}", "shows all methods")
