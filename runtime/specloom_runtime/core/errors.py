"""The exceptions that a call can raise, one tree for all vendors.

    SpecloomError
    ├── ConfigurationError      the client cannot be built with these settings
    ├── RequestError            the arguments cannot be sent; nothing was
    │   └── FilterError         the filter cannot be written in the vendor's grammar
    ├── TransportError          no whole response came back
    │   ├── ConnectError        nothing was sent
    │   │   ├── TlsError        the certificate was refused
    │   │   └── ProxyError      the proxy refused
    │   ├── PoolTimeout         no free connection; nothing was sent
    │   ├── ConnectionLost      cut off; the request may have been processed
    │   ├── ReadTimeout         no data in time; the request may have been processed
    │   ├── ResponseTooLarge    stopped at the client's size cap
    │   └── DeadlineExceeded    the call's total time is used up
    ├── ApiError                the vendor responded with an error
    │   ├── RedirectError               3xx, which is never followed elsewhere
    │   ├── BadRequestError             400
    │   ├── AuthenticationError         401
    │   ├── PermissionDeniedError       403
    │   ├── NotFoundError               404
    │   ├── RequestTimeoutError         408
    │   ├── ConflictError               409
    │   ├── GoneError                   410
    │   ├── PayloadTooLargeError        413
    │   ├── UnprocessableError          422
    │   ├── RateLimitError              429, with retry_after
    │   └── ServerError                 5xx
    ├── DecodeError             the response does not match the description
    ├── PaginationError         the pages contradict themselves
    ├── MergeConflict           two responses disagree on one item
    └── SignatureError          a received message is not the vendor's

No error carries a credential: bodies and headers are redacted before they get here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .responses import Response

SHOWN = 200
"""How many characters of a body an error's text shows."""


class SpecloomError(Exception):
    """The base class of every error that this package raises.

    `checkpoint` is set if the error ended an iteration over pages:
    `contacts.list().resume(error.checkpoint)`, with the same arguments of the list,
    continues there without repeats or gaps.
    """

    checkpoint: Any = None
    request_id: str | None = None

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        # Exception's own pickling calls the class, which needs keyword-only arguments.
        return type(self).__new__, (type(self), *self.args), self.__dict__


class ConfigurationError(SpecloomError):
    """The client cannot be built with these settings: one is missing or invalid."""


class SignatureError(SpecloomError):
    """A received message is not signed as the vendor signs; do not trust it."""


class RequestError(SpecloomError):
    """The arguments cannot be sent as they are; nothing was sent."""


class FilterError(RequestError):
    """The filter or sort cannot be written in the vendor's grammar."""


class TransportError(SpecloomError):
    """No whole response came back.

    `maybe_sent` says whether the vendor may have seen and processed the request.
    """

    maybe_sent: bool = True

    def __init__(self, message: str = "", *, maybe_sent: bool | None = None) -> None:
        super().__init__(message)
        if maybe_sent is not None:
            self.maybe_sent = maybe_sent


class ConnectError(TransportError):
    """The connection could not be made; nothing was sent."""

    maybe_sent = False


class TlsError(ConnectError):
    """The server's certificate was refused; never retried, never downgraded."""


class ProxyError(ConnectError):
    """The proxy refused the connection; nothing reached the vendor."""


class PoolTimeout(TransportError):
    """No connection became free in time; nothing was sent."""

    maybe_sent = False


class ConnectionLost(TransportError):
    """The connection was cut before the whole response arrived; it may have been sent.

    `stale` is a connection that was kept open since an earlier call and on which
    nothing came back: the server had most likely closed it already.
    """

    stale: bool = False


class ReadTimeout(TransportError):
    """The vendor sent no data in time; the request may have been processed."""


class ResponseTooLarge(TransportError):
    """The body passed the client's size cap, counted after decompression."""


class DeadlineExceeded(TransportError):
    """The call's total time is used up; `last` is the failure it was retrying."""

    def __init__(
        self,
        message: str = "",
        *,
        deadline: float,
        last: SpecloomError | None = None,
        maybe_sent: bool | None = None,
    ) -> None:
        super().__init__(message, maybe_sent=maybe_sent)
        self.deadline = deadline
        self.last = last


class ApiError(SpecloomError):
    """The vendor responded with an error.

    `status` is the HTTP status, `code` the vendor's own code, `message` and `details`
    what it says about it, `request_id` what its support will ask for, `body` the raw
    bytes and `response` the whole response.
    """

    def __init__(
        self,
        message: str,
        *,
        response: Response,
        code: str | None = None,
        details: Any = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(message)
        self.response = response
        self.retryable = retryable
        """What the description says of repeating it; None: the status decides."""
        self.code = code
        self.details = details
        self.request_id = request_id or response.request_id
        self.retry_after = retry_after
        """Seconds the vendor asks to wait before another try."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def body(self) -> bytes:
        """The whole body as it came."""
        return self.response.body

    def __str__(self) -> str:
        head = f"{self.status}"
        if self.code:
            head += f" {self.code}"
        detail = self.message or snippet(self.body)
        text = f"{head}: {detail}" if detail else head
        if self.request_id:
            text += f" (request id {self.request_id})"
        return text


class RedirectError(ApiError):
    """A redirect that is not followed: to another origin, unsafe, or in a loop."""


class BadRequestError(ApiError):
    """400: the vendor does not understand the request."""


class AuthenticationError(ApiError):
    """401: the credentials are missing, wrong or expired."""


class PermissionDeniedError(ApiError):
    """403: the credentials are known but may not do this."""


class NotFoundError(ApiError):
    """404: there is no such thing."""


class RequestTimeoutError(ApiError):
    """408: the vendor gave up waiting for the request."""


class ConflictError(ApiError):
    """409: the thing changed meanwhile, or already exists."""


class GoneError(ApiError):
    """410: the thing is no longer there."""


class PayloadTooLargeError(ApiError):
    """413: the request asks for, or carries, too much."""


class UnprocessableError(ApiError):
    """422: the request is understood and its values are refused."""


class RateLimitError(ApiError):
    """429: too many requests; `retry_after` is the wait in seconds, if given."""


class ServerError(ApiError):
    """5xx: the vendor failed."""


class DecodeError(SpecloomError):
    """The response does not match the description.

    `response` is the whole response, `operation` the method and path asked.
    """

    def __init__(
        self, message: str, *, response: Response | None = None, operation: str = ""
    ) -> None:
        super().__init__(message)
        self.response = response
        self.operation = operation
        self.request_id = response.request_id if response else None

    @property
    def status(self) -> int | None:
        """The HTTP status, where there was a response."""
        return self.response.status if self.response else None

    def __str__(self) -> str:
        text = f"{self.operation}: {self.message}" if self.operation else self.message
        if self.response is not None:
            text += f" (status {self.status}"
            if self.request_id:
                text += f", request id {self.request_id}"
            text += f") {snippet(self.response.body)}"
        return text.rstrip()


class PaginationError(SpecloomError):
    """The pages contradict themselves: a repeated cursor, a cap, too many empty
    pages.

    `checkpoint` is where the iteration stood.
    """

    def __init__(self, message: str, *, checkpoint: Any = None) -> None:
        super().__init__(message)
        self.checkpoint = checkpoint


def snippet(body: bytes) -> str:
    """Return the beginning of a body on one line."""
    text = " ".join(body[: SHOWN * 4].decode("utf-8", "replace").split())
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


class MergeConflict(SpecloomError):
    """Two responses have different values for the same place of the same item.

    `path` names the place, including the identity of each item that it passes through.
    `left` is the value that was read first, `right` the one that was read later.
    """

    def __init__(self, path: str, left: Any, right: Any) -> None:
        super().__init__(f"two responses disagree on {path}: {left!r} and {right!r}")
        self.path = path
        self.left = left
        self.right = right
