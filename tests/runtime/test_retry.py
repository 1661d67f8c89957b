"""The delay between attempts: random up to a limit, and never below `Retry-After`."""

from __future__ import annotations

import pytest
from specloom_runtime import ManualClock, RateLimitError, Retry, ServerError
from specloom_runtime.calls.retry import delay
from specloom_runtime.core.responses import Headers, Response

POLICY = Retry(maximum=10, base=0.5, max_delay=8.0)


def failed(status: int) -> Response:
    return Response(status=status, headers=Headers(()), body=b"")


@pytest.mark.parametrize(
    ("attempt", "longest"),
    [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (5, 8.0), (6, 8.0), (10, 8.0)],
)
@pytest.mark.parametrize("chance", [0.0, 0.25, 0.9])
def test_delay_is_random_up_to_a_limit_that_doubles(
    attempt: int, longest: float, chance: float
) -> None:
    error = ServerError("503", response=failed(503))
    clock = ManualClock(chance=chance)
    assert delay(error, POLICY, attempt, True, clock) == pytest.approx(chance * longest)


@pytest.mark.parametrize("chance", [0.0, 0.25, 0.9])
def test_delay_starts_after_the_requested_wait(chance: float) -> None:
    error = RateLimitError("429", response=failed(429), retry_after=30.0)
    clock = ManualClock(chance=chance)
    assert delay(error, POLICY, 1, True, clock) == pytest.approx(30.0 + chance * 0.5)
    assert delay(error, POLICY, 9, True, clock) == pytest.approx(30.0 + chance * 0.5)


def test_last_attempt_has_no_delay() -> None:
    error = ServerError("503", response=failed(503))
    assert delay(error, POLICY, 10, True, ManualClock()) is not None
    assert delay(error, POLICY, 11, True, ManualClock()) is None


def test_wait_beyond_the_limit_is_not_made() -> None:
    error = RateLimitError("429", response=failed(429), retry_after=120.5)
    assert delay(error, POLICY, 1, True, ManualClock()) is None
