"""Whether and when a failed attempt is repeated; and waiting before the vendor says so.

Pure but for two counters that all calls of a client share, the budget and the rate
limit, which guard themselves with a lock.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeAlias
from weakref import WeakValueDictionary

from .clock import Clock
from .errors import (
    ApiError,
    ConnectError,
    ConnectionLost,
    PoolTimeout,
    ProxyError,
    ReadTimeout,
    TlsError,
    TransportError,
)
from .service import RateLimit, Retry
from .values import Headers

UNTOUCHED = (425, 429)
"""Statuses that say that the request was not processed: any method may repeat."""

Failure: TypeAlias = TransportError | ApiError

PASSING = (ConnectError, ConnectionLost, PoolTimeout, ReadTimeout)
FINAL = (TlsError, ProxyError)


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call, for the `on_attempt` hook.

    `number` counts from 1. `reason` is why it failed, "" where it did not; `delay` the
    seconds until the next attempt, None where there is none.
    """

    number: int
    operation: str
    reason: str = ""
    delay: float | None = None
    status: int | None = None
    request_id: str | None = None
    replayed: bool = False


@dataclass(frozen=True)
class Chances:
    """What decides about one failed attempt beside the failure itself."""

    policy: Retry
    repeatable: bool
    attempt: int
    extra_statuses: tuple[int, ...] = ()


def delay(error: Failure, chances: Chances, clock: Clock) -> float | None:
    """Seconds to wait before the next attempt; None where there must be none."""
    policy = chances.policy
    if chances.attempt > policy.maximum or not may_repeat(error, chances):
        return None
    most = min(policy.cap, policy.base * 2.0 ** (chances.attempt - 1))
    told = getattr(error, "retry_after", None)
    if told is None:
        return clock.random() * most
    if told > policy.patience:
        return None
    return float(told) + clock.random() * min(most, policy.base)


def may_repeat(error: Failure, chances: Chances) -> bool:
    """Whether the failure passes with time and repeating it cannot do harm."""
    if isinstance(error, TransportError):
        passing = isinstance(error, PASSING) and not isinstance(error, FINAL)
        return passing and (chances.repeatable or not error.maybe_sent)
    said = _verdict(error, chances.policy.verdict)
    if said is None:
        said = error.retryable
    if said is None:
        said = error.status in (*chances.policy.statuses, *chances.extra_statuses)
    return said and (chances.repeatable or error.status in UNTOUCHED)


def _verdict(error: ApiError, header: str | None) -> bool | None:
    said = error.response.headers.get(header, "").lower() if header else ""
    return {"true": True, "false": False}.get(said)


def retry_after(headers: Headers, clock: Clock) -> float | None:
    """Seconds the vendor asks to wait: milliseconds, seconds or a date; None for none.

    A date counts from the answer's own Date, because the two clocks may differ.
    Nonsense is None.
    """
    millis = _number(headers.all("retry-after-ms"))
    if millis is not None:
        return millis / 1000
    values = headers.all("retry-after")
    seconds = _number(values)
    if seconds is not None or len(values) != 1:
        return seconds
    until = _date(values[0])
    if until is None:
        return None
    now = _date(headers.get("date", ""))
    return max(0.0, until - (clock.wall() if now is None else now))


def _number(values: list[str]) -> float | None:
    """The one number there is, where it is finite and not negative."""
    try:
        (text,) = values
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


class Budget:
    """Tokens that retries cost, so that a vendor that is down is not flooded.

    The numbers are botocore's: 500 tokens, 14 for a retry, 5 after a throttling.
    """

    CAPACITY = 500
    COST = 14
    THROTTLED = 5

    def __init__(self) -> None:
        self._tokens = self.CAPACITY
        self._lock = threading.Lock()

    def take(self, error: Failure) -> int:
        """Pay for a retry after this failure: what it cost, 0 where it is too much."""
        throttled = isinstance(error, ApiError) and error.status == 429
        cost = self.THROTTLED if throttled else self.COST
        with self._lock:
            if cost > self._tokens:
                return 0
            self._tokens -= cost
            return cost

    def give_back(self, cost: int) -> None:
        """A call succeeded: what its last retry cost comes back, or one token."""
        with self._lock:
            self._tokens = min(self.CAPACITY, self._tokens + (cost or 1))


class Turnstile:
    """Lets so many requests through in any stretch of so many seconds."""

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._passed: deque[float] = deque(maxlen=limit.requests)
        self._lock = threading.Lock()

    def wait(self, now: float, until: float | None = None) -> float | None:
        """Reserve the next free moment: the seconds until then.

        None, and nothing is reserved, where it would be after `until`.
        """
        with self._lock:
            moment = now
            if len(self._passed) == self._limit.requests:
                moment = max(now, self._passed[0] + self._limit.per)
            if until is not None and moment > until:
                return None
            self._passed.append(moment)
            return moment - now


_shared: WeakValueDictionary[Hashable, Turnstile] = WeakValueDictionary()
_sharing = threading.Lock()


def shared_turnstile(limit: RateLimit, whose: Hashable) -> Turnstile:
    """The turnstile of a quota that belongs to a credential, not to a client.

    The one state of a whole process: two clients with the same key use up the same
    quota, whoever made them. It ends with the last client that waits at it.
    """
    with _sharing:
        return _shared.setdefault((limit, whose), Turnstile(limit))
