"""The remaining time and the progress of the current request."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class RequestTiming:
    """The remaining time of a request, and its progress.

    `left` returns the remaining seconds, or None if there is no deadline; it raises an
    error if the time has passed. `limit` is a context manager that cancels the request
    of an asyncio task at the deadline.
    """

    left: Callable[[], float | None]
    limit: Any = None
    reused: bool = False
    answered: bool = False
    tunnelling: bool = False

    @property
    def stale(self) -> bool:
        """Whether the request uses an old connection and has received nothing."""
        return self.reused and not self.answered

    def within(self, timeout: float | None) -> float | None:
        """Return the timeout, or the remaining time if that is less."""
        left = self.left()
        if left is None or timeout is None:
            return timeout if left is None else left
        return min(timeout, left)


def no_deadline() -> None:
    """Return None, because there is no deadline."""


NO_REQUEST = RequestTiming(no_deadline)
"""The default for socket traffic that belongs to no request."""

current_request: ContextVar[RequestTiming] = ContextVar(
    "current_request", default=NO_REQUEST
)
"""The request that the calling thread or task is sending."""
