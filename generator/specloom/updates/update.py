"""Replace a vendor's source by a newer version, with everything that depends on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..builds.cache import Cache
from ..builds.full_builds import FullBuild, full_build
from ..errors import SourceLocation, SpecError
from ..generation import Generation, generate_project, write_files
from ..load import Document, decode_text, load
from ..normalize.names_comments import read_comments, write_names
from ..normalize.names_file import FrozenNames
from ..output.plan import Plan, plan
from ..project.folders import Project
from ..stages import ProgressCallback, Stage, no_progress
from .moves import (
    DescribedOperation,
    Move,
    ambiguous_moves,
    described_operations,
    proposed_moves,
)
from .staging import (
    real_protection,
    replaced_source,
    staged_project,
    written_files,
)


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """What to do about operations that the new description does not have.

    Attributes:
        follow_moves: whether an operation that was moved keeps its name.
        retire: the reason for which all other names are retired; None if they must not
            be.
    """

    follow_moves: bool = False
    retire: str | None = None


@dataclass(frozen=True, kw_only=True)
class LostOperation:
    """A recorded operation that the new description does not have.

    Attributes:
        location: its line in names.yaml.
        key: the operation, as `METHOD /path`.
        name: its recorded name, such as `orders.list`.
        move: where it is now; None if it moved nowhere, or that is not certain.
        candidates: the new operations of which each may be the moved one, if there
            are several, or if others may have moved there.
    """

    location: SourceLocation
    key: str
    name: str
    move: Move | None
    candidates: tuple[str, ...] = ()


class LostOperationsError(Exception):
    """Recorded operations are missing, and nothing was decided about them.

    Attributes:
        operations: the operations, in the order of names.yaml.
    """

    def __init__(self, operations: list[LostOperation]) -> None:
        super().__init__(f"{len(operations)} operations are missing")
        self.operations = operations


@dataclass(frozen=True, kw_only=True)
class Update:
    """A new source that was generated, and can be written.

    Attributes:
        vendor: the name of the vendor.
        made: the files of the whole project, generated from the staged copy.
        old: the build of the present description; None if it cannot be built.
        new: the build of the new description.
        moved: the operations that keep their names at another path.
        retired: the operations whose names were retired.
        planned: the changes to the generated files.
        project: the project.
        source: the present source, the path of the new one, and its content.
    """

    vendor: str
    made: Generation
    old: FullBuild | None
    new: FullBuild
    moved: tuple[Move, ...]
    retired: tuple[str, ...]
    planned: Plan
    project: Project
    source: tuple[Path, Path, bytes]

    def write(self, others: Mapping[str, bytes] | None = None) -> None:
        """Write the source and all generated files: all of them or none.

        Args:
            others: the content of further files to write, by their paths in the
                project.

        Raises:
            SpecError: a file must not be written or replaced.
            OSError: a file cannot be read, written or removed.
        """
        root = self.project.root
        further = {root / path: data for path, data in (others or {}).items()}
        with replaced_source(*self.source), written_files(further):
            protection = real_protection(self.made, self.project)
            write_files(root, self.made.texts, protection, self.made.owned)


@contextmanager
def prepared_update(
    project: Project,
    name: str,
    data: bytes,
    *,
    shown: str,
    decisions: Decisions,
    cache: Cache,
    progress: ProgressCallback = no_progress,
) -> Iterator[Update]:
    """Generate a project with a new source of one vendor, without writing anything.

    Args:
        project: the project.
        name: the name of the vendor.
        data: the new description.
        shown: the name of its file; JSON if it ends in `.json`.
        decisions: what to do about operations that are missing.
        cache: the results of earlier builds.
        progress: called before each step.

    Raises:
        SpecError: the new description or another file of the vendor has problems; the
            locations name the source as it will be called.
        LostOperationsError: recorded operations are missing, and `decisions` do not
            say what to do.
    """
    vendor = project.vendor(name)
    present = project.root / vendor.source
    suffix = ".json" if shown.lower().endswith(".json") else ".yaml"
    same = (present.suffix == ".json") == (suffix == ".json")
    target = present if same else present.with_suffix(suffix)
    with ExitStack() as opened:
        staged = opened.enter_context(staged_project(project))
        inside = staged.root / target.relative_to(project.root)
        (staged.root / vendor.source).unlink()
        inside.write_bytes(data)
        progress(name, Stage.NORMALIZING)
        moved, retired = _decide(staged, name, decisions)
        new = full_build(staged.vendor(name))
        made = generate_project(staged.root, cache, progress)
        planned = plan(
            project.root,
            made.texts,
            made.owned,
            protection=real_protection(made, project),
        )
        yield Update(
            vendor=name,
            made=made,
            old=_old_build(project, name),
            new=new,
            moved=moved,
            retired=retired,
            planned=planned,
            project=project,
            source=(present, target, data),
        )


def _old_build(project: Project, name: str) -> FullBuild | None:
    """Return the build of the present description; None if it has problems."""
    try:
        return full_build(project.vendor(name))
    except SpecError:
        return None


def _decide(
    staged: Project, name: str, decisions: Decisions
) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Write decisions about missing operations to the staged names.yaml.

    Returns:
        the moves that were followed, and the operations that were retired.
    """
    vendor = staged.vendor(name)
    if vendor.names is None:
        return (), ()
    names = load(staged.root / vendor.names, shown=vendor.names)
    lost = _lost(staged, name, names)
    if not lost:
        return (), ()
    moved = [each for each in lost if each.move and decisions.follow_moves]
    others = [each for each in lost if each not in moved]
    if others and decisions.retire is None:
        raise LostOperationsError(others)
    lines: dict[str, Any] = dict(names.data)
    for each in moved:
        value = lines.pop(each.key)
        if each.move is not None:
            lines[each.move.new] = value
    for each in others:
        value = lines[each.key]
        entry = {"name": value} if isinstance(value, str) else dict(value)
        lines[each.key] = {**entry, "retired": decisions.retire}
    moves = tuple(each.move for each in moved if each.move is not None)
    file = staged.root / vendor.names
    comments = read_comments(decode_text(file.read_bytes(), shown=vendor.names))
    comments = comments.moved({move.old: move.new for move in moves})
    file.write_text(write_names(lines, comments), "utf-8")
    return moves, tuple(each.key for each in others)


def _lost(staged: Project, name: str, names: Document) -> list[LostOperation]:
    """Return the recorded operations that the new description does not have."""
    recorded = FrozenNames.read(names)
    build = full_build(staged.vendor(name), without_lost_names=True)
    document = build.normalized.data
    present = {each.key: each for each in described_operations(document)}
    gone = [key for key in recorded.names if key not in present]
    new = [each for key, each in present.items() if key not in names.data]
    described = _described(staged, name, gone)
    by_old = {move.old: move for move in proposed_moves(described, new)}
    ambiguous = ambiguous_moves(described, new)
    return [
        LostOperation(
            location=recorded.locations[key],
            key=key,
            name=recorded.names[key],
            move=by_old.get(key),
            candidates=ambiguous.get(key, ()),
        )
        for key in gone
    ]


def _described(
    staged: Project, name: str, gone: Iterable[str]
) -> list[DescribedOperation]:
    """Return what the document of the previous run says of operations."""
    known: dict[str, DescribedOperation] = {}
    vendor = staged.vendor(name)
    file = staged.root / (vendor.normalized or "")
    if vendor.normalized and file.is_file():
        document = load(file, shown=vendor.normalized).data
        known = {each.key: each for each in described_operations(document)}
    return [known.get(key, DescribedOperation(key=key)) for key in gone]
