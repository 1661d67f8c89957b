"""Run mypy on copies of a user's files.

Copies are checked, so that the options in the user's project, comments that hide errors
and files that cannot be parsed do not matter.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .user_files import UserFile

_OPTIONS = (
    "--config-file=",
    "--check-untyped-defs",
    "--ignore-missing-imports",
    "--follow-imports=normal",
    "--explicit-package-bases",
    "--allow-redefinition",
    "--show-column-numbers",
    "--show-error-codes",
    "--no-pretty",
    "--hide-error-context",
    "--no-color-output",
    "--no-error-summary",
    "--show-error-end",
    "--sqlite-cache",
)
_ROW = re.compile(
    r"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+):(?P<end>\d+):\d+: "
    r"(?P<severity>error|note): "
    r"(?P<text>.*?)(?:  \[(?P<code>[\w-]+)\])?$"
)
_PROGRAM = (
    "import sys; from mypy import api; out, err, code = api.run(sys.argv[1:]); "
    "sys.stdout.write(out); sys.stderr.write(err); sys.exit(code)"
)


class TypeCheckerError(Exception):
    """mypy did not check the files; the message is what it printed."""


@dataclass(frozen=True, order=True)
class TypeMessage:
    """A message of the type checker; lines and columns count from 1.

    Attributes:
        end: the last line of the code that it is about.
    """

    file: Path
    line: int
    column: int
    end: int
    severity: str
    text: str
    code: str


class TypeChecker:
    """Checks copies of files, which are written below a folder.

    Args:
        files: the files of the user.
        folder: an empty folder for the copies.
        cache: the folder of mypy's caches; None for temporary ones.
    """

    def __init__(
        self, files: Sequence[UserFile], folder: Path, cache: Path | None = None
    ) -> None:
        self._folder = folder
        self._cache = cache
        self._copies = _copies(files, folder / "copies")
        self._files = {copy: path for path, copy in self._copies.items()}
        self._roots = list(dict.fromkeys(_root_of(e) for e in self._copies.values()))

    def check(
        self, texts: Mapping[Path, str], packages: Path, *, is_new: bool = False
    ) -> list[TypeMessage]:
        """Return the messages about the files of the user.

        Args:
            texts: the text of each file; the keys are the paths of the user's files.
            packages: the folder from which the generated packages are imported.
            is_new: whether these are the new packages, which have their own cache.

        Raises:
            TypeCheckerError: mypy did not check the files.
        """
        for path, text in texts.items():
            copy = self._copies[path]
            data = text.encode()
            if not copy.exists() or copy.read_bytes() != data:
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(data)
        folders = [*self._roots, packages]
        arguments = self._folder / "arguments"
        arguments.write_text("\n".join(str(self._copies[path]) for path in texts))
        printed = self._printed(f"@{arguments}", folders, "new" if is_new else "old")
        found = []
        for line in printed.splitlines():
            row = _ROW.match(line)
            file = self._files.get(self._folder / row["file"]) if row else None
            if row and file:
                place = int(row["line"]), int(row["column"]), int(row["end"])
                said = row["severity"], row["text"], row["code"] or ""
                found.append(TypeMessage(file, *place, *said))
        return found

    def _printed(self, files: str, folders: Sequence[Path], side: str) -> str:
        """Return what mypy prints about files.

        Raises:
            TypeCheckerError: mypy did not check the files.
        """
        if self._cache is None:
            return self._run(files, folders, self._folder / "cache")
        try:
            return self._run(files, folders, self._cache / side)
        except TypeCheckerError:
            # Another process may be using the cache.
            return self._run(files, folders, self._folder / "cache")

    def _run(self, files: str, folders: Sequence[Path], cache: Path) -> str:
        path = os.pathsep.join(str(each.resolve()) for each in folders)
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, *_OPTIONS, f"--cache-dir={cache}", files],
            cwd=self._folder,
            env={**os.environ, "MYPYPATH": path},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode not in (0, 1):
            text = done.stderr.strip() or done.stdout.strip()
            raise TypeCheckerError(text[-2000:])
        return done.stdout


def _copies(files: Sequence[UserFile], folder: Path) -> dict[Path, Path]:
    """Return where the copy of each file is.

    Two files may have the same name of module, such as `conftest`; the second one then
    has another name, because mypy refuses it otherwise.
    """
    found: dict[Path, Path] = {}
    roots: dict[Path, Path] = {}
    taken: set[str] = set()
    for file in files:
        root = roots.setdefault(file.root, folder / str(len(roots)))
        parts = file.module.split(".")
        if not all(part.isidentifier() for part in parts) or file.module in taken:
            root, parts = folder / "others", [f"file{len(found)}"]
        taken.add(file.module)
        name = root.joinpath(*parts)
        found[file.path] = (
            name / "__init__.py"
            if file.is_package and root.name != "others"
            else name.with_name(f"{name.name}.py")
        )
    return found


def _root_of(copy: Path) -> Path:
    """Return the folder from which a copy is imported."""
    folder = copy.parent
    while folder.parent.name != "copies":
        folder = folder.parent
    return folder


def temporary_folder() -> TemporaryDirectory[str]:
    """Return a folder for copies, which is removed when it is closed."""
    return TemporaryDirectory(prefix="specloom-impact-")
