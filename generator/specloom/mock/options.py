"""The settings of a mock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MockOptions:
    """The settings of a mock.

    Attributes:
        seed: determines the values in responses; the same seed gives the same values.
        items: the number of items in each list; 0 for lists that are empty at first.
        authenticate: whether requests without the declared credentials are refused.
        credentials: the accepted credentials; if empty, any text is accepted.
        limit_rate: whether requests above a declared rate limit are refused.
        latency: the time before each response, in milliseconds.
        fail: the status of responses that fail on purpose; None if none do.
        fail_every: the number of requests of which one fails on purpose.
    """

    seed: int = 0
    items: int = 25
    authenticate: bool = True
    credentials: tuple[str, ...] = ()
    limit_rate: bool = True
    latency: float = 0.0
    fail: int | None = None
    fail_every: int = 1
