"""Where a project keeps its specs and its clients: `[tool.specloom]`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .messages import projects as messages
from .problems import Place, Problem, SpecError

SOURCES = ("source.yaml", "source.yml", "source.json")


@dataclass(frozen=True)
class Project:
    """A project's folders, relative to its root."""

    root: Path
    specs: str = "specs"
    output: str = "generated"
    package: str = "specloom_clients"

    @classmethod
    def at(cls, root: Path) -> Project:
        """The project of a folder; what its pyproject.toml does not say is the usual.

        Raises:
            SpecError: pyproject.toml is no TOML or names an unknown setting.
        """
        path = root / "pyproject.toml"
        place = Place(file=path.name)
        if not path.exists():
            return cls(root)
        try:
            tools = tomllib.loads(path.read_text("utf-8")).get("tool", {})
        except tomllib.TOMLDecodeError as error:
            invalid = messages.INVALID_TOML(reason=error)
            raise SpecError(Problem(place=place, message=invalid)) from None
        said = tools.get("specloom", {})
        unknown = sorted(set(said) - {"specs", "output", "package"})
        if unknown:
            message = messages.UNKNOWN_SETTING(
                name=unknown[0], expected="specs, output, package"
            )
            raise SpecError(Problem(place=place, message=message))
        return cls(root, **said)

    def vendors(self) -> Iterator[str]:
        """Names of the vendors' folders, sorted.

        Raises:
            SpecError: there is no folder of specs, or no vendor in it.
        """
        folder = self.root / self.specs
        found = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        vendors = [name for name in found if self.source(name) is not None]
        if not vendors:
            place = Place(file=self.specs)
            raise SpecError(Problem(place=place, message=messages.NO_VENDOR()))
        yield from vendors

    def source(self, vendor: str) -> str | None:
        """The path of a vendor's source, relative to the root; None without one."""
        for name in SOURCES:
            path = f"{self.specs}/{vendor}/{name}"
            if (self.root / path).is_file():
                return path
        return None
