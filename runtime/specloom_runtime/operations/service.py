"""The service of a vendor as immutable data: servers, credentials, errors, limits.

A generated package has one `Service`. This module makes no decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from ..auth.session_login import Scheme

CONTRACT = 4
"""The version of the interface for generated code; each change increases it."""

ErrorName = Literal[
    "api",
    "bad-request",
    "unauthorized",
    "forbidden",
    "not-found",
    "timeout",
    "conflict",
    "gone",
    "payload-too-large",
    "unprocessable",
    "rate-limit",
    "server",
]

RETRIED = (408, 425, 429, 500, 502, 503, 504)
"""Statuses that are usually transient: the vendor was busy, late or restarting."""


@dataclass(frozen=True)
class Server:
    """An environment: a URL with `{variables}`, and the defaults of the variables.

    A variable with the default None must be passed by the caller. `allowed` contains
    the allowed values of each restricted variable.
    """

    url: str
    variables: Mapping[str, str | None] = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def absolute(self) -> bool:
        """Whether the URL contains a host, or may contain one through a variable."""
        return self.url.lower().startswith(("http://", "https://", "//", "{"))


Locations: TypeAlias = str | tuple[str, ...] | None
"""One location, or several, of which the first with a value is read."""


@dataclass(frozen=True, kw_only=True)
class ErrorRule:
    """A rule that maps a response to an error, and locates its message.

    `status` is a code, a class such as "4XX", or None for any status. `location` is a
    location in the response (`body#/pointer`, `header.Name`) that must be present. If
    `equals` is not None, it must be the value at this location. The values at the other
    locations become attributes of the error; of several locations for one attribute,
    the first with a value is used. The class `kind` is used unless the code has a class
    of its own. `retryable` decides instead of the status; with
    False, the request is not repeated. A rule for 2XX turns a successful status into an
    error.
    """

    status: int | str | None = None
    location: str | None = None
    equals: Any = None
    kind: ErrorName | None = None
    message: Locations = None
    code: Locations = None
    hint: Locations = None
    details: Locations = None
    request_id: Locations = None
    retryable: bool | None = None
    for_end_user: bool = False


@dataclass(frozen=True, kw_only=True)
class Retry:
    """The conditions, the number and the delays of retries.

    `maximum` is the number of retries, not of attempts. Delays are random numbers
    between 0 and a limit. The limit is `base` at first, doubles with each retry, and is
    at most `max_delay` seconds. If the vendor requests a delay of more than
    `max_retry_after` seconds, there is no retry. `decision_header` is a response header
    whose value "true" or "false" decides instead of the status. `attempt_header` is a
    request header with the number of earlier attempts.

    409 is not in `statuses`, because it usually means that a resource has changed or
    already exists, and a retry would not help. For other vendors, use
    `Retry(statuses=(*Retry().statuses, 409))`.
    """

    maximum: int = 2
    statuses: tuple[int, ...] = RETRIED
    base: float = 0.5
    max_delay: float = 8.0
    max_retry_after: float = 120.0
    decision_header: str | None = None
    attempt_header: str | None = None


@dataclass(frozen=True)
class RateLimit:
    """At most `requests` in any period of `per` seconds; the others are delayed.

    Without `by`, the limit applies to a client, including its copies, threads and
    tasks. With `by`, which names a credential, the limit applies to each value of the
    credential, for all clients of the process.
    """

    requests: int
    per: float
    by: str | None = None


@dataclass(frozen=True)
class Idempotency:
    """The header by which the vendor recognizes a repeated request.

    `lifetime` is the time for which the vendor remembers a key, in seconds. `replayed`
    is the location of the response header that marks a replayed response, such as
    `header.X-Replayed`.
    """

    header: str
    lifetime: float | None = None
    replayed: str | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """A vendor: servers, credentials, errors and limits.

    `security` contains alternatives, each a tuple of schemes that are used together.
    `error_kinds` maps codes to error classes, for each set of rules in `errors`.
    `env` maps credentials and server variables to environment variables, and `defaults`
    maps them to default values. Credentials and variables in `public` are not secret.
    `nulls` and `falses` are whether members of a body that are None or False are sent.
    """

    name: str
    title: str = ""
    contract: int = CONTRACT
    servers: Mapping[str, Server] = field(default_factory=dict)
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    security: tuple[tuple[str, ...], ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    public: tuple[str, ...] = ()
    errors: Mapping[str, tuple[ErrorRule, ...]] = field(default_factory=dict)
    error_kinds: Mapping[str, Mapping[str, ErrorName]] = field(default_factory=dict)
    retry: Retry = field(default_factory=Retry)
    rate_limit: RateLimit | None = None
    idempotency: Idempotency | None = None
    nulls: Literal["send", "omit"] = "send"
    falses: Literal["send", "omit"] = "send"
