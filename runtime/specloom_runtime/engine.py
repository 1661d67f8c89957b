"""What all calls of one client share: its vendor, credentials, clock and counters."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from .auth import OAuth2
from .clock import Clock
from .decode import Deviation
from .operation import Route
from .prepare import resolve
from .retry import Attempt, Budget, Turnstile
from .secrets import Redactor, Secret
from .service import ErrorRule, RateLimit, Service
from .tokens import TokenStore
from .values import Request, Response, bare

log = logging.getLogger("specloom_runtime")

SHOWN = ("content-type", "content-length", "date", "retry-after", "server")
"""The only response headers that are logged."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Engine:
    """The shared state of a client; safe for threads and tasks."""

    service: Service
    base_url: str
    credentials: Mapping[str, Secret]
    variables: Mapping[str, str | None] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    redactor: Redactor = field(default_factory=Redactor)
    on_attempt: Callable[[Attempt], None] | None = None
    on_deviation: Callable[[Deviation], None] | None = None
    budget: Budget = field(default_factory=Budget)
    _turnstiles: dict[RateLimit, Turnstile] = field(default_factory=dict)
    _tokens: dict[OAuth2, TokenStore] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rules(self, route: Route) -> tuple[ErrorRule, ...]:
        """The error rules of the operation."""
        return self.service.errors.get(route.errors or "default", ())

    def turnstile(self, route: Route) -> Turnstile | None:
        """What the operation's requests wait at."""
        limit = route.rate_limit or self.service.rate_limit
        if limit is None:
            return None
        with self._lock:
            return self._turnstiles.setdefault(limit, Turnstile(limit))

    def tokens(self, scheme: OAuth2) -> TokenStore:
        """The scheme's token and whoever is fetching one."""
        with self._lock:
            return self._tokens.setdefault(scheme, TokenStore())

    def absolute(self, url: str) -> str:
        """A URL of the description, relative ones from the chosen server."""
        return urljoin(self.base_url + "/", resolve(url, self.variables))

    def tell(self, attempt: Attempt, request: Request) -> None:
        """Report an attempt to the hook and the log."""
        log.debug(
            "%s %s attempt %d: %s%s",
            request.method,
            self.redactor.text(bare(request.url)),
            attempt.number,
            self.redactor.text(attempt.reason) or attempt.status,
            "" if attempt.delay is None else f", again in {attempt.delay:.3f} s",
        )
        if self.on_attempt is not None:
            self.on_attempt(attempt)

    def saw(self, response: Response) -> None:
        """Log the harmless headers of an answer."""
        if log.isEnabledFor(logging.DEBUG):
            shown = {n: response.headers[n] for n in SHOWN if n in response.headers}
            log.debug("answered %d %s", response.status, shown)

    def __repr__(self) -> str:
        return f"<Engine {self.service.name} {bare(self.base_url)}>"
