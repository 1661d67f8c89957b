"""Keep a declared rate limit before the vendor has to refuse requests."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable
from weakref import WeakValueDictionary

from ..operations.service import RateLimit


class RateLimiter:
    """Delay requests so that a declared rate limit is kept."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._passed: deque[float] = deque(maxlen=limit.requests)
        self._lock = threading.Lock()

    def wait(self, now: float, until: float | None = None) -> float | None:
        """Reserve the next free moment and return the seconds until then.

        Return None and reserve nothing if it would be after `until`.
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
    """The limiters of quotas that belong to a credential, not to a client.

    Clients with the same key use up the same quota, so they share its limiter, which is
    dropped with the last client that holds it.
    """

    def __init__(self) -> None:
        self._limiters: WeakValueDictionary[Hashable, RateLimiter]
        self._limiters = WeakValueDictionary()
        self._lock = threading.Lock()

    def limiter(self, limit: RateLimit, owner: Hashable) -> RateLimiter:
        """Return the limiter of an owner's quota."""
        with self._lock:
            return self._limiters.setdefault((limit, owner), RateLimiter(limit))


PROCESS_LIMITS = RateLimits()
"""Default for every client: a vendor counts the requests of all clients of a key."""
