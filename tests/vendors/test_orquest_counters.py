"""Test lists of counters on raw requests, against a server written from the page."""

from __future__ import annotations

import asyncio
import json
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal
from urllib.parse import parse_qs

import httpx2
import pytest
from specloom_clients.orquest import AsyncOrquest, Orquest
from specloom_clients.orquest.models import CounterData
from specloom_runtime import CutBucketError, RequestError

DAY = timedelta(days=1)
PATH = "/api/v2/businesses/b/services/s/counters-with-only-clockguards"
WEEKLY, MONTHLY, YEARLY = 4035, 4036, 4037
SCOPES = {WEEKLY: "WEEK", MONTHLY: "MONTH", YEARLY: "YEAR"}
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
MINUTES = {"1006350": 0.0, "1006356": 480.0}
"""The minutes that each employee works on a day from Monday to Friday."""
Reading = Literal["whole", "asked"]


def bucket(scope: str, day: date) -> tuple[date, date]:
    if scope == "WEEK":
        return day - day.weekday() * DAY, day + (6 - day.weekday()) * DAY
    if scope == "MONTH":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return date(day.year, 1, 1), date(day.year, 12, 31)


def days(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def counts(
    counter: int, first: date, last: date, reading: Reading
) -> list[dict[str, Any]]:
    """Return the buckets of a counter for a range, as the page shows them."""
    found = []
    for low, high in dict.fromkeys(
        bucket(SCOPES[counter], d) for d in days(first, last)
    ):
        counted = (low, high)
        if reading == "asked":
            counted = max(low, first), min(high, last)
        worked = sum(day.weekday() < 5 for day in days(*counted))
        total = [{"employeeId": e, "count": m * worked} for e, m in MINUTES.items()]
        key = f"C{counter}_{low:%Y%m%d}_{high:%Y%m%d}"
        found.append({"key": key, "from": f"{low}", "to": f"{high}", "total": total})
    return found


class Page:
    """Respond as the page says, and keep the ranges and ids of the requests."""

    def __init__(self, reading: Reading = "asked") -> None:
        self.reading = reading
        self.ranges: list[tuple[date, date]] = []
        self.ids: list[list[int]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        query = parse_qs(request.url.query.decode(), keep_blank_values=True)
        assert (request.method, request.url.path) == ("GET", PATH)
        assert request.headers["Authorization"] == "Bearer key"
        assert sorted(query) == ["businessCounterIds", "from", "to"]
        ids = [int(each) for each in query["businessCounterIds"][0].split(",")]
        first, last = (date.fromisoformat(query[end][0]) for end in ("from", "to"))
        if (last - first).days >= 31:
            text = (
                "The request exceeded the maximum number of days allowed (31 days max)"
            )
            return httpx2.Response(406, json={"message": text})
        if not SCOPES.keys() >= set(ids):
            return httpx2.Response(400, json={"message": "No value present"})
        self.ranges.append((first, last))
        self.ids.append(ids)
        return httpx2.Response(200, content=json.dumps(self.counters(ids, first, last)))

    def counters(self, ids: list[int], first: date, last: date) -> list[Any]:
        kinds = {"shortName": "C", "dataType": "TIME", "key": "counter.hours", "id": 1}
        return [
            {
                "counter": {"id": c, "counterType": {**kinds, "scope": SCOPES[c]}},
                "counts": counts(c, first, last, self.reading),
            }
            for c in ids
        ]


def read(page: Page, mode: str, ids: list[int], align: Any = None) -> list[CounterData]:
    """Read the counters of a year with one of the two clients."""
    arguments: dict[str, Any] = {
        "business_counter_ids": ids,
        "from_": YEAR[0],
        "to": YEAR[1],
        "align": align,
    }
    transport = httpx2.MockTransport(page)
    if mode == "sync":
        with Orquest(api_key="key", transport=transport) as client:
            return list(client.counters.with_only_clockguards("b", "s", **arguments))

    async def collect() -> list[CounterData]:
        async with AsyncOrquest(api_key="key", transport=transport) as client:
            pager = client.counters.with_only_clockguards("b", "s", **arguments)
            return [each async for each in pager]

    return asyncio.run(collect())


def as_page(counters: list[CounterData]) -> list[Any]:
    return [each.model_dump(mode="json", by_alias=True) for each in counters]


modes = pytest.mark.parametrize("mode", ["sync", "async"])
readings = pytest.mark.parametrize("reading", ["whole", "asked"])


@modes
@readings
@pytest.mark.parametrize(
    ("align", "requests"),
    [(None, 21), ({WEEKLY: "WEEK", MONTHLY: "MONTH"}, 21)],
)
def test_a_year_of_weeks_and_months_is_exact(
    mode: str, reading: Reading, align: Any, requests: int
) -> None:
    page = Page(reading)
    found = read(page, mode, [WEEKLY, MONTHLY], align)
    assert as_page(found) == page.counters([WEEKLY, MONTHLY], *YEAR)
    assert len(page.ranges) == requests


@modes
@readings
@pytest.mark.parametrize(
    ("counter", "align", "requests"), [(WEEKLY, "week", 13), (MONTHLY, "month", 12)]
)
def test_aligned_windows_ask_for_each_day_once(
    mode: str, reading: Reading, counter: int, align: str, requests: int
) -> None:
    page = Page(reading)
    found = read(page, mode, [counter], align)
    assert as_page(found) == page.counters([counter], *YEAR)
    assert len(page.ranges) == requests
    asked = [day for window in page.ranges for day in days(*window)]
    assert asked == list(days(*YEAR))


@modes
def test_counters_of_several_lengths_share_the_fewest_requests(mode: str) -> None:
    page = Page()
    read(page, mode, [WEEKLY, MONTHLY], {WEEKLY: "WEEK", MONTHLY: "MONTH"})
    assert page.ids == [[WEEKLY, MONTHLY]] * 21


@modes
@readings
def test_years_are_never_a_sum_of_some_days(mode: str, reading: Reading) -> None:
    page = Page(reading)
    with pytest.raises(CutBucketError, match='pass the length.*"any" is right only if'):
        read(page, mode, [YEARLY])
    assert len(page.ranges) == 1
    if reading == "whole":
        assert as_page(read(page, mode, [YEARLY], "any")) == page.counters(
            [YEARLY], *YEAR
        )


@modes
def test_nothing_is_sent_for_an_empty_list_or_a_wrong_length(mode: str) -> None:
    page = Page()
    assert read(page, mode, []) == []
    with pytest.raises(RequestError, match="align is 'year'"):
        read(page, mode, [YEARLY], "year")
    assert page.ranges == []
