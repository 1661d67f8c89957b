"""Errors of a vendor as problems of this service (RFC 9457)."""

from __future__ import annotations

import math

from specloom_runtime import (
    ApiError,
    ConflictError,
    DeadlineExceeded,
    NotFoundError,
    RateLimitError,
    ReadTimeout,
    SpecloomError,
)

PROBLEMS: list[tuple[type[SpecloomError], int, str]] = [
    (NotFoundError, 404, "There is no such contact."),
    (ConflictError, 409, "The contact was changed by another program."),
    (RateLimitError, 503, "The vendor is busy."),
    (DeadlineExceeded, 504, "The vendor did not respond in time."),
    (ReadTimeout, 504, "The vendor did not respond in time."),
    (SpecloomError, 502, "The vendor cannot be used at the moment."),
]
"""The status and title of each error; the first class that fits counts.

Wrong credentials are 502, because the caller cannot correct those of this service.
"""


def problem_of(error: SpecloomError) -> tuple[dict[str, str | int], dict[str, str]]:
    """Return a problem and its headers for an error of the client.

    A message of the vendor is only shown if it is meant for end users.
    """
    status, title = next(
        (status, title) for kind, status, title in PROBLEMS if isinstance(error, kind)
    )
    problem: dict[str, str | int] = {"status": status, "title": title}
    if isinstance(error, ApiError) and error.for_end_user and error.message:
        problem["detail"] = error.message
    headers = {}
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        headers["Retry-After"] = str(math.ceil(error.retry_after))
    return problem, headers
