"""Generate a file from the merged inputs of two commits."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..builds.cache import Cache
from ..generation import Generation, generate_project
from ..output.file_ownership import MANIFEST
from ..project.folders import Project
from ..regular_files import read_regular
from .git_repository import GitRepository
from .merged_inputs import commits_being_merged, write_merged_inputs


def merged_text(
    root: Path, path: str, environment: Mapping[str, str]
) -> str | list[str]:
    """Return a generated file as it will be after the merge that git is doing.

    Args:
        root: the folder of the project.
        path: the path of the file, relative to the top of the repository.
        environment: the variables that git gives to a merge driver.

    Returns:
        The text, or the reasons why it cannot be known.

    Raises:
        SpecError: nothing can be generated from the merged inputs.
        OSError: a file cannot be read or written.
    """
    repository = GitRepository.containing(root)
    commits = commits_being_merged(repository, environment)
    if commits is None:
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


def _text(made: Generation, mirror: Path, path: str) -> str | None:
    """Return the text of a generated or merged file; None if there is no such file."""
    if mirror / path == made.output / MANIFEST:
        files = {mirror / name: text.encode() for name, text in made.texts.items()}
        return made.protection().recorded(files, ())
    if path in made.texts:
        return made.texts[path]
    file = mirror / path
    return read_regular(file).decode() if file.is_file() else None
