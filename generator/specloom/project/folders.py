"""A project: its settings, folders and vendors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os.path import lexists, relpath
from pathlib import Path

from ..errors import Problem, SourceLocation, SpecError
from ..messages import Message
from ..names import identifier
from ..names.client_names import client_classes, client_name
from ..suggestions import did_you_mean
from .distribution import Distribution
from .distribution_settings import Found
from .generate_options import Docstrings, Formatter, GenerateOptions
from .settings import TEXTS, read_settings, setting_problems
from .vendor import Vendor

SOURCES = ("source.yaml", "source.yml", "source.json")
OVERLAYS = ("overlay.yaml", "overlay.yml", "overlay.json")
NAMES = ("names.yaml",)
LOSSES = ("losses.yaml",)
SUFFIXES = ("yaml", "yml", "json")
VIEWS = "views"
"""The folder of views over several vendors, which is not a vendor's."""


@dataclass(frozen=True)
class Project:
    """The folders of a project, relative to its root, and its formatter.

    Attributes:
        root: the folder of the project.
        specs: the folder that contains a folder for each vendor.
        output: the folder of the generated files.
        package: the package that contains the package of each vendor.
        formatter: the formatter for generated code.
        references: the folder that must contain all referenced files; "" for each
            vendor's own folder.
        docstrings: how much the docstrings contain.
        release_tags: the pattern of the tags of releases, with one `*` that stands for
            the version.
        distribution: the metadata of the generated distribution.
        client_names: the vendors whose client classes have other names than those
            derived from the vendor's, with the name of the synchronous class.
    """

    root: Path
    specs: str = "specs"
    output: str = "generated"
    package: str = "specloom_clients"
    formatter: Formatter = "ruff"
    references: str = ""
    docstrings: Docstrings = "full"
    release_tags: str = "v*"
    distribution: Distribution = Distribution()
    client_names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(cls, root: Path) -> Project:
        """Return the project of a folder, with defaults for missing settings.

        Raises:
            SpecError: pyproject.toml is invalid TOML, or a setting is unknown or
                invalid.
        """
        settings = read_settings(root)
        return cls(
            root,
            **{
                name.replace("-", "_"): settings[name]
                for name in TEXTS
                if name in settings
            },
            distribution=Distribution.of(settings),
            client_names=tuple(settings.get("client-names", {}).items()),
        )

    @property
    def distribution_name(self) -> str:
        """The name of the distribution for installers."""
        return self.distribution.name or self.package.replace("_", "-")

    def client_name(self, vendor: str) -> str:
        """Return the name of the synchronous client class of a vendor."""
        return dict(self.client_names).get(vendor) or client_name(vendor)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The paths of the folders and files that are read besides pyproject.toml."""
        references = [self.references] if self.references else []
        return (self.specs, *references, *self.distribution.license_files)

    def names(self) -> list[str]:
        """Return the sorted names of the vendor folders.

        Raises:
            SpecError: the folder of descriptions is missing or contains no vendor.
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
            SpecError: there is no vendor, or a name is not a valid package name.
        """
        vendors: list[Vendor] = []
        problems: list[Problem] = []
        for name in self.names():
            try:
                vendors.append(self.vendor(name))
            except SpecError as error:
                problems += error.problems
        problems += self._client_name_problems()
        if problems:
            raise SpecError(problems)
        return vendors

    def vendor(self, name: str) -> Vendor:
        """Return a vendor by its name.

        Raises:
            SpecError: there is no such vendor, or the name is not a valid package name.
        """
        specs = f"{self.specs}/{name}"
        source = self._file(name, *SOURCES)
        if source is None:
            known = self.names()
            hint = did_you_mean(name, known, "{} ")
            no_source = Message.NO_SOURCE(hint=hint, known=", ".join(known))
            raise SpecError.at(SourceLocation(file=specs), no_source)
        if name == VIEWS:
            reserved = Message.RESERVED_FOLDER(name=name)
            raise SpecError.at(SourceLocation(file=source), reserved)
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
            normalized=f"{specs}/openapi.yaml",
            specs=specs,
            package=f"{self.output}/{self.package}/{name}",
            tests=f"{self.output}/tests/{name}",
            parent=self.package,
            client=dict(self.client_names).get(name, ""),
            formatter=self.formatter,
            options=GenerateOptions(
                root=self._references_from(specs), docstrings=self.docstrings
            ),
        )

    def view_files(self) -> list[str]:
        """Return the sorted paths of the view files, relative to the root.

        Raises:
            SpecError: a file is not read, or its name is not a valid module name.
        """
        folder = self.root / self.specs / VIEWS
        paths = sorted(folder.iterdir()) if folder.is_dir() else []
        files = [path for path in paths if path.suffix.lower()[1:] in SUFFIXES]
        problems = []
        for path in files:
            location = SourceLocation(file=f"{self.specs}/{VIEWS}/{path.name}")
            valid = identifier(path.stem)
            if path.suffix != ".yaml":
                unread = Message.UNREAD_FILE(expected=f"{path.stem}.yaml")
                problems.append(Problem(location, unread))
            elif valid != path.stem:
                expected = f"a file name such as {valid}.yaml"
                message = Message.INVALID_VIEW_NAME(name=path.stem, expected=expected)
                problems.append(Problem(location, message))
        if problems:
            raise SpecError(problems)
        return [f"{self.specs}/{VIEWS}/{path.name}" for path in files]

    def _client_name_problems(self) -> list[Problem]:
        """Return the names of clients for unknown vendors, and those given twice."""
        if not self.client_names:
            return []  # Two vendors may have had the same name before.
        known = self.names()
        classes = {each: {*client_classes(self.client_name(each))} for each in known}
        found = []
        for vendor, name in self.client_names:
            path = ("client-names", vendor)
            if vendor not in known:
                hint = did_you_mean(vendor, known, "{} ")
                message = Message.NO_SUCH_CLIENT(
                    vendor=vendor, hint=hint, known=", ".join(known)
                )
                found.append(Found(path, message))
                continue
            for other in known:
                if other != vendor and classes[other] & {*client_classes(name)}:
                    message = Message.SAME_CLIENT_NAME(name=name, other=other)
                    found.append(Found(path, message))
        return setting_problems(self.root, found) if found else []

    def _references_from(self, specs: str) -> str:
        """Return the folder that must contain all referenced files.

        The result is relative to the vendor's folder.
        """
        if not self.references:
            return ""
        folder = (self.root / specs).resolve()
        return relpath((self.root / self.references).resolve(), folder)

    def _unread(self, specs: str) -> Iterator[Problem]:
        """Yield a problem for each file that is named like an input but is not read."""
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
        """Return the first existing file of a vendor, relative to the root, or None."""
        paths = (f"{self.specs}/{vendor}/{name}" for name in names)
        return next((path for path in paths if lexists(self.root / path)), None)
