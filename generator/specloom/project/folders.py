"""A project: its folders, and the files of its vendors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os.path import lexists, relpath
from pathlib import Path

from ..errors import Problem, SourceLocation, SpecError
from ..messages import Message
from ..names import identifier
from ..suggestions import did_you_mean
from .generate_options import Formatter, GenerateOptions
from .settings import read_settings
from .vendor import Vendor

SOURCES = ("source.yaml", "source.yml", "source.json")
OVERLAYS = ("overlay.yaml", "overlay.yml", "overlay.json")
NAMES = ("names.yaml",)
LOSSES = ("losses.yaml",)
SUFFIXES = ("yaml", "yml", "json")


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
        return cls(root, **read_settings(root))

    def names(self) -> list[str]:
        """Return the names of the vendors' folders, sorted.

        Raises:
            SpecError: the folder of specs is missing, or has no vendor in it.
        """
        folder = self.root / self.specs
        names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        names = [name for name in names if self._file(name, *SOURCES)]
        if not names:
            message = Message.NO_VENDOR(specs=self.specs)
            raise SpecError.at(SourceLocation(file=self.specs), message)
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
            known = self.names()
            hint = did_you_mean(name, known, "{} ")
            no_source = Message.NO_SOURCE(hint=hint, known=", ".join(known))
            raise SpecError.at(SourceLocation(file=specs), no_source)
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
