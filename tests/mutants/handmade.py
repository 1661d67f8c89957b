"""Mutants written by hand: a replacement of exact text and the test that must fail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

LISTED = Path(__file__).parent / "handmade.yaml"


class LostMutantError(LookupError):
    """The text that a mutant replaces does not occur exactly once in the code."""


@dataclass(frozen=True)
class Handmade:
    """One mutant.

    Attributes:
        name: The wrong behaviour that it causes.
        files: A glob, relative to the root, that matches the module with the text.
        old: The text that is replaced.
        new: Its replacement.
        killed_by: The name of the test that must fail; all cases of a parametrized
            test, unless one is given in brackets.
    """

    name: str
    files: str
    old: str
    new: str
    killed_by: str

    @property
    def key(self) -> str:
        """Return the test that must fail, and why."""
        return f"{self.killed_by}: {self.name}"

    def find(self, root: Path) -> Path:
        """Return the module with the text.

        Raises:
            LostMutantError: The text does not occur exactly once.
        """
        texts = {path: path.read_text("utf-8") for path in root.glob(self.files)}
        holding = [path for path, text in texts.items() if self.old in text]
        count = sum(text.count(self.old) for text in texts.values())
        if count != 1:
            raise LostMutantError(
                f"{LISTED.name}: {self.name}: the old text occurs {count} times in "
                f"{self.files} (expected once); update the mutant"
            )
        return holding[0]

    def node_id(self, root: Path) -> str:
        """Return the pytest node id of the test.

        Raises:
            LostMutantError: The name does not belong to exactly one test.
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
