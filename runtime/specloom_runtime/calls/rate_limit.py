"""Keep a declared rate limit, so that the vendor does not reject requests."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from weakref import WeakValueDictionary

from ..operations.service import RateLimit


class RateLimiter:
    """Delay requests so that they keep a declared rate limit."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._passed: deque[float] = deque(maxlen=limit.requests)
        self._lock = threading.Lock()

    def wait(self, now: float, until: float | None = None) -> float | None:
        """Reserve the next free time, and return the seconds until then.

        If that time is after `until`, return None and reserve nothing.
        """
        with self._lock:
            moment = now
            if len(self._passed) == self._limit.requests:
                moment = max(now, self._passed[0] + self._limit.per)
            if until is not None and moment > until:
                return None
            self._passed.append(moment)
            return moment - now


class RateLimits:
    """The limiters for rate limits that apply to a credential instead of a client.

    Clients with the same credential share its limiter. The limiter is discarded with
    the last client that uses it.
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
"""The default of all clients: vendors count all requests with a credential together."""
