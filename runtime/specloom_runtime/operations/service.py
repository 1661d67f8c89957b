"""The service of a vendor as frozen data: servers, credentials, errors, limits.

A generated package has one `Service`; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ..auth.session_login import Scheme

CONTRACT = 3
"""The version of what generated code relies on; it rises when that changes."""

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
    """One environment: a URL with `{variables}`; None is a variable without default.

    `allowed` has the values of each variable that allows these only.
    """

    url: str
    variables: Mapping[str, str | None] = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def absolute(self) -> bool:
        """Whether the URL names a host, or may do so by a variable."""
        return self.url.lower().startswith(("http://", "https://", "//", "{"))


@dataclass(frozen=True, kw_only=True)
class ErrorRule:
    """When a response is an error, which one, and where its message is.

    `status` is a code, a class such as "4XX", or None for any. `location` is a
    place in the response (`body#/pointer`, `header.Name`) that must be present, and
    equal to `equals` if that is not None. The other locations are read into the error.
    A rule for a 2XX turns a successful status into an error.
    """

    status: int | str | None = None
    location: str | None = None
    equals: Any = None
    kind: ErrorName | None = None
    message: str | None = None
    code: str | None = None
    details: str | None = None
    request_id: str | None = None
    retryable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Retry:
    """When, how often and after which delay a failed attempt is retried.

    `maximum` counts retries, not attempts. Delays are random between 0 and `base`
    doubled each time, at most `max_delay` seconds. If the vendor requests more than
    `max_retry_after` seconds there is no retry. `decision_header` names a response
    header whose "true" or "false" decides instead of the status. `attempt_header` names
    a request header that tells the vendor how many attempts came before.

    409 is not in `statuses`: for most vendors it means that a resource has changed or
    exists already, which a retry does not help. Where it does, use
    `Retry(statuses=(*RETRIED, 409))`.
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
    """At most `requests` in any `per` seconds; further requests are delayed.

    Without `by` the limit is per client, with all its copies, threads and tasks. With
    `by` it is per value of that credential, shared by all clients of the process.
    """

    requests: int
    per: float
    by: str | None = None


@dataclass(frozen=True)
class Idempotency:
    """The header by which the vendor recognizes a repeated request.

    `lifetime` is how many seconds it remembers; `replayed` the response header (a
    location such as `header.X-Replayed`) that marks a remembered response.
    """

    header: str
    lifetime: float | None = None
    replayed: str | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """A vendor: servers, credentials, errors, limits.

    `security` lists alternatives, each a tuple of scheme names that go together.
    `env` maps a credential or server variable to its environment variable, `defaults`
    to its value where none is given; those in `public` may be shown.
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
    retry: Retry = field(default_factory=Retry)
    rate_limit: RateLimit | None = None
    idempotency: Idempotency | None = None
    nulls: Literal["send", "omit"] = "send"
