"""The commands about a user's code: where a change breaks it, and how to mend it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..command_options import PathType, against_type, root_option
from ..terminal import (
    print_diff,
    print_json,
    print_line,
    print_next,
    print_remark,
    progress_status,
    report_errors,
)

if TYPE_CHECKING:
    from ..callers.call_site import CallSite
    from ..callers.impact import Impact, Packages
    from ..project.folders import Project
    from ..surface import SurfaceChange

F = TypeVar("F", bound=Callable[..., Any])

_STATUSES = """
\b
Exit status:
  0   nothing in the code is concerned
  1   places were found
  2   invalid arguments or changes, or a library is missing
      (pip install specloom[impact])
  3   a file cannot be read or written
"""


def _epilog(*examples: str) -> str:
    rows = "\n".join(f"  {each}" for each in examples)
    return f"\b\nExamples:\n{rows}\n{_STATUSES}"


def _options(command: F) -> F:
    """Add the options of both commands."""
    for option in reversed(
        (
            click.argument(
                "paths",
                nargs=-1,
                required=True,
                type=PathType(folder=None, exists=True),
            ),
            click.option(
                "--changes",
                type=PathType(exists=True),
                help="The changes, as `specloom report --format json` prints them "
                "[default: those of the project since --against].",
            ),
            click.option(
                "--against",
                type=against_type,
                default="HEAD",
                show_default=True,
                help="Without --changes, what the project is compared with: a git "
                "revision, a wheel, or the newest tag of a release (last-release).",
            ),
            click.option(
                "--old",
                type=PathType(folder=True, exists=True),
                help="With --changes, the folder that contains the package before them "
                "[default: the output folder of the project].",
            ),
            click.option(
                "--new",
                type=PathType(folder=True, exists=True),
                help="With --changes, the folder that contains the package after them: "
                "the type checker looks for further places.",
            ),
            click.option(
                "--rename",
                "renames",
                multiple=True,
                metavar="OLD=NEW",
                help="A removed name that has a new name now, such as "
                "Invoice.due=due_date. May be given several times.",
            ),
            root_option,
            click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        )
    ):
        command = option(command)
    return command


@click.command(
    epilog=_epilog(
        "specloom impact src tests",
        "specloom impact src --against last-release --json",
        "specloom impact app.py --changes report.json --old generated --new /tmp/new",
    )
)
@_options
@report_errors
def impact(
    paths: tuple[Path, ...],
    changes: Path | None,
    against: str,
    old: Path | None,
    new: Path | None,
    renames: tuple[str, ...],
    root: Path,
    as_json: bool,
) -> None:
    """Show where the code at PATHS uses what breaks in a new generated package.

    The changes are those of the project's packages since a baseline, or in a file. A
    place is certain if a resolved name or the type checker shows it. It is possible
    if a string, a mapping or an object of unknown type hides what is used.
    """
    found = _impact(paths, changes, renames, _Sides(root, against, old, new))
    if as_json:
        rows = [_row(each) for each in found.sites]
        print_json({"sites": rows, "notices": found.notices})
    else:
        for each in found.sites:
            print_line(_line(each))
        _print_notices(found.notices)
        certain = sum(each.certainty == "certain" for each in found.sites)
        possible = len(found.sites) - certain
        print_remark(f"{certain} certain, {possible} possible", err=True)
        if any(each.change.renamed_to for each in found.sites):
            print_next("specloom migrate PATHS", "with the same options: it renames")
    sys.exit(1 if found.sites else 0)


@click.command(
    epilog=_epilog(
        "specloom migrate src tests > migration.diff",
        "specloom migrate src tests --rename Invoice.due=due_date --write",
    )
)
@_options
@click.option("--write", is_flag=True, help="Change the files: all of them, or none.")
@report_errors
def migrate(
    paths: tuple[Path, ...],
    changes: Path | None,
    against: str,
    old: Path | None,
    new: Path | None,
    renames: tuple[str, ...],
    root: Path,
    as_json: bool,
    write: bool,
) -> None:
    """Mend the code at PATHS where names of a generated package were renamed.

    The result is printed as a diff; with --write, the files are changed instead. Places
    that are not mended are listed with advice on standard error.
    """
    _check_libraries()
    from ..callers.migrate import migration
    from ..callers.writing import write_all

    sides = _Sides(root, against, old, new)
    impacted = _impact(paths, changes, renames, sides)
    with progress_status() as progress:
        progress("code", "mending")
        found = migration(impacted)
    if write:
        write_all(found.files)
    if as_json:
        rows = [_row(each) for each in found.left]
        print_json(
            {
                "files": [str(path) for path in found.files],
                "mended": found.mended,
                "diff": found.diff,
                "left": rows,
                "notices": found.notices,
            }
        )
    else:
        if not write:
            print_diff(found.diff)
        for each in found.left:
            print_line(_line(each), err=True)
        _print_notices(found.notices)
        files = f"{len(found.files)} file{'' if len(found.files) == 1 else 's'}"
        verb = "mended" if write else "to mend"
        text = f"{found.mended} {verb} in {files}, {len(found.left)} left"
        print_remark(text, err=True)
        if found.mended and not write:
            print_next("specloom migrate PATHS --write", "with the same options")
    sys.exit(1 if found.mended or found.left else 0)


@dataclass(frozen=True)
class _Sides:
    """Which packages are compared, as the user wrote it."""

    root: Path
    against: str
    old: Path | None
    new: Path | None


def _impact(
    paths: tuple[Path, ...],
    changes: Path | None,
    renames: tuple[str, ...],
    sides: _Sides,
) -> Impact:
    """Return what the changes do to the code at the paths.

    Raises:
        SpecError: there is no such baseline, or a file of a vendor is not valid.
        click.UsageError: the arguments do not fit together.
        OSError: a file cannot be read.
    """
    _check_libraries()
    from ..builds.cache import Cache
    from ..callers.changes_file import ChangesFileError
    from ..callers.impact import find_impact
    from ..callers.renames import UnknownRenameError, with_renames
    from ..callers.type_checker import TypeCheckerError
    from ..callers.user_files import read_user_files

    folder = Cache.default().folder
    cache = None if folder is None else folder / "mypy"
    if changes is None and (sides.old or sides.new):
        raise click.UsageError("--old and --new need --changes")
    try:
        with _compared(changes, sides) as (listed, packages, generated):
            listed = with_renames(listed, _pairs(renames))
            user = read_user_files(paths, without=generated)
            with progress_status() as progress:
                progress("code", "searching")
                return find_impact(listed, user, packages, cache)
    except (ChangesFileError, UnknownRenameError) as error:
        print_line(error, err=True)
        sys.exit(2)
    except TypeCheckerError as error:
        print_line(f"specloom: mypy could not check the code: {error}", err=True)
        sys.exit(3)


def _check_libraries() -> None:
    """Exit with status 2 if a library is missing that later imports need."""
    from ..callers.libraries import MissingLibraryError, require_libraries

    try:
        require_libraries()
    except MissingLibraryError as error:
        print_line(error, err=True)
        sys.exit(2)


@contextmanager
def _compared(
    changes: Path | None, sides: _Sides
) -> Iterator[tuple[list[SurfaceChange], Packages, list[Path]]]:
    """Yield the changes, the packages, and the folders of generated code."""
    from ..callers.changes_file import read_changes
    from ..callers.impact import Packages
    from ..project.folders import Project

    if changes is not None:
        old = sides.old or sides.root / Project.at(sides.root).output
        generated = [each for each in (old, sides.new) if each is not None]
        yield read_changes(changes), Packages(old, sides.new), generated
        return
    project = Project.at(sides.root)
    with TemporaryDirectory(prefix="specloom-") as name:
        packages = Packages(Path(name, "old"), Path(name, "new"))
        listed = _changes_since(project, sides.against, packages)
        yield listed, packages, [project.root / project.output]


def _changes_since(
    project: Project, against: str, packages: Packages
) -> list[SurfaceChange]:
    """Write the packages of the vendors that changed, and return what differs."""
    from ..baselines import open_baseline
    from ..builds.full_builds import full_build
    from ..comparison.package_folders import write_packages
    from ..reports.whole_packages import has_same_inputs

    assert packages.new is not None
    found = []
    with progress_status() as progress, open_baseline(project, against) as baseline:
        for name in sorted({*project.names()} & {*baseline.names}):
            progress(name, "comparing")
            vendor, before = project.vendor(name), baseline.project
            if before and has_same_inputs(before.vendor(name), vendor):
                continue
            builds = baseline.build(name), full_build(vendor)
            found += write_packages(*builds, packages.old, packages.new)
    return found


def _pairs(renames: tuple[str, ...]) -> dict[str, str]:
    """Return the new name of each old one.

    Raises:
        click.UsageError: a renaming is not written as `OLD=NEW`.
    """
    found = {}
    for each in renames:
        old, _, new = each.partition("=")
        if not old or not new.isidentifier():
            text = f'--rename "{each}" has no new name (expected OLD=NEW)'
            raise click.UsageError(text)
        found[old] = new
    return found


def _print_notices(notices: tuple[str, ...]) -> None:
    for notice in notices:
        print_remark(f"notice: {notice}", err=True)


def _line(site: CallSite) -> str:
    """Return one line about a place."""
    change = site.change
    what = f"{change.module}.{change.qualname}"
    after = f" -> {change.renamed_to}" if change.renamed_to else ""
    text = f"{site.file}:{site.line}:{site.column}: {site.certainty}: {change.rule}: "
    advice = f" ({site.advice})" if site.advice else ""
    return f"{text}{what}{after}: {site.code}{advice}"


def _row(site: CallSite) -> dict[str, Any]:
    return {**asdict(site), "change": asdict(site.change)}
