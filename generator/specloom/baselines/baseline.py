"""The old side of a comparison: the project as it was at a revision, or in a wheel."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ..builds.full_builds import FullBuild, full_build, recorded_build
from ..errors import Problem, SourceLocation, SpecError
from ..load import Document
from ..messages import Message
from ..names.client_names import is_client_name
from ..project.folders import Project
from .git_repository import GitRepository
from .named_commits import LAST_RELEASE, named_commit
from .recorded_documents import RecordedDocuments, generator_version
from .recorded_output import RecordedOutput
from .revision_files import write_revision
from .wheel_files import read_wheel

Kind: TypeAlias = Literal["revision", "release", "wheel"]
"""What a baseline was taken from."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """The old side of a comparison. It may be used only inside of `open_baseline`.

    Attributes:
        kind: what it was taken from.
        label: its name for readers: what the user wrote, or the tag of the release.
        commit: the digest of the commit; None for a wheel.
        project: the project in a temporary folder, with the settings of that time; None
            for a wheel.
        names: the names of its vendors, sorted.
        recorded: the normalized document of each vendor, as it was committed or
            packaged; a vendor may have none.
        generator: the version of Specloom that generated the packages; "" if it is not
            known.
        output: the generated files of that time; None for a wheel.
        provenance: for a wheel, how the package of each vendor was made: the version of
            Specloom, the options and the digests of the inputs.
    """

    kind: Kind
    label: str
    commit: str | None
    project: Project | None
    names: tuple[str, ...]
    recorded: Mapping[str, Document]
    generator: str
    output: RecordedOutput | None
    provenance: Mapping[str, Mapping[str, Any]]

    def build(self, name: str) -> FullBuild:
        """Return the build of a vendor's files of that time, by today's Specloom.

        For a wheel, it is the build of the normalized document.

        Raises:
            SpecError: there is no such vendor, or one of its files has problems. The
                locations begin with the label, as `v1.2.0:specs/acme/source.yaml`.
        """
        if self.project is None:
            return self.recorded_build(name)
        with self._located():
            return full_build(self.project.vendor(name))

    def recorded_build(self, name: str) -> FullBuild:
        """Return the build of a vendor's normalized document of that time.

        What differs from `build` was changed by a newer Specloom, not by the vendor.

        Raises:
            SpecError: there is no such document, or Specloom did not write it.
        """
        with self._located():
            if name not in self.recorded:
                missing = Message.UNREADABLE(reason="it is not in this baseline")
                file = SourceLocation(file=f"{name}/openapi.yaml")
                raise SpecError.at(file, missing)
            return recorded_build(name, self.recorded[name], self._client(name))

    def package(self, name: str) -> str:
        """Return the dotted name of a vendor's package; "" if it is not known."""
        if self.project is not None:
            return f"{self.project.package}.{name}"
        given = str(self.provenance.get(name, {}).get("package", ""))
        # A wheel may come from anybody.
        return given if all(map(str.isidentifier, given.split("."))) else ""

    def _client(self, name: str) -> str:
        """Return the name of a vendor's client class; "" if it is derived from it."""
        if self.project is not None:
            return dict(self.project.client_names).get(name, "")
        # A wheel may come from anybody.
        given = self.provenance.get(name, {}).get("client", "")
        return given if isinstance(given, str) and is_client_name(given) else ""

    def is_as_recorded(self, build: FullBuild) -> bool:
        """Return whether today's Specloom normalizes a vendor as it was recorded.

        Args:
            build: the result of `build` for the vendor.
        """
        recorded = self.recorded
        if build.rebuilt is None or not isinstance(recorded, RecordedDocuments):
            return True
        return recorded.is_text(build.name, build.rebuilt.text)

    @contextmanager
    def _located(self) -> Iterator[None]:
        """Name this baseline in the locations of problems."""
        with _named(self.label if self.kind != "wheel" else ""):
            yield


@contextmanager
def open_baseline(project: Project, text: str) -> Iterator[Baseline]:
    """Find the old side of a comparison, and yield it.

    The files of a revision are written to a temporary folder, which is removed at the
    end. Nothing of the repository or of the wheel is run.

        with open_baseline(project, "v1.2.0") as baseline:
            for name in baseline.names:
                comparison = compare_builds(baseline.build(name), full_build(vendor))

    Args:
        project: the project as it is now.
        text: what the user wrote: a revision of the git repository that contains the
            project, `last-release` for the newest tag that `release-tags` describes, or
            the path of a wheel, which ends in `.whl`.

    Raises:
        SpecError: there is no such revision, release or wheel, or its settings or
            folders are not valid. A comparison must not go on without a baseline.
        OSError: a file cannot be read, or git is not installed.
    """
    if text.lower().endswith(".whl") and os.path.lexists(text):
        yield _wheel(project, text)
        return
    repository = GitRepository.containing(project.root)
    commit, label = named_commit(repository, text, project.release_tags)
    with tempfile.TemporaryDirectory(prefix="specloom-") as folder:
        kind: Kind = "release" if text == LAST_RELEASE else "revision"
        with _named(label):
            old = _project_at(repository, commit, Path(folder))
            names = tuple(old.names())
        yield Baseline(
            kind=kind,
            label=label,
            commit=commit,
            project=old,
            names=names,
            recorded=RecordedDocuments(old, names),
            generator=_generator(old),
            output=RecordedOutput(repository, commit, old),
            provenance={},
        )


def _wheel(project: Project, text: str) -> Baseline:
    found = read_wheel(Path(text), project.package)
    versions = {str(each.provenance.get("specloom", "")) for each in found.values()}
    return Baseline(
        kind="wheel",
        label=Path(text).name,
        commit=None,
        project=None,
        names=tuple(found),
        recorded={name: each.document for name, each in found.items()},
        generator=", ".join(sorted(versions)),
        output=None,
        provenance={name: each.provenance for name, each in found.items()},
    )


def _project_at(repository: GitRepository, commit: str, target: Path) -> Project:
    """Write the files of a project at a commit, and return the project.

    Raises:
        SpecError: the commit cannot be read, or its settings are not valid.
    """
    prefix = repository.prefix
    root = target / prefix
    root.mkdir(parents=True, exist_ok=True)
    write_revision(repository, commit, [f"{prefix}pyproject.toml"], target)
    paths = [os.path.normpath(f"{prefix}{folder}") for folder in _folders(root)]
    inside = {"" if path == "." else path for path in paths}
    write_revision(repository, commit, inside, target)
    project = Project.at(root)
    output = os.path.normpath(f"{prefix}{project.output}/pyproject.toml")
    write_revision(repository, commit, [output], target)
    return project


def _folders(root: Path) -> list[str]:
    """Return the folders of a project that are read, and its licence files.

    Invalid settings are left out: `Project.at` reports them, after the folders of the
    valid ones exist.
    """
    try:
        tools = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]
        settings = dict(tools["specloom"])
    except (KeyError, OSError, RecursionError, TypeError, ValueError):
        settings = {}
    files = settings.get("license-files")
    given = [settings.get("specs", "specs"), settings.get("references")]
    given += files if isinstance(files, list) else []
    folders = [each for each in given if isinstance(each, str) and "\0" not in each]
    normal = [os.path.normpath(each) for each in folders]
    return [each for each in normal if not (os.path.isabs(each) or each[:2] == "..")]


def _generator(project: Project) -> str:
    """Return the version of Specloom that wrote the output; "" if it is not known."""
    file = project.root / project.output / "pyproject.toml"
    if not file.is_file():
        return ""
    return generator_version(file.read_bytes().decode("utf-8", "replace"))


@contextmanager
def _named(label: str) -> Iterator[None]:
    """Put a label before the file in the locations of problems."""
    try:
        yield
    except SpecError as error:
        if not label:
            raise
        raise SpecError(
            Problem(
                SourceLocation(f"{label}:{each.location.file}", *each.location[1:]),
                each.message,
            )
            for each in error.problems
        ) from None
