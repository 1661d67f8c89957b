"""Where a project keeps its specs and its clients: `[tool.specloom]`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from .problems import Place, Problem, SpecError
from .wishes import Formatter

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
        """The project of a folder; what its pyproject.toml does not say is the usual.

        Raises:
            SpecError: pyproject.toml is not TOML, or a setting is unknown or invalid.
        """
        path = root / "pyproject.toml"
        place = Place(file=path.name)
        if not path.exists():
            return cls(root)
        text = path.read_text("utf-8")
        try:
            tools = tomllib.loads(text).get("tool", {})
        except tomllib.TOMLDecodeError as error:
            raise SpecError(
                Problem(place=place, message=f"not TOML: {error}")
            ) from None
        settings = tools.get("specloom", {})
        if problems := list(_problems(settings, path.name, text)):
            raise SpecError(problems)
        return cls(root, **settings)

    def vendors(self) -> Iterator[str]:
        """Names of the vendors' folders, sorted.

        Raises:
            SpecError: there is no folder of specs, or no vendor in it.
        """
        folder = self.root / self.specs
        found = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        vendors = [name for name in found if self.source(name) is not None]
        if not vendors:
            message = "no vendor here (expected <vendor>/source.yaml)"
            raise SpecError(Problem(place=Place(file=self.specs), message=message))
        yield from vendors

    def source(self, vendor: str) -> str | None:
        """The path of a vendor's source, relative to the root; None without one."""
        for name in SOURCES:
            path = f"{self.specs}/{vendor}/{name}"
            if (self.root / path).is_file():
                return path
        return None


def _problems(settings: Mapping[str, Any], file: str, text: str) -> Iterator[Problem]:
    """What is wrong with the settings of `[tool.specloom]`."""
    for name, value in settings.items():
        shown = f"tool.specloom.{name}"
        if name not in SETTINGS:
            message = f"{shown} is not a setting (expected {', '.join(SETTINGS)})"
        elif not isinstance(value, str):
            message = f"{shown} must be a string"
        elif name == "formatter" and value not in get_args(Formatter):
            known = " or ".join(f'"{each}"' for each in get_args(Formatter))
            message = f'{shown}: "{value}" is not a formatter (expected {known})'
        else:
            continue
        yield Problem(place=_place(file, text, name), message=message)


def _place(file: str, text: str, setting: str) -> Place:
    """Return where the setting stands; the start of the file if it is not found."""
    in_table = False
    for number, line in enumerate(text.splitlines(), 1):
        code = line.lstrip()
        if code.startswith("["):
            in_table = code.startswith("[tool.specloom]")
        elif in_table and code.partition("=")[0].strip() == setting:
            return Place(file=file, line=number, column=len(line) - len(code) + 1)
    return Place(file=file)
