"""Compare the generated files of a revision with what today's Specloom generates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..builds.cache import Cache
from ..builds.vendor_builds import built_vendor
from ..project.folders import Project
from ..regular_files import read_regular


@dataclass(frozen=True)
class RecordedOutput:
    """The generated files of a project at a revision.

    Attributes:
        project: the project in a temporary folder.
        write: writes files or folders of the revision there; paths are relative to the
            root of the project.
    """

    project: Project
    write: Callable[[list[str]], None]

    def differing(self, name: str, cache: Cache | None = None) -> tuple[str, ...]:
        """Return the files of a vendor that are generated otherwise today.

        Nothing but another version of Specloom, or of a library that it uses, makes
        them differ, if they were up to date at the revision.

        Args:
            name: the name of the vendor.
            cache: the results of earlier builds; None disables the cache.

        Raises:
            SpecError: a file of the vendor has problems.
        """
        vendor = self.project.vendor(name)
        folders = [vendor.package, vendor.tests]
        self.write(folders)
        texts = built_vendor(vendor, cache).texts
        root = self.project.root
        recorded = {
            path.relative_to(root).as_posix(): path
            for folder in folders
            for path in (root / folder).rglob("*")
            if path.is_file()
        }
        generated = {path for path in texts if path.startswith((*_inside(folders),))}
        changed = {
            path
            for path in recorded.keys() & generated
            if read_regular(recorded[path]) != texts[path].encode()
        }
        return tuple(sorted(changed | (recorded.keys() ^ generated)))


def _inside(folders: list[str]) -> list[str]:
    return [f"{folder}/" for folder in folders]
