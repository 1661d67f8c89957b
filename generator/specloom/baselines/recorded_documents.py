"""What was recorded in a project at a revision: documents and the generator's version.

A document is read when it is first needed, because a large one takes seconds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from os.path import lexists
from pathlib import Path

from ..load import Document, load
from ..project.folders import Project
from ..regular_files import read_regular


class RecordedDocuments(Mapping[str, Document]):
    """The normalized documents that were committed, by the names of their vendors.

    Args:
        project: the project at the revision.
        names: the names of its vendors.
    """

    def __init__(self, project: Project, names: tuple[str, ...]) -> None:
        self._project = project
        self._loaded: dict[str, Document] = {}
        self._names = [each for each in names if lexists(self._path(each))]

    def __getitem__(self, name: str) -> Document:
        """Return the document of a vendor.

        Raises:
            KeyError: none was committed.
            SpecError: it is not valid YAML.
        """
        if name not in self._names:
            raise KeyError(name)
        if name not in self._loaded:
            self._loaded[name] = load(self._path(name), shown=self._file(name))
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def is_text(self, name: str, text: str) -> bool:
        """Return whether text is what was committed; this does not parse it."""
        if name not in self._names:
            return False
        return read_regular(self._path(name)) == text.encode()

    def _file(self, name: str) -> str:
        return f"{self._project.specs}/{name}/openapi.yaml"

    def _path(self, name: str) -> Path:
        return self._project.root / self._file(name)


def generator_version(pyproject: str) -> str:
    """Return the version of Specloom that wrote a generated pyproject.toml.

    Args:
        pyproject: the text of the file.

    Returns:
        The version; "" if the file does not have it.
    """
    try:
        tools = tomllib.loads(pyproject)["tool"]
        version = tools["hatch"]["build"]["hooks"]["custom"]["specloom"]
    except (KeyError, RecursionError, TypeError, ValueError):
        return ""
    return version if isinstance(version, str) else ""
