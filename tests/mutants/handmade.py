"""Mutants written by hand: a change of exact text, and the test that must notice it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

LISTED = Path(__file__).parent / "handmade.yaml"


class LostMutantError(LookupError):
    """The text that a mutant changes is not in the code, or is there more than once."""


@dataclass(frozen=True)
class Handmade:
    """One mutant.

    Attributes:
        name: what it breaks.
        files: a glob of the modules among which one has the text, from the root.
        old: the text that is changed.
        new: what it is changed to.
        killed_by: the name of a test; all cases of a parametrized test, unless one is
            named in brackets.
    """

    name: str
    files: str
    old: str
    new: str
    killed_by: str

    def found(self, root: Path) -> Path:
        """Return the module with the text.

        Raises:
            LostMutantError: the text is not there exactly once.
        """
        texts = {path: path.read_text("utf-8") for path in root.glob(self.files)}
        holding = [path for path, text in texts.items() if self.old in text]
        count = sum(text.count(self.old) for text in texts.values())
        if count != 1:
            raise LostMutantError(
                f"{LISTED.name}: {self.name}: the old text is {count} times in "
                f"{self.files} (expected once); write the mutant for the code of today"
            )
        return holding[0]

    def test(self, root: Path) -> str:
        """Return the test's node id.

        Raises:
            LostMutantError: there is not exactly one test of the name.
        """
        name = self.killed_by.partition("[")[0]
        paths = [
            path.relative_to(root).as_posix()
            for path in (root / "tests").rglob("test_*.py")
            if f"def {name}(" in path.read_text("utf-8")
        ]
        if len(paths) != 1:
            raise LostMutantError(
                f"{LISTED.name}: {self.name}: {len(paths)} tests are called {name} "
                "(expected one)"
            )
        return f"{paths[0]}::{self.killed_by}"


def handmade() -> list[Handmade]:
    """Return the listed mutants."""
    listed = yaml.safe_load(LISTED.read_text("utf-8"))
    return [Handmade(**each) for each in listed]
