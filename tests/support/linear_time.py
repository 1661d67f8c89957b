"""Whether the time for something grows with its size alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

ROUNDS = 12
"""How often both sizes are tried: another process can take the cache away."""
SLACK = 0.0005
"""Seconds by which the clock can be wrong."""


def cost(run: Callable[[int], object], size: int) -> float:
    """Return the CPU time of a run in seconds."""
    begun = time.process_time()
    run(size)
    return time.process_time() - begun


def is_linear(run: Callable[[int], object], size: int, slack: float = SLACK) -> bool:
    """Return whether twice the size takes at most two and a half times as long.

    The shortest time of all rounds counts, for each of the sizes; at least three
    rounds are made.

    Args:
        run: what is measured, called with a size.
        size: the smaller size.
        slack: seconds by which the longer run may exceed its limit.
    """
    single = double = inf
    for number in range(ROUNDS):
        single = min(single, cost(run, size))
        double = min(double, cost(run, 2 * size))
        if number >= 2 and double <= 2.5 * single + slack:
            return True
    return False
