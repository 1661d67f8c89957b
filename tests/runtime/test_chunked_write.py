"""Test that a long list is written in chunks, and that an error says how far it got."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel
from specloom_runtime import (
    ApiError,
    AsyncClient,
    AsyncResource,
    Chunk,
    Client,
    ConnectError,
    Idempotency,
    Operation,
    ReadTimeout,
    RequestError,
    Resource,
    Server,
    Service,
    SpecloomError,
    Window,
    WriteProgress,
    async_call,
)

PUT = Operation("PUT", "/values", chunks=(Chunk("body", 3),))
POST = Operation(
    "POST", "/values", chunks=(Chunk("body", 3),), idempotency=Idempotency("Key")
)
DATED = Operation(
    "PUT",
    "/values",
    windows=(Window("query.from", "query.to", "P1D"),),
    chunks=(Chunk("body", 3), Chunk("query.ids", 1)),
)
SERVICE = Service(
    name="values",
    servers={"production": Server("https://values.example")},
)
Answer = Callable[[int], httpx2.Response]


class Row(BaseModel):
    day: int
    value: float | None = None


class Values(Resource):
    def put(self, body: Any) -> None:
        return self._call(PUT, body=body)

    def post(self, body: Any) -> None:
        return self._call(POST, body=body)

    def dated(self, body: Any, **query: Any) -> None:
        return self._call(DATED, body=body, query=query)


class AsyncValues(AsyncResource):
    put = async_call(Values.put)
    post = async_call(Values.post)
    dated = async_call(Values.dated)


class Vendor(Client):
    @property
    def values(self) -> Values:
        return Values(self)


class AsyncVendor(AsyncClient):
    @property
    def values(self) -> AsyncValues:
        return AsyncValues(self)


class Called:
    """What one call sent, and how it ended."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        self.error: SpecloomError | None = None


def call(
    mode: str,
    body: Any,
    answer: Answer = lambda number: httpx2.Response(200),
    *,
    action: str = "put",
    query: dict[str, Any] | None = None,
    **options: Any,
) -> Called:
    called = Called()

    def handler(request: httpx2.Request) -> httpx2.Response:
        called.sent.append(json.loads(request.content))
        return answer(len(called.sent))

    transport = httpx2.MockTransport(handler)
    given = query or {}

    async def run() -> None:
        async with AsyncVendor(SERVICE, transport=transport).with_options(
            **options
        ) as vendor:
            assert await getattr(vendor.values, action)(body, **given) is None

    try:
        if mode == "async":
            asyncio.run(run())
        else:
            with Vendor(SERVICE, transport=transport).with_options(**options) as vendor:
                assert getattr(vendor.values, action)(body, **given) is None
    except SpecloomError as error:
        called.error = error
    return called


modes = pytest.mark.parametrize("mode", ["sync", "async"])


@modes
@pytest.mark.parametrize("make", [list, tuple])
def test_a_long_list_is_written_in_order_with_equal_values(
    mode: str, make: Callable[[list[Any]], Any]
) -> None:
    rows = [1, 1, 2, 1, 3, 3, 1]
    assert call(mode, make(rows)).sent == [[1, 1, 2], [1, 3, 3], [1]]
    assert call(mode, make(rows[:3])).sent == [[1, 1, 2]]
    models = [Row(day=1), Row(day=2, value=None), Row(day=3, value=4.5), Row(day=4)]
    assert call(mode, models).sent == [
        [{"day": 1}, {"day": 2, "value": None}, {"day": 3, "value": 4.5}],
        [{"day": 4}],
    ]


@modes
def test_nothing_is_sent_for_an_empty_list(mode: str) -> None:
    assert call(mode, []).sent == []


def test_a_call_without_a_request_has_no_response() -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200))
    vendor = Vendor(SERVICE, transport=transport)
    assert vendor.with_response(vendor.values.put, [1] * 4).response.status == 200
    with pytest.raises(RequestError, match="sent no request"):
        vendor.with_response(vendor.values.put, [])


@modes
def test_an_error_says_how_much_was_written(mode: str) -> None:
    def answer(number: int) -> httpx2.Response:
        return httpx2.Response(404 if number == 2 else 200)

    called = call(mode, [*range(8)], answer)
    assert called.sent == [[0, 1, 2], [3, 4, 5]]
    assert isinstance(called.error, ApiError)
    assert called.error.progress == WriteProgress(written=3, failed=3, unsent=2)
    (note,) = called.error.__notes__
    assert note == "3 values were written, 3 are uncertain, and 2 were not sent"
    rest = [*range(8)][called.error.progress.written :]
    assert call(mode, rest).sent == [[3, 4, 5], [6, 7]]


@modes
def test_a_request_that_was_not_sent_is_not_uncertain(mode: str) -> None:
    def lost(kind: type[Exception]) -> Answer:
        def answer(number: int) -> httpx2.Response:
            if number > 1:
                raise kind("x")
            return httpx2.Response(200)

        return answer

    refused = call(mode, [*range(5)], lost(httpx2.ConnectError), retries=0)
    assert isinstance(refused.error, ConnectError)
    assert refused.error.progress == WriteProgress(3, 0, 2)
    silent = call(mode, [*range(5)], lost(httpx2.ReadTimeout), retries=0)
    assert isinstance(silent.error, ReadTimeout)
    assert silent.error.progress == WriteProgress(3, 2, 0)


@modes
def test_a_chunk_is_repeated_as_one_request(mode: str) -> None:
    def answer(number: int) -> httpx2.Response:
        headers = {"Retry-After": "0"}
        return httpx2.Response(503 if number == 2 else 200, headers=headers)

    assert call(mode, [*range(5)], answer).sent == [[0, 1, 2], [3, 4], [3, 4]]
    assert call(mode, [*range(5)], answer, action="post").error is None


@modes
def test_all_values_are_checked_before_the_first_is_sent(mode: str) -> None:
    called = call(mode, [1, 2, 3, float("nan")])
    assert isinstance(called.error, RequestError) and called.sent == []
    alone = call(mode, [float("nan")])
    assert alone.error is not None and alone.sent == []
    assert alone.error.progress == WriteProgress(0, 0, 1)


@modes
def test_an_idempotency_key_is_for_one_request(mode: str) -> None:
    called = call(mode, [*range(4)], action="post", idempotency_key="k")
    assert called.sent == []
    assert "idempotency_key: the list needs several requests" in str(called.error)
    assert call(mode, [1], action="post", idempotency_key="k").sent == [[1]]


@modes
def test_other_limits_are_still_refused(mode: str) -> None:
    called = call(mode, [1], action="dated", query={"ids": [1, 2]})
    assert called.sent == [] and "ids has too many values" in str(called.error)
    assert call(mode, {"day": 1}, action="dated").sent == [{"day": 1}]


def test_another_body_counts_as_one_value() -> None:
    failed = call("sync", {"day": 1}, lambda number: httpx2.Response(400))
    assert failed.error is not None
    assert failed.error.progress == WriteProgress(0, 1, 0)
