"""Decide whether and when a failed attempt is repeated.

All functions are pure. Only the budget has a state, which all calls of a client share.
"""

from __future__ import annotations

import math
import re
import threading
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from ..core import errors
from ..core.clock import Clock
from ..core.responses import Headers
from ..operations.service import Retry

NOT_PROCESSED = (425, 429)
"""Statuses of requests that were not processed, so that any method may be repeated."""

_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")

Failure: TypeAlias = errors.TransportError | errors.ApiError

TRANSIENT = (
    errors.ConnectError,
    errors.ConnectionLost,
    errors.PoolTimeout,
    errors.ReadTimeout,
)
PERMANENT = (errors.TlsError, errors.ProxyError)


def delay(
    error: Failure, policy: Retry, attempt: int, repeatable: bool, clock: Clock
) -> float | None:
    """Return the seconds to wait before the next attempt; None for no retry.

    The delay is random, up to a limit that doubles with each attempt, so that clients
    do not retry at the same time. It is at least the value of `Retry-After`.

    Args:
        error: the failure of the last attempt.
        policy: the retry settings.
        attempt: the number of the last attempt, from 1.
        repeatable: whether the request may be processed twice without harm.
        clock: the source of randomness.
    """
    if attempt > policy.maximum or not _may_retry(error, policy, repeatable):
        return None
    most = min(policy.max_delay, policy.base * 2.0 ** (attempt - 1))
    least = getattr(error, "retry_after", None)
    if least is None:
        return clock.random() * most
    if least > policy.max_retry_after:
        return None
    return float(least) + clock.random() * min(most, policy.base)


def _may_retry(error: Failure, policy: Retry, repeatable: bool) -> bool:
    """Return whether the failure is transient and a retry is safe."""
    if isinstance(error, errors.TransportError):
        transient = isinstance(error, TRANSIENT) and not isinstance(error, PERMANENT)
        return transient and (repeatable or not error.maybe_sent)
    header = error.response.headers.get(policy.decision_header or "", "").lower()
    decision = {"true": True, "false": False}.get(header, error.retryable)
    if decision is None:
        decision = error.status in policy.statuses
    return decision and (repeatable or error.status in NOT_PROCESSED)


def retry_after(headers: Headers, clock: Clock) -> float | None:
    """Return how many seconds the headers ask the client to wait; None without one.

    `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). A date is
    relative to the response's `Date`, because the clocks of the client and the server
    can differ. `retry-after-ms` is a number of milliseconds, and takes precedence.
    """
    millis = _number(headers.all("retry-after-ms"))
    if millis is not None:
        return millis / 1000
    values = headers.all("retry-after")
    seconds = _number(values)
    if seconds is not None or len(values) != 1:
        return seconds
    until = http_date(values[0])
    if until is None:
        return None
    now = http_date(headers.get("date", ""))
    return max(0.0, until - (clock.wall() if now is None else now))


def _number(values: list[str]) -> float | None:
    """Return the value as a number if it is a single finite number; otherwise None."""
    if len(values) != 1 or not _DIGITS.fullmatch(values[0].strip()):
        return None
    number = float(values[0])
    return number if math.isfinite(number) else None


def http_date(text: str) -> float | None:
    """Return a date (RFC 9110, 5.6.7) as seconds since 1970; None for other text."""
    try:
        date = parsedate_to_datetime(text)
        # A date without a zone is in GMT (RFC 9110, section 5.6.7).
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


class RetryBudget:
    """A budget of tokens that limits the retries while a vendor has an outage.

    The numbers are those of botocore: 500 tokens, 14 for a retry, and 5 for a retry
    after throttling.
    """

    CAPACITY = 500
    COST = 14
    THROTTLED = 5

    def __init__(self) -> None:
        self._tokens = self.CAPACITY
        self._lock = threading.Lock()

    def spend(self, error: Failure) -> int:
        """Take the cost of a retry from the budget.

        Return the cost; 0 if the budget is too low for a retry.
        """
        throttled = isinstance(error, errors.ApiError) and error.status == 429
        cost = self.THROTTLED if throttled else self.COST
        with self._lock:
            if cost > self._tokens:
                return 0
            self._tokens -= cost
            return cost

    def refund(self, cost: int) -> None:
        """Refund tokens after a success: the cost of the last retry; 1 without one."""
        with self._lock:
            self._tokens = min(self.CAPACITY, self._tokens + cost)
