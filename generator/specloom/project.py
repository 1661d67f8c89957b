"""The settings of a project: `[tool.specloom]` in pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from .errors import Problem, SourceLocation, SpecError
from .messages import Message, Text
from .names import identifier
from .options import Formatter
from .vendor import Vendor

SETTINGS = ("specs", "output", "package", "formatter")
SOURCES = ("source.yaml", "source.yml", "source.json")


@dataclass(frozen=True)
class Project:
    """A project's folders, relative to its root, and its formatter."""

    root: Path
    specs: str = "specs"
    output: str = "generated"
    package: str = "specloom_clients"
    formatter: Formatter = "ruff"

    @classmethod
    def at(cls, root: Path) -> Project:
        """Return the project of a folder; settings that it does not make have defaults.

        Raises:
            SpecError: pyproject.toml is not TOML, or a setting is unknown or invalid.
        """
        path = root / "pyproject.toml"
        location = SourceLocation(file=path.name)
        if not path.exists():
            return cls(root)
        try:
            text = path.read_text("utf-8")
            tools = tomllib.loads(text).get("tool", {})
        except ValueError as error:
            invalid = Message.INVALID_TOML(reason=error)
            raise SpecError.at(location, invalid) from None
        settings = tools.get("specloom", {})
        if problems := [
            Problem(_location(path.name, text, name), wrong)
            for name, value in settings.items()
            if (wrong := _problem(name, value))
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
        return Vendor(
            name=name,
            root=self.root,
            source=source,
            overlay=self._file(name, "overlay.yaml"),
            names=self._file(name, "names.yaml"),
            specs=specs,
            package=f"{self.output}/{self.package}/{name}",
            tests=f"{self.output}/tests/{name}",
            parent=self.package,
            formatter=self.formatter,
        )

    def _file(self, vendor: str, *names: str) -> str | None:
        """Return the first of a vendor's files that exists, relative to the root."""
        paths = (f"{self.specs}/{vendor}/{name}" for name in names)
        return next((path for path in paths if (self.root / path).is_file()), None)


def _problem(name: str, value: Any) -> Text | None:
    """Return what is wrong with a setting; None if it is valid."""
    if name not in SETTINGS:
        return Message.UNKNOWN_SETTING(name=name, known=", ".join(SETTINGS))
    if not isinstance(value, str):
        return Message.INVALID_SETTING(name=name)
    if name == "formatter" and value not in get_args(Formatter):
        known = " or ".join(f'"{name}"' for name in get_args(Formatter))
        return Message.UNKNOWN_FORMATTER(name=value, known=known)
    return None


def _location(file: str, text: str, setting: str) -> SourceLocation:
    """Return the location of a setting; the start of the file if it is not found."""
    in_table = False
    for number, line in enumerate(text.splitlines(), 1):
        code = line.lstrip()
        if code.startswith("["):
            in_table = code.startswith("[tool.specloom]")
        elif in_table and code.partition("=")[0].strip() == setting:
            return SourceLocation(
                file=file, line=number, column=len(line) - len(code) + 1
            )
    return SourceLocation(file=file)
