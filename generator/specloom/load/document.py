"""Load a file: its bytes, its encoding and the reader of its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import SourceLocation, SpecError
from ..messages import Message
from ..regular_files import read_regular
from .json_reader import JsonReader
from .source_tree import Pointer, location_at
from .tree_builder import Dropped, TreeBuilder

MAX_BYTES = 50_000_000


@dataclass(frozen=True)
class Document:
    """A loaded file.

    Attributes:
        file: its name in problems.
        data: its tree, of `SpecMap`, `SpecList`, str, int, float (or Decimal, where a
            float would not be exact), bool and None.
    """

    file: str
    data: Any

    def location(self, pointer: Pointer) -> SourceLocation:
        """Return the location of a key or item; if unknown, of its nearest ancestor."""
        return location_at(self.data, pointer, SourceLocation(file=self.file))


OtherFiles = Mapping[tuple[str, str], tuple[str, Any]]
"""By a file's name and a reference in it, before `#`: the other file's name and tree.

The tree of the document itself is None. What may not be read has no entry.
"""


@dataclass(frozen=True)
class Documents:
    """The documents of one vendor.

    Attributes:
        description: the vendor's own document.
        overlay: repairs and facts; None without them.
        names: the frozen names of operations; None without them.
        others: the other files that they refer to, and that those refer to.
        unread: by a file's name and a reference in it: why that file cannot be read.
        dropped: the numbers of the vendor's files that JSON does not have.
    """

    description: Document
    overlay: Document | None = None
    names: Document | None = None
    others: OtherFiles = field(default_factory=dict)
    unread: Mapping[tuple[str, str], str] = field(default_factory=dict)
    dropped: Sequence[Dropped] = ()


def load(path: Path, *, shown: str, dropped: list[Dropped] | None = None) -> Document:
    """Read a YAML or JSON file.

    Args:
        path: the file; one that ends in `.json` must be JSON.
        shown: its name in problems, usually relative to the project.
        dropped: gets the numbers that JSON does not have; None where one is refused.

    Raises:
        SpecError: it is missing, cannot be read, or is refused; with locations.
    """
    data = load_bytes(path, shown=shown)
    return Document(shown, read(data, shown=shown, dropped=dropped))


def load_bytes(path: Path, *, shown: str) -> bytes:
    """Return the content of a file.

    Args:
        path: the file.
        shown: its name in problems.

    Raises:
        SpecError: it is missing, is not a regular file, or is too large.
    """
    location = SourceLocation(file=shown)
    try:
        data = read_regular(path, MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "unreadable"
        unreadable = Message.UNREADABLE(reason=reason.lower())
        raise SpecError.at(location, unreadable) from None
    if len(data) > MAX_BYTES:
        raise SpecError.at(location, Message.TOO_LARGE(most=MAX_BYTES))
    return data


def read(data: bytes, *, shown: str, dropped: list[Dropped] | None = None) -> Any:
    """Return the tree of YAML, or of JSON where `shown` ends in `.json`.

    Args:
        data: the content of the file.
        shown: its name in problems.
        dropped: gets the numbers that JSON does not have; None where one is refused.

    Raises:
        SpecError: it is refused, as by `load`.
    """
    text = decoded(data, shown=shown)
    if shown.lower().endswith(".json"):
        return JsonReader(text, TreeBuilder(shown, dropped)).read()
    # Late: a run that finds everything in the cache reads no YAML.
    from .yaml_reader import YamlReader

    return YamlReader(text, TreeBuilder(shown, dropped)).read()


def decoded(data: bytes, *, shown: str) -> str:
    """Return the text of a file.

    Raises:
        SpecError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1)
        location = SourceLocation(file=shown, line=line + 1, column=column + 1)
        raise SpecError.at(location, Message.NOT_UTF_8()) from None
