"""Check that `changed_since` is sent at the declared location of a request."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import unquote_plus

from specloom_runtime import PaginationError, RequestError

from .argument_values import value_for
from .harness import OperationCase
from .recording_server import RecordingServer
from .request_locations import ABSENT, value_at_location
from .request_validation import ReceivedRequest

NAME = "changed_since"


def check_changed_since(case: OperationCase) -> None:
    """Call the operation with `changed_since`, and look for it in the first request.

    The request must contain the name of a filter's property, a value of the parameter,
    or a value in the interval.
    """
    fact = case.operation.extension("changed-since")
    if not fact or NAME in case.arguments:
        return
    request = _request(case, value_for(case.harness.argument_type(case.action, NAME)))
    if name := fact.get("filter"):
        text = unquote_plus(str(request.raw.url)) + request.raw.content.decode()
        assert name in text, f"changed_since: no condition on {name}"
        return
    location = fact.get("interval") or fact["parameter"]
    found = value_at_location(request, location)
    assert found is not ABSENT and found, f"changed_since: no value at {location}"


def _request(case: OperationCase, since: Any) -> ReceivedRequest:
    """Return the request of a call without the argument that `changed_since` replaces.

    To find this argument, the arguments are left out one by one.
    """
    for name in ("", *case.arguments):
        server = RecordingServer(case.operation.responses.success())
        left_out = {name: None} if name else {}
        with suppress(RequestError, PaginationError):
            case.call(server, {**left_out, NAME: since})
        if server.seen:
            return ReceivedRequest(server.seen[0], case.operation)
    raise AssertionError("changed_since is refused")
