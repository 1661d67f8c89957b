"""Bytes to a raw tree that knows where each of its parts stood.

Reads YAML under YAML 1.2 rules, and JSON. Repairs nothing, names nothing; what is
dangerous or ambiguous is refused with its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ..errors import Problem, SourceLocation, SpecError
from ..messages import Text
from ..messages import loading as messages
from .building import Builder
from .json_text import JsonReader
from .kinds import document_kind
from .referenced_files import FileLocator, ReferencedFiles
from .tree import (
    Pointer,
    SpecList,
    SpecMap,
    deep_copy,
    empty_copy,
    location_at,
    location_of,
)
from .yaml_text import YamlReader

__all__ = [
    "Document",
    "FileLocator",
    "Pointer",
    "ReferencedFiles",
    "SpecList",
    "SpecMap",
    "deep_copy",
    "document_kind",
    "empty_copy",
    "load",
    "location_at",
    "location_of",
    "read",
]

MAX_BYTES = 50_000_000


@dataclass(frozen=True)
class Document:
    """A loaded file: its name as shown to people, and its tree.

    `data` is made of `SpecMap`, `SpecList`, text, int, float (or Decimal, where a float
    would not be exact), bool and None.
    """

    file: str
    data: Any

    def location(self, pointer: Pointer) -> SourceLocation:
        """Where the key or item of a pointer stands, or its nearest known ancestor."""
        return location_at(self.data, pointer, SourceLocation(file=self.file))


def load(path: Path, *, shown: str) -> Document:
    """Reads a YAML or JSON file.

    Args:
        path: the file; one that ends in `.json` must be JSON.
        shown: its name in problems, usually relative to the project.

    Raises:
        SpecError: it is missing, cannot be read, or is refused; with places.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        _refuse(SourceLocation(file=shown), messages.UNREADABLE(reason=reason))
    if size > MAX_BYTES:
        _refuse(SourceLocation(file=shown), messages.TOO_LARGE(most=MAX_BYTES))
    return Document(shown, read(data, shown=shown))


def read(data: bytes, *, shown: str) -> Any:
    """The tree of a YAML text, or of a JSON text where `shown` ends in `.json`.

    Raises:
        SpecError: as `load` does.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1)
        place = SourceLocation(file=shown, line=line + 1, column=column + 1)
        _refuse(place, messages.NOT_UTF_8())
    reader = JsonReader if shown.lower().endswith(".json") else YamlReader
    return reader(text, Builder(shown)).read()


def _refuse(place: SourceLocation, message: Text) -> NoReturn:
    raise SpecError(Problem(location=place, message=message))
