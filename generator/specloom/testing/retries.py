"""Check that a failed call waits as long as requested, and repeats the same bytes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import httpx2
from specloom_runtime import PaginationError

from .description import DescribedOperation
from .harness import OperationCase, make_response


class _FailingServer:
    """A handler that fails the first request and answers the others as documented."""

    def __init__(
        self, operation: DescribedOperation, status: int, headers: Any
    ) -> None:
        self._status, self._headers = status, headers
        self._success = operation.success_response()
        self.seen: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.seen.append(request)
        if len(self.seen) == 1:
            return make_response(self._status, {}, self._headers)
        return make_response(*self._success)


def check_retry_after(case: OperationCase) -> None:
    """Check that after `429` with `Retry-After: 7` the client waits seven seconds."""
    if case.operation.extension("retry") is False:
        return
    server = _FailingServer(case.operation, 429, {"Retry-After": "7"})
    sleeps: list[float] = []
    with suppress(PaginationError):
        sleeps = case.call(server, retries=1).sleeps
    assert len(server.seen) >= 2, "a failed call was not repeated"
    assert server.seen[0].content == server.seen[1].content
    assert not sleeps or max(sleeps) >= 7, f"waited {sleeps} (expected 7 seconds)"


def check_idempotency_key(case: OperationCase) -> None:
    """Check that a repeated write has the same idempotency key and the same bytes."""
    operation = case.operation
    schemes = operation.spec.get("x-specloom-idempotency", {})
    own = operation.extension("idempotency")
    extension = schemes.get("default") if own is None else own
    if not extension or operation.method not in extension.get(
        "methods", ("post", "put", "patch")
    ):
        return
    server = _FailingServer(operation, 503, {})
    case.call(server, retries=1)
    keys = {request.headers.get(extension["header"]) for request in server.seen}
    assert len(server.seen) == 2, "a write with a key was not repeated"
    assert len(keys) == 1 and None not in keys, f"keys {keys} (expected one)"
    assert server.seen[0].content == server.seen[1].content
