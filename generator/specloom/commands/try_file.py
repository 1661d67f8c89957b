"""The command that tries a description without writing anything."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

import click

from ..command_options import LEAST_ACCEPTED, PathType
from ..terminal import (
    print_json,
    print_line,
    print_next,
    print_remark,
    progress_status,
    report_errors,
)
from ..typed_commands import as_typed
from .overview_lines import overview_lines

_EPILOG = """
\b
Examples:
  specloom try openapi.yaml
  specloom try vendor.json --overlay overlay.yaml --json

\b
Exit status:
  0   success; also if parts would be lost
  2   an invalid description, overlay or argument
  3   a file cannot be read
"""


@click.command("try", epilog=_EPILOG)
@click.argument("file", type=PathType(exists=True))
@click.option(
    "--package", help="The name of the package [default: derived from the file name]."
)
@click.option("--overlay", type=PathType(exists=True), help="An overlay to apply.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def try_file(
    file: Path, package: str | None, overlay: Path | None, as_json: bool
) -> None:
    """Report what would be generated from FILE; write nothing.

    FILE is an OpenAPI or Swagger document. The report has the operations, what would be
    lost, the credentials, the pagination, limits and filters that were found, and the
    first calls as they would look. Calls are shown with the proposals that are sure
    enough to be accepted by `specloom suggest --accept`.
    """
    from dataclasses import replace

    from ..overview.findings import overview
    from ..project.package_names import package_name
    from ..project.vendor import vendor_of_file
    from ..tried_actions.proposed_builds import proposed_build

    name = package_name(package or file.stem)
    if package is not None and name != package:
        raise click.UsageError(f'"{package}" is not a valid package name; try "{name}"')
    vendor = vendor_of_file(file, name)
    if overlay is not None:
        vendor = replace(vendor, overlay=overlay.as_posix())
    with progress_status() as progress:
        progress(name, "reading and trying proposals")
        built = proposed_build(vendor, least=LEAST_ACCEPTED)
        found = overview(
            built.documents.description,
            built.normalized,
            built.package,
            built.found.proposals,
            module=name,
        )
    if as_json:
        print_json(found.row())
        return
    for line in overview_lines(found):
        print_line(line)
    print_line("")
    print_line("The first calls would look like this:")
    print_line("")
    for line in found.calls:
        print_line(f"    {line}" if line else "")
    print_remark("")
    print_remark("Nothing was written.")
    after = as_typed(f"specloom add {name} {quote(file.as_posix())}")
    print_next("specloom init", f"and then: {after}")
