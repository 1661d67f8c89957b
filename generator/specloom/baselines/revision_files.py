"""Write files of a commit to a folder, as they were."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..load import MAX_BYTES
from ..regular_files import real_path
from .git_repository import LINK, REGULAR, GitRepository, TreeEntry

MAX_LINKS = 40
"""How many links one after another are followed, as common systems do."""


def write_revision(
    repository: GitRepository, commit: str, paths: Iterable[str], target: Path
) -> list[str]:
    """Write files of a commit, and those to which links among them point.

    Files that are too large for a description are left out, and so are submodules and
    links to places outside the repository: nothing is ever written or read there.

    Args:
        repository: the repository.
        commit: the digest of the commit.
        paths: files and folders, relative to the top of the repository.
        target: the folder to write to; it stands for the top of the repository.

    Returns:
        The paths of the files that were written.

    Raises:
        SpecError: the commit cannot be read.
        OSError: a file cannot be written.
    """
    files: dict[str, TreeEntry] = {}
    links: dict[str, str] = {}
    wanted = {*paths}
    for _ in range(MAX_LINKS):
        found = repository.entries(commit, sorted(wanted))
        new = [e for e in found if e.path not in files and e.path not in links]
        regular = [e for e in new if e.mode.startswith(REGULAR)]
        files |= {e.path: e for e in regular if e.size <= MAX_BYTES}
        linking = [e for e in new if e.mode.startswith(LINK) and e.size <= MAX_BYTES]
        targets = {
            path: os.fsdecode(content) for path, content in repository.contents(linking)
        }
        links |= targets
        places = (_inside(path, to) for path, to in targets.items())
        wanted = {place for place in places if place is not None}
        if not wanted:
            break
    _write_files(repository, files.values(), target)
    # Links come last, so that nothing is written through one.
    _write_links(links, target)
    return [*files]


def write_entries(
    repository: GitRepository, entries: Iterable[TreeEntry], target: Path
) -> None:
    """Write the files and links of a tree, without what links outside of it point to.

    Args:
        repository: the repository.
        entries: the files and links.
        target: the folder to write to; it stands for the top of the repository.

    Raises:
        SpecError: a file is missing in the repository.
        OSError: a file cannot be written.
    """
    given = [entry for entry in entries if entry.size <= MAX_BYTES]
    _write_files(repository, (e for e in given if e.mode.startswith(REGULAR)), target)
    links = repository.contents(e for e in given if e.mode.startswith(LINK))
    _write_links({path: os.fsdecode(to) for path, to in links}, target)


def _write_files(
    repository: GitRepository, entries: Iterable[TreeEntry], target: Path
) -> None:
    for path, content in repository.contents(entries):
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _inside(path: str, link: str) -> str | None:
    """Return where a link points to in the repository; None if it leaves it."""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
    if posixpath.isabs(link) or place == ".." or place.startswith("../"):
        return None
    return "" if place == "." else place


def _write_links(links: dict[str, str], target: Path) -> None:
    made = []
    home = real_path(target)
    for path, to in links.items():
        file = target / path
        if _inside(path, to) is None or os.path.lexists(file):
            continue
        if not real_path(file.parent).is_relative_to(home):
            continue  # A tree that was written by other means than git.
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # Some systems do not allow links.
            os.symlink(to, file)
            made.append(file)
    for file in made:
        if not real_path(file).is_relative_to(home):
            file.unlink()
