"""The options of the commands, and the parameter types of paths.

A path that can never be used is the user's mistake (exit status 2): an empty path, a
folder instead of a file, or a circular link. A file that the system does not let the
command read or write is found later (exit status 3). Nothing is downloaded: a URL in
place of a path is answered with the command that downloads it.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import click
from click.shell_completion import CompletionItem
from click.types import StringParamType

LEAST_ACCEPTED = 0.9
"""The confidence from which a proposal is accepted unless the user says otherwise."""
F = TypeVar("F", bound=Callable[..., Any])


class PathType(click.Path):
    """The type of a path on the command line.

    If the path exists, it must be a file or a folder, as required.

    Args:
        folder: whether the path must be a folder, or else a file; None for either.
        exists: whether the path must exist.
        written: whether the command writes the file.
    """

    def __init__(
        self,
        *,
        folder: bool | None = False,
        exists: bool = False,
        written: bool = False,
    ) -> None:
        super().__init__(file_okay=folder is not True, dir_okay=folder is not False)
        self._exists, self._written = exists, written
        names = {True: "a folder", False: "a file", None: "a file or a folder"}
        self._expected = names[folder]

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Return the path."""
        if wrong := self._problem(os.fspath(value)):
            self.fail(wrong, param, ctx)
        return Path(value)

    def _problem(self, text: str) -> str:
        """Return an error message about a path; "" if the path can be used."""
        expected = self._expected
        if not text or "\0" in text:
            found = "has a NUL character" if text else "is empty"
            return f"the path {found} (expected {expected})"
        if url := url_problem(text, expected, "" if self._written else "vendor.json"):
            return url
        if _is_circular(text):
            return f'"{text}" is a link to itself (expected {expected})'
        if not os.path.exists(text):
            missing = f'"{text}" does not exist (expected {expected})'
            broken = not self.file_okay and os.path.islink(text)
            return missing if self._exists or broken else ""
        if not self.file_okay and not os.path.isdir(text):
            return f'"{text}" is not a folder (expected {expected})'
        if not self.dir_okay and os.path.isdir(text):
            return f'"{text}" is a folder (expected {expected})'
        return ""


class TextOrPathType(StringParamType):
    """The type of a path that may also be something else, such as a git revision.

    Args:
        expected: what the text must be, for the message about a URL.
        download: the name of a downloaded file, if its URL has none.
        words: what else can be given, for a shell to complete.
    """

    def __init__(
        self,
        expected: str,
        download: str = "vendor.json",
        words: tuple[str, ...] = (),
    ) -> None:
        self._expected, self._download, self._words = expected, download, words

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Return the text unchanged."""
        if wrong := url_problem(value, self._expected, self._download):
            self.fail(wrong, param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that complete the text, or let the shell complete files."""
        found = [word for word in self._words if word.startswith(incomplete)]
        files = [CompletionItem(incomplete, type="file")]
        return [*map(CompletionItem, found)] or files


def url_problem(text: str, expected: str, download: str) -> str:
    """Return an error message about a URL in place of a path; "" for other text.

    Args:
        text: what the user wrote.
        expected: what must be written, such as "a file".
        download: a name for the downloaded file, if the URL has none; "" if the command
            writes the file, so that downloading it does not help.
    """
    scheme = re.match(r"(?i)(https?|ftps?|file)://", text)
    if scheme is None or os.path.exists(text):
        return ""
    found = f'"{text}" is a URL (expected {expected})'
    if scheme[1].lower() == "file":
        return f"{found}; write its path: {shlex.quote(unquote(_path_of(text)))}"
    if not download or expected == "a folder":
        return found
    name = _name_of_download(text) or download
    command = f"curl -fsSL -o {name} {shlex.quote(text)}"
    return f"{found}; download it first, and give {name} instead: {command}"


def _name_of_download(url: str) -> str:
    """Return the name of the file in a URL; "" if it should not be used."""
    # Other characters could have a meaning for the shell or the file system.
    name = re.sub(r"[^\w.-]", "", PurePosixPath(_path_of(url)).name, flags=re.ASCII)
    suffix = PurePosixPath(name).suffix.lower()
    known = suffix in (".json", ".yaml", ".yml", ".whl") and not name.startswith("-")
    return name if known else ""


def _path_of(url: str) -> str:
    """Return the path in a URL; "" if its host is not valid."""
    try:
        return urlsplit(url).path
    except ValueError:
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
    type=PathType(written=True),
    help="Replace this file even if Specloom did not write it. May be given "
    "several times.",
)
against_type = TextOrPathType(
    "a git revision, the file of a wheel, or last-release",
    download="clients.whl",
    words=("HEAD", "last-release"),
)
"""The type of an option that names what the project is compared with."""
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the summary as JSON."
)
timings_option = click.option(
    "--timings",
    is_flag=True,
    help="Also print the CPU seconds of each stage; --json always has them.",
)
_GENERATE = (
    click.option(
        "--report",
        type=PathType(written=True),
        help="Write the generation report to this file, as JSON.",
    ),
    click.option(
        "--emit-ir",
        type=PathType(written=True),
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
        "--package-only",
        is_flag=True,
        help="With --spec: write the package alone, without tests, normalized document "
        "and names. Those of an earlier run are left as they are.",
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
    timings_option,
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
