"""Test historical values and clock guards on raw requests, by the vendor's rules."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from specloom_clients.orquest import AsyncOrquest, Orquest
from specloom_clients.orquest.models import DayValue, PeriodValue
from specloom_runtime import (
    BadRequestError,
    NotFoundError,
    RequestError,
    WriteProgress,
)

DAY = timedelta(days=1)
VALUES = "/api/v2/businesses/b/counter-historical-values"
PERIODS = "/api/v2/businesses/b/counter-historical-period-values"
READ = "/api/v1/businesses/b/employees/e/counter-historical-values"
GUARDS = "/api/v1/businesses/b/services/s/clockguards"


class Server:
    """Store values until the first error, and refuse ranges that are too long."""

    def __init__(self) -> None:
        self.stored: dict[tuple[str, ...], Any] = {}
        self.sizes: list[int] = []
        self.ranges: list[tuple[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == "Bearer key"
        query = parse_qs(
            request.url.query.decode(), strict_parsing=bool(request.url.query)
        )
        match request.method, request.url.path:
            case "PUT", path if path in (VALUES, PERIODS) and not query:
                assert request.headers["Content-Type"] == "application/json"
                return self.put(path, json.loads(request.content))
            case "GET", path if path in (READ, GUARDS):
                assert query.keys() <= {"from", "to"}
                return self.read(path, query)
        raise AssertionError(f"{request.method} {request.url}")

    def put(self, path: str, values: list[dict[str, Any]]) -> httpx2.Response:
        self.sizes.append(len(values))
        assert 0 < len(values) <= 4000
        days = ["day"] if path == VALUES else ["fromDay", "toDay"]
        for value in values:
            assert sorted(value) == sorted(
                ["counterShortName", "employeeId", "value", *days]
            )
            if value["employeeId"] == "unknown":
                return httpx2.Response(404, json={"message": "Employee not found"})
            if value["counterShortName"] == "X":
                return httpx2.Response(400, json={"message": "No counter of type X"})
            key = (value["employeeId"], *(value[each] for each in days))
            self.stored[key] = value["value"]
            if value["value"] is None and path == VALUES:
                del self.stored[key]
        return httpx2.Response(200)

    def read(self, path: str, query: dict[str, list[str]]) -> httpx2.Response:
        first, last = (query.get(end, [""])[0] for end in ("from", "to"))
        self.ranges.append((first, last))
        if first and last:
            start, end = date.fromisoformat(first), date.fromisoformat(last)
            if path == READ and end >= start.replace(year=start.year + 1):
                return httpx2.Response(400, json={"message": "Data range is too big"})
            assert path == READ or (end - start).days < 31
        row: dict[str, Any] = {"day": first or "2024-05-01"}
        if path == READ:
            row |= {"counterShortName": "HNS", "key": "k", "value": 1.5}
            return httpx2.Response(200, json=[row])
        # The page does not say that the records of a day have ids of their own.
        row |= {"id": 7, "employeeId": "1", "type": "WORK"}
        records = [{**row, "recordType": kind} for kind in ("IN", "OUT")]
        return httpx2.Response(200, json=records)


def run(server: Server, mode: str, use: Callable[[Any], Any]) -> Any:
    """Call a method of one of the two clients, and read its list if it is one."""
    transport = httpx2.MockTransport(server)
    if mode == "sync":
        with Orquest(api_key="key", transport=transport) as client:
            done = use(client)
            return None if done is None else list(done)

    async def call() -> Any:
        async with AsyncOrquest(api_key="key", transport=transport) as client:
            done = use(client)
            if hasattr(done, "__aiter__"):
                return [each async for each in done]
            return await done

    return asyncio.run(call())


MANY = [
    DayValue(
        day=date(2024, 1, 1) + n * DAY,
        employee_id="1",
        counter_short_name="HNS",
        value=float(n),
    )
    for n in range(8001)
]


modes = pytest.mark.parametrize("mode", ["sync", "async"])


@modes
def test_values_are_stored_in_requests_of_4000(mode: str) -> None:
    server = Server()
    run(server, mode, lambda c: c.counters.put_historical_values("b", MANY))
    assert server.sizes == [4000, 4000, 1]
    assert list(server.stored.values()) == [*map(float, range(8001))]
    gone = [each.model_copy(update={"value": None}) for each in MANY[:2]]
    run(server, mode, lambda c: c.counters.put_historical_values("b", gone))
    assert len(server.stored) == 7999
    run(server, mode, lambda c: c.counters.put_historical_values("b", []))
    assert len(server.sizes) == 4


@pytest.mark.parametrize(
    ("mode", "changed", "error"),
    [
        ("sync", {"employee_id": "unknown"}, NotFoundError),
        ("async", {"counter_short_name": "X"}, BadRequestError),
    ],
)
def test_an_error_says_what_is_stored(
    mode: str, changed: dict[str, str], error: type[Exception]
) -> None:
    server, given = Server(), [*MANY]
    given[5000] = given[5000].model_copy(update=changed)
    with pytest.raises(error) as caught:
        run(server, mode, lambda c: c.counters.put_historical_values("b", given))
    progress = vars(caught.value)["progress"]
    assert progress == WriteProgress(written=4000, failed=4000, unsent=1)
    assert len(server.stored) == 5000 and server.sizes == [4000, 4000]
    rest = MANY[progress.written :]
    run(server, mode, lambda c: c.counters.put_historical_values("b", rest))
    assert list(server.stored.values()) == [*map(float, range(8001))]


@pytest.mark.verify
@modes
def test_values_of_periods_are_stored_in_requests_of_4000(mode: str) -> None:
    server = Server()
    periods = [
        PeriodValue(
            employee_id=str(n),
            from_day=date(2024, 2, 1),
            to_day=date(2024, 2, 29),
            counter_short_name="DLM",
            value=21,
        )
        for n in range(4001)
    ]
    run(server, mode, lambda c: c.counters.put_historical_period_values("b", periods))
    assert server.sizes == [4000, 1]
    assert server.stored["4000", "2024-02-01", "2024-02-29"] == 21


@modes
def test_values_are_read_a_year_at_a_time(mode: str) -> None:
    server = Server()

    def read(client: Any) -> Any:
        ends = {"from_": date(2022, 3, 1), "to": date(2024, 5, 1)}
        return client.counters.historical_values("b", "e", **ends)

    found = run(server, mode, read)
    assert [each.day for each in found] == [date(y, 3, 1) for y in (2022, 2023, 2024)]
    assert server.ranges == [
        ("2022-03-01", "2023-02-28"),
        ("2023-03-01", "2024-02-29"),
        ("2024-03-01", "2024-05-01"),
    ]
    (last_year,) = run(server, mode, lambda c: c.counters.historical_values("b", "e"))
    assert (last_year.value, server.ranges[-1]) == (1.5, ("", ""))


@modes
def test_clock_guards_of_a_service_are_read_31_days_at_a_time(mode: str) -> None:
    server, last = Server(), date(2024, 3, 31)

    def read(client: Any) -> Any:
        return client.clockguards.of_service("b", "s", from_=date(2024, 1, 1), to=last)

    found = run(server, mode, read)
    assert [(each.day.month, each.record_type) for each in found] == [
        *((1, "IN"), (1, "OUT"), (2, "IN"), (2, "OUT"), (3, "IN"), (3, "OUT"))
    ]
    assert server.ranges == [
        ("2024-01-01", "2024-01-31"),
        ("2024-02-01", "2024-03-02"),
        ("2024-03-03", "2024-03-31"),
    ]


@pytest.mark.parametrize(
    "body",
    [DayValue.model_construct(), "abc", iter([]), [PeriodValue.model_construct()]],
)
def test_other_bodies_than_lists_of_values_are_refused(body: Any) -> None:
    def never(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError(request.url)

    transport = httpx2.MockTransport(never)
    refused = pytest.raises(RequestError, match="^body.*: expected a .*DayValue")
    with Orquest(api_key="key", transport=transport) as client, refused:
        client.counters.put_historical_values("b", body)
