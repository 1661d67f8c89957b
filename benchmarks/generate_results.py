"""What `make bench-generate` measured on each document."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from processes import Runs


@dataclass
class Result:
    """What one tool did with one document.

    Args:
        runs: its runs, all with the same options.
        emitted: the number of operations in its output; None if it failed, or writes
            models only.
        reason: why it failed; "" if it did not.
        note: the option that it needed; "" if it needed none.
    """

    runs: Runs = field(default_factory=Runs)
    emitted: int | None = None
    reason: str = ""
    note: str = ""

    @property
    def each_operation(self) -> float | None:
        """The CPU milliseconds for an operation that the tool wrote."""
        return 1000 * self.runs.seconds / self.emitted if self.emitted else None


@dataclass
class Measured:
    """What was measured on one document.

    Args:
        operations: the number of operations that it declares.
        tools: the result of each tool, by name.
        unchanged: Specloom's runs on what it generated before.
        one_more: Specloom's runs after a property was added to the document.
        stages: the CPU seconds of each stage of Specloom's cold runs.
    """

    operations: int
    tools: dict[str, Result]
    unchanged: Runs = field(default_factory=Runs)
    one_more: Runs = field(default_factory=Runs)
    stages: list[dict[str, float]] = field(default_factory=list)

    def stage_seconds(self) -> dict[str, float]:
        """Return the median of the CPU seconds of each stage."""
        names = self.stages[0] if self.stages else ()
        return {
            name: statistics.median(each.get(name, 0.0) for each in self.stages)
            for name in names
        }
