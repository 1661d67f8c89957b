"""The state that all calls of a client share: servers, credentials, limits, tokens."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from ..auth.session_login import TokenScheme
from ..auth.token_store import TokenStore
from ..core.clock import SYSTEM, Clock
from ..core.secrets import Redactor, Secret
from ..http.messages import safe_url
from ..operations.operation import OperationBase
from ..operations.servers import checked_base, fill_variables
from ..operations.service import ErrorRule, Idempotency, RateLimit, Service
from .hooks import Hooks
from .rate_limit import PROCESS_LIMITS, RateLimiter, RateLimits
from .retry import RetryBudget


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
    hooks: Hooks = Hooks()
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

    def __repr__(self) -> str:
        return f"<ClientContext {self.service.name} {safe_url(self.base_url)}>"
