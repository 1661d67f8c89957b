"""The runtime of generated clients.

Generated code and callers import from this package. The modules
`specloom_runtime.testing` (fake transports for tests) and `specloom_runtime.dask` are
imported separately.

To keep the import fast, this package imports neither asyncio nor httpx2. The first
client imports httpx2, and the first asynchronous call imports asyncio.
"""

from typing import TYPE_CHECKING

from .auth.oauth2 import OAuth2ClientCredentials, OAuth2Password, OAuth2RefreshToken
from .auth.schemes import Basic, Bearer, BodyFields, CookieKey, HeaderKey, QueryKey
from .auth.session_login import SessionLogin
from .client.async_methods import (
    async_call,
    async_pager,
    async_parts_pager,
    async_stream,
)
from .client.base_client import BaseClient
from .client.clients import AsyncClient, Client
from .client.resource import AsyncResource, Resource
from .client.streams import AsyncStream, Stream
from .core.clock import Clock, ManualClock
from .core.errors import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ColumnError,
    ConfigurationError,
    ConflictError,
    ConnectError,
    ConnectionLost,
    CutBucketError,
    DeadlineExceeded,
    DecodeError,
    FilterError,
    GoneError,
    MergeConflict,
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
    RowError,
    ServerError,
    SignatureError,
    SpecloomError,
    TlsError,
    TransportError,
    UnprocessableError,
)
from .core.events import Attempt, Deviation, DeviationKind
from .core.lazy_imports import lazily
from .core.responses import Headers, Response
from .core.secrets import Secret
from .core.unset import NULL, UNSET, Null, Unset
from .core.version import VERSION
from .core.write_progress import WriteProgress
from .filters.conditions import Condition, raw
from .filters.fields import (
    Alphabetical,
    Compare,
    Eq,
    Field,
    Gt,
    Gte,
    In,
    IsNull,
    Like,
    Lt,
    Lte,
    Member,
    Ne,
    NotIn,
    Sortable,
    SortBy,
    SortKey,
)
from .filters.grammar import Filter, Sort, SortDirection, SortGrammar
from .filters.infix import InfixGrammar
from .filters.key_map import KeyMapGrammar
from .filters.parameter_filters import ParameterGrammar
from .filters.patterns import escape_pattern
from .filters.presets import (
    AIP_160,
    BRACKET_PARAMETERS,
    COLON_QUERY,
    FIQL,
    ODATA,
    ODATA_2,
    RSQL,
    SCIM,
    SUFFIX_PARAMETERS,
)
from .http.framing import Event
from .http.messages import Received, ReceivedPage, Request
from .lists.async_pager import AsyncPager, AsyncRowPager
from .lists.pager import Pager, RowPager
from .lists.parts_pager import AsyncPartsPager, ItemWithPart, PartsPager
from .models.field_types import (
    EpochMillis,
    EpochSeconds,
    Exact,
    ExactNumber,
    Minutes,
    Number,
    UtcMillis,
)
from .models.model import (
    CamelModel,
    Model,
    OpenEnum,
    OpenIntEnum,
    PascalModel,
    ViewBase,
    is_declared,
)
from .models.returned import Returned
from .models.tagged_unions import Tagged
from .models.units import Quantity, Unit
from .operations.argument_rules import AllOrNone, AtLeastOne, AtMostOne
from .operations.changed_since import ChangedSince
from .operations.intervals import Interval, Pair
from .operations.operation import Operation, PagedOperation, StreamOperation
from .operations.options import CallOptions, ClientOptions
from .operations.read_write import Edit, Put
from .operations.result_types import TypeForm
from .operations.service import (
    CONTRACT,
    RETRIED,
    ErrorRule,
    Idempotency,
    RateLimit,
    Retry,
    Server,
    Service,
)
from .pagination.buckets import BucketAlignment, Buckets
from .pagination.chunks import Chunk
from .pagination.parts import Parts
from .pagination.styles import (
    CursorPages,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    SinglePage,
)
from .pagination.windows import Window
from .serialization.style import Style
from .webhooks import Signature, Webhook

if TYPE_CHECKING:
    from .filters.evaluation import matches, ordered
    from .filters.parsing import parse, parse_sort
    from .views import At, RowSource, View
else:
    __getattr__ = lazily(
        __name__,
        {
            "filters.evaluation": ("matches", "ordered"),
            "filters.parsing": ("parse", "parse_sort"),
            "views": ("At", "RowSource", "View"),
        },
    )

__version__ = VERSION

__all__ = [
    "AIP_160",
    "BRACKET_PARAMETERS",
    "CONTRACT",
    "FIQL",
    "NULL",
    "ODATA",
    "ODATA_2",
    "RETRIED",
    "RSQL",
    "SCIM",
    "COLON_QUERY",
    "SUFFIX_PARAMETERS",
    "UNSET",
    "AllOrNone",
    "Alphabetical",
    "ApiError",
    "AsyncClient",
    "AsyncPager",
    "AsyncRowPager",
    "AsyncPartsPager",
    "AsyncResource",
    "AsyncStream",
    "At",
    "AtLeastOne",
    "AtMostOne",
    "Attempt",
    "AuthenticationError",
    "BadRequestError",
    "BaseClient",
    "Basic",
    "Bearer",
    "BodyFields",
    "BucketAlignment",
    "Buckets",
    "CallOptions",
    "CamelModel",
    "ChangedSince",
    "Chunk",
    "Client",
    "ClientOptions",
    "Clock",
    "Compare",
    "Condition",
    "ColumnError",
    "ConfigurationError",
    "ConflictError",
    "ConnectError",
    "ConnectionLost",
    "CookieKey",
    "CursorPages",
    "CutBucketError",
    "DeadlineExceeded",
    "DecodeError",
    "Deviation",
    "DeviationKind",
    "EpochMillis",
    "EpochSeconds",
    "Eq",
    "ErrorRule",
    "Event",
    "Exact",
    "ExactNumber",
    "Field",
    "Filter",
    "FilterError",
    "GoneError",
    "Gt",
    "Gte",
    "HeaderKey",
    "Headers",
    "Idempotency",
    "In",
    "InfixGrammar",
    "Interval",
    "IsNull",
    "ItemWithPart",
    "KeyMapGrammar",
    "KeysetPages",
    "Like",
    "Lt",
    "Lte",
    "ManualClock",
    "Member",
    "MergeConflict",
    "Minutes",
    "Model",
    "Ne",
    "NextLinkPages",
    "NotFoundError",
    "NotIn",
    "Null",
    "Number",
    "NumberedPages",
    "OAuth2ClientCredentials",
    "OAuth2Password",
    "OAuth2RefreshToken",
    "OffsetPages",
    "OpenEnum",
    "OpenIntEnum",
    "Edit",
    "Operation",
    "PagedOperation",
    "Put",
    "Pager",
    "Parts",
    "PartsPager",
    "Pair",
    "PaginationError",
    "ParameterGrammar",
    "PascalModel",
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
    "ReceivedPage",
    "RedirectError",
    "Request",
    "RequestError",
    "RequestTimeoutError",
    "Resource",
    "Response",
    "ResponseTooLarge",
    "Retry",
    "Returned",
    "RowError",
    "RowPager",
    "RowSource",
    "Secret",
    "Server",
    "ServerError",
    "Service",
    "SessionLogin",
    "Signature",
    "SignatureError",
    "SinglePage",
    "Sort",
    "SortDirection",
    "SortGrammar",
    "SortBy",
    "SortKey",
    "Sortable",
    "SpecloomError",
    "Stream",
    "StreamOperation",
    "Style",
    "Tagged",
    "TlsError",
    "TransportError",
    "TypeForm",
    "Unit",
    "UnprocessableError",
    "Unset",
    "UtcMillis",
    "View",
    "ViewBase",
    "Webhook",
    "Window",
    "WriteProgress",
    "async_call",
    "async_pager",
    "async_parts_pager",
    "async_stream",
    "escape_pattern",
    "is_declared",
    "lazily",
    "matches",
    "ordered",
    "parse",
    "parse_sort",
    "raw",
]
