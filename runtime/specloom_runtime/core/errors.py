"""The exceptions that a call can raise, one tree for all vendors.

    SpecloomError
    ├── ConfigurationError      the client cannot be built with these settings
    ├── RequestError            the arguments cannot be sent; nothing was sent
    │   └── FilterError         the filter cannot be written in the vendor's grammar
    ├── TransportError          no complete response was received
    │   ├── ConnectError        nothing was sent
    │   │   ├── TlsError        the certificate was refused
    │   │   └── ProxyError      the proxy refused
    │   ├── PoolTimeout         no free connection; nothing was sent
    │   ├── ConnectionLost      cut off; the request may have been processed
    │   ├── ReadTimeout         no data in time; the request may have been processed
    │   ├── ResponseTooLarge    stopped at the client's size limit
    │   └── DeadlineExceeded    the call's total time is used up
    ├── ApiError                the vendor responded with an error
    │   ├── RedirectError               3xx: a redirect that is not followed
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
    ├── RowError                an item of a view lacks a value that each row needs
    ├── ColumnError             a value does not fit its column of an Arrow table
    ├── CutBucketError          no single response has all days of a bucket
    └── SignatureError          a received message is not the vendor's

No error contains a credential, because bodies and headers are redacted first. The text
of an error is one line of limited length; `message` is the whole message.
"""

from __future__ import annotations

from typing import Any

from .base_error import SpecloomError as SpecloomError
from .responses import DecodeError as DecodeError
from .responses import Response
from .shown_text import LONGEST, shown, snippet


class ConfigurationError(SpecloomError):
    """The client cannot be created: a setting is missing or invalid."""


class SignatureError(SpecloomError):
    """A received message has no valid signature; do not trust the message."""


class RequestError(SpecloomError):
    """The arguments cannot be sent; nothing was sent."""


class FilterError(RequestError):
    """The vendor's grammar cannot express the filter or the sort order."""


class TransportError(SpecloomError):
    """No complete response was received.

    `maybe_sent` is whether the vendor may have received and processed the request.
    """

    maybe_sent: bool = True

    def __init__(self, message: str = "", *, maybe_sent: bool | None = None) -> None:
        super().__init__(message)
        if maybe_sent is not None:
            self.maybe_sent = maybe_sent


class ConnectError(TransportError):
    """The connection could not be opened; nothing was sent."""

    maybe_sent = False


class TlsError(ConnectError):
    """The server's certificate was rejected; there is no retry without verification."""


class ProxyError(ConnectError):
    """The proxy rejected the connection; nothing was sent to the vendor."""


class PoolTimeout(TransportError):
    """No connection became available in time; nothing was sent."""

    maybe_sent = False


class ConnectionLost(TransportError):
    """The connection broke before the response was complete.

    The request may have been sent.

    `stale` is whether the connection was kept open since an earlier call, and received
    nothing in this call: the server had probably closed it already.
    """

    stale: bool = False


class ReadTimeout(TransportError):
    """The vendor sent no data in time; the request may have been processed."""


class ResponseTooLarge(TransportError):
    """The body exceeded the client's size limit, after decompression."""


class DeadlineExceeded(TransportError):
    """The total time of the call is used up; `last` is the last failure."""

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

    `status` is the HTTP status, and `code` the vendor's error code. `message` and
    `details` are the vendor's explanation. `hint` is its advice to developers, None
    without one. `request_id` identifies the request for the
    vendor's support. `for_end_user` is whether the vendor means the message for the
    user of the program. `body` is the raw body in bytes, and `response` the complete
    response.
    """

    def __init__(
        self,
        message: str,
        *,
        response: Response,
        code: str | None = None,
        hint: str | None = None,
        details: Any = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        retryable: bool | None = None,
        for_end_user: bool = False,
    ) -> None:
        super().__init__(message)
        self.response = response
        self.retryable = retryable
        """Whether the description allows a retry; None if the status decides."""
        self.code = code
        self.hint = hint
        self.details = details
        self.request_id = request_id or response.request_id
        self.retry_after = retry_after
        """The number of seconds to wait before a retry, as requested by the vendor."""
        self.for_end_user = for_end_user

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status

    @property
    def body(self) -> bytes:
        """The complete body as received."""
        return self.response.body

    def __str__(self) -> str:
        head = f"{self.status}"
        if self.code:
            head += f" {shown(self.code)}"
        detail = shown(self.message, LONGEST) or snippet(self.response.text)
        text = f"{head}: {detail}" if detail else head
        if self.hint:
            text += f" (hint: {shown(self.hint, LONGEST)})"
        if self.request_id:
            text += f" (request id {shown(self.request_id)})"
        return text


class RedirectError(ApiError):
    """A redirect that is not followed: to another origin, unsafe, or in a loop."""


class BadRequestError(ApiError):
    """400: the request is malformed."""


class AuthenticationError(ApiError):
    """401: the credentials are missing, wrong or expired."""


class PermissionDeniedError(ApiError):
    """403: the credentials are valid, but do not allow the request."""


class NotFoundError(ApiError):
    """404: the resource does not exist."""


class RequestTimeoutError(ApiError):
    """408: the vendor did not receive the request in time."""


class ConflictError(ApiError):
    """409: the resource has changed, or already exists."""


class GoneError(ApiError):
    """410: the resource no longer exists."""


class PayloadTooLargeError(ApiError):
    """413: the request is too large."""


class UnprocessableError(ApiError):
    """422: the request is well-formed, but its values are invalid."""


class RateLimitError(ApiError):
    """429: too many requests; `retry_after` is the wait in seconds, if given."""


class ServerError(ApiError):
    """5xx: the vendor has an internal failure."""


class PaginationError(SpecloomError):
    """The pages are inconsistent, for example because a cursor is repeated.

    `checkpoint` is the position of the iteration.
    """

    def __init__(self, message: str, *, checkpoint: Any = None) -> None:
        super().__init__(message)
        self.checkpoint = checkpoint


class MergeConflict(SpecloomError):
    """Two responses have different values for the same part of an item.

    `path` is the path of the part, including the identity of each item on the path.
    `left` is the value that was read first, `right` the value that was read later.
    """

    def __init__(self, path: str, left: Any, right: Any) -> None:
        super().__init__(
            f"two responses disagree on {path}: {left!r} and {right!r} (read the list "
            "again if it changed meanwhile; if each response counts only its part of "
            'the range, pass align= where the method has it, but not "any", or read '
            "ranges that one request covers)"
        )
        self.path = path
        self.left = left
        self.right = right


class RowError(SpecloomError):
    """An item cannot become a row of a view: it lacks a value that each row needs.

    `item` is the item, as the client returned it.
    """

    def __init__(self, message: str, *, item: Any) -> None:
        super().__init__(message)
        self.item = item


class ColumnError(SpecloomError):
    """A value does not fit its column of an Arrow table.

    `column` is the path of the column, such as `lines.amount`.
    """

    def __init__(self, message: str, *, column: str) -> None:
        super().__init__(message)
        self.column = column


class CutBucketError(SpecloomError):
    """A bucket needs several requests, so that its total is unknown.

    `first` and `last` are the first and the last day of the bucket.
    """

    def __init__(self, message: str, *, first: Any, last: Any) -> None:
        super().__init__(message)
        self.first = first
        self.last = last
