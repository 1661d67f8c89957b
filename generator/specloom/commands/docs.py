"""The command that writes a page of documentation for each vendor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_options import PathType, overwrite_option, root_option
from ..completions import vendor_names
from ..terminal import (
    print_json,
    print_line,
    print_next,
    print_remark,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..output.plan import Plan
    from ..project.folders import Project
    from ..stages import ProgressCallback
    from ..vendor_pages import VendorPages

FOLDER = "docs/vendors"
"""The folder of the pages, relative to the project."""
_EPILOG = """
\b
Examples:
  specloom docs
  specloom docs acme --output site/docs/vendors
  specloom docs --check

\b
Exit status:
  0   the pages were written, or are as they should be
  1   with --check: a page is out of date
  2   invalid input or arguments, or a file would be replaced that Specloom did
      not write; nothing was written
  3   a file cannot be read or written; nothing was changed
"""


@click.command(epilog=_EPILOG)
@root_option
@click.option(
    "--output",
    type=PathType(folder=True, written=True),
    help=f"Write the pages to this folder [default: {FOLDER} in the project].",
)
@click.option(
    "--check",
    "is_check",
    is_flag=True,
    help="Write nothing; exit with status 1 if a page is not as it would be written.",
)
@overwrite_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.argument("vendors", nargs=-1, shell_complete=vendor_names)
@report_errors
def docs(
    root: Path,
    output: Path | None,
    is_check: bool,
    overwrite: tuple[Path, ...],
    as_json: bool,
    vendors: tuple[str, ...],
) -> None:
    """Write pages in Markdown about VENDORS' clients, for a static site.

    The page of a vendor has its servers, credentials, operations with signatures and
    example calls, and models, and what the overlay states with its reasons. A vendor
    with many operations has further pages in a folder. Without VENDORS, the pages of
    all vendors and an index are written, and pages of earlier vendors are removed.
    """
    from ..generation import write_files
    from ..output.file_ownership import Protection
    from ..output.plan import plan
    from ..project.folders import Project

    project = Project.at(root)
    folder = root / FOLDER if output is None else output
    with progress_status() as progress:
        texts = _texts(project, vendors, progress)
    owned = _owned(folder, vendors)
    protection = Protection(overwrite=overwrite)
    if is_check:
        planned = plan(folder, texts, owned, protection=protection)
        _report(folder, planned, as_json)
        if not planned.clean:
            sys.exit(1)
        return
    planned = write_files(folder, texts, protection, owned)
    _print_written(folder, planned, as_json)


def _texts(
    project: Project, vendors: tuple[str, ...], progress: ProgressCallback
) -> dict[str, str]:
    """Return the text of each page; the keys are relative to the folder of pages."""
    from ..vendor_pages import index_page

    texts: dict[str, str] = {}
    made: list[VendorPages] = []
    for name in dict.fromkeys(vendors) or project.names():
        progress(name, "writing pages")
        pages = _pages(project, name)
        texts |= pages.texts()
        made.append(pages)
    if not vendors:
        texts["index.md"] = index_page(made)
    return texts


def _pages(project: Project, name: str) -> VendorPages:
    from ..builds.accepted_losses import AcceptedLosses
    from ..builds.full_builds import full_build
    from ..vendor_pages import VendorPages

    vendor = project.vendor(name)
    return VendorPages(
        build=full_build(vendor),
        module=f"{project.package}.{name}",
        distribution=project.distribution_name,
        accepted=AcceptedLosses.read(project.root, vendor.specs),
    )


def _owned(folder: Path, vendors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders from which outdated pages are removed.

    A folder that also has other generated files is not owned, so that these are kept.
    """
    from ..output.file_ownership import UNPROTECTED, generated_files
    from ..vendor_pages import HEADER

    def has_only_pages(inner: Path) -> bool:
        header = HEADER.encode()
        for path in generated_files(inner, UNPROTECTED):
            with path.open("rb") as file:
                if file.readline(200).rstrip() != header:
                    return False
        return True

    wanted = vendors or (".",)
    return tuple(name for name in wanted if has_only_pages(folder / name))


def _report(folder: Path, planned: Plan, as_json: bool) -> None:
    """Print which pages are not as they would be written."""
    found = {
        "missing": planned.new,
        "differs": planned.changed,
        "stale": planned.stale,
    }
    if as_json:
        print_json({**found, "pages": len(planned.texts)})
        return
    for word, paths in found.items():
        for path in paths:
            print_line(f"{word}: {folder / path}")
    if planned.clean:
        print_remark(_current(planned))
    else:
        print_next("specloom docs", "and commit what it writes")


def _current(planned: Plan) -> str:
    count = len(planned.texts)
    return "1 page is up to date" if count == 1 else f"{count} pages are up to date"


def _print_written(folder: Path, planned: Plan, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "new": planned.new,
                "changed": planned.changed,
                "removed": planned.stale,
                "unchanged": len(planned.unchanged),
            }
        )
        return
    for path in (*planned.new, *planned.changed):
        print_remark(folder / path)
    for path in planned.stale:
        print_remark(f"removed: {folder / path}")
    if planned.clean:
        print_remark(_current(planned))
