"""Find invalid settings about the generated distribution and its client classes.

The functions import `packaging` when they are called: it takes a fifth of the time of a
run that finds everything in the cache, and most projects have few of these settings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from os.path import isfile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..messages import Message, Text
from ..names.client_names import is_client_name
from ..regular_files import real_path
from ..suggestions import did_you_mean
from .distribution import FROM_TAG
from .toml_locations import KeyPath

RUNTIME = ("specloom-runtime", "specloom")
"""The distributions whose names a generated distribution must not have."""
MAX_SUMMARY = 512
"""The most characters of a description that package indexes accept."""
MAX_LABEL = 32
"""The most characters of the label of a URL in the metadata of a distribution."""
AUTHOR = ("name", "email")
LICENSES = "License :: "
"""The begin of the classifiers that an SPDX expression replaces."""


class Found(NamedTuple):
    """An invalid part of a setting, and what is wrong with it."""

    path: KeyPath
    message: Text


class Kind(NamedTuple):
    """A kind of text.

    Attributes:
        name: the noun, with its article.
        expected: what text of this kind looks like.
        is_valid: whether text is of this kind.
    """

    name: str
    expected: str
    is_valid: Callable[[str], bool]

    def problems(self, path: KeyPath, value: Any) -> Iterator[Found]:
        """Yield what is wrong with a value."""
        if not isinstance(value, str):
            yield not_a("a string", path)
        elif not self.is_valid(value):
            yield self.wrong(path, value)

    def wrong(self, path: KeyPath, value: str) -> Found:
        """Return that text is not of this kind."""
        message = Message.WRONG_VALUE(
            name=dotted(path), value=value, kind=self.name, expected=self.expected
        )
        return Found(path, message)


def dotted(path: KeyPath) -> str:
    """Return a path as in `authors[0].email`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            is_bare = re.fullmatch(r"[A-Za-z0-9_-]+", step)
            text += f".{step if is_bare else json.dumps(step, ensure_ascii=False)}"
    return text[1:]


def not_a(kind: str, path: KeyPath) -> Found:
    """Return that a value has another type than `kind`."""
    return Found(path, Message.INVALID_SETTING(name=dotted(path), kind=kind))


def distribution_problems(root: Path, settings: Mapping[str, Any]) -> Iterator[Found]:
    """Yield what is wrong with the settings about the distribution.

    Args:
        root: the folder of the project.
        settings: the settings of the project.
    """
    for name, value in settings.items():
        path = (name,)
        if name in TEXTS:
            yield from TEXTS[name].problems(path, value)
        elif name in LISTS:
            yield from _each(path, value, LISTS[name].problems)
        elif name == "license-files":
            kind = LICENSE_FILE._replace(is_valid=partial(_is_license, root, settings))
            yield from _each(path, value, kind.problems)
        elif name == "authors":
            yield from _each(path, value, _author)
        elif name == "urls":
            yield from _members(path, value, _url)
        elif name == "client-names":
            yield from _members(path, value, CLIENT_NAME.problems)
    yield from _licence_classifiers(settings)
    yield from _own_requirements(settings)


def _each(
    path: KeyPath, value: Any, problems: Callable[[KeyPath, Any], Iterator[Found]]
) -> Iterator[Found]:
    """Yield what is wrong with an array and its elements."""
    if not isinstance(value, list):
        yield not_a("an array", path)
        return
    for index, each in enumerate(value):
        yield from problems((*path, index), each)


def _members(
    path: KeyPath, value: Any, problems: Callable[[KeyPath, Any], Iterator[Found]]
) -> Iterator[Found]:
    """Yield what is wrong with a table and its members."""
    if not isinstance(value, dict):
        yield not_a("a table", path)
        return
    for key, each in value.items():
        yield from problems((*path, key), each)


def _author(path: KeyPath, value: Any) -> Iterator[Found]:
    if not isinstance(value, dict) or not value:
        yield not_a('a table such as {name = "Ann"}', path)
        return
    for key, each in value.items():
        member = (*path, key)
        if key not in AUTHOR:
            hint = did_you_mean(key, AUTHOR, "{} ")
            known = ", ".join(AUTHOR)
            name = dotted(member)
            message = Message.UNKNOWN_SETTING(name=name, hint=hint, known=known)
            yield Found(member, message)
        else:
            kind = EMAIL if key == "email" else AUTHOR_NAME
            yield from kind.problems(member, each)


def _url(path: KeyPath, value: Any) -> Iterator[Found]:
    label = str(path[-1])
    if not URL_LABEL.is_valid(label):
        yield URL_LABEL.wrong(path, label)
    yield from URL.problems(path, value)


def _licence_classifiers(settings: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the classifiers of licences next to an SPDX expression."""
    given = settings.get("classifiers")
    if "license" not in settings or not isinstance(given, list):
        return
    for index, each in enumerate(given):
        if isinstance(each, str) and each.startswith(LICENSES):
            yield OTHER_CLASSIFIER.wrong(("classifiers", index), each)


def _own_requirements(settings: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the requirements of the distribution itself."""
    name = settings.get("distribution", settings.get("package", "specloom_clients"))
    given = settings.get("dependencies")
    if not isinstance(given, list) or not isinstance(name, str):
        return
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    own = canonicalize_name(name)
    for index, each in enumerate(given):
        is_valid = isinstance(each, str) and _is_requirement(each)
        if is_valid and canonicalize_name(Requirement(each).name) == own:
            yield OTHER_REQUIREMENT.wrong(("dependencies", index), each)


def _is_line(text: str) -> bool:
    return bool(text) and text.isprintable() and text == text.strip()


def _is_item(text: str) -> bool:
    """Return whether text can be next to others, between commas."""
    return _is_line(text) and "," not in text


def _is_name(text: str) -> bool:
    from packaging.utils import canonicalize_name

    valid = re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", text)
    return valid is not None and canonicalize_name(text) not in RUNTIME


def _is_version(text: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        Version(text)
    except InvalidVersion:
        return text == FROM_TAG
    return text == text.strip()


def _is_licence_expression(text: str) -> bool:
    from packaging.licenses import (
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return _is_line(text)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    is_text = text.isprintable() and text.isascii() and " " not in text
    return is_text and has_host and parts.scheme in ("http", "https")


def _is_requirement(text: str) -> bool:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        url = Requirement(text).url
    except InvalidRequirement:
        return False
    # The build backend puts values of the machine in the place of braces.
    return _is_line(text) and (
        url is None or re.match(r"[a-z+]+:[^{}]*$", url) is not None
    )


def _is_license(root: Path, settings: Mapping[str, Any], text: str) -> bool:
    """Return whether text is the path of a file outside of the generated files."""
    # The paths of PEP 639, without patterns, of which no part is `.`, `..` or empty.
    steps = text.split("/")
    if not all(re.fullmatch(r"(?!\.\.?$)[A-Za-z0-9_.-]+", each) for each in steps):
        return False
    output = settings.get("output", "generated")
    path, home = real_path(root / text), real_path(root)
    is_file = isfile(path) and path.is_relative_to(home)
    return is_file and not (
        isinstance(output, str) and path.is_relative_to(real_path(root / output))
    )


DISTRIBUTION = Kind(
    "a valid name of a distribution",
    'letters and digits, with - _ . between them, such as "acme-clients"; and not the '
    "name of Specloom or of its runtime",
    _is_name,
)
VERSION = Kind(
    "a valid version",
    'a version of PEP 440 such as "1.2.0", or "tag" for that of the git tag',
    _is_version,
)
DESCRIPTION = Kind(
    "a valid description",
    f"one line of at most {MAX_SUMMARY} printable characters",
    lambda text: _is_line(text) and len(text) <= MAX_SUMMARY,
)
LICENSE = Kind(
    "a valid SPDX expression",
    'an expression such as "MIT", "MIT OR Apache-2.0" or "LicenseRef-Proprietary"',
    _is_licence_expression,
)
LICENSE_FILE = Kind(
    "a licence file of the project",
    "the path of a file inside the project and outside of the output folder, with "
    "letters, digits and _ - . / only",
    _is_line,
)
AUTHOR_NAME = Kind(
    "a valid name of an author",
    "one line of printable characters without commas",
    _is_item,
)
EMAIL = Kind(
    "a valid address",
    'an address such as "ann@example.com"',
    lambda text: re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", text) is not None
    and text.isprintable()
    and text.isascii(),
)
URL_LABEL = Kind(
    "a valid label",
    f"one line of at most {MAX_LABEL} printable characters without commas, such as "
    "Homepage",
    lambda text: _is_item(text) and len(text) <= MAX_LABEL,
)
URL = Kind("a valid URL", 'a URL such as "https://acme.example/docs"', _is_url)
KEYWORD = Kind(
    "a valid keyword",
    "one line of printable characters without commas",
    _is_item,
)
CLASSIFIER = Kind(
    "a valid classifier",
    'a classifier such as "Private :: Do Not Upload"',
    lambda text: _is_line(text)
    and all(map(_is_line, text.split(" :: ")))
    and " :: " in text,
)
OTHER_CLASSIFIER = Kind(
    "allowed next to tool.specloom.license",
    "no classifier of a licence, because the expression says it",
    _is_line,
)
REQUIREMENT = Kind(
    "a valid requirement",
    'a requirement of PEP 508 such as "pandas>=2"',
    _is_requirement,
)
OTHER_REQUIREMENT = Kind(
    "a requirement of another distribution",
    "no requirement of the distribution itself",
    _is_line,
)
CLIENT_NAME = Kind(
    "a valid name of a client class",
    'a class name in CamelCase such as "AcmeClient", which the package uses for '
    "nothing else",
    is_client_name,
)
TEXTS = {
    "distribution": DISTRIBUTION,
    "version": VERSION,
    "description": DESCRIPTION,
    "license": LICENSE,
}
"""The settings that are texts."""
LISTS = {"keywords": KEYWORD, "classifiers": CLASSIFIER, "dependencies": REQUIREMENT}
"""The settings that are arrays of texts."""
