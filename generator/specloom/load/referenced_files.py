"""Find and read the other files that a document refers to."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from ..errors import SpecError

MAX_FILES = 500
"""Other files of one document."""


class FileLocator:
    """Decide which files one document may refer to.

    Args:
        path: the document's own file.
        allowed: files outside its folder that may be read, relative to the folder.
    """

    def __init__(self, path: Path, allowed: Collection[str]) -> None:
        self.source = path.resolve()
        self.folder = self.source.parent
        self._allowed = {(self.folder / name).resolve() for name in allowed}

    def locate(self, relative: str) -> Path | None:
        """Return the path of a file; None outside the folder, unless it is allowed.

        Args:
            relative: the file, relative to the document's folder; links are followed.
        """
        path = (self.folder / relative).resolve()
        inside = path.is_relative_to(self.folder)
        return path if inside or path in self._allowed else None

    def relative(self, path: Path) -> str:
        """Return a path relative to the document's folder, also if it is outside."""
        return os.path.relpath(path, self.folder)


class ReferencedFiles:
    """Read the files that one document refers to, each once.

    Args:
        locator: which files may be read.
        shown: the document's name in problems.
        load: reads a file, given its path and its name in problems.

    Attributes:
        lookups: each file that was looked for, relative to the document's folder, and
            its path, or None if it may not be read.
    """

    def __init__(
        self, locator: FileLocator, shown: str, load: Callable[[Path, str], Any]
    ) -> None:
        self._locator, self._shown, self._load = locator, shown, load
        self._paths = {shown: locator.source}
        self._trees: dict[Path, tuple[str, Any]] = {}
        self.lookups: dict[str, Path | None] = {}

    def read(self, file: str, reference: str) -> tuple[str, Any] | None:
        """Return the name and tree of the file that a reference names.

        The tree of the document itself is None. The result is None for what may not
        be followed: a URL, a file that the locator refuses, one that cannot be read,
        and any file beyond `MAX_FILES`.

        Args:
            file: the name of the file that contains the reference.
            reference: the part of the reference before `#`.
        """
        if "://" in reference or reference.startswith("//"):
            return None
        folder = self._locator.relative(self._paths[file].parent)
        relative = f"{folder}/{unquote(reference)}"
        path = self._locator.locate(relative)
        if path == self._locator.source:
            return self._shown, None
        self.lookups[relative] = path
        if path is None or len(self._trees) > MAX_FILES:
            return None
        if path not in self._trees:
            name = self._name(path)
            try:
                self._trees[path] = name, self._load(path, name)
            except SpecError:
                return None
            self._paths[name] = path
        return self._trees[path]

    def _name(self, path: Path) -> str:
        """Return the path that error messages show.

        It is relative to the same folder as the document's path.
        """
        inside = Path(path.name)
        if path.is_relative_to(self._locator.folder):
            inside = path.relative_to(self._locator.folder)
        return str(PurePosixPath(self._shown).parent / inside.as_posix())
