"""Add a vendor to a project: copy its description, and generate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..builds.cache import Cache
from ..builds.sources import Sources
from ..errors import Problem, SourceLocation, SpecError
from ..generation import Generation, generate_project, write_files
from ..load import load_bytes
from ..messages import Message
from ..names import identifier
from ..output.plan import Plan
from ..overlay_output.extended_overlay import extended_overlay
from ..project.folders import SOURCES, Project
from ..project.vendor import vendor_of_file
from ..stages import ProgressCallback, Stage, no_progress
from ..suggest import Proposal, actions_of
from ..tried_actions.proposed_builds import TITLE, ProposedBuild, proposed_build
from ..updates.staging import (
    real_protection,
    source_name,
    staged_project,
    written_files,
)
from .init_files import SCHEMAS, watch_file
from .provenance import FILE as PROVENANCE
from .provenance import Provenance


@dataclass(kw_only=True)
class NewVendor:
    """A vendor that was added to a copy of the project.

    Attributes:
        name: the name of the vendor.
        project: the project.
        staged: the copy.
        build: the description with what can be proposed for it.
        contents: the files of the vendor that are copied or recorded.
        overlay: the file of the overlay with accepted proposals, relative to the
            project, and its text; None if none were accepted.
    """

    name: str
    project: Project
    staged: Project
    build: ProposedBuild
    contents: dict[str, bytes]
    overlay: tuple[str, str] | None = None

    @property
    def folder(self) -> str:
        """The folder of the vendor, relative to the project."""
        return f"{self.project.specs}/{self.name}"

    def accept(self, proposals: Sequence[Proposal]) -> None:
        """Take proposals into the overlay of the vendor, which may exist already.

        Raises:
            SpecError: the actions cannot be added without changing other lines.
        """
        vendor = self.staged.vendor(self.name)
        extended = extended_overlay(
            vendor, self.build.documents, actions_of(proposals), title=TITLE
        )
        text = extended.text
        schema = f"{SCHEMAS}/overlay.schema.json"
        is_new = not extended.before
        if is_new and (self.project.root / self.project.specs / schema).is_file():
            text = f"# yaml-language-server: $schema=../{schema}\n{text}"
        self.overlay = extended.file, text
        (self.staged.root / extended.file).write_text(text, "utf-8")

    def generate(
        self, cache: Cache, progress: ProgressCallback = no_progress
    ) -> Generation:
        """Generate the whole project, from the copy.

        Args:
            cache: the results of earlier builds.
            progress: called before each step.

        Raises:
            SpecError: a vendor of the project has problems.
        """
        return generate_project(self.staged.root, cache, progress)

    def write(self, made: Generation) -> Plan:
        """Write all files: all of them or none.

        Args:
            made: the result of `generate`.

        Raises:
            SpecError: a file must not be written or replaced.
            OSError: a file cannot be read or written.
        """
        root = self.project.root
        new = {root / path: data for path, data in self.contents.items()}
        if self.overlay is not None:
            file, text = self.overlay
            new[root / file] = text.encode()
        with written_files(new):
            protection = real_protection(made, self.project)
            return write_files(root, made.texts, protection, made.owned)


@contextmanager
def prepared_vendor(
    project: Project,
    name: str,
    file: Path,
    *,
    address: str = "",
    watch: bool = False,
    least: float,
    date: str,
    progress: ProgressCallback = no_progress,
) -> Iterator[NewVendor]:
    """Add a vendor to a copy of a project, and read its description.

    Args:
        project: the project.
        name: the name of the vendor.
        file: its description. The files to which it refers are copied, too.
        address: where the description was downloaded; "" if that is not known.
        watch: whether a workflow fetches the description from that address each day.
        least: the least confidence of proposals that can be accepted.
        date: today, in ISO 8601.
        progress: called before each step.

    Raises:
        SpecError: the name cannot be used, or the description has problems; locations
            in it name `file`.
    """
    folder = f"{project.specs}/{name}"
    _check_name(project, name, folder)
    progress(name, Stage.READING)
    data = load_bytes(file, shown=file.as_posix())
    source = source_name(file.name, data)
    copied = {f"{folder}/{source}": data, **_referenced(file, folder)}
    recorded = Provenance.of(source, data, address=address, date=date)
    recorded = replace(recorded, file=file.name)
    contents = {**copied, f"{folder}/{PROVENANCE}": recorded.text().encode()}
    if watch:
        path, text = watch_file(name, address)
        contents[path] = text.encode()
    _check_new(project, contents)
    with staged_project(project) as staged:
        for path, content in copied.items():
            target = staged.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        progress(name, "normalizing, and looking for what is not stated")
        try:
            build = proposed_build(staged.vendor(name), least=least, checked=date)
        except SpecError as error:
            raise _renamed(error, f"{folder}/{source}", file.as_posix()) from None
        yield NewVendor(
            name=name, project=project, staged=staged, build=build, contents=contents
        )


def _check_name(project: Project, name: str, folder: str) -> None:
    """Raise SpecError if the name is not valid, or the vendor exists already."""
    at = SourceLocation(file=folder)
    if (valid := identifier(name)) != name:
        expected = f"a module name such as {valid}"
        message = Message.INVALID_PACKAGE_NAME(name=name, expected=expected)
        raise SpecError.at(SourceLocation(file=project.specs), message)
    if any((project.root / folder / each).exists() for each in SOURCES):
        raise SpecError.at(at, Message.KNOWN_VENDOR(name=name))


def _check_new(project: Project, contents: dict[str, bytes]) -> None:
    """Raise SpecError if a file to write exists already."""
    problems = [
        Problem(SourceLocation(file=path), Message.FILE_EXISTS())
        for path in contents
        if (project.root / path).exists()
    ]
    if problems:
        raise SpecError(problems)


def _referenced(file: Path, folder: str) -> dict[str, bytes]:
    """Return the content of the files to which a description refers, by their copies.

    Raises:
        SpecError: the description cannot be read.
    """
    vendor = vendor_of_file(file, "description")
    home = file.parent.resolve()
    found: dict[str, bytes] = {}
    for relative, (path, digest) in Sources(vendor).references().items():
        if path is None or digest is None:
            continue
        real = (home / relative).resolve()
        if real.is_relative_to(home):
            inside = real.relative_to(home).as_posix()
            found[f"{folder}/{inside}"] = load_bytes(real, shown=inside)
    return found


def _renamed(error: SpecError, old: str, new: str) -> SpecError:
    """Return an error whose locations in one file name another file."""
    return SpecError(
        (
            Problem(each.location._replace(file=new), each.message)
            if each.location.file == old
            else each
        )
        for each in error.problems
    )
