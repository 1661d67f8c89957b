"""Find the commit that a user names: by a revision, or as the last release."""

from __future__ import annotations

from typing import NamedTuple

from ..errors import SourceLocation, SpecError
from ..messages import Message
from .git_repository import GitRepository
from .release_tags import newest_release

LAST_RELEASE = "last-release"
"""The word that stands for the newest tag of a release."""


class NamedCommit(NamedTuple):
    """A commit, and its name for readers: what the user wrote, or a release's tag."""

    digest: str
    label: str


def named_commit(
    repository: GitRepository, revision: str, release_tags: str
) -> NamedCommit:
    """Return the commit that a user names.

    Args:
        repository: the repository of the project.
        revision: a revision, or `last-release`.
        release_tags: the pattern of the tags of releases.

    Raises:
        SpecError: there is no such revision or release.
    """
    label, name = revision, revision
    if revision == LAST_RELEASE:
        tag = newest_release(repository.tags(), release_tags)
        if tag is None:
            message = Message.NO_RELEASE(
                pattern=release_tags, shallow=_shallow(repository)
            )
            raise SpecError.at(SourceLocation(file=LAST_RELEASE), message)
        # A branch may have the name of the tag.
        label, name = tag, f"refs/tags/{tag}"
    digest = repository.commit(name)
    if digest is None:
        message = Message.UNKNOWN_REVISION(
            revision=revision, shallow=_shallow(repository), release=LAST_RELEASE
        )
        raise SpecError.at(SourceLocation(file=revision or "."), message)
    return NamedCommit(digest, label)


def _shallow(repository: GitRepository) -> str:
    """Return the usual reason for a missing revision; "" if it does not apply."""
    if not repository.is_shallow:
        return ""
    return ": this clone lacks history, which `git fetch --unshallow --tags` gets"
