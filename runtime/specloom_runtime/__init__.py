"""The runtime that generated clients stand on: values in, values out.

Everything a caller or a generated package needs is here, but for the fields and
conditions of `specloom_runtime.filters`, the page styles of
`specloom_runtime.pagination` and the pieces of `specloom_runtime.windows`.
"""

from .async_methods import async_call, async_pager, async_stream
from .auth import (
    Basic,
    Bearer,
    BodyFields,
    CookieKey,
    HeaderKey,
    OAuth2ClientCredentials,
    OAuth2Password,
    QueryKey,
)
from .client import AsyncClient, Client
from .clock import Clock, ManualClock
from .decode import Deviation
from .draft import NULL, UNSET, Null, Unset
from .errors import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    ConnectError,
    ConnectionLost,
    DeadlineExceeded,
    DecodeError,
    FilterError,
    GoneError,
    NotFoundError,
    PaginationError,
    PayloadTooLargeError,
    PermissionDeniedError,
    PoolTimeout,
    ProxyError,
    RateLimitError,
    ReadTimeout,
    RedirectError,
    RequestError,
    RequestTimeoutError,
    ResponseTooLarge,
    ServerError,
    SignatureError,
    SpecloomError,
    TlsError,
    TransportError,
    UnprocessableError,
)
from .framing import Event
from .logins import OAuth2RefreshToken, SessionLogin
from .model import Model, OpenEnum, OpenIntEnum, is_known
from .opening import VERSION as __version__
from .operation import Operation, PagedOperation, StreamOperation
from .options import CallOptions, ClientOptions
from .pager import AsyncPager, Pager
from .resource import AsyncResource, Resource
from .retry import Attempt
from .secrets import Secret
from .service import (
    CONTRACT,
    ErrorRule,
    Idempotency,
    RateLimit,
    Retry,
    Server,
    Service,
    Style,
)
from .streams import AsyncStream, Stream
from .units import Quantity, Unit
from .values import Headers, Received, Request, Response
from .webhooks import Signature, Webhook

__all__ = [
    "CONTRACT",
    "NULL",
    "UNSET",
    "ApiError",
    "AsyncClient",
    "AsyncPager",
    "AsyncResource",
    "AsyncStream",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "Basic",
    "Bearer",
    "BodyFields",
    "CallOptions",
    "Client",
    "ClientOptions",
    "Clock",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "ConnectionLost",
    "CookieKey",
    "DeadlineExceeded",
    "DecodeError",
    "Deviation",
    "ErrorRule",
    "Event",
    "FilterError",
    "GoneError",
    "HeaderKey",
    "Headers",
    "Idempotency",
    "ManualClock",
    "Model",
    "NotFoundError",
    "Null",
    "OAuth2ClientCredentials",
    "OAuth2Password",
    "OAuth2RefreshToken",
    "OpenEnum",
    "OpenIntEnum",
    "Operation",
    "PagedOperation",
    "Pager",
    "PaginationError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "PoolTimeout",
    "ProxyError",
    "Quantity",
    "QueryKey",
    "RateLimit",
    "RateLimitError",
    "ReadTimeout",
    "Received",
    "RedirectError",
    "Request",
    "RequestError",
    "RequestTimeoutError",
    "Resource",
    "Response",
    "ResponseTooLarge",
    "Retry",
    "Secret",
    "Server",
    "ServerError",
    "Signature",
    "SignatureError",
    "Service",
    "SessionLogin",
    "SpecloomError",
    "Stream",
    "StreamOperation",
    "Style",
    "TlsError",
    "TransportError",
    "Unit",
    "UnprocessableError",
    "Unset",
    "Webhook",
    "__version__",
    "async_call",
    "async_pager",
    "async_stream",
    "is_known",
]
