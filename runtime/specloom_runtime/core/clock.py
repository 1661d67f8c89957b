"""Time and chance, handed in so that tests own them."""

from __future__ import annotations

import random
import threading
import time


class Clock:
    """The system's: deadlines by the monotonic clock, dates by the wall clock."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since 1970, which the system may set."""
        return time.time()

    def random(self) -> float:
        """A number from 0 up to 1."""
        return random.random()

    def sleep(self, seconds: float) -> None:
        """Wait, in a thread."""
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Wait, in a task."""
        import asyncio  # Late, as `async_driver` is.

        await asyncio.sleep(seconds)


SYSTEM = Clock()
"""The clock of every client that brings none."""


class ManualClock(Clock):
    """Waits by moving itself: a test of an hour takes no time. `slept` is a record."""

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
        """Let time pass without anybody waiting."""
        with self._lock:
            self.now += seconds

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds

    async def asleep(self, seconds: float) -> None:
        import asyncio  # Late, as `async_driver` is.

        self.sleep(seconds)
        await asyncio.sleep(0)
