"""Findings, and the places they belong to.

A location in a scheme is tried for every operation that uses the scheme. Where it fails
for all of them, the scheme is wrong and is named once; else the operations are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..vocabulary import PREFIX
from .operations import Fact, Operation, Path

Finding = tuple[Path, str]
"""A pointer, and what is wrong there."""


@dataclass(frozen=True)
class Trial:
    """A location tried for an operation: where it is written, used, what failed."""

    written: Path
    used: Path
    message: str | None


def tried(
    operation: Operation, concern: str, fact: Fact, path: Path, item: object = None
) -> Iterator[Trial]:
    """Tries the location at a path of a fact, where there is one."""
    node: object = fact.value
    for step in path:
        node = node.get(str(step)) if isinstance(node, dict) else None
    if isinstance(node, str):
        wrong = operation.wrong(node, item)
        label = ".".join([PREFIX + concern, *map(str, path)])
        message = f"{label}: {wrong}" if wrong else None
        yield Trial(fact.origin(path), fact.own_at, message)


def settle(trials: Iterable[Trial]) -> Iterator[Finding]:
    """The findings of trials, each where it is to be repaired."""
    groups: dict[Path, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.written, []).append(trial)
    for written, group in groups.items():
        failed = [(trial.used, trial.message) for trial in group if trial.message]
        if failed and len(failed) == len(group):
            yield written, failed[0][1]
        else:
            yield from failed
