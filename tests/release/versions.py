"""Compare the versions that the files of a checkout state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version

from .distributions import RUNTIME, project_table

VERSION = re.compile(r'^(?:__version__|VERSION)\b[^=\n]*= "([^"]+)"', re.M)
HEADING = re.compile(r"^## (.+)$", re.M)
MODULES = (
    "generator/specloom/__init__.py",
    "runtime/specloom_runtime/core/version.py",
)
UNRELEASED = "Unreleased"


def versions_out_of_step(
    checkout: Path, generated: str, tag: str | None = None
) -> Iterator[str]:
    """Yield each file whose version is not that of the others.

    Args:
        checkout: the folder of the checkout.
        generated: the folder of the generated distribution.
        tag: the tag of a release, such as `v0.2.0`; none before a release.
    """
    project = project_table(checkout, "pyproject.toml")["project"]
    version = project["version"]
    for place, stated in _stated(checkout, generated):
        if stated != version:
            yield f"{place} says {stated} (pyproject.toml says {version})"
    if tag is not None and tag != f"v{version}":
        yield f"the tag is {tag} (expected v{version})"
    yield from _headings(checkout, version, tag)
    needed = _requirement(project)
    if Version(version) not in needed.specifier:
        yield f"specloom requires {needed}, which {version} is not"
    made = _requirement(
        project_table(checkout, f"{generated}/pyproject.toml")["project"]
    )
    if made.specifier != needed.specifier:
        yield f"generated packages require {made} (specloom requires {needed})"
    breaking = _next_breaking(Version(version))
    if breaking in needed.specifier:
        yield f"specloom requires {needed}, which allows {breaking}"


def _stated(checkout: Path, generated: str) -> Iterator[tuple[str, str]]:
    """Yield the places that state the version, with the version of each."""
    runtime = project_table(checkout, f"{RUNTIME.folder}/pyproject.toml")
    yield f"{RUNTIME.folder}/pyproject.toml", runtime["project"]["version"]
    for path in MODULES:
        found = VERSION.search(_text(checkout / path))
        yield path, found[1] if found else "no version"
    made = project_table(checkout, f"{generated}/pyproject.toml")
    hook = made["tool"]["hatch"]["build"]["hooks"]["custom"]
    yield f"{generated}/pyproject.toml", hook["specloom"]


def _headings(checkout: Path, version: str, tag: str | None) -> Iterator[str]:
    text = _text(checkout / "CHANGELOG.md")
    headings = HEADING.findall(text)
    newest = headings[0] if headings else "no heading"
    if newest == UNRELEASED and tag is None:
        return
    if newest.split()[0] != version:
        expected = version if tag else f"{version} or {UNRELEASED}"
        yield f"CHANGELOG.md begins with {newest} (expected {expected})"


def _text(file: Path) -> str:
    """Return the text of a file, which is empty if there is no file."""
    return file.read_text("utf-8") if file.is_file() else ""


def _requirement(project: dict[str, Any]) -> Requirement:
    """Return the requirement of the runtime."""
    parsed = (Requirement(text) for text in project["dependencies"])
    return next(each for each in parsed if each.name == RUNTIME.name)


def _next_breaking(version: Version) -> Version:
    """Return the next version that may break callers: 0.2 after 0.1.3, 2 after 1.4."""
    if version.major:
        return Version(f"{version.major + 1}")
    return Version(f"0.{version.minor + 1}")
