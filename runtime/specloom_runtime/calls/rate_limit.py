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


_shared_limiters: WeakValueDictionary[Hashable, RateLimiter] = WeakValueDictionary()
_shared_lock = threading.Lock()


def shared_rate_limiter(limit: RateLimit, owner: Hashable) -> RateLimiter:
    """Return the limiter of a quota that belongs to a credential, not to a client.

    Limiters are shared by the whole process: two clients with the same key use up the
    same quota. A limiter is dropped with the last client that holds it.
    """
    with _shared_lock:
        return _shared_limiters.setdefault((limit, owner), RateLimiter(limit))
