"""The hooks of a client, and the logging of attempts and responses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..core.errors import RequestError
from ..core.events import Attempt, Deviation
from ..core.responses import Response
from ..core.secrets import Redactor, Secret
from ..http.links import origin
from ..http.messages import Request, safe_url

log = logging.getLogger("specloom_runtime")

LOGGED_HEADERS = ("content-type", "content-length", "date", "retry-after", "server")
"""The only response headers that are logged."""


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """The optional functions that a client calls while it sends requests."""

    on_attempt: Callable[[Attempt], None] | None = None
    on_deviation: Callable[[Deviation], None] | None = None
    deviation_values: bool = False
    on_request: Callable[[Request], Request | None] | None = None
    on_response: Callable[[Request, Response], None] | None = None
    on_refresh_token: Callable[[Secret], None] | None = None

    @property
    def wants_attempts(self) -> bool:
        """Whether the hook or the log receives attempts."""
        return self.on_attempt is not None or log.isEnabledFor(logging.DEBUG)

    def report_attempt(
        self, attempt: Attempt, request: Request, redactor: Redactor
    ) -> None:
        """Report an attempt to the hook and the log."""
        if log.isEnabledFor(logging.DEBUG):
            log.debug(
                "%s %s attempt %d: %s%s",
                request.method,
                redactor.text(safe_url(request.url)),
                attempt.number,
                redactor.text(attempt.reason) or attempt.status,
                "" if attempt.delay is None else f", again in {attempt.delay:.3f} s",
            )
        if self.on_attempt is not None:
            self.on_attempt(attempt)

    def report_rotation(self, used: Secret | None, new: Secret | None) -> None:
        """Pass a refresh token that replaces the one in use to the hook."""
        if self.on_refresh_token and used and new and used != new:
            self.on_refresh_token(new)

    def apply_to_request(self, request: Request) -> Request:
        """Return the request as the `on_request` hook returns it.

        A request contains credentials, so a hook may change everything except the
        origin. Raises RequestError if the origin is different.
        """
        if self.on_request is None:
            return request
        changed = self.on_request(request) or request
        if origin(changed.url) != origin(request.url):
            raise RequestError("on_request: a request cannot be sent to another origin")
        return changed

    def report_response(
        self, request: Request, response: Response, redactor: Redactor
    ) -> None:
        """Report a response to the hook, and log the headers without secrets."""
        if self.on_response is not None:
            self.on_response(request, response)
        if log.isEnabledFor(logging.DEBUG):
            headers = response.headers
            logged = {
                n: redactor.text(headers[n]) for n in LOGGED_HEADERS if n in headers
            }
            log.debug("received %d %s", response.status, logged)
