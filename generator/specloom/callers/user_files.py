"""Find and read the Python files of a user, and say which ones cannot be read."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..regular_files import read_regular, real_path

LARGEST_FILE = 1_000_000
"""The size in bytes above which a file is skipped: such files are data."""
SKIPPED_FOLDERS = frozenset(
    {"__pycache__", "build", "dist", "node_modules", "site-packages", "venv"}
)
"""The folders that contain no code of the user; those with a leading dot, too."""


@dataclass(frozen=True)
class UserFile:
    """A Python file of the user.

    Attributes:
        path: the path, as the user named it or below the folder they named.
        module: the dotted name under which other files import it.
        root: the folder from which the name is counted.
        data: the content, with its own encoding and line ends.
        encoding: the encoding of `data`.
        text: the content as text, with its own line ends.
    """

    path: Path
    module: str
    root: Path
    data: bytes = field(repr=False)
    encoding: str
    text: str = field(repr=False)

    @property
    def is_package(self) -> bool:
        """Whether the file is the `__init__.py` of a package."""
        return self.path.name == "__init__.py"


@dataclass(frozen=True)
class UserFiles:
    """The files that were read, and a notice for each file that was skipped."""

    files: tuple[UserFile, ...]
    notices: tuple[str, ...]


def read_user_files(paths: Iterable[Path], *, without: Collection[Path]) -> UserFiles:
    """Read the Python files at the given paths and below them, sorted by path.

    Args:
        paths: files and folders that exist.
        without: folders that are left out: those of the generated packages.

    Raises:
        OSError: one of `paths` is a folder that cannot be listed.
    """
    notices: list[str] = []
    ignored = {real_path(each) for each in without}
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _python_files(path, ignored, notices):
                found.setdefault(real_path(file), file)
        else:
            found.setdefault(real_path(path), path)
    files = []
    for file in sorted(found.values()):
        try:
            files.append(_read(file))
        except _Unread as reason:
            notices.append(f"{file}: skipped: {reason}")
    return UserFiles(tuple(files), tuple(notices))


class _Unread(Exception):
    """The reason why a file is skipped."""


def _python_files(
    folder: Path, ignored: Collection[Path], notices: list[str]
) -> Iterator[Path]:
    """Yield the files below a folder; links to folders are not followed."""

    def fail(error: OSError) -> None:
        if error.filename == os.fspath(folder):
            raise error
        notices.append(f"{error.filename}: skipped: {error.strerror}")

    for top, folders, files in os.walk(folder, onerror=fail):
        here = Path(top)
        kept = []
        for name in sorted(folders):
            inner = here / name
            if inner.is_symlink():
                notices.append(f"{inner}: skipped: a link to a folder")
            elif (inner / "pyvenv.cfg").exists():
                notices.append(f"{inner}: skipped: a virtual environment")
            elif name in SKIPPED_FOLDERS or name.startswith("."):
                continue
            elif real_path(inner) not in ignored:
                kept.append(name)
        folders[:] = kept
        yield from (here / name for name in sorted(files) if name.endswith(".py"))


def _read(path: Path) -> UserFile:
    """Read one file.

    Raises:
        _Unread: the file cannot be read or understood.
    """
    try:
        data = read_regular(path, LARGEST_FILE + 1)
    except OSError as error:
        raise _Unread(error.strerror or str(error)) from None
    if len(data) > LARGEST_FILE:
        raise _Unread(f"more than {LARGEST_FILE:,} bytes")
    encoding, text = _decoded(data)
    _check_syntax(text)
    root, module = _module_name(path)
    return UserFile(path, module, root, data, encoding, text)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the encoding that a file declares, and its text."""
    from io import BytesIO
    from tokenize import detect_encoding

    try:
        encoding, _ = detect_encoding(BytesIO(data).readline)
        return encoding, data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise _Unread(f"its encoding is not valid: {error}") from None


def _check_syntax(text: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        raise _Unread(f"line {error.lineno}: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise _Unread(f"it cannot be parsed: {error}") from None


def _module_name(path: Path) -> tuple[Path, str]:
    """Return the folder from which a file is imported, and the name of the module."""
    folder = real_path(path).parent
    parts = [] if path.name == "__init__.py" else [path.stem]
    while (folder / "__init__.py").exists() and folder.parent != folder:
        parts.insert(0, folder.name)
        folder = folder.parent
    return folder, ".".join(parts)
