"""Convert httpx2's errors to the runtime's, without tracebacks or secrets."""

from __future__ import annotations

import ssl

import httpx2

from ..core import errors
from ..core.secrets import Redactor
from ..http.effects import Send
from ..http.messages import Request, safe_url
from ..http.timing import RequestTiming

FAILURES: tuple[type[Exception], ...] = (
    errors.SpecloomError,
    httpx2.HTTPError,
    httpx2.InvalidURL,
    httpx2.StreamError,
    OSError,
)
"""The exceptions that end a request: those of the runtime, httpx2 and the system."""


def deadline_error(effect: Send) -> errors.DeadlineExceeded:
    """Return the error for a deadline that passed during a request."""
    seconds = effect.remaining or 0.0
    where = f"{effect.request.method} {safe_url(effect.request.url)}"
    return errors.DeadlineExceeded(
        f"{where}: no response arrived in the {seconds:.3g} s left of the deadline",
        deadline=seconds,
        maybe_sent=True,
    )


def closed_error(request: Request, *, maybe_sent: bool) -> errors.TransportError:
    """Return the error for a call whose client was closed; the call is not retried."""
    doing = f"{request.method} {safe_url(request.url)}"
    text = f"{doing}: the client was closed before the response arrived"
    return errors.TransportError(text, maybe_sent=maybe_sent)


def map_error(
    error: Exception, request: Request, redactor: Redactor, timing: RequestTiming
) -> errors.TransportError:
    """Return the runtime's error for an error of httpx2."""
    kind = _kind(error)
    if timing.tunnelling and not issubclass(kind, errors.ConnectError):
        kind = errors.ProxyError
    doing = f"{request.method} {safe_url(request.url)}"
    text = f"{doing}: {str(error) or type(error).__name__}"
    if kind in (errors.ConnectionLost, errors.ReadTimeout):
        text += " (the request may have been sent, and may have been processed)"
    failure = kind(redactor.text(text))
    if isinstance(failure, errors.ConnectionLost):
        failure.stale = timing.stale
    return failure


def _kind(error: BaseException) -> type[errors.TransportError]:
    match error:
        case httpx2.PoolTimeout():
            return errors.PoolTimeout
        case httpx2.ProxyError():
            return errors.ProxyError
        case httpx2.ConnectTimeout() | httpx2.ConnectError():
            return errors.TlsError if _certificate(error) else errors.ConnectError
        case httpx2.TimeoutException():
            return errors.ReadTimeout
        case httpx2.UnsupportedProtocol() | httpx2.InvalidURL():
            return errors.ConnectError
        case httpx2.LocalProtocolError():
            return errors.TransportError
    return errors.ConnectionLost


def _certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
