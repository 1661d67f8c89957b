"""The state that all calls of a client share: service, credentials, clock, limits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from ..auth.session_login import TokenScheme
from ..auth.token_store import TokenStore
from ..core.clock import SYSTEM, Clock
from ..core.errors import RequestError
from ..core.events import Attempt, Deviation
from ..core.responses import Response
from ..core.secrets import Redactor, Secret
from ..http.links import origin
from ..http.messages import Request, safe_url
from ..operations.operation import OperationBase
from ..operations.servers import checked_base, fill_variables
from ..operations.service import ErrorRule, Idempotency, RateLimit, Service
from .rate_limit import PROCESS_LIMITS, RateLimiter, RateLimits
from .retry import RetryBudget

log = logging.getLogger("specloom_runtime")

SHOWN = ("content-type", "content-length", "date", "retry-after", "server")
"""The only response headers that are logged."""


@dataclass(frozen=True, kw_only=True, repr=False)
class ClientContext:
    """The shared state of a client; safe for threads and tasks.

    `chosen` are the server variables that the caller set, `variables` those and the
    defaults of the server. `replaced` is whether `base_url` stands for a server of the
    service, and with it for every other.
    """

    service: Service
    base_url: str
    credentials: Mapping[str, Secret]
    environment: str = ""
    replaced: bool = False
    variables: Mapping[str, str | None] = field(default_factory=dict)
    chosen: Mapping[str, str | None] = field(default_factory=dict)
    clock: Clock = SYSTEM
    redactor: Redactor = field(default_factory=Redactor)
    on_attempt: Callable[[Attempt], None] | None = None
    on_deviation: Callable[[Deviation], None] | None = None
    on_request: Callable[[Request], Request | None] | None = None
    on_response: Callable[[Request, Response], None] | None = None
    tracer: Any = None
    budget: RetryBudget = field(default_factory=RetryBudget)
    rate_limits: RateLimits = PROCESS_LIMITS
    _rate_limiters: dict[RateLimit, RateLimiter] = field(default_factory=dict)
    _tokens: dict[int, TokenStore] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def error_rules(self, operation: OperationBase) -> tuple[ErrorRule, ...]:
        """Return the error rules of the operation."""
        if operation.errors is False:
            return ()
        return self.service.errors.get(operation.errors or "default", ())

    def idempotency(self, operation: OperationBase) -> Idempotency | None:
        """Return the rule for idempotency keys, None without one."""
        rule = operation.idempotency
        return None if rule is False else rule or self.service.idempotency

    def rate_limiter(self, operation: OperationBase) -> RateLimiter | None:
        """Return the limiter of the operation's requests, None without a limit."""
        limit = operation.rate_limit
        if limit is None:
            limit = self.service.rate_limit
        if not limit:
            return None
        with self._lock:
            if limit not in self._rate_limiters:
                self._rate_limiters[limit] = self._new_rate_limiter(limit)
            return self._rate_limiters[limit]

    def _new_rate_limiter(self, limit: RateLimit) -> RateLimiter:
        secret = self.credentials.get(limit.by) if limit.by else None
        if secret is None:
            return RateLimiter(limit)
        owner = (self.service.name, self.base_url, secret, self.clock)
        return self.rate_limits.limiter(limit, owner)

    def tokens(self, scheme: TokenScheme) -> TokenStore:
        """Return the store of the scheme's token."""
        with self._lock:
            return self._tokens.setdefault(id(scheme), TokenStore())

    def base_of(self, operation: OperationBase) -> str:
        """Return the URL of the server of an operation, its own or the client's.

        Its own is the one called like the chosen environment, else its first. Raises
        ConfigurationError for a variable without a usable value.
        """
        own = operation.servers
        server = own.get(self.environment) or next(iter(own.values()), None)
        if server is None or (self.replaced and server.absolute):
            return self.base_url
        values = {**server.variables, **self.chosen}
        url = fill_variables(server.url, values, server.allowed)
        return checked_base(urljoin(self.base_url + "/", url))

    def absolute(self, url: str) -> str:
        """Resolve a URL of the description against the chosen server."""
        return urljoin(self.base_url + "/", fill_variables(url, self.variables))

    @property
    def logs_attempts(self) -> bool:
        """Whether a hook or the log receives attempts."""
        return self.on_attempt is not None or log.isEnabledFor(logging.DEBUG)

    def log_attempt(self, attempt: Attempt, request: Request) -> None:
        """Report an attempt to the hook and the log."""
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "%s %s attempt %d: %s%s",
                request.method,
                self.redactor.text(safe_url(request.url)),
                attempt.number,
                self.redactor.text(attempt.reason) or attempt.status,
                "" if attempt.delay is None else f", again in {attempt.delay:.3f} s",
            )
        if self.on_attempt is not None:
            self.on_attempt(attempt)

    def apply_request_hook(self, request: Request) -> Request:
        """Return the request as the `on_request` hook changed it.

        A request carries credentials, so a hook may change anything but the origin:
        RequestError is raised for another one.
        """
        if self.on_request is None:
            return request
        changed = self.on_request(request) or request
        if origin(changed.url) != origin(request.url):
            raise RequestError("on_request: a request cannot be sent to another origin")
        return changed

    def log_response(self, request: Request, response: Response) -> None:
        """Report a response to the hook, and log those headers that hold no secret."""
        if self.on_response is not None:
            self.on_response(request, response)
        if log.isEnabledFor(logging.DEBUG):
            shown = {n: response.headers[n] for n in SHOWN if n in response.headers}
            log.debug("received %d %s", response.status, shown)

    def __repr__(self) -> str:
        return f"<ClientContext {self.service.name} {safe_url(self.base_url)}>"
