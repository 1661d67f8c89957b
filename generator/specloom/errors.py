"""Errors in the input: each problem has a message and a location in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .messages import Text

Path = tuple[str | int, ...]
"""The keys and indexes from the root of a document to a node."""

Finding = tuple[Path, Text]
"""A pointer and a message: a problem whose location in a file is not known yet."""


class SourceLocation(NamedTuple):
    """A position in a file; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Contradiction(NamedTuple):
    """A part of an example that is not valid for its schema.

    Attributes:
        location: the place of the part.
        subject: the body or response that has the example.
        path: the names and indexes from the root of the example.
        problem: what is not valid.
        schema: the place of the violated keyword.
        example: the place of the whole example.
    """

    location: SourceLocation
    subject: str
    path: str
    problem: str
    schema: SourceLocation
    example: SourceLocation


@dataclass(frozen=True, order=True)
class Problem:
    """A problem of the input. It is printed as `file:line:column: message`."""

    location: SourceLocation
    message: Text

    def __str__(self) -> str:
        return f"{self.location}: {' '.join(self.message.split())}"


class SpecError(Exception):
    """The error that is raised if the input is invalid.

    Attributes:
        problems: all problems, sorted and without duplicates.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        several = [problems] if isinstance(problems, Problem) else problems
        self.problems = tuple(sorted(set(several)))
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def at(cls, location: SourceLocation, message: Text) -> SpecError:
        """Return an error with one problem."""
        return cls(Problem(location, message))
