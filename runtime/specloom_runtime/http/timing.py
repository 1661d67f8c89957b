"""The time and progress of the request that a thread or task is sending."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class RequestTiming:
    """One request on its way: the time it has, and how far it came.

    `left` gives the seconds left (None: without end) and raises where there are none.
    """

    left: Callable[[], float | None]
    reused: bool = False
    answered: bool = False
    tunnelling: bool = False

    @property
    def stale(self) -> bool:
        """Whether an old connection was used and nothing came back on it."""
        return self.reused and not self.answered

    def within(self, timeout: float | None) -> float | None:
        """The timeout, or the time left where that is less."""
        left = self.left()
        if left is None or timeout is None:
            return timeout if left is None else left
        return min(timeout, left)


def no_deadline() -> None:
    """No deadline."""


NO_REQUEST = RequestTiming(no_deadline)
"""What bytes belong to that no request of ours has caused."""

current_request: ContextVar[RequestTiming] = ContextVar("passage", default=NO_REQUEST)
"""The request that the calling thread or task is sending."""
