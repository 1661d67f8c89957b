"""The mock as a WSGI application: each request becomes a response."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from specloom_runtime.core.deep_stack import deeper_if_needed
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from .behavior import Behavior
from .credentials import Credentials, token_paths, token_response
from .directions import request_description, response_description
from .errors import error_response, first_declared
from .faults import Faults
from .options import MockOptions
from .rate_limits import RateLimits
from .refusals import Gap, Refusal
from .requests import MOST_BYTES, MockRequest, query_pairs, raw_target
from .responses import MockResponse, problem
from .routes import Match, Routes, base_path
from .validation import RequestValidation

Log = Callable[[Request, int], None]
"""Called with each request and the status of its response."""


class MockApplication:
    """A WSGI application that behaves as a description declares.

    Args:
        document: the normalized document.
        options: the settings.
        log: called after each response.
        sleep: waits for a number of seconds.
        clock: returns the time in seconds, for rate limits.

    Attributes:
        base_path: the path of the first declared server.
        operations: the number of operations.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        options: MockOptions | None = None,
        log: Log | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options or MockOptions()
        self._log, self._sleep = log, sleep
        self._spec = response_description(document)
        self._routes = Routes(self._spec)
        self._behavior: Behavior | None = None
        self._faults = Faults(self._options)
        self._limits = RateLimits(self._spec, clock)
        self._credentials = Credentials(self._spec, self._options)
        self._token_paths = token_paths(self._spec)
        self._validation = RequestValidation(request_description(document))
        # Samples and collections are not made for several threads.
        self._lock = Lock()
        self.base_path = base_path(self._spec)
        self.operations = len(self._routes.all)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Respond to a request (PEP 3333)."""
        request = Request(environ)
        request.max_content_length = MOST_BYTES
        if self._options.latency > 0:
            self._sleep(self._options.latency / 1000)
        with self._lock:
            response = self._response(request)
        if self._log is not None:
            self._log(request, response.status_code)
        return response(environ, start_response)

    def _response(self, request: Request) -> Response:
        try:
            return self._respond(request).sent()
        except HTTPException as error:
            status = error.code or 400
            return problem(status, error.description or error.name).sent()
        except Exception as error:
            # One operation that the mock cannot perform must not stop the others.
            detail = " ".join(f"{type(error).__name__}: {error}".split())[:500]
            where = f"{request.method} {request.path}"
            text = f"the mock cannot respond to {where}: {detail}"
            return problem(501, text).sent()

    @deeper_if_needed
    def _respond(self, request: Request) -> MockResponse:
        path, _ = raw_target(request)
        match = self._routes.find(request.method, path, query_pairs(request))
        if match.route is None and request.method == "HEAD":
            # A GET always has a HEAD (RFC 9110, section 9.3.2).
            match = self._routes.find("GET", path, query_pairs(request))
        if match.route is None:
            if request.method == "POST" and path.rstrip("/") in self._token_paths:
                return token_response(request, self._options)
            return self._unknown(request, match)
        received = MockRequest(request, match.route, match.path)
        operation = match.route.operation
        accept = request.headers.get("Accept", "")
        if (status := self._faults.status(request)) is not None:
            detail = "an error on purpose"
            return error_response(operation, status, detail, accept=accept)
        try:
            return self._performed(received)
        except Refusal as refusal:
            status = first_declared(operation, refusal.statuses)
            return error_response(
                operation,
                status,
                refusal.detail,
                accept=accept,
                headers=refusal.headers,
            )
        except Gap as gap:
            return problem(501, str(gap))

    def _performed(self, request: MockRequest) -> MockResponse:
        self._credentials.check(request)
        if self._options.limit_rate:
            self._limits.check(request)
        self._validation.check(request)
        if self._behavior is None:
            samples = request.route.operation.samples
            self._behavior = Behavior(samples, self._routes.all, self._options)
        return self._behavior.perform(request)

    def _unknown(self, request: Request, match: Match) -> MockResponse:
        """Return the response to a request for which there is no operation."""
        if not match.allowed:
            return problem(404, f"no operation has the path {request.path}")
        head = {"HEAD"} if "GET" in match.allowed else set()
        allowed = ", ".join(sorted({*match.allowed, *head}))
        detail = f"{request.path} has no {request.method} (it has {allowed})"
        return problem(405, detail, {"Allow": allowed})
