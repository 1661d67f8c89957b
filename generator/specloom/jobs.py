"""What is to be woven, and what came of it: all that passes between processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .cache import digest, digest_of, fingerprint
from .wishes import EVERYTHING, Formatter, Wishes

Say = Callable[[str], None]
"""Told what is being done, before each step."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """One vendor's description, and where its texts are to be.

    Attributes:
        vendor: the name of its package.
        path: the description's file.
        shown: the description's name in problems.
        overlay: the file of repairs and facts, if it is there.
        names: the file of frozen names, if it is there.
        specs: the folder of the normal form, relative to the root as all that follow.
        package: the folder of the package.
        tests: the folder of its tests.
        above: the package that all vendors are in, "" for a package on its own.
        wishes: which operations are wanted, and how defects are taken.
        formatter: the tool that formats the generated code.
    """

    vendor: str
    path: Path
    shown: str
    specs: str
    package: str
    tests: str
    overlay: Path | None = None
    names: Path | None = None
    above: str = ""
    wishes: Wishes = EVERYTHING
    formatter: Formatter = "ruff"

    @property
    def key(self) -> str:
        """The content that decides the result, but for files the description needs."""
        files = [digest_of(path) for path in (self.path, self.overlay, self.names)]
        places = [self.shown, self.specs, self.package, self.tests, self.above]
        how = [asdict(self.wishes), self.formatter]
        return digest(fingerprint(), self.vendor, how, files, places)

    @property
    def size(self) -> int:
        """Bytes of the description, 0 for one that is not there."""
        return self.path.stat().st_size if self.path.is_file() else 0


@dataclass(frozen=True, kw_only=True)
class Woven:
    """One vendor's texts by path, and what the table says of it.

    Attributes:
        vendor: the name of its package.
        texts: path, relative to the root, to text.
        operations: how many are generated.
        models: how many components have a type.
        seconds: how long it took.
        ledger: a row for everything declared: kind, where, state, reason, detail.
        files: what the description's references to other files led to: the file they
            stand in, the reference, the name of the other file and its digest, or None
            twice for what may not be followed.
    """

    vendor: str
    texts: dict[str, str]
    operations: int
    models: int
    ledger: list[dict[str, str]]
    files: list[list[str | None]]
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """All of it, JSON-able; `Woven(**...)` is the way back."""
        return asdict(self)
