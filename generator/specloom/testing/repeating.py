"""Proves that a refused call waits as it was told, and repeats itself to the letter."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import httpx2
from specloom_runtime import PaginationError

from .bench import Case, respond
from .described import Described


class _Refusing:
    """Refuses the first request, answers the others as documented."""

    def __init__(self, described: Described, status: int, headers: Any) -> None:
        self._status, self._headers = status, headers
        self._success = described.success()
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        if len(self.seen) == 1:
            return respond(self._status, {}, self._headers)
        return respond(*self._success)


def prove_wait(case: Case) -> None:
    """After `429` with `Retry-After: 7` nothing is sent for seven seconds."""
    if case.described.fact("retry") is False:
        return
    server = _Refusing(case.described, 429, {"Retry-After": "7"})
    slept: list[float] = []
    with suppress(PaginationError):
        slept = case.run(server, retries=1).slept
    assert len(server.seen) >= 2, "a refused call was not repeated"
    assert server.seen[0].content == server.seen[1].content
    assert not slept or max(slept) >= 7, f"waited {slept} (expected 7 seconds)"


def prove_key(case: Case) -> None:
    """A repeated write has the same idempotency key and the same bytes."""
    described = case.described
    schemes = described.spec.get("x-specloom-idempotency", {})
    own = described.fact("idempotency")
    fact = schemes.get("default") if own is None else own
    if not fact or described.method not in fact.get(
        "methods", ("post", "put", "patch")
    ):
        return
    server = _Refusing(described, 503, {})
    case.run(server, retries=1)
    keys = {request.headers.get(fact["header"]) for request in server.seen}
    assert len(server.seen) == 2, "a write with a key was not repeated"
    assert len(keys) == 1 and None not in keys, f"keys {keys} (expected one)"
    assert server.seen[0].content == server.seen[1].content
