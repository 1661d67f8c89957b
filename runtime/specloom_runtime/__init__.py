"""The runtime of generated clients.

Generated code imports from here alone, and so do callers, but for conditions
(`specloom_runtime.filters`), fakes for tests (`specloom_runtime.testing`) and Dask
(`specloom_runtime.dask`). `X as X` tells type checkers that a name is public.

Nothing imported here imports asyncio or opens a connection: what only some calls need
is imported by the call that needs it.
"""

from .auth.schemes import Basic as Basic
from .auth.schemes import Bearer as Bearer
from .auth.schemes import BodyFields as BodyFields
from .auth.schemes import CookieKey as CookieKey
from .auth.schemes import HeaderKey as HeaderKey
from .auth.schemes import OAuth2ClientCredentials as OAuth2ClientCredentials
from .auth.schemes import OAuth2Password as OAuth2Password
from .auth.schemes import QueryKey as QueryKey
from .auth.session_login import OAuth2RefreshToken as OAuth2RefreshToken
from .auth.session_login import SessionLogin as SessionLogin
from .client.async_methods import async_call as async_call
from .client.async_methods import async_pager as async_pager
from .client.async_methods import async_stream as async_stream
from .client.client import AsyncClient as AsyncClient
from .client.client import Client as Client
from .client.resource import AsyncResource as AsyncResource
from .client.resource import Resource as Resource
from .client.streams import AsyncStream as AsyncStream
from .client.streams import Stream as Stream
from .core.clock import Clock as Clock
from .core.clock import ManualClock as ManualClock
from .core.errors import ApiError as ApiError
from .core.errors import AuthenticationError as AuthenticationError
from .core.errors import BadRequestError as BadRequestError
from .core.errors import ConfigurationError as ConfigurationError
from .core.errors import ConflictError as ConflictError
from .core.errors import ConnectError as ConnectError
from .core.errors import ConnectionLost as ConnectionLost
from .core.errors import DeadlineExceeded as DeadlineExceeded
from .core.errors import DecodeError as DecodeError
from .core.errors import FilterError as FilterError
from .core.errors import GoneError as GoneError
from .core.errors import MergeConflict as MergeConflict
from .core.errors import NotFoundError as NotFoundError
from .core.errors import PaginationError as PaginationError
from .core.errors import PayloadTooLargeError as PayloadTooLargeError
from .core.errors import PermissionDeniedError as PermissionDeniedError
from .core.errors import PoolTimeout as PoolTimeout
from .core.errors import ProxyError as ProxyError
from .core.errors import RateLimitError as RateLimitError
from .core.errors import ReadTimeout as ReadTimeout
from .core.errors import RedirectError as RedirectError
from .core.errors import RequestError as RequestError
from .core.errors import RequestTimeoutError as RequestTimeoutError
from .core.errors import ResponseTooLarge as ResponseTooLarge
from .core.errors import ServerError as ServerError
from .core.errors import SignatureError as SignatureError
from .core.errors import SpecloomError as SpecloomError
from .core.errors import TlsError as TlsError
from .core.errors import TransportError as TransportError
from .core.errors import UnprocessableError as UnprocessableError
from .core.events import Attempt as Attempt
from .core.events import Deviation as Deviation
from .core.lazy_imports import lazily as lazily
from .core.responses import Headers as Headers
from .core.responses import Response as Response
from .core.secrets import Secret as Secret
from .core.unset import NULL as NULL
from .core.unset import UNSET as UNSET
from .core.unset import Null as Null
from .core.unset import Unset as Unset
from .core.version import VERSION
from .filters.conditions import Condition as Condition
from .filters.fields import Alphabetical as Alphabetical
from .filters.fields import Compare as Compare
from .filters.fields import Eq as Eq
from .filters.fields import Field as Field
from .filters.fields import Gt as Gt
from .filters.fields import Gte as Gte
from .filters.fields import In as In
from .filters.fields import IsNull as IsNull
from .filters.fields import Like as Like
from .filters.fields import Lt as Lt
from .filters.fields import Lte as Lte
from .filters.fields import Member as Member
from .filters.fields import Ne as Ne
from .filters.fields import NotIn as NotIn
from .filters.fields import Sortable as Sortable
from .filters.fields import SortKey as SortKey
from .filters.grammar import Filter as Filter
from .filters.grammar import SortGrammar as SortGrammar
from .filters.infix import InfixGrammar as InfixGrammar
from .filters.key_map import KeyMapGrammar as KeyMapGrammar
from .filters.parameter_filters import ParameterGrammar as ParameterGrammar
from .http.framing import Event as Event
from .http.messages import Received as Received
from .http.messages import Request as Request
from .lists.pager import AsyncPager as AsyncPager
from .lists.pager import Pager as Pager
from .models.model import Model as Model
from .models.model import OpenEnum as OpenEnum
from .models.model import OpenIntEnum as OpenIntEnum
from .models.model import is_declared as is_declared
from .models.types import EpochMillis as EpochMillis
from .models.types import EpochSeconds as EpochSeconds
from .models.types import Minutes as Minutes
from .models.types import UtcMillis as UtcMillis
from .models.units import Quantity as Quantity
from .models.units import Unit as Unit
from .operations.argument_rules import AllOrNone as AllOrNone
from .operations.argument_rules import AtLeastOne as AtLeastOne
from .operations.operation import Operation as Operation
from .operations.operation import PagedOperation as PagedOperation
from .operations.operation import StreamOperation as StreamOperation
from .operations.operation import TypeForm as TypeForm
from .operations.options import CallOptions as CallOptions
from .operations.options import ClientOptions as ClientOptions
from .operations.service import CONTRACT as CONTRACT
from .operations.service import ErrorRule as ErrorRule
from .operations.service import Idempotency as Idempotency
from .operations.service import RateLimit as RateLimit
from .operations.service import Retry as Retry
from .operations.service import Server as Server
from .operations.service import Service as Service
from .pagination.styles import CursorPages as CursorPages
from .pagination.styles import LastItemPages as LastItemPages
from .pagination.styles import NextPages as NextPages
from .pagination.styles import NumberedPages as NumberedPages
from .pagination.styles import OffsetPages as OffsetPages
from .pagination.styles import SinglePage as SinglePage
from .pagination.windows import Chunk as Chunk
from .pagination.windows import Window as Window
from .serialization.style import Style as Style
from .webhooks import Signature as Signature
from .webhooks import Webhook as Webhook

__version__ = VERSION
