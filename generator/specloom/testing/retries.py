"""Check that a failed call waits as requested and repeats the same bytes."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from specloom_runtime import PaginationError

from .harness import OperationCase
from .recording_server import RecordingServer


def check_retry_after(case: OperationCase) -> None:
    """Check that a client waits seven seconds after `429` with `Retry-After: 7`."""
    if case.operation.extension("retry") is False:
        return
    failure: Any = (429, {}, {"Retry-After": "7"})
    server = RecordingServer(failure, case.operation.responses.success())
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
    methods = (extension or {}).get("methods", ("post", "put", "patch"))
    if not extension or operation.method not in methods:
        return
    server = RecordingServer((503, {}), operation.responses.success())
    case.call(server, retries=1)
    keys = {request.headers.get(extension["header"]) for request in server.seen}
    assert len(server.seen) == 2, "a write with a key was not repeated"
    assert len(keys) == 1 and None not in keys, f"keys {keys} (expected one)"
    assert server.seen[0].content == server.seen[1].content
