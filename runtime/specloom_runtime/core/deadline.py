"""The deadline of a call, including its retries, token requests and waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from .clock import Clock
from .errors import DeadlineExceeded, SpecloomError


@dataclass
class Deadline:
    """A time limit that begins now and lasts `seconds`; None means no limit.

    `until` is the time of the monotonic clock at which the limit ends.
    """

    doing: str
    clock: Clock
    seconds: float | None
    until: float | None = field(init=False)

    def __post_init__(self) -> None:
        seconds = self.seconds
        self.until = None if seconds is None else self.clock.monotonic() + seconds

    def left(self, last: SpecloomError | None = None) -> float | None:
        """Return the remaining seconds; None for no deadline.

        Raises DeadlineExceeded if no time is left.
        """
        if self.until is None:
            return None
        seconds = self.until - self.clock.monotonic()
        if seconds <= 0:
            raise self.exceeded(last)
        return seconds

    def allows(self, seconds: float) -> bool:
        """Return whether an action that takes some seconds can end in time."""
        return self.until is None or self.clock.monotonic() + seconds < self.until

    def exceeded(self, last: SpecloomError | None = None) -> DeadlineExceeded:
        """Return the error for an exceeded deadline; it contains the last failure."""
        text = f"{self.doing}: not done within the deadline of {self.seconds:g} s"
        return DeadlineExceeded(
            text if last is None else f"{text}; last: {last}",
            deadline=self.seconds or 0.0,
            last=last,
            # A response other than a transport's failure means that it was sent.
            maybe_sent=getattr(last, "maybe_sent", last is not None),
        )
