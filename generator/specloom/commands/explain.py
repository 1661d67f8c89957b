"""The command that explains what a call of a generated client does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_options import PathType, root_option
from ..completions import vendor_and_methods
from ..terminal import print_json, print_line, progress_status, report_errors

if TYPE_CHECKING:
    from ..project.vendor import Vendor

_EPILOG = """
\b
Examples:
  specloom explain acme
  specloom explain acme contacts.list
  specloom explain acme contacts.list contacts.create --json
  specloom explain --spec openapi.yaml contacts.list

\b
Exit status:
  0   success
  2   an unknown vendor or method, or an invalid description or overlay
  3   a file cannot be read
"""


@click.command(epilog=_EPILOG)
@root_option
@click.option(
    "--spec",
    type=PathType(),
    help="Explain the client of this description, without a project; all arguments "
    "are methods.",
)
@click.option(
    "--overlay", type=PathType(), help="With --spec: the overlay of the description."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.argument(
    "names", nargs=-1, metavar="[VENDOR] [METHOD]...", shell_complete=vendor_and_methods
)
@report_errors
def explain(
    root: Path,
    spec: Path | None,
    overlay: Path | None,
    as_json: bool,
    names: tuple[str, ...],
) -> None:
    """Explain what calls of METHODs of VENDOR's client do.

    A METHOD is written as it is called, such as contacts.list, or as its operation,
    such as "GET /contacts". Without a METHOD, there is a line for each method. Nothing
    is called: everything is known from the description, the overlay and the runtime,
    and each fact has the place that states it.
    """
    from ..builds.full_builds import full_build
    from ..explain import (
        UnknownMethodError,
        as_text,
        find_method,
        summaries,
        summary_lines,
        summary_row,
    )
    from ..explain import as_json as row_of
    from ..explain import explain as explained

    vendor, wanted = _vendor(root, spec, overlay, names)
    with progress_status() as progress:
        progress(vendor.name, "generating")
        build = full_build(vendor)
    if not wanted:
        rows = summaries(build)
        if as_json:
            print_json([summary_row(each) for each in rows])
            return
        for line in summary_lines(rows):
            print_line(line)
        return
    try:
        chosen = [find_method(build.package, name) for name in wanted]
    except UnknownMethodError as error:
        print_line(f"{vendor.name}: {error}", err=True)
        raise click.exceptions.Exit(2) from None
    found = explained(build, chosen)
    if as_json:
        print_json([row_of(each) for each in found])
        return
    for number, each in enumerate(found):
        if number:
            print_line("")
        for line in as_text(each):
            print_line(line)


def _vendor(
    root: Path, spec: Path | None, overlay: Path | None, names: tuple[str, ...]
) -> tuple[Vendor, tuple[str, ...]]:
    """Return the vendor and the names of methods."""
    from dataclasses import replace

    from ..project.folders import Project
    from ..project.package_names import package_name
    from ..project.vendor import vendor_of_file

    if spec is None:
        if overlay is not None:
            raise click.UsageError("only with --spec: --overlay")
        if not names:
            raise click.UsageError("expected the name of a vendor, or --spec FILE")
        return Project.at(root).vendor(names[0]), names[1:]
    chosen = vendor_of_file(spec, package_name(spec.stem))
    if overlay is not None:
        chosen = replace(chosen, overlay=overlay.as_posix())
    return chosen, names
