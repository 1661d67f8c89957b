"""Each status of a failure has the error class that is named after it."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from specloom_runtime import (
    ApiError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    GoneError,
    NotFoundError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitError,
    RedirectError,
    RequestTimeoutError,
    ServerError,
    UnprocessableError,
)
from specloom_runtime.calls.error_rules import error_class

NAMED = {
    HTTPStatus.BAD_REQUEST: BadRequestError,
    HTTPStatus.UNAUTHORIZED: AuthenticationError,
    HTTPStatus.FORBIDDEN: PermissionDeniedError,
    HTTPStatus.NOT_FOUND: NotFoundError,
    HTTPStatus.REQUEST_TIMEOUT: RequestTimeoutError,
    HTTPStatus.CONFLICT: ConflictError,
    HTTPStatus.GONE: GoneError,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: PayloadTooLargeError,
    HTTPStatus.UNPROCESSABLE_ENTITY: UnprocessableError,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimitError,
}


@pytest.mark.parametrize(
    ("statuses", "kind"),
    [
        (range(200, 300), ApiError),
        (range(300, 400), RedirectError),
        (set(range(400, 500)) - NAMED.keys(), ApiError),
        (range(500, 1000), ServerError),
        *(([status], kind) for status, kind in NAMED.items()),
    ],
    ids=str,
)
def test_a_status_determines_the_class(
    statuses: range | set[int] | list[int], kind: type[ApiError]
) -> None:
    assert {error_class(status) for status in statuses} == {kind}
