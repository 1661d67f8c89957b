"""The budget of retries: what each costs, and how it is refilled."""

from __future__ import annotations

import pytest
from specloom_runtime import ApiError, ConnectError
from specloom_runtime.calls.retry import RetryBudget
from specloom_runtime.core.responses import Headers, Response


def failure(status: int | None) -> ApiError | ConnectError:
    """Return the error of a status; None: no connection."""
    if status is None:
        return ConnectError("refused")
    return ApiError("", response=Response(status=status, headers=Headers([]), body=b""))


@pytest.mark.parametrize(
    ("status", "cost", "retries"), [(None, 14, 35), (503, 14, 35), (429, 5, 100)]
)
def test_budget_allows_so_many_retries(
    status: int | None, cost: int, retries: int
) -> None:
    budget = RetryBudget()
    assert [budget.spend(failure(status)) for _ in range(retries)] == [cost] * retries
    assert budget.spend(failure(status)) == 0


def test_success_refunds_its_retry_or_one_token() -> None:
    budget = RetryBudget()
    while budget.spend(failure(429)):
        pass
    for _ in range(13):
        budget.refund(1)
        assert budget.spend(failure(503)) == 0
    budget.refund(1)
    assert budget.spend(failure(503)) == 14
    assert budget.spend(failure(429)) == 0
    budget.refund(5)
    assert budget.spend(failure(429)) == 5


def test_refunds_do_not_exceed_the_budget() -> None:
    budget = RetryBudget()
    for _ in range(50):
        budget.refund(14)
    spent = 0
    while cost := budget.spend(failure(429)):
        spent += cost
    assert spent == 500
