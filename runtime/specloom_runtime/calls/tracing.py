"""Create a span for each call if OpenTelemetry is installed.

Spans contain the operation, the server and the outcome of the call, but no path values,
queries, headers or bodies. The names follow the semantic conventions for HTTP clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from ..core.events import Attempt
from ..operations.base_operation import OperationBase

RecordAttempt: TypeAlias = Callable[[Attempt], None]


def tracer(provider: Any = None) -> Any:
    """Return OpenTelemetry's tracer for this package; None if it is not installed."""
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("specloom_runtime", tracer_provider=provider)


@contextmanager
def span(
    tracer: Any, operation: OperationBase, base_url: str
) -> Iterator[RecordAttempt | None]:
    """Open a span around a call, and yield a function that records an attempt.

    The result is None if the span is not recorded, that is, without an SDK or if the
    span is not sampled.

    The span does not become the current span, because the generator of a call can be
    closed before it ends.
    """
    attributes = {
        "http.request.method": operation.method,
        "url.template": operation.path,
        **_server(base_url),
    }
    from opentelemetry.trace import SpanKind, StatusCode

    made = tracer.start_span(
        operation.wire, kind=SpanKind.CLIENT, attributes=attributes
    )

    def see(attempt: Attempt) -> None:
        made.set_attribute("http.request.resend_count", attempt.number - 1)
        if attempt.status is not None:
            made.set_attribute("http.response.status_code", attempt.status)
        if attempt.delay is not None:
            attributes = {"attempt": attempt.number, "delay": attempt.delay}
            made.add_event("retry", attributes)

    try:
        yield see if made.is_recording() else None
    except BaseException as error:
        made.set_attribute("error.type", type(error).__name__)
        made.set_status(StatusCode.ERROR)
        raise
    finally:
        made.end()


@lru_cache
def _server(base_url: str) -> dict[str, Any]:
    """Return the attributes of a server, which all its spans share."""
    parts = urlsplit(base_url)
    address = {"server.address": parts.hostname or ""}
    return {**address, "server.port": parts.port} if parts.port else address
