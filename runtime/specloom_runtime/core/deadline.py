"""The deadline of a call, including its retries, tokens and waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from .clock import Clock
from .errors import DeadlineExceeded, SpecloomError, TransportError


@dataclass
class Deadline:
    """A number of seconds from now on; None: no deadline.

    `until` is the moment of the monotonic clock at which it ends.
    """

    doing: str
    clock: Clock
    seconds: float | None
    until: float | None = field(init=False)

    def __post_init__(self) -> None:
        seconds = self.seconds
        self.until = None if seconds is None else self.clock.monotonic() + seconds

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
        return self.until is None or self.clock.monotonic() + seconds < self.until

    def exceeded(self, last: SpecloomError | None = None) -> DeadlineExceeded:
        """Return the error for a deadline that is over, with the last failure."""
        text = f"{self.doing}: not done within the deadline of {self.seconds:g} s"
        return DeadlineExceeded(
            text if last is None else f"{text}; last: {last}",
            deadline=self.seconds or 0.0,
            last=last,
            maybe_sent=isinstance(last, TransportError) and last.maybe_sent,
        )
