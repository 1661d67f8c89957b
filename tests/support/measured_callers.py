"""Count what `impact` and `migrate` find and mend for seeded edits of the vendor's API.

`python tests/support/measured_callers.py [SEED [COUNT]]` prints the numbers of one run.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from acme_packages import acme_build, acme_description, write_package
from observed_users import (
    Checks,
    Place,
    Statements,
    copy_users,
    missing_imports,
    type_errors,
)
from specloom.callers.call_site import CallSite
from specloom.callers.impact import Impact, Packages, find_impact
from specloom.callers.migrate import Migration, migration
from specloom.callers.renames import with_renames
from specloom.callers.user_files import read_user_files
from specloom.surface import SurfaceChange, compare_surface
from vendor_edits import Edit, seeded_edits
from vendor_responses import responses

SEED, COUNT = "callers", 100
TYPED = "billing/"
"""The folder of the user package that has type hints everywhere."""


@dataclass
class Result:
    """What was found for one edit.

    Attributes:
        cause: what was edited.
        broken: the statements that mypy or a run shows to be broken.
        missed: those of them that `impact` does not list.
        wrong: the statements that it lists as certain, although neither shows them.
        certain: the number of places that it lists as certain.
        possible: the number of places that it lists as possible.
        renamed: the number of certain places where something renamed is used.
        mended: the number of those that `migrate` mends.
        is_renaming: whether the edit only renames something that the users use.
        errors: the statements that mypy shows to be broken after mending.
        failing: the statements that break in a run after mending, and are not listed.
    """

    cause: str
    broken: set[Place] = field(default_factory=set)
    missed: set[Place] = field(default_factory=set)
    wrong: set[Place] = field(default_factory=set)
    certain: int = 0
    possible: int = 0
    renamed: int = 0
    mended: int = 0
    is_renaming: bool = False
    errors: set[Place] = field(default_factory=set)
    failing: set[Place] = field(default_factory=set)

    @property
    def is_clean(self) -> bool:
        """Whether the mended code has no error but in dynamic code that is listed."""
        return not self.errors and not self.failing


class Measuring:
    """Measures edits one after the other.

    Args:
        folder: an empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._description = acme_description()
        self._old = acme_build(self._description)
        self._packages = self._written("old", self._old)
        self._users = copy_users(self._made("users"))
        self._known = type_errors(self._users, self._packages, folder / "mypy")

    def _made(self, name: str) -> Path:
        path = self._folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def _written(self, name: str, build: Any) -> Path:
        folder = self._made(name)
        write_package(build, folder)
        return folder

    def result(self, edit: Edit, checks: Checks) -> Result:
        """Return what was found for an edit."""
        build = acme_build(edit.document)
        new = self._written("new", build)
        assert self._old.package is not None and build.package is not None
        changes = with_renames(
            compare_surface(self._old.package, build.package), dict(edit.renames)
        )
        impact = self._impact(changes, new)
        result = Result(edit.cause)
        errors, failing = self._broken(self._users, new, edit, checks)
        result.broken = errors | failing
        certain, possible = self._places(impact.sites)
        result.missed = (errors - certain) | (failing - certain - possible)
        result.wrong = certain - result.broken
        result.certain = sum(e.certainty == "certain" for e in impact.sites)
        result.possible = len(impact.sites) - result.certain
        self._mend(result, migration(impact), impact, edit, new, checks)
        return result

    def _impact(self, changes: Sequence[SurfaceChange], new: Path) -> Impact:
        user = read_user_files([self._users], without=[])
        packages = Packages(self._packages, new)
        return find_impact(changes, user, packages, self._folder / "cache")

    def _places(self, sites: Iterable[CallSite]) -> tuple[set[Place], set[Place]]:
        """Return the statements of the certain sites, and of the possible ones."""
        statements = Statements(self._users)
        found: dict[str, set[Place]] = {"certain": set(), "possible": set()}
        for each in sites:
            place = statements.place(Path(each.file), each.line)
            found[each.certainty].add(place)
        return found["certain"], found["possible"]

    def _broken(
        self, users: Path, new: Path, edit: Edit, checks: Checks
    ) -> tuple[set[Place], set[Place]]:
        """Return the statements that mypy shows to be broken, and those of a run."""
        after = type_errors(users, new, self._folder / "mypy")
        known = Counter(self._known)
        failures = checks.failures(users, new, responses(edit.document))
        places = {each.place for each in failures if each.place is not None}
        errors = {place for place, _ in (after - known)} | missing_imports(users, new)
        if any(each[0].startswith(TYPED) for each in errors):
            # With type hints, mypy shows where a wrong value enters; a run may fail at
            # any later statement, at which nothing is wrong.
            places = {each for each in places if not each[0].startswith(TYPED)}
        return errors, places

    def _mend(
        self,
        result: Result,
        done: Migration,
        impact: Impact,
        edit: Edit,
        new: Path,
        checks: Checks,
    ) -> None:
        """Count what is mended, and what is broken after that."""
        renamed = [
            each
            for each in impact.sites
            if each.change.renamed_to and each.certainty == "certain"
        ]
        result.renamed = len(renamed)
        result.mended = sum(not each.advice for each in renamed)
        result.is_renaming = edit.is_renaming and bool(renamed)
        if not result.is_renaming:
            return
        mended = self._made("mended")
        shutil.copytree(self._users, mended, dirs_exist_ok=True)
        for path, data in done.files.items():
            (mended / path.relative_to(self._users)).write_bytes(data)
        errors, failing = self._broken(mended, new, edit, checks)
        _, possible = self._places(impact.sites)
        result.errors = errors
        result.failing = failing - possible


def measured(seed: str, count: int, part: slice = slice(None)) -> Iterator[Result]:
    """Yield the results of some edits, or of a part of them."""
    chosen = seeded_edits(acme_description(), seed, count)[part]
    with TemporaryDirectory() as folder, Checks() as checks:
        measuring = Measuring(Path(folder).resolve())
        for each in chosen:
            yield measuring.result(each, checks)


def summary(results: Sequence[Result]) -> str:
    """Return the numbers of a run, a line for each."""
    renamings = [each for each in results if each.is_renaming]
    clean = sum(each.is_clean for each in renamings)
    rows = {
        "changes": len(results),
        "changes that break the users": sum(bool(e.broken) for e in results),
        "broken statements": sum(len(e.broken) for e in results),
        "broken statements that are not found": sum(len(e.missed) for e in results),
        "statements wrongly called certain": sum(len(e.wrong) for e in results),
        "places listed as certain": sum(e.certain for e in results),
        "places listed as possible": sum(e.possible for e in results),
        "places where something renamed is used": sum(e.renamed for e in results),
        "of these, mended": sum(e.mended for e in results),
        "renamings of what the users use": len(renamings),
        "of these, mended and clean": clean,
    }
    return "\n".join(f"{number:6} {name}" for name, number in rows.items())


def main() -> None:
    """Print the numbers of one run, and what is not as it should be."""
    seed = sys.argv[1] if len(sys.argv) > 1 else SEED
    count = int(sys.argv[2]) if len(sys.argv) > 2 else COUNT
    results = []
    for each in measured(seed, count):
        results.append(each)
        if each.missed or each.wrong or not each.is_clean:
            print(each, flush=True)
    print(summary(results))


if __name__ == "__main__":
    main()
