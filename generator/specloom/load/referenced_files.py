"""Find and read the other files that a document refers to."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from ..errors import SpecError
from ..regular_files import real_path
from .document import OtherFiles

MAX_FILES = 20_000
"""The maximum number of other files of one document."""

_Found = tuple[str, Any] | str | None
"""The name and the tree of a file, or the reason for which it cannot be read.

The value is None if the reference points to no file.
"""


class FileLocator:
    """Rules about which files a document may refer to.

    Args:
        path: the path of the document.
        allowed: files outside the document's folder that may be read, relative to that
            folder.
        root: the folder that must contain all referenced files, relative to the
            document's folder; "" for the document's folder itself.
    """

    def __init__(self, path: Path, allowed: Collection[str], root: str = "") -> None:
        self.source = real_path(path)
        self.folder = self.source.parent
        self._root = real_path(self.folder / root)
        self._allowed = {real_path(self.folder / name) for name in allowed}

    def locate(self, relative: str) -> Path | None:
        """Return the path of a file; None if the file may not be read.

        Args:
            relative: the path of the file, relative to the document's folder. Links are
                followed.
        """
        try:
            path = (self.folder / relative).resolve()
        except (OSError, RuntimeError, ValueError):  # A circle of links, or NUL.
            return None
        inside = path.is_relative_to(self._root)
        return path if inside or path in self._allowed else None

    def relative(self, path: Path) -> str:
        """Return a path relative to the document's folder, even if it is outside."""
        return os.path.relpath(path, self.folder)


class ReferencedFiles:
    """A reader for the files that one document refers to; it reads each file only once.

    Args:
        locator: the rules about which files may be read.
        shown: the name of the document in messages.
        load: reads a file, given its path and its name in messages.

    Attributes:
        lookups: the real path of each referenced file; None if it may not be read. The
            keys are paths relative to the document's folder.
        unread: the reasons for which files cannot be read. The keys are those of
            `OtherFiles`.
    """

    def __init__(
        self, locator: FileLocator, shown: str, load: Callable[[Path, str], Any]
    ) -> None:
        self._locator, self._shown, self._load = locator, shown, load
        self._paths = {shown: locator.source}
        self._trees: dict[Path, _Found] = {}
        self._found: dict[tuple[Path, str], _Found] = {}
        self.lookups: dict[str, Path | None] = {}
        self.unread: dict[tuple[str, str], str] = {}

    def read_all(self, trees: Iterable[Any]) -> OtherFiles:
        """Read the files that trees refer to, directly or through other files.

        URLs are left out, and so are files that may not be read, unreadable files, and
        files beyond `MAX_FILES`.

        Args:
            trees: the trees of the document and of its overlay; their references are
                relative to the document.
        """
        others: dict[tuple[str, str], tuple[str, Any]] = {}
        waiting = [(self._shown, tree) for tree in trees]
        names = {self._shown}
        while waiting:
            file, tree = waiting.pop()
            for reference in dict.fromkeys(_files_referred_to(tree)):
                other = self._find(self._paths[file].parent, reference)
                if isinstance(other, str):
                    self.unread[file, reference] = other
                elif other is not None:
                    others[file, reference] = other
                    if other[0] not in names:
                        names.add(other[0])
                        waiting.append(other)
        return others

    def _find(self, folder: Path, reference: str) -> _Found:
        """Return the name and the tree of the file to which a reference points.

        Args:
            folder: the folder to which the reference is relative.
            reference: the part of the reference before `#`.
        """
        if "://" in reference or reference.startswith("//"):
            return None
        if (folder, reference) not in self._found:
            self._found[folder, reference] = self._look_up(folder, reference)
        return self._found[folder, reference]

    def _look_up(self, folder: Path, reference: str) -> _Found:
        relative = f"{self._locator.relative(folder)}/{unquote(reference)}"
        path = self._locator.locate(relative)
        if path == self._locator.source:
            return self._shown, None
        self.lookups[relative] = path
        if path is None or not os.path.exists(path):
            return None
        if path not in self._trees:
            self._trees[path] = self._read(path)
        return self._trees[path]

    def _read(self, path: Path) -> _Found:
        if len(self._trees) >= MAX_FILES:
            return f"there are more than {MAX_FILES:,} files"
        name = self._name(path)
        try:
            tree = self._load(path, name)
        except SpecError as error:
            return str(error.problems[0])
        self._paths[name] = path
        return name, tree

    def _name(self, path: Path) -> str:
        """Return the name of a file in messages.

        The name is the path of the file, relative to the folder to which the name of
        the document is relative.
        """
        inside = (
            PurePosixPath(self._shown).parent
            / Path(self._locator.relative(path)).as_posix()
        )
        return os.path.normpath(inside)


def _files_referred_to(tree: Any) -> Iterator[str]:
    """Yield the part before `#` of each string that can be a reference to a file.

    These strings are the values of `$ref` and of discriminator mappings. An overlay's
    `update` may contain a mapping, so all its strings are included. A string that is
    not a reference has no effect, because there is no such file or the file is not
    used.
    """
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += [each for each in node if isinstance(each, (dict, list))]
        elif isinstance(node, dict):
            waiting += [v for v in node.values() if isinstance(v, (dict, list))]
            texts = [node["$ref"]] if "$ref" in node else []
            for word in ("mapping", "update"):
                if isinstance(values := node.get(word), dict):
                    texts += filter(may_refer_to_file, values.values())
            for text in texts:
                if isinstance(text, str) and (file := text.partition("#")[0]):
                    yield file


def may_refer_to_file(text: Any) -> bool:
    """Return whether a mapping value is a reference rather than a component name."""
    return isinstance(text, str) and ("#" in text or "." in text)
