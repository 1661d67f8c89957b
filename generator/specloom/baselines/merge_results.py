"""Generate a file from the merged inputs of two commits."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ..builds.cache import Cache
from ..generation import Generation, generate_project
from ..output.file_ownership import MANIFEST
from ..project.folders import Project
from ..regular_files import read_regular
from .git_repository import GitRepository
from .merged_inputs import (
    MergedCommits,
    commits_being_merged,
    write_merged_inputs,
)


class Versions(NamedTuple):
    """The content of a file that git merges: at the common commit and on both sides.

    A file that did not exist is empty.
    """

    base: bytes
    ours: bytes
    theirs: bytes


def merged_text(
    root: Path, path: str, versions: Versions, environment: Mapping[str, str]
) -> str | list[str]:
    """Return a generated file as it will be after the merge that git is doing.

    Args:
        root: the folder of the project.
        path: the path of the file, relative to the top of the repository.
        versions: the content of the file, as git gives it to the driver.
        environment: the variables that git gives to a merge driver.

    Returns:
        The text, or the reasons why it cannot be known.

    Raises:
        SpecError: nothing can be generated from the merged inputs.
        OSError: a file cannot be read or written.
    """
    repository = GitRepository.containing(root)
    commits = commits_being_merged(repository, environment)
    if commits is None or not _is_about(repository, commits, path, versions):
        return ["git does not say which commits it is merging"]
    with tempfile.TemporaryDirectory(prefix="specloom-") as folder:
        target = Path(folder)
        project = Project.at(root)
        conflicts = write_merged_inputs(repository, commits, project, target)
        if conflicts:
            return [f"{each} has a conflict" for each in conflicts]
        mirror = target / repository.prefix
        made = generate_project(mirror, Cache.default())
        text = _text(made, mirror, path.removeprefix(repository.prefix))
    return ["it is not generated from the merged inputs"] if text is None else text


def _is_about(
    repository: GitRepository, commits: MergedCommits, path: str, versions: Versions
) -> bool:
    """Return whether the versions of a file are those of the commits.

    What git is doing may not be what its files and variables say, for example in a
    `git cherry-pick` in the middle of a rebase.
    """
    for commit, content in zip(commits, versions, strict=True):
        entries = repository.entries(commit, [path]) if commit else []
        found = [each for _, each in repository.contents(entries)]
        if found[:1] != [content] and (found or content):
            return False
    return True


def _text(made: Generation, mirror: Path, path: str) -> str | None:
    """Return the text of a generated or merged file; None if there is no such file."""
    if mirror / path == made.output / MANIFEST:
        files = {mirror / name: text.encode() for name, text in made.texts.items()}
        return made.protection().recorded(files, ())
    if path in made.texts:
        return made.texts[path]
    file = mirror / path
    return read_regular(file).decode() if file.is_file() else None
