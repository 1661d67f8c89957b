"""Find the version of the generated package, and say how to make the next one."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from ..baselines.git_repository import GitRepository
from ..baselines.release_tags import newest_release
from ..errors import SpecError
from ..project.folders import Project
from ..project.settings import read_settings
from .report_data import Report
from .verdict import next_version


def package_version(project: Project) -> str:
    """Return the present version of the generated package; empty if it is not known.

    It is that of the setting, or of the newest tag of a release if the setting says
    so. Without the setting, it is that of the generated pyproject.toml, or else that of
    the project's own.
    """
    given = read_settings(project.root).get("version")
    if project.distribution.is_from_tag:
        return _tagged_version(project)
    if given is not None:
        return str(given)
    for folder in (Path(project.output), Path()):
        try:
            text = (project.root / folder / "pyproject.toml").read_text("utf-8")
            version = tomllib.loads(text)["project"]["version"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(version, str):
            return version
    return ""


def _tagged_version(project: Project) -> str:
    """Return the version of the newest tag of a release; empty if there is none."""
    pattern = project.release_tags
    try:
        tags = GitRepository.containing(project.root).tags()
    except (OSError, SpecError):
        return ""  # A wheel can be compared without a repository.
    tag = newest_release(tags, pattern) or ""
    before, _, after = pattern.partition("*")
    return tag.removeprefix(before).removesuffix(after)


def release_advice(project: Project, reports: Sequence[Report]) -> tuple[str, str]:
    """Return the command that makes the next release, and a comment on it.

    Both are empty if nothing changed, or if neither a setting nor a tag has a version.
    """
    version = next_version(reports)
    if not version or version in {each.package_version for each in reports}:
        return "", ""
    if project.distribution.is_from_tag:
        tag = project.release_tags.replace("*", version)
        return f"git tag {quote(tag)}", "when the changes are merged"
    if "version" in read_settings(project.root):
        comment = f'with version = "{version}" in [tool.specloom] of pyproject.toml'
        return "specloom generate", comment
    return "", ""
