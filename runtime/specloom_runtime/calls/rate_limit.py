"""Delay requests so that they stay below a declared rate limit."""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections.abc import Hashable
from contextlib import suppress
from weakref import WeakValueDictionary

from ..operations.service import RateLimit


class RateLimiter:
    """A limiter that delays requests so that they stay below a declared rate limit."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._reserved: list[float] = []
        """The times of the requests, sorted, from the start of the last period."""
        self._lock = threading.Lock()

    def reserve(self, now: float, until: float | None = None) -> float | None:
        """Reserve the next free time, and return it.

        If that time is after `until`, return None and reserve nothing.
        """
        requests, period = self._limit.requests, self._limit.per
        with self._lock:
            del self._reserved[: bisect_right(self._reserved, now - period)]
            moment = now
            if len(self._reserved) >= requests:
                moment = max(now, self._reserved[-requests] + period)
            if until is not None and moment > until:
                return None
            insort(self._reserved, moment)
            return moment

    def release(self, moment: float) -> None:
        """Release a reserved time, because its request is not sent."""
        with self._lock, suppress(ValueError):
            self._reserved.remove(moment)


class RateLimits:
    """The limiters for rate limits that apply to a credential and not to a client.

    Clients with the same credential share a limiter. It is discarded with the last
    client that uses it.
    """

    def __init__(self) -> None:
        self._limiters: WeakValueDictionary[Hashable, RateLimiter]
        self._limiters = WeakValueDictionary()
        self._lock = threading.Lock()

    def limiter(self, limit: RateLimit, owner: Hashable) -> RateLimiter:
        """Return the limiter for the rate limit of an owner."""
        with self._lock:
            return self._limiters.setdefault((limit, owner), RateLimiter(limit))


PROCESS_LIMITS = RateLimits()
"""The limiters of all clients, because vendors count requests per credential."""
