"""The values that the hooks of a client receive: attempts and deviations."""

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
    """One place where a response does not match the description; the value was kept.

    `path` is its place from the root (`items.3.name`), `expected` is what the
    description says and `got` what was received, shortened.
    """

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        where = self.path or "the response"
        return f"{self.operation}: {where} is {self.got} (expected {self.expected})"
