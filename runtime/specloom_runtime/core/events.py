"""The values that a client's hooks receive: attempts and deviations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call, for the `on_attempt` hook.

    `number` counts from 1. `reason` is the reason of the failure; "" for a success.
    `delay` is the number of seconds until the next attempt; None if there is none.
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
    """A part of a response that does not match the description; its value was kept.

    `path` is the path from the root (`items.3.name`). `expected` is the declared type,
    and `got` the received value in a shortened form.
    """

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        where = self.path or "the response"
        return f"{self.operation}: {where} is {self.got} (expected {self.expected})"
