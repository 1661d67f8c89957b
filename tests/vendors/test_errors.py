"""Test the errors of the generated clients: what is repeated, and what they say."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest
from specloom_clients.mews import AsyncMews, Mews
from specloom_runtime import (
    ApiError,
    ManualClock,
    PermissionDeniedError,
    RequestTimeoutError,
    ServerError,
)
from specloom_runtime.testing import FakeTransport, make_response

CREDENTIALS: Any = {"client_token": "a", "access_token": "b", "client": "c"}
EMPTY = make_response({"Counters": [], "Cursor": None})


def failed(
    mode: str, first: httpx2.Response, *more: httpx2.Response
) -> tuple[ApiError, int]:
    """Return the error of a call to Mews, and the number of requests."""
    transport = FakeTransport([first, *more])
    options: Any = {**CREDENTIALS, "transport": transport, "clock": ManualClock()}

    async def call() -> None:
        async with AsyncMews(**options) as client:
            await client.counters.get_all().first()

    with pytest.raises(ApiError) as caught:
        if mode == "async":
            asyncio.run(call())
        else:
            with Mews(**options) as client:
                client.counters.get_all().first()
    return caught.value, len(transport.requests)


@pytest.mark.parametrize("mode", ["sync", "async"])
class TestMews:
    def test_a_heavy_request_is_not_repeated(self, mode: str) -> None:
        error, sent = failed(mode, make_response({}, status=408), EMPTY)
        assert isinstance(error, RequestTimeoutError)
        assert sent == 1

    def test_a_failure_of_the_server_is_repeated(self, mode: str) -> None:
        failure = make_response({}, status=500)
        error, sent = failed(mode, failure, failure, failure, EMPTY)
        assert isinstance(error, ServerError)
        assert sent == 3

    @pytest.mark.parametrize("status", [400, 401, 403, 408])
    def test_the_id_of_the_request_is_in_the_header_or_body(
        self, mode: str, status: int
    ) -> None:
        body = {"Message": "No.", "RequestId": "in the body"}
        error, _ = failed(mode, make_response(body, status=status))
        assert error.request_id == "in the body"
        assert "(request id in the body)" in str(error)
        headers = {"Request-Id": "in the header"}
        error, _ = failed(mode, make_response(body, status=status, headers=headers))
        assert error.request_id == "in the header"

    def test_a_403_is_for_the_end_user(self, mode: str) -> None:
        body = {"Message": "The period is closed."}
        error, _ = failed(mode, make_response(body, status=403))
        assert isinstance(error, PermissionDeniedError)
        assert (error.for_end_user, error.message) == (True, "The period is closed.")
        for status in (400, 401, 408):
            error, _ = failed(mode, make_response(body, status=status))
            assert not error.for_end_user
