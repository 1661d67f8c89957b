"""The command that makes a folder a project."""

from __future__ import annotations

import errno
import os
import re
from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..command_group import is_quiet
from ..command_options import PathType, overwrite_option
from ..project_files.planned_file import PARTS, Part, PlannedFile
from ..terminal import (
    print_diff,
    print_json,
    print_line,
    print_next,
    print_remark,
    report_errors,
)

if TYPE_CHECKING:
    from ..project.folders import Project

_EPILOG = """
\b
Examples:
  specloom init
  specloom init --yes --package acme_clients
  specloom init --dry-run --without ci --without pre-commit

\b
Exit status:
  0   the files were written, or are as they should be
  2   an invalid argument, setting or file; nothing was written
  3   a file cannot be read or written; nothing was changed
"""


@click.command(epilog=_EPILOG)
@click.argument("folder", type=PathType(folder=True), default=".")
@click.option(
    "--package", help="The package that contains the clients [default: FOLDER_clients]."
)
@click.option("--specs", help="The folder of the descriptions [default: specs].")
@click.option("--output", help="The folder to generate to [default: generated].")
@click.option(
    "--without",
    "without",
    multiple=True,
    type=click.Choice(tuple(PARTS)),
    help="Leave this part out. May be given several times.",
)
@click.option("--yes", is_flag=True, help="Ask nothing; take the defaults.")
@click.option("--dry-run", is_flag=True, help="Show what would be written.")
@overwrite_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@report_errors
def init(
    folder: Path,
    package: str | None,
    specs: str | None,
    output: str | None,
    without: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    overwrite: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Make FOLDER a project: settings, targets of make, CI, hooks, lines for AGENTS.md.

    Files that exist are only extended, and the differences are shown first. What is
    there already stays: running the command again changes nothing, or adds what is
    missing. A file of Specloom that was changed is replaced only with --overwrite.
    """
    from ..project_files.init_files import init_files

    asks = not (yes or dry_run or as_json)
    given = {"package": package, "specs": specs, "output": output}
    project = _project(folder, {k: v for k, v in given.items() if v is not None}, asks)
    parts: set[Part] = {part for part in PARTS if part not in without}
    _check_folders(project, parts & {"make", "ci", "pre-commit", "git"})
    schemas = _schemas() if "editors" in parts else {}
    files = init_files(folder, project, parts, schemas, overwrite)
    written = [each for each in files if each.is_written]
    if as_json:
        if not dry_run:
            _write(folder, written)
        rows = [each.row() for each in files]
        print_json({"written": not dry_run, "files": rows})
        return
    # With --dry-run, this is the requested result; otherwise it may be confirmed.
    if dry_run or asks or not is_quiet():
        _show(files)
    if not written:
        print_remark("this folder is a project already; nothing to write")
        return
    if dry_run:
        print_line(f"{len(written)} files would be written")
        return
    if asks and not _confirmed(f"Write these {len(written)} files?"):
        print_remark("nothing was written")
        return
    _write(folder, written)
    print_remark(f"wrote {len(written)} files")
    print_next("specloom add NAME FILE", "FILE is a vendor's OpenAPI document")


def _project(folder: Path, given: dict[str, str], asks: bool) -> Project:
    """Return the settings: those of pyproject.toml, or else the given ones."""
    from ..names import identifier
    from ..project.folders import Project
    from ..project.package_names import package_name
    from ..project.settings import FILE, read_settings, settings_problems

    file = folder / FILE
    if read_settings(folder) or (file.is_file() and _has_settings(file)):
        known = Project.at(folder)
        for name, value in given.items():
            if (present := getattr(known, name)) != value:
                message = f'--{name} is "{value}", but pyproject.toml has "{present}"'
                raise click.UsageError(f"{message} (change it there)")
        return known
    default = f"{identifier(folder.absolute().resolve().name)}_clients"
    settings = {"package": package_name(default), **given}
    if asks and "package" not in given:
        settings["package"] = _answer("Name of the package", settings["package"])
    if wrong := settings_problems(folder, settings):
        raise click.UsageError(
            "; ".join(f"--{path[0]}: {text}" for path, text in wrong)
        )
    known = Project(folder)
    return replace(
        known,
        specs=settings.get("specs", known.specs),
        output=settings.get("output", known.output),
        package=settings["package"],
    )


def _check_folders(project: Project, parts: set[Part]) -> None:
    """Raise UsageError for folders whose names have a meaning in some files."""
    for folder in (project.specs, project.output):
        if parts and not re.fullmatch(r"[\w./-]+", folder):
            options = " ".join(f"--without {part}" for part in sorted(parts))
            message = f'the folder "{folder}" has characters with a special meaning'
            expected = f"expected letters, digits and _ . / -, or: {options}"
            raise click.UsageError(f"{message} ({expected})")


def _has_settings(file: Path) -> bool:
    from ..project_files.init_files import has_settings

    return has_settings(file.read_text("utf-8-sig"))


def _schemas() -> dict[str, str]:
    """Return the JSON Schemas for editors, by file name."""
    from ..editor_schemas import schema_texts

    return schema_texts()


def _answer(question: str, default: str) -> str:
    try:
        answer: str = click.prompt(question, default=default)
    except click.Abort:
        raise _unanswered() from None
    return answer


def _confirmed(question: str) -> bool:
    try:
        return click.confirm(question, default=True)
    except click.Abort:
        raise _unanswered() from None


def _unanswered() -> click.UsageError:
    return click.UsageError("no answer (expected one on a terminal, or --yes)")


def _show(files: list[PlannedFile]) -> None:
    """Print what would happen to each file, with the differences."""
    from ..overlay_output.line_diff import line_diff

    for each in files:
        print_line(f"{each.state:<9} {each.path}: {each.note}")
        if each.old is not None and each.old != each.new:
            print_diff(
                line_diff(each.old, each.new, old_name=each.path, new_name=each.path)
            )
        if each.state == "kept":
            print_line(f"          --overwrite {each.path} replaces it")


def _write(folder: Path, files: list[PlannedFile]) -> None:
    from ..regular_files import real_path
    from ..updates.staging import written_files

    # Links are followed, and files keep their permissions and their byte order marks.
    contents: dict[Path, bytes] = {}
    for each in files:
        path = real_path(folder / each.path)
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, "is read-only", str(path))
        mark = BOM_UTF8 if path.is_file() and _has_mark(path) else b""
        contents[path] = mark + each.new.encode()
    with written_files(contents):
        pass


def _has_mark(path: Path) -> bool:
    return path.read_bytes().startswith(BOM_UTF8)
