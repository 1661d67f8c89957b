"""Read one description of a revision, such as `v1.2.0:specs/acme/source.yaml`."""

from __future__ import annotations

import os
import posixpath
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import SourceLocation, SpecError
from ..messages import Message
from .git_repository import GitRepository
from .named_commits import named_commit
from .revision_files import write_revision


def is_revision_path(text: str) -> bool:
    """Return whether text is `REVISION:PATH`, and not the path of a file."""
    revision, colon, path = text.partition(":")
    is_url = path.startswith("//")
    return bool(revision and colon and path) and not is_url and not os.path.exists(text)


@contextmanager
def open_revision_path(
    text: str, folder: Path = Path(), release_tags: str = "v*"
) -> Iterator[Path]:
    """Write a file of a revision to a temporary folder, and yield its path.

    The other files of its folder are written, too, because the description may refer to
    them. The temporary folder is removed at the end.

    Args:
        text: a revision or `last-release`, a colon, and the path of the file: relative
            to the top of the repository, or to `folder` if it begins with `./` or
            `../`, as git has it.
        folder: a folder of the repository.
        release_tags: the pattern of the tags of releases.

    Raises:
        SpecError: there is no such revision or file.
        OSError: a file cannot be written, or git is not installed.
    """
    revision, _, path = text.partition(":")
    repository = GitRepository.containing(folder)
    commit = named_commit(repository, revision, release_tags).digest
    if path.startswith(("./", "../")):
        path = f"{repository.prefix}{path}"
    path = posixpath.normpath(path)
    with tempfile.TemporaryDirectory(prefix="specloom-") as target:
        inside = posixpath.dirname(path)
        write_revision(repository, commit, [inside], Path(target))
        file = Path(target) / path
        if path.startswith(("/", "..")) or not file.is_file():
            missing = Message.UNREADABLE(reason="the revision has no such file")
            raise SpecError.at(SourceLocation(file=text), missing)
        yield file
