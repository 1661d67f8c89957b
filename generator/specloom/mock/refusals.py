"""Why a request is refused, and what the mock cannot do."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A request that a vendor would refuse.

    Args:
        detail: what is wrong with the request.
        statuses: the possible statuses; the first one that is declared is used, or else
            the first one.
        headers: headers of the response, such as Retry-After.
    """

    def __init__(
        self,
        detail: str,
        statuses: tuple[int, ...] = (400, 422),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail, self.statuses = detail, statuses
        self.headers = headers


class Gap(Exception):
    """A part of the description with which the mock cannot do anything."""
