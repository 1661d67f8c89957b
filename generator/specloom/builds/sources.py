"""Read the files of a vendor, and detect whether they changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..load import (
    Document,
    Documents,
    Dropped,
    FileLocator,
    RecordedOrder,
    ReferencedFiles,
    decode_text,
    load,
    load_bytes,
    read,
)
from ..project.vendor import Vendor
from ..regular_files import read_regular, real_path
from .cache import bytes_digest, file_digest

References = dict[str, list[str | None]]
"""For each referenced path, the resolved path and the digest of the file."""


class Sources:
    """The files of one vendor, and the files that its description refers to.

    Attributes:
        documents: all documents, both the vendor's own and the referenced ones.

    Raises:
        SpecError: a file cannot be read; the error lists all problems.
    """

    def __init__(self, vendor: Vendor) -> None:
        self._locator = _locator(vendor)
        self._digests: dict[Path | None, str | None] = {}
        self._referenced = ReferencedFiles(self._locator, vendor.source, self._read)
        self._dropped: list[Dropped] = []
        source = load(
            vendor.root / vendor.source, shown=vendor.source, dropped=self._dropped
        )
        overlay = _optional(vendor.root, vendor.overlay)
        trees = [each.data for each in (source, overlay) if each is not None]
        self.documents = Documents(
            source,
            overlay,
            _optional(vendor.root, vendor.names),
            self._referenced.read_all(trees),
            self._referenced.unread,
            self._dropped,
            _recorded_order(vendor),
            names_text=_text(vendor.root, vendor.names),
        )

    def references(self) -> References:
        """Return the files that references point to, including missing ones."""
        return {
            relative: [
                None if path is None else self._locator.relative(path),
                self._digests.get(path),
            ]
            for relative, path in self._referenced.lookups.items()
        }

    def _read(self, path: Path, shown: str) -> Any:
        data = load_bytes(path, shown=shown)
        self._digests[path] = bytes_digest(data)
        return read(data, shown=shown, dropped=self._dropped)


def _recorded_order(vendor: Vendor) -> RecordedOrder:
    """Return the order that the normalized document records; empty without one."""
    if vendor.normalized is None:
        return {}
    # Imported late, because a run that finds everything in the cache reads no YAML.
    from ..load.recorded_order import read_recorded_order

    try:
        return read_recorded_order(read_regular(vendor.root / vendor.normalized))
    except OSError:
        return {}  # It is missing, or writing it will raise the error.


def source_digests(vendor: Vendor) -> list[str | None]:
    """Return the digests of the files that the vendor declares."""
    paths = (vendor.source, vendor.overlay, vendor.names)
    return [None if path is None else file_digest(vendor.root / path) for path in paths]


def normalized_digest(vendor: Vendor) -> str | None:
    """Return the digest of the normalized document, whose order of properties is kept.

    Without a project there is none.
    """
    return vendor.normalized and file_digest(vendor.root / vendor.normalized)


def input_files(vendor: Vendor, references: References) -> tuple[Path, ...]:
    """Return the files that a vendor is built from, except names.yaml."""
    own = [path for path in (vendor.source, vendor.overlay) if path is not None]
    folder = real_path(vendor.root / vendor.source).parent
    others = [folder / shown for shown, _ in references.values() if shown is not None]
    return (*(vendor.root / path for path in own), *others)


def are_current(vendor: Vendor, references: References) -> bool:
    """Return whether the files that a description refers to are still unchanged."""
    locator = _locator(vendor)
    for relative, known in references.items():
        path = locator.locate(relative)
        shown = None if path is None else locator.relative(path)
        if known != [shown, file_digest(path)]:
            return False
    return True


def _locator(vendor: Vendor) -> FileLocator:
    return FileLocator(
        vendor.root / vendor.source, vendor.options.files, vendor.options.root
    )


def _optional(root: Path, path: str | None) -> Document | None:
    return None if path is None else load(root / path, shown=path)


def _text(root: Path, path: str | None) -> str:
    """Return the text of a file; "" if there is none."""
    if path is None:
        return ""
    return decode_text(load_bytes(root / path, shown=path), shown=path)
