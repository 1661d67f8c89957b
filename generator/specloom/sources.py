"""Read the documents that a vendor is built from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .cache import file_digest
from .load import Document, FileLocator, ReferencedFiles, load
from .normalize.bundle import bundle
from .vendor import Vendor

Lookups = dict[str, list[str | None]]
"""By the path of each file that a description refers to: resolved path and digest."""


@dataclass(frozen=True)
class Documents:
    """The documents of one vendor, read; the description includes what it refers to."""

    description: Document
    overlay: Document | None = None
    names: Document | None = None


def read_documents(vendor: Vendor) -> tuple[Documents, Lookups]:
    """Read a vendor's files and those that its description refers to.

    Raises:
        SpecError: with every problem of a file that cannot be read.
    """
    files, target = vendor.files, vendor.target
    digests: dict[Path | None, str | None] = {}

    def read(path: Path, shown: str) -> Any:
        digests[path] = file_digest(path)
        return load(path, shown=shown).data

    description = load(files.description, shown=files.shown)
    locator = FileLocator(files.description, target.options.files)
    referenced = ReferencedFiles(locator, files.shown, read)
    documents = Documents(
        bundle(description, referenced.read),
        _optional(files.overlay, f"{target.specs}/overlay.yaml"),
        _optional(files.names, f"{target.specs}/names.yaml"),
    )
    lookups = {
        relative: [None if path is None else locator.relative(path), digests.get(path)]
        for relative, path in referenced.lookups.items()
    }
    return documents, lookups


def _optional(path: Path | None, shown: str) -> Document | None:
    return None if path is None else load(path, shown=shown)
