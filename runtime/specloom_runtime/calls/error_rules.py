"""Convert an error response to an exception, by the vendor's rules and the status."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..core import errors
from ..core.clock import Clock
from ..core.responses import Response
from ..core.secrets import Redactor
from ..core.unset import UNSET
from ..http.response_values import ResponseValues
from ..operations.service import ErrorName, ErrorRule, Locations
from .retry import retry_after

_CLASSES: tuple[tuple[str, int, type[errors.ApiError]], ...] = (
    ("bad-request", 400, errors.BadRequestError),
    ("unauthorized", 401, errors.AuthenticationError),
    ("forbidden", 403, errors.PermissionDeniedError),
    ("not-found", 404, errors.NotFoundError),
    ("timeout", 408, errors.RequestTimeoutError),
    ("conflict", 409, errors.ConflictError),
    ("gone", 410, errors.GoneError),
    ("payload-too-large", 413, errors.PayloadTooLargeError),
    ("unprocessable", 422, errors.UnprocessableError),
    ("rate-limit", 429, errors.RateLimitError),
)
BY_NAME = {"api": errors.ApiError, "server": errors.ServerError}
BY_NAME |= {name: kind for name, _, kind in _CLASSES}
"""The error class for each name that descriptions use."""
BY_STATUS = {status: kind for _, status, kind in _CLASSES}

NO_KINDS: Mapping[str, ErrorName] = MappingProxyType({})
PROBLEM = ErrorRule(
    message=("body#/detail", "body#/title"),
    code="body#/type",
    details="body#/errors",
)
"""The rule for `application/problem+json`, whose members RFC 9457 defines."""


def error_for(
    response: Response,
    rules: Sequence[ErrorRule],
    *,
    kinds: Mapping[str, ErrorName] = NO_KINDS,
    redactor: Redactor,
    clock: Clock,
    conflict: int | None = None,
) -> errors.ApiError | None:
    """Return the error for a response; None if the response is a success.

    The first matching rule determines the locations of the message, code, hint, details
    and request id. The class is that of the code in `kinds`, otherwise that of the
    rule, otherwise that of the status. Without a matching rule, the status determines
    the class. If the body does not match its declaration, the error contains the raw
    body. The message is for the end user only if it is a string that is not blank.
    `conflict` is the status by which the operation reports an outdated version.
    """
    if response.ok and not rules:
        return None
    body = ResponseValues(response)
    rule = next((rule for rule in rules if _fits(rule, response, body)), None)
    if rule is None and response.ok:
        return None
    if rule is None:
        rule = PROBLEM if response.media == "application/problem+json" else ErrorRule()
    code, message = _text(_first(body, rule.code)), _first(body, rule.message)
    name = kinds.get(code or "") or rule.kind
    kind = BY_NAME[name] if name else error_class(response.status)
    if response.status == conflict:
        kind = errors.ConflictError
    return kind(
        redactor.text(_text(message) or ""),
        response=redactor.response(response),
        code=redactor.value(code),
        hint=redactor.value(_text(_first(body, rule.hint))),
        details=redactor.value(_first(body, rule.details)),
        request_id=redactor.value(_text(_first(body, rule.request_id))),
        retry_after=retry_after(response.headers, clock),
        retryable=rule.retryable,
        for_end_user=rule.for_end_user and _is_sentence(message),
    )


def _fits(rule: ErrorRule, response: Response, body: ResponseValues) -> bool:
    if not _covers(rule.status, response.status):
        return False
    if response.ok and rule.location is None:
        # A rule with neither a status nor a location applies only to failures.
        return rule.status is not None
    if rule.location is None:
        return True
    value = body.at(rule.location)
    return value is not UNSET and rule.equals in (None, value)


def _covers(declared: int | str | None, status: int) -> bool:
    allowed = (None, status, str(status), f"{status // 100}XX", f"{status // 100}xx")
    return declared in allowed


def _first(body: ResponseValues, locations: Locations) -> Any:
    """Return the first value at the locations; None without one.

    An empty string, list or object is returned only if no location has another value.
    """
    places = locations if isinstance(locations, tuple) else (locations,)
    values = [v for v in map(body.at, places) if v is not UNSET and v is not None]
    full = (value for value in values if value not in ("", [], {}))
    return next(full, values[0] if values else None)


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_sentence(message: Any) -> bool:
    return isinstance(message, str) and bool(message.strip())


def error_class(status: int) -> type[errors.ApiError]:
    """Return the error class for an HTTP status."""
    if status >= 500:
        return errors.ServerError
    if 300 <= status < 400:
        return errors.RedirectError
    return BY_STATUS.get(status, errors.ApiError)
