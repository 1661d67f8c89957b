"""Load a file: read it, decode it and parse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

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
        file: the name of the file in messages.
        data: the tree. It consists of `SpecMap`, `SpecList`, str, int, float, bool and
            None, and of Decimal for numbers that a float cannot represent exactly.
    """

    file: str
    data: Any

    def location(self, pointer: Pointer) -> SourceLocation:
        """Return the location of a key or item, or of its nearest known ancestor."""
        return location_at(self.data, pointer, SourceLocation(file=self.file))


OtherFiles = Mapping[tuple[str, str], tuple[str, Any]]
"""For each reference to another file, the name and the tree of that file.

A key consists of the name of the referring file, and the part of the reference before
`#`. The tree is None if the other file is the document itself. A file that may not be
read has no entry.
"""


RecordedOrder: TypeAlias = Mapping[tuple[str, ...], Sequence[str]]
"""The order of the members of objects and the items of arrays that keep their order.

A key consists of the keys and indexes from the root to the object or array. The values
are the names of members; of items, the text of a scalar, or `in:name` of a parameter.
"""


@dataclass(frozen=True)
class Documents:
    """The documents of one vendor.

    Attributes:
        description: the vendor's own document.
        overlay: the overlay; None if there is none.
        names: the pinned names of operations; None if there are none.
        others: the other files to which these documents refer, directly or indirectly.
        unread: the reasons for which other files cannot be read; the keys are as in
            `OtherFiles`.
        dropped: the numbers that were left out because JSON does not allow them.
        recorded_order: the order of members and items in the normalized document of
            the previous run; empty if there is none.
        names_text: the text of the file of the pinned names, with its comments.
    """

    description: Document
    overlay: Document | None = None
    names: Document | None = None
    others: OtherFiles = field(default_factory=dict)
    unread: Mapping[tuple[str, str], str] = field(default_factory=dict)
    dropped: Sequence[Dropped] = ()
    recorded_order: RecordedOrder = field(default_factory=dict)
    names_text: str = ""


def load(path: Path, *, shown: str, dropped: list[Dropped] | None = None) -> Document:
    """Read a YAML or JSON file.

    Args:
        path: the path of the file; a `.json` file must contain JSON.
        shown: the name of the file in messages, usually relative to the project.
        dropped: collects numbers that JSON does not allow; if None, such numbers are
            rejected.

    Raises:
        SpecError: the file is missing, unreadable or invalid; the problems have
            locations.
    """
    data = load_bytes(path, shown=shown)
    return Document(shown, read(data, shown=shown, dropped=dropped))


def load_bytes(path: Path, *, shown: str) -> bytes:
    """Return the content of a file.

    Args:
        path: the path of the file.
        shown: the name of the file in messages.

    Raises:
        SpecError: the file is missing, is not a regular file, or is too large.
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
    """Return the tree of a file: JSON if `shown` ends in `.json`, otherwise YAML.

    Args:
        data: the content of the file.
        shown: the name of the file in messages.
        dropped: collects numbers that JSON does not allow; if None, such numbers are
            rejected.

    Raises:
        SpecError: the content is invalid, as in `load`.
    """
    text = decode_text(data, shown=shown)
    if shown.lower().endswith(".json"):
        return JsonReader(text, TreeBuilder(shown, dropped)).read()
    # Imported late, because a run that finds everything in the cache reads no YAML.
    from .yaml_reader import YamlReader

    return YamlReader(text, TreeBuilder(shown, dropped)).read()


def decode_text(data: bytes, *, shown: str) -> str:
    """Decode the content of a file as UTF-8.

    Raises:
        SpecError: the file is not valid UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start)
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1)
        location = SourceLocation(file=shown, line=line + 1, column=column + 1)
        raise SpecError.at(location, Message.NOT_UTF_8()) from None
