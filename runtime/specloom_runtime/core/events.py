"""What the hooks of a client are called with: attempts and deviations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call, for the `on_attempt` hook.

    `number` counts from 1. `reason` is why it failed, "" where it did not; `delay` the
    seconds until the next attempt, None where there is none.
    """

    number: int
    operation: str
    reason: str = ""
    delay: float | None = None
    status: int | None = None
    request_id: str | None = None
    replayed: bool = False


@dataclass(frozen=True)
class Deviation:
    """One place where an answer is not as described; the value was kept.

    `path` leads to it from the answer's root (`items.3.name`), `expected` is what the
    description says, `got` what came instead, shortened.
    """

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        where = self.path or "the answer"
        return f"{self.operation}: {where} is {self.got} (expected {self.expected})"
