"""The time and progress of the request that a thread or task is sending."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class RequestTiming:
    """The time that a request has left, and how far it got.

    `left` returns the seconds left (None: no deadline) and raises if there are none.
    """

    left: Callable[[], float | None]
    reused: bool = False
    answered: bool = False
    tunnelling: bool = False

    @property
    def stale(self) -> bool:
        """Whether a reused connection was used and nothing was received on it."""
        return self.reused and not self.answered

    def within(self, timeout: float | None) -> float | None:
        """Return the timeout, or the time left if that is less."""
        left = self.left()
        if left is None or timeout is None:
            return timeout if left is None else left
        return min(timeout, left)


def no_deadline() -> None:
    """Return None: there is no deadline."""


NO_REQUEST = RequestTiming(no_deadline)
"""Default for socket traffic outside any request."""

current_request: ContextVar[RequestTiming] = ContextVar(
    "current_request", default=NO_REQUEST
)
"""The request that the calling thread or task is sending."""
