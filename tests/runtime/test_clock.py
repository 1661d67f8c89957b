"""Time and chance of the system, and those that a test owns."""

from __future__ import annotations

import asyncio
import time

from specloom_runtime import Clock, ManualClock


def test_system_clock() -> None:
    clock = Clock()
    before = clock.monotonic()
    clock.sleep(0.01)
    asyncio.run(clock.asleep(0.01))
    assert clock.monotonic() - before >= 0.02
    assert abs(clock.wall() - time.time()) < 5
    assert 0 <= clock.random() < 1


def test_fake_clock() -> None:
    clock = ManualClock(100.0, chance=0.25)
    clock.sleep(3)
    asyncio.run(clock.asleep(4))
    clock.advance(1)
    assert clock.monotonic() == clock.wall() == 108.0
    assert clock.slept == [3, 4] and clock.random() == 0.25
