"""What is wrong and where: the one shape of every complaint about input."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .messages import Text

Path = tuple[str | int, ...]
"""The steps that lead from the root of a document to a node."""

Finding = tuple[Path, Text]
"""Where in a document, and what is wrong there."""


@dataclass(frozen=True, kw_only=True, order=True)
class SourceLocation:
    """A character of a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing wrong: `file:line:column: what is wrong (what was expected)`."""

    location: SourceLocation
    message: Text

    def __str__(self) -> str:
        return f"{self.location}: {' '.join(self.message.split())}"


class SpecError(Exception):
    """Input cannot be used; `problems` holds all that was found, sorted, each once."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = [problems] if isinstance(problems, Problem) else problems
        self.problems = tuple(sorted(set(found)))
        super().__init__("\n".join(map(str, self.problems)))
