"""Compare the generated code of a revision with other code for the same vendor."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import NamedTuple

from ..builds.cache import Cache
from ..builds.vendor_builds import built_vendor
from ..project.folders import Project
from ..project.vendor import Vendor
from ..regular_files import read_regular
from .git_repository import REGULAR, GitRepository, TreeEntry


class CodeVersions(NamedTuple):
    """The text of a module before and after; None if it does not exist there."""

    old: bytes | None
    new: bytes | None


@dataclass(frozen=True)
class RecordedOutput:
    """The generated files of a project at a revision.

    Attributes:
        repository: the repository of the project.
        commit: the digest of the commit.
        project: the project as it was, in a temporary folder.
    """

    repository: GitRepository
    commit: str
    project: Project

    def changed_since(self, vendor: Vendor) -> dict[str, CodeVersions]:
        """Return the modules of a vendor that differ in the working tree.

        Unchanged files are not read from the repository.

        Args:
            vendor: the vendor as it is now.

        Returns:
            The versions of each module, by its path in the vendor's package.

        Raises:
            SpecError: the vendor is not in the revision, or git cannot read it.
            OSError: a file of the working tree cannot be read.
        """
        folder = vendor.root / vendor.package
        present = {
            path.relative_to(folder).as_posix(): read_regular(path)
            for path in sorted(folder.rglob("*.py"))
            if path.is_file()
        }
        return self._changed(vendor.name, present)

    def generated_otherwise(
        self, name: str, cache: Cache | None = None
    ) -> dict[str, CodeVersions]:
        """Return the modules that today's Specloom makes otherwise of the same files.

        Args:
            name: the name of the vendor.
            cache: the results of earlier builds; None disables the cache.

        Returns:
            The versions of each module, by its path in the vendor's package.

        Raises:
            SpecError: a file of the vendor has problems, or git cannot read one.
        """
        vendor = self.project.vendor(name)
        folder = f"{vendor.package}/"
        texts = {
            path.removeprefix(folder): text.encode()
            for path, text in built_vendor(vendor, cache).texts.items()
            if path.startswith(folder) and path.endswith(".py")
        }
        return self._changed(name, texts)

    def _changed(
        self, name: str, present: Mapping[str, bytes]
    ) -> dict[str, CodeVersions]:
        recorded = self._modules(name)
        if not recorded or not present:
            return {}  # Some projects do not commit what is generated.
        paths = [
            path
            for path in sorted({*recorded, *present})
            if path not in recorded
            or path not in present
            or not _is_content(recorded[path], present[path])
        ]
        entries = [recorded[path] for path in paths if path in recorded]
        old = {path: text for path, text in self.repository.contents(entries)}
        return {
            path: CodeVersions(
                old[recorded[path].path] if path in recorded else None,
                present.get(path),
            )
            for path in paths
        }

    def _modules(self, name: str) -> dict[str, TreeEntry]:
        """Return the modules of a vendor at the revision, by paths in its package."""
        package = self.project.vendor(name).package
        folder = Path(normpath(f"{self.repository.prefix}{package}")).as_posix()
        entries = self.repository.entries(self.commit, [folder])
        return {
            entry.path.removeprefix(f"{folder}/"): entry
            for entry in entries
            if entry.mode.startswith(REGULAR) and entry.path.endswith(".py")
        }


def _is_content(entry: TreeEntry, content: bytes) -> bool:
    """Return whether a file of a commit has this content; it is not read for that."""
    if entry.size != len(content):
        return False
    algorithm = "sha256" if len(entry.digest) == 64 else "sha1"
    digest = hashlib.new(algorithm, usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content) + content)
    return digest.hexdigest() == entry.digest
