"""The state that all calls of a client share: servers, credentials, limits, tokens."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..auth.schemes import BodyFields, QueryKey
from ..auth.session_login import Scheme, SessionLogin, TokenScheme
from ..auth.token_store import TokenStore
from ..core.clock import SYSTEM, Clock
from ..core.deviation_counts import DeviationCounts
from ..core.events import Deviation
from ..core.secrets import Redactor, Secret
from ..core.shown_text import shown
from ..http.links import without_values
from ..http.messages import safe_url
from ..operations.base_operation import OperationBase
from ..operations.chosen_server import ChosenServer
from ..operations.service import ErrorName, ErrorRule, Idempotency, RateLimit, Service
from .credential_choice import schemes_for
from .hooks import Hooks
from .rate_limit import PROCESS_LIMITS, RateLimiter, RateLimits
from .retry import RetryBudget

MOST_WARNINGS = 1000
"""Operations that are remembered; paths outside the description are not limited."""


@dataclass(frozen=True, kw_only=True, repr=False)
class ClientContext:
    """The shared state of a client; it is safe for threads and tasks."""

    service: Service
    server: ChosenServer
    credentials: Mapping[str, Secret]
    clock: Clock = SYSTEM
    redactor: Redactor = field(default_factory=Redactor)
    hooks: Hooks = Hooks()
    deviations: DeviationCounts = field(default_factory=DeviationCounts)
    tracer: Any = None
    budget: RetryBudget = field(default_factory=RetryBudget)
    rate_limits: RateLimits = PROCESS_LIMITS
    _warned: dict[str, object] = field(default_factory=dict)
    _rate_limiters: dict[RateLimit, RateLimiter] = field(default_factory=dict)
    _tokens: dict[int, TokenStore] = field(default_factory=dict)
    _schemes: dict[Hashable, list[Scheme]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def report(self, deviation: Deviation) -> None:
        """Count and log a deviation that is not in a decoded body, and call the hook.

        It has no credentials, and no value unless the client shows values.
        """
        redacted = self.redactor.text
        expected, value = redacted(deviation.expected), deviation.value
        self.deviations.add(
            deviation.operation, deviation.schema, deviation.kind, expected, 1
        )
        if self.hooks.on_deviation is None:
            return
        self.hooks.on_deviation(
            deviation._replace(
                path=redacted(deviation.path),
                expected=expected,
                got=redacted(deviation.got),
                value=(
                    shown(redacted(value))
                    if value is not None and self.hooks.deviation_values
                    else None
                ),
            )
        )

    def warns_first(self, operation: OperationBase) -> bool:
        """Return whether nothing has warned about the operation; record it then."""
        mark = object()
        more = len(self._warned) < MOST_WARNINGS
        # In one step, so that only one of several threads warns.
        return more and self._warned.setdefault(operation.wire, mark) is mark

    def error_rules(self, operation: OperationBase) -> tuple[ErrorRule, ...]:
        """Return the error rules of the operation."""
        if operation.errors is False:
            return ()
        return self.service.errors.get(operation.errors or "default", ())

    def error_kinds(self, operation: OperationBase) -> Mapping[str, ErrorName]:
        """Return the names of the operation's error classes by the vendor's codes."""
        return self.service.error_kinds.get(operation.errors or "default", {})

    def idempotency(self, operation: OperationBase) -> Idempotency | None:
        """Return the rule for idempotency keys; None if there is none."""
        rule = operation.idempotency
        return None if rule is False else rule or self.service.idempotency

    def rate_limiter(self, operation: OperationBase) -> RateLimiter | None:
        """Return the rate limiter of the operation; None if there is no limit."""
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
        owner = (self.service.name, self.server.url, secret, self.clock)
        return self.rate_limits.limiter(limit, owner)

    def schemes(self, operation: OperationBase) -> list[Scheme]:
        """Return the schemes that authenticate the requests of an operation.

        Raises ConfigurationError with the names of missing credentials.
        """
        declared = operation.security, operation.auth
        chosen = self._schemes.get(declared)
        if chosen is None:
            chosen = schemes_for(self.service, operation, self.credentials)
            self._schemes[declared] = chosen
        return chosen

    def tokens(self, scheme: TokenScheme) -> TokenStore:
        """Return the token store of a scheme."""
        with self._lock:
            return self._tokens.setdefault(id(scheme), TokenStore())

    @cached_property
    def credential_locations(self) -> tuple[str, ...]:
        """The places of credentials in the query and the body of requests."""
        found: list[str] = []
        for scheme in self.service.schemes.values():
            match scheme:
                case QueryKey():
                    found.append(f"query.{scheme.parameter}")
                case BodyFields():
                    found += scheme.fields
                case SessionLogin():
                    found.append(scheme.place)
        return tuple(found)

    def safe_link(self, link: str) -> str:
        """Return a link of a response without credentials in its query."""
        names = {
            location.removeprefix("query.")
            for location in self.credential_locations
            if location.startswith("query.")
        }
        return without_values(link, names, self.redactor.shows)

    def __repr__(self) -> str:
        return f"<ClientContext {self.service.name} {safe_url(self.server.url)}>"
