"""A span for each call if OpenTelemetry is installed.

Spans carry the operation, the server and how the call ended: no path values, queries,
headers or bodies. Names are those of its semantic conventions for HTTP clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from ..core.events import Attempt
from ..operations.operation import OperationBase

RecordAttempt: TypeAlias = Callable[[Attempt], None]


def tracer(provider: Any = None) -> Any:
    """Return OpenTelemetry's tracer for this package, None if it is not installed."""
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("specloom_runtime", tracer_provider=provider)


@contextmanager
def span(
    tracer: Any, operation: OperationBase, base_url: str
) -> Iterator[RecordAttempt]:
    """Open a span around a call and yield a function that records an attempt.

    The span is not made the current one, because the generator of a call may be closed
    before it ends.
    """
    server = urlsplit(base_url)
    attributes: dict[str, Any] = {
        "http.request.method": operation.method,
        "url.template": operation.path,
        "server.address": server.hostname or "",
    }
    if server.port:
        attributes["server.port"] = server.port
    from opentelemetry.trace import SpanKind, StatusCode

    made = tracer.start_span(
        operation.wire, kind=SpanKind.CLIENT, attributes=attributes
    )

    def see(attempt: Attempt) -> None:
        made.set_attribute("http.request.resend_count", attempt.number - 1)
        if attempt.status is not None:
            made.set_attribute("http.response.status_code", attempt.status)
        if attempt.delay is not None:
            told = {"attempt": attempt.number, "delay": attempt.delay}
            made.add_event("retry", told)

    try:
        yield see
    except BaseException as error:
        made.set_attribute("error.type", type(error).__name__)
        made.set_status(StatusCode.ERROR)
        raise
    finally:
        made.end()
