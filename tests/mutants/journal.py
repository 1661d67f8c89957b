"""The verdicts of a run, kept as they are reached, so that a run can be continued."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from trees import Outcome


@dataclass
class Verdict:
    """What became of one mutant.

    Attributes:
        key: which mutant: its place and its change.
        area: the part of the project, or `hand-made`.
        outcome: what the tests made of it.
        by: the test that failed.
        diff: the change.
    """

    key: str
    area: str
    outcome: Outcome
    by: str
    diff: str


class Journal:
    """A file with one verdict in each line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        lines = path.read_text("utf-8").splitlines()
        verdicts = [Verdict(**json.loads(line)) for line in lines]
        self._known = {verdict.key: verdict for verdict in verdicts}

    def known(self, key: str) -> Verdict | None:
        """Return the verdict on a mutant, None if it has not been run."""
        return self._known.get(key)

    def add(self, verdict: Verdict) -> None:
        """Keep a verdict."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(verdict)) + "\n")
