"""The settings of a project: `[tool.specloom]` in pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from .errors import Problem, SourceLocation, SpecError
from .messages import Message, Text
from .options import Formatter

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
        text = path.read_text("utf-8")
        try:
            tools = tomllib.loads(text).get("tool", {})
        except tomllib.TOMLDecodeError as error:
            invalid = Message.INVALID_TOML(reason=error)
            raise SpecError.at(location, invalid) from None
        settings = tools.get("specloom", {})
        if problems := [
            Problem(location=_location(path.name, text, name), message=wrong)
            for name, value in settings.items()
            if (wrong := _problem(name, value))
        ]:
            raise SpecError(problems)
        return cls(root, **settings)

    def vendors(self) -> Iterator[str]:
        """Yield the names of the vendors' folders, sorted.

        Raises:
            SpecError: the folder of specs is missing, or has no vendor in it.
        """
        folder = self.root / self.specs
        found = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        vendors = [name for name in found if self.source(name) is not None]
        if not vendors:
            raise SpecError.at(SourceLocation(file=self.specs), Message.NO_VENDOR())
        yield from vendors

    def source(self, vendor: str) -> str | None:
        """Return the path of a vendor's source from the root; None without one."""
        paths = [f"{self.specs}/{vendor}/{name}" for name in SOURCES]
        return next((path for path in paths if (self.root / path).is_file()), None)


def _problem(name: str, value: Any) -> Text | None:
    """Return what is wrong with a setting; None if it is valid."""
    if name not in SETTINGS:
        return Message.UNKNOWN_SETTING(name=name, known=", ".join(SETTINGS))
    if not isinstance(value, str):
        return Message.INVALID_SETTING(name=name)
    if name == "formatter" and value not in get_args(Formatter):
        known = " or ".join(f'"{each}"' for each in get_args(Formatter))
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
