"""Find the last release among the tags of a repository."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import InvalidVersion, Version


def newest_release(tags: Iterable[str], pattern: str) -> str | None:
    """Return the tag with the highest version; None if no tag is a version.

    A pre-release or a development release is returned only if there is no other
    release, which is the rule of PEP 440 for installing.

    Args:
        tags: the names of the tags.
        pattern: the form of the tags of releases; its one `*` stands for the version.
    """
    before, _, after = pattern.partition("*")
    versions = {tag: _version(tag, before, after) for tag in tags}
    known = {tag: version for tag, version in versions.items() if version is not None}
    final = {
        tag: version for tag, version in known.items() if not version.is_prerelease
    }
    # Two tags may spell one version differently: then the name decides.
    return max(final or known, key=lambda tag: (known[tag], tag), default=None)


def _version(tag: str, before: str, after: str) -> Version | None:
    if len(tag) <= len(before) + len(after):
        return None
    if not (tag.startswith(before) and tag.endswith(after)):
        return None
    try:
        return Version(tag[len(before) : len(tag) - len(after)])
    except InvalidVersion:
        return None
