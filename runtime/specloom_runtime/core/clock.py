"""Time and randomness, which tests can replace."""

from __future__ import annotations

import random
import threading
import time


class Clock:
    """The system's clock: monotonic for deadlines, wall clock for dates."""

    def monotonic(self) -> float:
        """Return seconds that never decrease."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the seconds since 1970; the system can adjust this clock."""
        return time.time()

    def random(self) -> float:
        """Return a random number from 0 up to, but not including, 1."""
        return random.random()

    def sleep(self, seconds: float) -> None:
        """Wait for a number of seconds in a thread."""
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Wait for a number of seconds in a task."""
        import asyncio  # Imported late: it is slow to import.

        await asyncio.sleep(seconds)


SYSTEM = Clock()
"""The default clock of clients."""


class ManualClock(Clock):
    """A clock for tests.

    Waiting advances the clock immediately; `slept` records each wait in seconds.
    """

    def __init__(self, start: float = 0.0, chance: float = 0.5) -> None:
        self.now = start
        self.chance = chance
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now

    def random(self) -> float:
        return self.chance

    def advance(self, seconds: float) -> None:
        """Advance the clock without recording a wait."""
        with self._lock:
            self.now += seconds

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds

    async def asleep(self, seconds: float) -> None:
        import asyncio  # Imported late: it is slow to import.

        self.sleep(seconds)
        await asyncio.sleep(0)
