"""The settings of a project: `[tool.specloom]` in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from os.path import isabs, lexists, relpath
from pathlib import Path
from typing import Any, get_args

from .errors import Problem, SourceLocation, SpecError
from .messages import Message, Text
from .names import identifier
from .options import Formatter, GenerateOptions
from .package_names import package_name
from .regular_files import read_regular, real_path
from .suggestions import did_you_mean
from .vendor import Vendor

SETTINGS = ("specs", "output", "package", "formatter", "references")
FOLDERS = ("specs", "output", "references")
SOURCES = ("source.yaml", "source.yml", "source.json")
OVERLAYS = ("overlay.yaml", "overlay.yml", "overlay.json")
NAMES = ("names.yaml",)
LOSSES = ("losses.yaml",)
SUFFIXES = ("yaml", "yml", "json")
MAX_NAME = 255
"""Bytes of the name of a file or folder (POSIX, NAME_MAX of the usual systems)."""


@dataclass(frozen=True)
class Project:
    """A project's folders, relative to its root, and its formatter.

    Attributes:
        root: the folder of the project.
        specs: the folder with a folder of each vendor.
        output: the folder of the generated files.
        package: the package that the packages of all vendors are in.
        formatter: the tool that formats generated code.
        references: the folder that references to other files may not leave; "" for
            the folder of each vendor.
    """

    root: Path
    specs: str = "specs"
    output: str = "generated"
    package: str = "specloom_clients"
    formatter: Formatter = "ruff"
    references: str = ""

    @classmethod
    def at(cls, root: Path) -> Project:
        """Return the project of a folder; settings that it does not make have defaults.

        Raises:
            SpecError: pyproject.toml is not TOML, or a setting is unknown or invalid.
        """
        path = root / "pyproject.toml"
        location = SourceLocation(file=path.name)
        if not lexists(path):
            return cls(root)
        try:
            text = read_regular(path).decode()
            tools = tomllib.loads(text).get("tool", {})
        except (ValueError, RecursionError) as error:
            invalid = Message.INVALID_TOML(reason=error)
            raise SpecError.at(location, invalid) from None
        settings = tools.get("specloom", {}) if isinstance(tools, dict) else tools
        if not isinstance(settings, dict):
            name = "tool.specloom" if isinstance(tools, dict) else "tool"
            raise SpecError.at(location, Message.NOT_A_TABLE(name=name))
        if problems := [
            Problem(_location(path.name, text, name), wrong)
            for name, value in settings.items()
            if (wrong := _problem(root, name, value))
        ]:
            raise SpecError(problems)
        return cls(root, **settings)

    def names(self) -> list[str]:
        """Return the names of the vendors' folders, sorted.

        Raises:
            SpecError: the folder of specs is missing, or has no vendor in it.
        """
        folder = self.root / self.specs
        names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        names = [name for name in names if self._file(name, *SOURCES)]
        if not names:
            raise SpecError.at(SourceLocation(file=self.specs), Message.NO_VENDOR())
        return names

    def vendors(self) -> list[Vendor]:
        """Return the vendors, sorted by name.

        Raises:
            SpecError: there is none, or the names of some are not valid for a package.
        """
        vendors: list[Vendor] = []
        problems: list[Problem] = []
        for name in self.names():
            try:
                vendors.append(self.vendor(name))
            except SpecError as error:
                problems += error.problems
        if problems:
            raise SpecError(problems)
        return vendors

    def vendor(self, name: str) -> Vendor:
        """Return a vendor by name.

        Raises:
            SpecError: there is no such vendor, or its name is not valid for a package.
        """
        specs = f"{self.specs}/{name}"
        source = self._file(name, *SOURCES)
        if source is None:
            raise SpecError.at(SourceLocation(file=specs), Message.NO_SOURCE())
        if identifier(name) != name:
            expected = f"a module name such as {identifier(name)}"
            message = Message.INVALID_PACKAGE_NAME(name=name, expected=expected)
            raise SpecError.at(SourceLocation(file=specs), message)
        if problems := [*self._unread(specs)]:
            raise SpecError(problems)
        return Vendor(
            name=name,
            root=self.root,
            source=source,
            overlay=self._file(name, *OVERLAYS),
            names=self._file(name, *NAMES),
            specs=specs,
            package=f"{self.output}/{self.package}/{name}",
            tests=f"{self.output}/tests/{name}",
            parent=self.package,
            formatter=self.formatter,
            options=GenerateOptions(root=self._references_from(specs)),
        )

    def _references_from(self, specs: str) -> str:
        """Return the folder that references may not leave, relative to a vendor's."""
        if not self.references:
            return ""
        folder = (self.root / specs).resolve()
        return relpath((self.root / self.references).resolve(), folder)

    def _unread(self, specs: str) -> Iterator[Problem]:
        """Yield the files that are named like one that is read, and are not read."""
        present = sorted(path.name for path in (self.root / specs).iterdir())
        for known in (SOURCES, OVERLAYS, NAMES, LOSSES):
            read = next((name for name in known if name in present), None)
            for name in present:
                stem, _, suffix = name.lower().partition(".")
                alike = stem == known[0].partition(".")[0] and suffix in SUFFIXES
                if alike and name != read:
                    location = SourceLocation(file=f"{specs}/{name}")
                    expected = f"{read} alone" if read else known[0]
                    yield Problem(location, Message.UNREAD_FILE(expected=expected))

    def _file(self, vendor: str, *names: str) -> str | None:
        """Return the first of a vendor's files that exists, relative to the root."""
        paths = (f"{self.specs}/{vendor}/{name}" for name in names)
        return next((path for path in paths if lexists(self.root / path)), None)


def _problem(root: Path, name: str, value: Any) -> Text | None:
    """Return what is wrong with a setting; None if it is valid."""
    if name not in SETTINGS:
        hint = did_you_mean(name, SETTINGS, "{} ")
        known = ", ".join(SETTINGS)
        return Message.UNKNOWN_SETTING(name=name, hint=hint, known=known)
    if not isinstance(value, str):
        return Message.INVALID_SETTING(name=name)
    if name == "formatter" and value not in get_args(Formatter):
        known = " or ".join(f'"{name}"' for name in get_args(Formatter))
        return Message.UNKNOWN_FORMATTER(name=value, known=known)
    if name == "package" and (valid := package_name(value)) != value:
        return Message.INVALID_PACKAGE_SETTING(name=value, expected=f'"{valid}"')
    if name == "package" and len(value) > MAX_NAME:
        expected = f"at most {MAX_NAME} characters"
        return Message.INVALID_PACKAGE_SETTING(name=value, expected=expected)
    if name in FOLDERS and not _is_inside(root, value):
        return Message.PATH_OUTSIDE(name=name, path=value)
    return None


def _is_inside(root: Path, path: str) -> bool:
    """Return whether a path is relative and stays in the root; links are followed."""
    try:
        resolved = (root / path).resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    home = real_path(root)
    if any(len(part.encode()) > MAX_NAME for part in resolved.parts):
        return False
    return resolved != home and resolved.is_relative_to(home) and not isabs(path)


def _location(file: str, text: str, setting: str) -> SourceLocation:
    """Return the location of a setting; the start of the file if it is not found."""
    table: tuple[str, ...] = ()
    wanted = ("tool", "specloom", setting)
    for number, line in enumerate(text.splitlines(), 1):
        column = len(line) - len(line.lstrip()) + 1
        if header := re.match(rf"\s*\[\s*({_KEYS})\s*\]", line):
            table = keys = _steps(header[1])
        elif key := re.match(rf"\s*({_KEYS})\s*=", line):
            keys = (*table, *_steps(key[1]))
        else:
            continue
        inline = re.search(
            rf"[{{,]\s*(?P<key>['\"]?{re.escape(setting)}['\"]?)\s*=", line
        )
        if keys == wanted[:2] and inline:
            column = inline.start("key") + 1
        elif keys[:3] != wanted:
            continue
        return SourceLocation(file=file, line=number, column=column)
    return SourceLocation(file=file)


def _steps(keys: str) -> tuple[str, ...]:
    """Return the steps of a dotted key of TOML."""
    return tuple(step.strip("\"'") for step in re.findall(_KEY, keys))


_KEY = r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'"""
_KEYS = rf"(?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*"
