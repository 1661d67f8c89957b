"""The metadata of the generated distribution, as values of its pyproject.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..printing.python_literals import Code
from ..project.distribution import Author, Distribution
from ..project.folders import Project

RUNTIME = "specloom-runtime>=0.1,<0.2"
WITH_EXPRESSIONS = "hatchling>=1.27"
"""The build backend, in the first version with SPDX expressions and licence files."""
FROM_TAGS = "hatch-vcs>=0.5"
WIDTH = 88


def metadata_context(project: Project) -> dict[str, Any]:
    """Return the values of the template of pyproject.toml that are metadata.

    Args:
        project: the project, with the settings.
    """
    # Imported here, because `generate --spec` writes no metadata, and importing
    # `packaging` would make it 20 ms slower.
    from packaging.requirements import Requirement

    known = project.distribution
    requirements = [Requirement(each) for each in known.dependencies]
    return {
        "name": toml_string(project.distribution_name),
        "version": toml_string(known.version),
        "description": toml_string(known.description),
        "requires": toml_array(_build_requirements(known)),
        "metadata": _metadata(known),
        "dependencies": toml_array([RUNTIME, *known.dependencies], "dependencies"),
        "urls": {_key(label): toml_string(url) for label, url in known.urls},
        "tags": _tags(project.release_tags) if known.is_from_tag else {},
        "allows_direct_references": any(each.url for each in requirements),
    }


def toml_string(text: str) -> Code:
    """Return a string of TOML, whose escapes are those of JSON."""
    return Code(json.dumps(text, ensure_ascii=False))


def toml_array(texts: Iterable[str], key: str = "") -> Code:
    """Return an array of strings, in one line if it is short enough.

    Args:
        texts: the strings.
        key: the key before the array, which takes a part of the line.
    """
    return _array([toml_string(each) for each in texts], key)


def _array(items: list[Code], key: str) -> Code:
    line = f"[{', '.join(items)}]"
    if len(f"{key} = {line}") <= WIDTH:
        return Code(line)
    return Code("\n".join(["[", *(f"    {each}," for each in items), "]"]))


def _build_requirements(known: Distribution) -> list[str]:
    has_licence = known.license or known.license_files
    backend = WITH_EXPRESSIONS if has_licence else "hatchling"
    return [backend, FROM_TAGS] if known.is_from_tag else [backend]


def _metadata(known: Distribution) -> dict[Code, Code]:
    """Return the further values of the project table that are set, by key."""
    lists = {
        "license-files": known.license_files,
        "keywords": known.keywords,
        "classifiers": known.classifiers,
    }
    found: dict[Code, Code] = {}
    if known.authors:
        authors = [_author(each) for each in known.authors]
        found[Code("authors")] = _array(authors, "authors")
    if known.license:
        found[Code("license")] = toml_string(known.license)
    for key, texts in lists.items():
        if texts:
            found[Code(key)] = toml_array(texts, key)
    return found


def _author(author: Author) -> Code:
    members = {"name": author.name, "email": author.email}
    texts = [f"{key} = {toml_string(text)}" for key, text in members.items() if text]
    return Code(f"{{ {', '.join(texts)} }}")


def _tags(release_tags: str) -> Mapping[str, Code]:
    """Return how the version is found among the tags of releases.

    Args:
        release_tags: the pattern of the tags, with one `*` for the version.
    """
    before, _, after = release_tags.partition("*")
    pattern = f"^{re.escape(before)}(?P<version>.+){re.escape(after)}$"
    glob = re.sub(r"[\\\[?]", r"\\\g<0>", release_tags)
    command = f"git describe --dirty --tags --long --match {glob}".split(" ", 6)
    return {
        "pattern": toml_string(pattern),
        "command": toml_array(command, "git_describe_command"),
    }


def _key(label: str) -> Code:
    """Return a key of TOML."""
    return Code(label) if re.fullmatch(r"[A-Za-z0-9_-]+", label) else toml_string(label)
