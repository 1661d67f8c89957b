"""Find where a user's code uses what breaks in a new generated package.

Two sources are joined. Names are resolved: what a name stands for by its imports, and
what type an expression has. And the type checker reads the code with the old and with
the new package: errors only with the new one are caused by a change.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..surface import SurfaceChange
from .advice import advice_of
from .call_site import CallSite
from .changed_names import ChangedNames, changed_names
from .copied_texts import checked_text, replaced_comments
from .expression_types import expression_types
from .libraries import require_libraries
from .matches import Match, matches_of
from .modules import ModuleNames, Program, names_of, package_modules
from .renames import Edits, edits_of
from .type_checker import TypeChecker, TypeMessage, temporary_folder
from .use import FileUses
from .user_files import UserFile, UserFiles
from .uses import UnsupportedSyntaxError, uses_of


@dataclass(frozen=True)
class Packages:
    """The generated packages before and after the changes.

    Attributes:
        old: the folder from which the old packages are imported.
        new: the folder from which the new packages are imported; None if they are not
            known. The type checker is then not asked about them.
    """

    old: Path
    new: Path | None = None


@dataclass(frozen=True)
class Impact:
    """What changes do to a user's code.

    Attributes:
        sites: the places that break or may break, by file and place.
        matches: the uses that changes concern.
        edits: what is replaced to mend uses.
        notices: what was skipped, one sentence each.
    """

    sites: tuple[CallSite, ...]
    matches: tuple[Match, ...]
    edits: Edits
    notices: tuple[str, ...]


def find_impact(
    changes: Sequence[SurfaceChange],
    user: UserFiles,
    packages: Packages,
    cache: Path | None = None,
) -> Impact:
    """Return where the code of a user uses what breaks.

    Args:
        changes: the changes of the packages; only breaking ones count.
        user: the files of the user.
        packages: the folders of the packages.
        cache: the folder of mypy's cache; None for a temporary one.

    Raises:
        MissingLibraryError: LibCST or mypy is not installed.
        TypeCheckerError: mypy could not check the files.
    """
    require_libraries()
    breaking = [each for each in changes if each.effect == "breaking"]
    if not breaking:
        return Impact((), (), {}, user.notices)
    program = _program(user.files, packages.old, breaking)
    files = _connected(user.files, program)
    if not files:
        return Impact((), (), {}, user.notices)
    changed = changed_names(breaking, program)
    uses, notices = _uses(files, program, changed)
    with temporary_folder() as folder:
        checker = TypeChecker(files, Path(folder), cache)
        types = expression_types(uses, checker, packages.old)
        matches = matches_of(uses, types, program, changed)
        errors = _new_errors(uses, checker, packages)
    edits = edits_of(matches)
    known = {each.path: each for each in files}
    sites = _sites(breaking, matches, edits, errors, known)
    return Impact(tuple(sites), tuple(matches), edits, (*user.notices, *notices))


def _uses(
    files: Iterable[UserFile], program: Program, changed: ChangedNames
) -> tuple[list[FileUses], list[str]]:
    """Return the uses of each file, and a notice for each file without any."""
    found, notices = [], []
    for each in files:
        try:
            found.append(uses_of(each, program, changed))
        except UnsupportedSyntaxError as reason:
            found.append(FileUses(each, (), replaced_comments(each.text)))
            notices.append(f"{each.path}: only the type checker read it: {reason}")
    return found, notices


def _program(
    files: Iterable[UserFile], old: Path, changes: Iterable[SurfaceChange]
) -> Program:
    modules: dict[str, ModuleNames] = {}
    for package in sorted({_package_of(old, each.module) for each in changes}):
        modules.update(package_modules(old, package))
    generated = frozenset(modules)
    for file in files:
        names = names_of(file.text, file.module, file.is_package)
        modules.setdefault(file.module, names)
    return Program(modules, generated)


def _package_of(old: Path, module: str) -> str:
    """Return the package of a vendor: the first one that has a module `client`."""
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        if old.joinpath(*parts[:count], "client.py").exists():
            return ".".join(parts[:count])
    return parts[0]


def _connected(files: Sequence[UserFile], program: Program) -> list[UserFile]:
    """Return the files that import a generated package, or a file that does, or so on.

    A function may get its objects from another file, so the direction of the imports
    does not matter.
    """
    edges: dict[str, set[str]] = {}
    for file in files:
        names = program.modules[file.module]
        for full in (*names.imported.values(), *names.stars):
            module = program.split(full)[0]
            if program.is_generated(module):
                module = ""
            elif not module:
                continue
            edges.setdefault(file.module, set()).add(module)
            edges.setdefault(module, set()).add(file.module)
    seen: set[str] = set()
    waiting = [""]
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += edges.get(each, ())
    return [file for file in files if file.module in seen]


def _new_errors(
    files: Sequence[FileUses], checker: TypeChecker, packages: Packages
) -> list[TypeMessage]:
    """Return the errors that the type checker reports only with the new packages."""
    if packages.new is None:
        return []
    texts = {each.file.path: checked_text(each.file.text, each.parts) for each in files}

    def errors(folder: Path, *, is_new: bool) -> list[TypeMessage]:
        messages = checker.check(texts, folder, is_new=is_new)
        return [each for each in messages if each.severity == "error"]

    known = Counter(map(_place, errors(packages.old, is_new=False)))
    found = []
    for each in errors(packages.new, is_new=True):
        if known[_place(each)]:
            known[_place(each)] -= 1
        else:
            found.append(each)
    return found


def _place(message: TypeMessage) -> tuple[Path, int, int, str]:
    return message.file, message.line, message.column, message.code


def _sites(
    changes: Sequence[SurfaceChange],
    matches: Sequence[Match],
    edits: Edits,
    errors: Sequence[TypeMessage],
    files: Mapping[Path, UserFile],
) -> list[CallSite]:
    """Return the sites of both sources, each once."""
    lines = {path: _Lines(file.text) for path, file in files.items()}
    found: dict[tuple[Path, int, int, SurfaceChange], CallSite] = {}
    near: dict[Path, list[tuple[int, Match]]] = {}

    def add(match: Match) -> None:
        """Add the site of a use."""
        path = match.file.path
        line, column = lines[path].place(match.use.span.start)
        site = CallSite(
            file=str(path),
            line=line,
            column=column,
            code=lines[path].code(line),
            change=match.change,
            certainty=match.certainty,
            advice="" if (path, match.use.span) in edits else advice_of(match),
        )
        found.setdefault((path, line, column, match.change), site)

    for match in sorted(matches, key=lambda each: each.certainty):
        path = match.file.path
        line, _ = lines[path].place(match.use.span.start)
        near.setdefault(path, []).append((line, match))
        if match.use.is_shown and (match.is_broken or match.certainty == "possible"):
            add(match)
    for error in errors:
        known = near.get(error.file, [])
        reasons = [each for line, each in known if _explains(each, line, error)]
        for match in reasons:
            # The use of an imported name is listed if the type checker reports it.
            add(match)
        if reasons:
            continue
        change = _cause(error, changes, known)
        key = (error.file, error.line, error.column, change)
        found[key] = CallSite(
            file=str(error.file),
            line=error.line,
            column=error.column,
            code=lines[error.file].code(error.line),
            change=change,
            advice=f"mypy: {error.text}",
        )
    order = list(files)
    return sorted(
        found.values(),
        key=lambda e: (order.index(Path(e.file)), e.line, e.column, e.change.qualname),
    )


def _explains(match: Match, line: int, error: TypeMessage) -> bool:
    """Return whether a use that breaks is the reason of an error."""
    if not match.is_broken or match.certainty != "certain":
        return False
    if line == error.line:
        return True
    return error.line <= line <= error.end and match.use.name in _quoted(error)


def _quoted(error: TypeMessage) -> set[str]:
    """Return the names in the text of an error."""
    return set(re.findall(r"\w+", " ".join(re.findall(r'"([^"]*)"', error.text))))


def _cause(
    error: TypeMessage,
    changes: Sequence[SurfaceChange],
    near: Sequence[tuple[int, Match]],
) -> SurfaceChange:
    """Return the change that most likely causes an error."""
    words = _quoted(error)
    distances: dict[SurfaceChange, int] = {}
    for line, match in near:
        distance = max(error.line - line, line - error.end, 0)
        if line > error.end:
            distance += 1000
        known = distances.get(match.change, distance)
        distances[match.change] = min(known, distance)

    def score(change: SurfaceChange) -> tuple[int, int, int]:
        names = re.findall(r"\w+", change.qualname)
        named = sum(name in words for name in names)
        distance = distances.get(change, 10**9)
        return (-(distance == 0) - (names[-1] in words), distance, -named)

    return min(changes, key=score)


class _Lines:
    """The lines of text, to find the line and column of a byte."""

    def __init__(self, text: str) -> None:
        self._data = text.encode()
        ends = re.finditer(rb"\r\n|\r|\n", self._data)
        self._starts = [0, *(each.end() for each in ends)]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of a byte, both from 1."""
        line = bisect_right(self._starts, offset)
        before = self._data[self._starts[line - 1] : offset]
        return line, len(before.decode("utf-8", "replace")) + 1

    def code(self, line: int) -> str:
        """Return a line without indentation."""
        stop = self._starts[line] if line < len(self._starts) else None
        return self._data[self._starts[line - 1] : stop].decode().strip()
