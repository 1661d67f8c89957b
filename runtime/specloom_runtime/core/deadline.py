"""The deadline of a call, including its retries, tokens and waits."""

from __future__ import annotations

from dataclasses import dataclass

from .clock import Clock
from .errors import DeadlineExceeded, SpecloomError, TransportError


@dataclass(frozen=True)
class Deadline:
    """A number of seconds from `start` on the monotonic clock; None: no deadline."""

    doing: str
    clock: Clock
    seconds: float | None
    start: float

    @classmethod
    def starting(cls, doing: str, clock: Clock, seconds: float | None) -> Deadline:
        """Make a deadline that counts from now."""
        return cls(doing, clock, seconds, clock.monotonic())

    @property
    def until(self) -> float | None:
        """The moment of the monotonic clock at which it ends."""
        return None if self.seconds is None else self.start + self.seconds

    def left(self, last: SpecloomError | None = None) -> float | None:
        """Return the seconds left, None for no deadline. Raises DeadlineExceeded."""
        if self.until is None:
            return None
        seconds = self.until - self.clock.monotonic()
        if seconds <= 0:
            raise self.exceeded(last)
        return seconds

    def allows(self, seconds: float) -> bool:
        """Return whether something that takes that long ends in time."""
        until = self.until
        return until is None or self.clock.monotonic() + seconds < until

    def exceeded(self, last: SpecloomError | None = None) -> DeadlineExceeded:
        """Return the error for a deadline that is over, with the last failure."""
        text = f"{self.doing}: not done within the deadline of {self.seconds:g} s"
        return DeadlineExceeded(
            text if last is None else f"{text}; last: {last}",
            deadline=self.seconds or 0.0,
            last=last,
            maybe_sent=isinstance(last, TransportError) and last.maybe_sent,
        )
