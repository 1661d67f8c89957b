"""Files beside a document: those that its references may lead to."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from ..problems import SpecError

MOST = 500
"""Files of one document."""


def beside(
    path: Path, shown: str, load: Callable[[Path, str], Any], allowed: Collection[str]
) -> Callable[[str, str], tuple[str, Any] | None]:
    """A reader of the files that the references of a document lead to.

    It is given the name of a file as shown in problems and the file part of a
    reference in it, and gives the other file's name and tree. None is for what may not
    be followed: a URL, a file out of the document's folder (symbolic links included)
    that is not allowed by name, one that cannot be read, and too many of them.

    Args:
        path: the document's own file.
        shown: its name in problems.
        load: reads a file: its path and the name it is shown with.
        allowed: files out of the folder that may be read, relative to it.
    """
    folder = path.parent.resolve()
    places = {shown: path.resolve()}
    trees: dict[Path, tuple[str, Any]] = {}
    outside = {(folder / name).resolve() for name in allowed}

    def read(file: str, reference: str) -> tuple[str, Any] | None:
        if "://" in reference or reference.startswith("//") or len(trees) > MOST:
            return None
        wanted = (places[file].parent / unquote(reference)).resolve()
        if wanted == places[shown]:
            return shown, None
        if not (wanted.is_relative_to(folder) or wanted in outside):
            return None
        if wanted not in trees:
            near = wanted.is_relative_to(folder)
            inside = wanted.relative_to(folder) if near else Path(wanted.name)
            name = str(PurePosixPath(shown).parent / inside.as_posix())
            try:
                trees[wanted] = name, load(wanted, name)
            except SpecError:
                return None
            places[name] = wanted
        return trees[wanted]

    return read
