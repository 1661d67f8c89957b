"""Send a request, follow redirects and retry, until there is a response or an error.

This module makes all decisions about time and retries, both for calls and for token
requests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from ..core import errors
from ..core.deadline import Deadline
from ..core.events import Attempt
from ..core.responses import Headers, Response
from ..http.effects import Flow, Send, Sleep, result_of
from ..http.locations import parse_location
from ..http.messages import OpenResponse, Request
from ..operations.base_operation import OperationBase
from ..operations.options import Settings
from .body import read_whole
from .context import ClientContext
from .deprecation import warn_of_end
from .error_rules import error_for
from .rate_limit import RateLimiter
from .redirects import MAX_REDIRECTS, reading_request, redirect_request
from .retry import NOT_PROCESSED, Failure, delay
from .tracing import RecordAttempt, span

Receive: TypeAlias = Callable[[OpenResponse], Flow[bytes]]


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request to be sent, with its settings and its deadline."""

    operation: OperationBase
    settings: Settings
    repeatable: bool
    deadline: Deadline
    build_request: Callable[[], Flow[Request]]
    """Builds the request of an attempt, with the credentials valid at that time."""
    refresh: Callable[[], bool] | None = None
    """Called after a 401; returns whether the next attempt has new credentials."""
    receive: Receive | None = None
    """Reads the body of a successful response, and returns the part to keep."""


def exchange(context: ClientContext, call: Exchange) -> Flow[Response]:
    """Return the successful response. Raises TransportError or ApiError."""
    if context.tracer is None:
        return (yield from _attempts(context, call, None))
    with span(
        context.tracer, call.operation, context.server.base_of(call.operation)
    ) as see:
        return (yield from _attempts(context, call, see))


def _attempts(
    context: ClientContext, call: Exchange, see: RecordAttempt | None
) -> Flow[Response]:
    """Repeat the request until an attempt succeeds or no further attempt is allowed.

    Two repetitions do not count as attempts, and happen at most once each: with new
    credentials after a 401, and on a new connection if the server closed the old one
    before the request was sent.
    """

    def report(attempt: Attempt, request: Request) -> None:
        if see is not None:
            see(attempt)
        context.hooks.report_attempt(attempt, request, context.redactor)

    number, spent, once, earlier = 1, 1, _OncePerCall(call), _Earlier()
    while True:
        request = context.hooks.apply_to_request(
            _with_attempt_header(call, (yield from call.build_request()), number)
        )
        outcome = yield from _attempt(context, call, request, earlier)
        if isinstance(outcome, Response):
            context.budget.refund(spent)
            if see is not None or context.hooks.wants_attempts:
                report(_successful_attempt(context, call, number, outcome), request)
            return outcome
        call = once.call = earlier.following(call)
        earlier.add(outcome)
        uncounted = request.repeatable and once.repeats_after(outcome)
        wait = 0.0 if uncounted else None
        if request.repeatable and not uncounted:
            wait = _retry_delay(context, call, number, outcome)
            if wait is not None and not (spent := context.budget.spend(outcome)):
                wait = None
        report(_failed_attempt(call, number, outcome, wait), request)
        if wait is None:
            raise outcome
        if uncounted:
            continue
        try:
            if not call.deadline.allows(wait):
                raise call.deadline.exceeded(outcome)
            yield Sleep(wait)
        except BaseException:
            context.budget.refund(spent)  # Nothing is sent for it.
            raise
        number += 1


@dataclass
class _Earlier:
    """The effects of the earlier requests of a call.

    `moved` is the URL that a 303 response gives for the result of a request.
    """

    moved: str | None = None
    maybe_sent: bool = False

    def add(self, failure: Failure) -> None:
        """Record a failure; its `maybe_sent` becomes that of the whole call."""
        if isinstance(failure, errors.TransportError):
            failure.maybe_sent = failure.maybe_sent or self.maybe_sent
            self.maybe_sent = failure.maybe_sent
        elif failure.status not in NOT_PROCESSED:
            self.maybe_sent = True

    def following(self, call: Exchange) -> Exchange:
        """Return the call for the next attempt: the result of a 303 is only read."""
        if self.moved is None:
            return call
        build = partial(_request_to_read, call.build_request, self.moved)
        self.moved, self.maybe_sent = None, True
        return replace(call, repeatable=True, build_request=build)


def _request_to_read(build: Callable[[], Flow[Request]], url: str) -> Flow[Request]:
    return reading_request((yield from build()), url)


@dataclass
class _OncePerCall:
    """Repetitions that happen at most once per call and do not count as attempts."""

    call: Exchange
    renewed: bool = False
    reconnected: bool = False

    def repeats_after(self, failure: Failure) -> bool:
        """Record a failure, and return whether it is a reason to repeat the request."""
        if isinstance(failure, errors.AuthenticationError):
            first, self.renewed = not self.renewed, True
            return first and self.call.refresh is not None and self.call.refresh()
        if isinstance(failure, errors.ConnectionLost) and failure.stale:
            # The connection was dead before the request was written.
            first, self.reconnected = not self.reconnected, True
            return first and self.call.repeatable
        return False


def _with_attempt_header(call: Exchange, request: Request, number: int) -> Request:
    """Add the number of earlier attempts to a request, if a header is declared."""
    name = call.settings.retry.attempt_header
    if name is None:
        return request
    headers = request.headers.without(name).pairs()
    return replace(request, headers=Headers([*headers, (name, str(number - 1))]))


def _attempt(
    context: ClientContext, call: Exchange, request: Request, earlier: _Earlier
) -> Flow[Response | Failure]:
    """Make one attempt, and return its response or its error."""
    try:
        response = yield from _follow_redirects(context, call, request, earlier)
    except errors.TransportError as error:
        # Before it becomes a part of another error, which can shorten it.
        return _or_deadline(call, context.redactor.error(error))
    except errors.DecodeError as error:
        error.operation = call.operation.wire
        raise
    context.hooks.report_response(request, response, context.redactor)
    warn_of_end(context, call.operation, request, response)
    if response.status == 407:
        message = f"{call.operation.wire}: the proxy requires credentials (407)"
        return errors.ProxyError(message)
    failure = error_for(
        response,
        context.error_rules(call.operation),
        kinds=context.error_kinds(call.operation),
        redactor=context.redactor,
        clock=context.clock,
        conflict=call.operation.conflict,
    )
    return failure or response


def _follow_redirects(
    context: ClientContext, call: Exchange, request: Request, earlier: _Earlier
) -> Flow[Response]:
    response = yield from _send(context, call, request)
    for _ in range(MAX_REDIRECTS):
        following = redirect_request(request, response)
        if following is None:
            break
        if following.method != request.method:
            earlier.moved = following.url
        request = following
        response = yield from _send(context, call, request)
    return response


def _send(context: ClientContext, call: Exchange, request: Request) -> Flow[Response]:
    operation = call.operation
    limiter = context.rate_limiter(operation)
    if limiter is not None:
        yield from _wait_for_rate_limit(context, call, limiter)
    settings, remaining = call.settings, call.deadline.left()
    limits = (settings.timeout, remaining)
    timeout = min((limit for limit in limits if limit is not None), default=None)
    pool_timeout = settings.pool_timeout
    outcome: Any = yield Send(
        request=request,
        timeout=timeout,
        pool_timeout=timeout if pool_timeout is None else pool_timeout,
        remaining=remaining,
        limit=settings.response_limit,
        stream=call.receive is not None,
        is_known_url=request.url == context.server.base_of(operation) + operation.path,
    )
    received = result_of(outcome)
    if call.receive is None:
        response: Response = received
        return response
    succeeded = 200 <= received.status < 300
    read = call.receive if succeeded else partial(read_whole, settings.response_limit)
    body = yield from read(received)
    return Response(status=received.status, headers=received.headers, body=body)


def _wait_for_rate_limit(
    context: ClientContext, call: Exchange, limiter: RateLimiter
) -> Flow[None]:
    """Wait until a declared rate limit allows the request."""
    now = context.clock.monotonic()
    moment = limiter.reserve(now, call.deadline.until)
    if moment is None:
        raise call.deadline.exceeded()
    try:
        if moment > now:
            yield Sleep(moment - now)
        call.deadline.left()
    except BaseException:
        limiter.release(moment)
        raise


def _retry_delay(
    context: ClientContext, call: Exchange, number: int, error: Failure
) -> float | None:
    """Return the seconds until the next attempt; None if there is no retry."""
    if not call.operation.retry:
        return None
    policy = call.settings.retry
    statuses = (*policy.statuses, *call.operation.retry_statuses)
    policy = replace(policy, statuses=statuses)
    return delay(error, policy, number, call.repeatable, context.clock)


def _or_deadline(call: Exchange, error: errors.TransportError) -> errors.TransportError:
    """Return the failure, or DeadlineExceeded if the deadline caused it."""
    late = isinstance(error, errors.DeadlineExceeded) or not call.deadline.allows(0.01)
    return call.deadline.exceeded(error) if late else error


def _successful_attempt(
    context: ClientContext, call: Exchange, number: int, response: Response
) -> Attempt:
    rule = context.idempotency(call.operation)
    mark = parse_location(rule.replayed).name if rule and rule.replayed else ""
    return Attempt(
        number=number,
        operation=call.operation.wire,
        status=response.status,
        request_id=context.redactor.value(response.request_id),
        replayed=response.headers.get(mark, "").lower() == "true",
    )


def _failed_attempt(
    call: Exchange, number: int, error: Failure, wait: float | None
) -> Attempt:
    redirect = isinstance(error, errors.RedirectError)
    reason = f"{type(error).__name__}: {error}"
    return Attempt(
        number=number,
        operation=call.operation.wire,
        reason="a redirect that is not followed" if redirect else reason,
        delay=wait,
        status=error.status if isinstance(error, errors.ApiError) else None,
        request_id=error.request_id,
    )
