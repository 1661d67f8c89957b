"""A limit on the retries of a client, so that a failing vendor is not flooded."""

from __future__ import annotations

import threading

from ..core.errors import ApiError
from .retry import Failure


class RetryBudget:
    """Tokens that retries cost, so that a vendor that is down is not flooded.

    The numbers are botocore's: 500 tokens, 14 for a retry, 5 after a throttling.
    """

    CAPACITY = 500
    COST = 14
    THROTTLED = 5

    def __init__(self) -> None:
        self._tokens = self.CAPACITY
        self._lock = threading.Lock()

    def spend(self, error: Failure) -> int:
        """Pay for a retry after this failure; return its cost, 0 if it is too much."""
        throttled = isinstance(error, ApiError) and error.status == 429
        cost = self.THROTTLED if throttled else self.COST
        with self._lock:
            if cost > self._tokens:
                return 0
            self._tokens -= cost
            return cost

    def refund(self, cost: int) -> None:
        """Return the cost of the last retry of a successful call, or one token."""
        with self._lock:
            self._tokens = min(self.CAPACITY, self._tokens + (cost or 1))
