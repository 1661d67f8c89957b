"""Whether and when a failed attempt is repeated; and waiting before the vendor says so.

Pure but for two counters that all calls of a client share, the budget and the rate
limit, which guard themselves with a lock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from ..core.clock import Clock
from ..core.errors import (
    ApiError,
    ConnectError,
    ConnectionLost,
    PoolTimeout,
    ProxyError,
    ReadTimeout,
    TlsError,
    TransportError,
)
from ..core.responses import Headers
from ..operations.service import Retry

NOT_PROCESSED = (425, 429)
"""Statuses that say that the request was not processed: any method may repeat."""

Failure: TypeAlias = TransportError | ApiError

TRANSIENT = (ConnectError, ConnectionLost, PoolTimeout, ReadTimeout)
PERMANENT = (TlsError, ProxyError)


@dataclass(frozen=True)
class RetryContext:
    """What decides on a retry next to the failure itself."""

    policy: Retry
    repeatable: bool
    attempt: int
    extra_statuses: tuple[int, ...] = ()


def delay(error: Failure, context: RetryContext, clock: Clock) -> float | None:
    """Return the seconds to wait before the next attempt; None for no retry."""
    policy = context.policy
    if context.attempt > policy.maximum or not may_retry(error, context):
        return None
    most = min(policy.max_delay, policy.base * 2.0 ** (context.attempt - 1))
    told = getattr(error, "retry_after", None)
    if told is None:
        return clock.random() * most
    if told > policy.max_retry_after:
        return None
    return float(told) + clock.random() * min(most, policy.base)


def may_retry(error: Failure, context: RetryContext) -> bool:
    """Return whether the failure is transient and a retry cannot do harm."""
    if isinstance(error, TransportError):
        passing = isinstance(error, TRANSIENT) and not isinstance(error, PERMANENT)
        return passing and (context.repeatable or not error.maybe_sent)
    said = _verdict(error, context.policy.decision_header)
    if said is None:
        said = error.retryable
    if said is None:
        said = error.status in (*context.policy.statuses, *context.extra_statuses)
    return said and (context.repeatable or error.status in NOT_PROCESSED)


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
