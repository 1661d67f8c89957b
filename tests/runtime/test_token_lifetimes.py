"""When a token is renewed, and whom the failure of a renewal concerns."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
from specloom_runtime import ApiError, ConnectError, DeadlineExceeded, SpecloomError
from specloom_runtime.auth.token_store import (
    Shared,
    Token,
    TokenStore,
    expiring_token,
)
from specloom_runtime.core.responses import Headers, Response
from specloom_runtime.core.secrets import Secret


def answered(status: int) -> ApiError:
    return ApiError("", response=Response(status=status, headers=Headers([]), body=b""))


@pytest.mark.parametrize(
    ("lifetime", "renewed"),
    [(0.5, 0.4), (100, 80), (299, 239.2), (300, 240), (301, 241), (3600, 3540)],
)
def test_a_token_is_renewed_shortly_before_it_expires(
    lifetime: float, renewed: float
) -> None:
    token = expiring_token("t", lifetime, 1000.0)
    for time, fresh in ((renewed - 0.01, True), (renewed + 0.01, False)):
        assert token.fresh(1000.0 + time) is fresh
    for time, valid in ((lifetime - 0.01, True), (lifetime, False)):
        assert token.valid(1000.0 + time) is valid


def test_a_token_without_a_margin_is_used_until_it_expires() -> None:
    assert Token(Secret("t"), expires=10.0).fresh(9.99)
    assert not Token(Secret("t"), expires=10.0).fresh(10.0)


@pytest.mark.parametrize("lifetime", [0, -1, 0.0, "", "soon", True, [3600], 10**400])
def test_a_lifetime_that_is_not_a_positive_number_is_reported(lifetime: Any) -> None:
    reported: list[str] = []
    assert expiring_token("t", lifetime, 0.0, reported.append).expires is None
    assert reported == [repr(lifetime)]


def store_of(token: Token, now: float) -> TokenStore:
    """Return a store with a token, of which a call has begun to fetch the next."""
    store = TokenStore()
    assert store.acquire(now) is None
    store.resolve(token)
    return store


OLD = Token(Secret("old-token"), expires=100.0, margin=60.0)
NEW = Token(Secret("new-token"), expires=60.0, margin=10.0)


@pytest.mark.parametrize("now", [-1000.0, 0.0, 0.5, 50.0])
def test_the_first_renewal_is_not_delayed(now: float) -> None:
    store = store_of(Token(Secret("t"), expires=now + 1.0, margin=5.0), now)
    assert store.acquire(now) is None


def test_a_failed_renewal_is_repeated_after_ten_seconds() -> None:
    store = store_of(OLD, 0.0)
    assert store.acquire(40.0) is None
    assert store.failed(Shared(ConnectError("refused"), None), 40.0) is OLD
    assert store.acquire(49.99) is OLD
    assert store.acquire(50.0) is None


def test_a_failure_does_not_delay_the_renewal_of_the_next_token() -> None:
    store = store_of(OLD, 0.0)
    assert store.acquire(45.0) is None
    assert store.failed(Shared(ConnectError("refused"), None), 45.0) is OLD
    store.invalidate(Secret("old-token"))
    assert store.acquire(46.0) is None
    store.resolve(NEW)
    assert store.acquire(49.99) is NEW
    assert store.acquire(50.0) is None


def test_one_call_renews_and_the_others_use_the_old_token() -> None:
    store = store_of(OLD, 0.0)
    assert store.acquire(39.99) is OLD
    assert store.acquire(40.0) is None
    assert store.acquire(41.0) is OLD
    assert isinstance(store.acquire(100.0), Future)


@pytest.mark.parametrize(
    ("error", "for_all"),
    [
        *((answered(status), True) for status in (400, 401, 403, 407, 409, 424, 426)),
        *((answered(status), True) for status in (428, 430, 499)),
        *((answered(status), False) for status in (408, 425, 429, 500, 501, 503)),
        (ConnectError("refused"), False),
    ],
    ids=str,
)
def test_a_refusal_holds_for_calls_with_other_settings(
    error: SpecloomError, for_all: bool
) -> None:
    assert Shared(error, "short").holds("short")
    assert Shared(error, "short").holds("long") is for_all


def test_a_deadline_concerns_the_call_that_had_it() -> None:
    late = DeadlineExceeded(deadline=1.0)
    assert not Shared(late, "short").holds("short")
