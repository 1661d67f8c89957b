"""The options of the commands, and the parameter types of paths.

A path that can never be used is the user's mistake (exit status 2): an empty path, a
folder instead of a file, or a circular link. A file that the system does not let the
command read or write is found later (exit status 3).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class PathType(click.Path):
    """The type of a path on the command line.

    If the path exists, it must be a file or a folder, as required.

    Args:
        folder: whether the path must be a folder; otherwise it must be a file.
        exists: whether the path must exist.
    """

    def __init__(self, *, folder: bool = False, exists: bool = False) -> None:
        super().__init__(file_okay=not folder, dir_okay=folder)
        self._folder, self._exists = folder, exists

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Return the path."""
        if wrong := self._problem(os.fspath(value)):
            self.fail(wrong, param, ctx)
        return Path(value)

    def _problem(self, text: str) -> str:
        """Return an error message about a path; "" if the path can be used."""
        expected = "a folder" if self._folder else "a file"
        if not text or "\0" in text:
            found = "has a NUL character" if text else "is empty"
            return f"the path {found} (expected {expected})"
        if _is_circular(text):
            return f'"{text}" is a link to itself (expected {expected})'
        if not os.path.exists(text):
            missing = f'"{text}" does not exist (expected {expected})'
            broken = self._folder and os.path.islink(text)
            return missing if self._exists or broken else ""
        if self._folder and not os.path.isdir(text):
            return f'"{text}" is not a folder (expected {expected})'
        if not self._folder and os.path.isdir(text):
            return f'"{text}" is a folder (expected {expected})'
        return ""


def _is_circular(text: str) -> bool:
    """Return whether a path is a link that refers to itself."""
    # A path that is still a link after all links are followed refers to itself.
    return os.path.islink(text) and os.path.islink(os.path.realpath(text))


def _project(_: click.Context, __: click.Parameter, value: Path | None) -> Path:
    """Return the given folder, or that of the project around the current folder."""
    from .project.locating import project_root  # Imported late: --help needs no files

    return project_root(Path()) if value is None else value


root_option = click.option(
    "--project",
    "root",
    type=PathType(folder=True, exists=True),
    callback=_project,
    help="The folder whose pyproject.toml has [tool.specloom] [default: this folder, "
    "or the nearest one above it that has a project].",
)
overwrite_option = click.option(
    "--overwrite",
    multiple=True,
    type=PathType(),
    help="Replace this file even if Specloom did not write it. May be given "
    "several times.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the summary as JSON."
)
_GENERATE = (
    click.option(
        "--report",
        type=PathType(),
        help="Write the generation report to this file, as JSON.",
    ),
    click.option(
        "--emit-ir",
        type=PathType(),
        help="Write the intermediate representation to this file, as JSON.",
    ),
    click.option(
        "--spec",
        type=PathType(),
        help="Generate from this description alone, without a project.",
    ),
    click.option(
        "--output",
        type=PathType(folder=True),
        help="With --spec: the folder to write to.",
    ),
    click.option(
        "--package",
        help="With --spec: the name of the package "
        "[default: derived from the file name].",
    ),
    click.option(
        "--include",
        multiple=True,
        help="With --spec: generate only operations that match tag:NAME, path:/PATH or "
        "operation:NAME; * is a wildcard. May be given several times.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        help="With --spec: skip operations that match; same syntax as --include.",
    ),
    click.option(
        "--allow-file",
        "files",
        multiple=True,
        type=PathType(exists=True),
        help="With --spec: allow references to this file, which is outside the folder "
        "of the description. May be given several times.",
    ),
    click.option(
        "--root",
        "references_root",
        type=PathType(folder=True, exists=True),
        help="With --spec: allow references only to files inside this folder "
        "[default: the folder of the description].",
    ),
    click.option(
        "--docstrings",
        type=click.Choice(("full", "short")),
        help="With --spec: how much docstrings contain [default: full].",
    ),
    click.option(
        "--overlay",
        type=PathType(),
        help="With --spec: an OpenAPI Overlay to apply to the description.",
    ),
    overwrite_option,
    click.option(
        "--strict",
        is_flag=True,
        help="With --spec: fail if anything in the description cannot be generated as "
        "declared.",
    ),
    click.option(
        "--no-cache",
        is_flag=True,
        help="Do not use the cache: build everything, and store nothing for the next "
        "run.",
    ),
)


def generate_options(command: F) -> F:
    """Add the options of the `generate` command."""
    for option in reversed(_GENERATE):
        command = option(command)
    return command
