"""The settings of a project: `[tool.specloom]` in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from os.path import isabs, lexists
from pathlib import Path
from typing import Any, get_args

from ..errors import Problem, SourceLocation, SpecError
from ..load import decode_text, load_bytes
from ..messages import Message, Text
from ..regular_files import real_path
from ..suggestions import did_you_mean
from .distribution_settings import Found, distribution_problems
from .generate_options import Docstrings, Formatter
from .package_names import package_name
from .toml_locations import KeyPath, toml_locations

FILE = "pyproject.toml"
FOLDERS = {"specs": "specs", "output": "generated", "references": ""}
"""The settings that name folders, with the default of each."""
SETTINGS = (
    "specs",
    "output",
    "package",
    "formatter",
    "references",
    "docstrings",
    "release-tags",
    "distribution",
    "version",
    "description",
    "authors",
    "license",
    "license-files",
    "urls",
    "keywords",
    "classifiers",
    "dependencies",
    "client-names",
)
TEXTS = SETTINGS[:7]
"""The settings that say how to generate; the others are about the distribution."""
CHOICES = {"formatter": get_args(Formatter), "docstrings": get_args(Docstrings)}
"""The settings with a fixed set of values, and these values."""
MAX_NAME = 255
"""The maximum length of a file's name in bytes (`NAME_MAX` of common systems)."""


def read_settings(root: Path) -> dict[str, Any]:
    """Return the settings of a project; empty if there is no pyproject.toml.

    The keys are the names of the settings as in pyproject.toml.

    Raises:
        SpecError: pyproject.toml is invalid TOML, or a setting is unknown or invalid.
    """
    if not lexists(root / FILE):
        return {}
    text = decode_text(load_bytes(root / FILE, shown=FILE), shown=FILE)
    try:
        tools = tomllib.loads(text).get("tool", {})
    except (ValueError, RecursionError) as error:
        raise SpecError(_invalid(text, error)) from None
    settings = tools.get("specloom", {}) if isinstance(tools, dict) else tools
    if not isinstance(settings, dict):
        name = "tool.specloom" if isinstance(tools, dict) else "tool"
        message = Message.NOT_A_TABLE(name=name)
        raise SpecError.at(SourceLocation(file=FILE), message)
    if wrong := settings_problems(root, settings):
        raise SpecError(_located(text, wrong))
    return settings


def settings_problems(root: Path, settings: Mapping[str, Any]) -> list[Found]:
    """Return what is wrong with each invalid setting.

    Args:
        root: the folder of the project.
        settings: the settings, as in pyproject.toml.
    """
    found = {name: _problem(root, name, value) for name, value in settings.items()}
    wrong = [Found((name,), problem) for name, problem in found.items() if problem]
    return [*(wrong or _nested(root, settings)), *distribution_problems(root, settings)]


def setting_problems(root: Path, found: Iterable[Found]) -> list[Problem]:
    """Return problems with their locations in pyproject.toml.

    Args:
        root: the folder of the project.
        found: what is wrong with which settings.
    """
    text = decode_text(load_bytes(root / FILE, shown=FILE), shown=FILE)
    return [*_located(text, found)]


def _invalid(text: str, error: Exception) -> Problem:
    """Return a problem at the location at which the text is not valid TOML."""
    place = r"(?s)(.*) \(at (?:end of document|line (\d+), column (\d+))\)"
    said = re.fullmatch(place, str(error))
    lines = text.splitlines() or [""]
    line, column = len(lines), len(lines[-1]) + 1
    if said is None:
        line, column = 1, 1
    elif said[2]:
        line, column = int(said[2]), int(said[3])
    message = Message.INVALID_TOML(reason=said[1] if said else error)
    return Problem(SourceLocation(file=FILE, line=line, column=column), message)


def _problem(root: Path, name: str, value: Any) -> Text | None:
    """Return the message about an invalid setting; None if the setting is valid."""
    if name not in SETTINGS:
        hint = did_you_mean(name, SETTINGS, "{} ")
        known = ", ".join(SETTINGS)
        return Message.UNKNOWN_SETTING(name=name, hint=hint, known=known)
    if name not in TEXTS:
        return None
    if not isinstance(value, str):
        return Message.INVALID_SETTING(name=name, kind="a string")
    if name in CHOICES and value not in CHOICES[name]:
        known = " or ".join(f'"{choice}"' for choice in CHOICES[name])
        return Message.UNKNOWN_CHOICE(name=name, value=value, known=known)
    if name == "package" and (valid := package_name(value)) != value:
        return Message.INVALID_PACKAGE_SETTING(name=value, expected=f'"{valid}"')
    if name == "package" and len(value) > MAX_NAME:
        expected = f"at most {MAX_NAME} characters"
        return Message.INVALID_PACKAGE_SETTING(name=value, expected=expected)
    if name == "release-tags" and (value.count("*") != 1 or not value.isprintable()):
        return Message.INVALID_RELEASE_TAGS(value=value)
    return _folder_problem(root, name, value) if name in FOLDERS else None


def _folder_problem(root: Path, name: str, value: str) -> Text | None:
    """Return the message about an invalid folder setting; None if it is valid."""
    if not value.isprintable() or not value.strip():
        return Message.PATH_OUTSIDE(name=name, path=value)
    path = real_path(root / value)
    if not (
        _is_inside(root, value) or (name == "references" and path == real_path(root))
    ):
        return Message.PATH_OUTSIDE(name=name, path=value)
    if name == "references" and not path.exists():
        return Message.NOT_A_FOLDER(name=name, path=value, found="does not exist")
    if any(part.exists() and not part.is_dir() for part in (path, *path.parents)):
        return Message.NOT_A_FOLDER(name=name, path=value, found="is not a folder")
    return None


def _nested(root: Path, settings: Mapping[str, str]) -> list[Found]:
    """Return the setting to change if `output` and `specs` overlap.

    Otherwise, generated files in the folder of descriptions would be read as input.
    """
    folders = {name: settings.get(name, known) for name, known in FOLDERS.items()}
    specs, output = (real_path(root / folders[name]) for name in ("specs", "output"))
    if not (specs.is_relative_to(output) or output.is_relative_to(specs)):
        return []
    name = "output" if "output" in settings else "specs"
    return [Found((name,), Message.OUTPUT_IN_SPECS(**folders))]


def _is_inside(root: Path, path: str) -> bool:
    """Return whether a path is relative and, with links followed, inside the root."""
    try:
        resolved = (root / path).resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    home = real_path(root)
    if any(len(part.encode()) > MAX_NAME for part in resolved.parts):
        return False
    return resolved != home and resolved.is_relative_to(home) and not isabs(path)


def _located(text: str, found: Iterable[Found]) -> Iterator[Problem]:
    """Yield problems with the locations of the settings in the text of the file.

    If a part of a setting is not found, its location is that of the whole setting.
    """
    try:
        locations = toml_locations(text)
    except RecursionError:
        locations = {}
    for part, message in found:
        path: KeyPath = ("tool", "specloom", *part)
        while path and path not in locations:
            path = path[:-1]
        line, column = locations.get(path, (1, 1))
        yield Problem(SourceLocation(file=FILE, line=line, column=column), message)
