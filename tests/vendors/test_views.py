"""Test the view of counters over three vendors: raw requests, rows and errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from specloom_clients.mews import AsyncMews, Mews
from specloom_clients.mews.models import Counter
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.opencell.models import CounterPeriod
from specloom_clients.orquest import AsyncOrquest, Orquest
from specloom_clients.orquest.models import CounterData
from specloom_clients.views import counters
from specloom_clients.views.counters import CounterRow
from specloom_runtime import ApiError, RequestError, RowError

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa{}"
ENTERPRISE = "4d0201db-36f5-428b-8d11-4f0a65e960cc"
MILLIS = 1704067200000  # 2024-01-01T00:00:00Z
TEMPLATE = {"unityDescription": "MB"}
PERIOD = {
    "id": 12,
    "code": "DATA",
    "value": 1.5,
    "periodStartDate": MILLIS,
    "periodEndDate": MILLIS + 31 * 86_400_000,
    "counterInstance": {
        "counterTemplate": TEMPLATE,
        "billingAccount": {"code": "BA1"},
    },
    "auditable": {"created": MILLIS, "updated": MILLIS},
}


class Vendors:
    """Three servers behind one transport.

    Attributes:
        sent: the host, the path and the JSON body or query of each request.
        orquest: the status and the body of a response of the third server.
        period: the body of a response of the second server, if it is another one.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.orquest: tuple[int, Any] = (200, [_counted("TIME", 120.0)])
        self.period: bytes | None = None
        self.transport = httpx2.MockTransport(self._answer)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content) if request.content else None
        query = dict(request.url.params)
        if "/connector/" in request.url.path:
            cursor = body["Limitation"].get("Cursor")
            self.sent.append(("mews", cursor))
            page = {"Counters": [_counter(2 if cursor else 1)]}
            return httpx2.Response(
                200, json=page | ({} if cursor else {"Cursor": ID.format(1)})
            )
        if "/generic/" in request.url.path:
            self.sent.append(("opencell", body.get("offset", 0)))
            found = {"data": [PERIOD], "total": 1, "offset": 0, "limit": 100}
            content = self.period or json.dumps(found).encode()
            return httpx2.Response(200, content=content)
        self.sent.append(("orquest", query["from"]))
        status, rows = self.orquest
        return httpx2.Response(status, json=rows)

    @property
    def called(self) -> list[str]:
        return [vendor for vendor, _ in self.sent]


def _counter(number: int) -> dict[str, Any]:
    return {
        "Id": ID.format(number),
        "EnterpriseId": ENTERPRISE,
        "Name": f"Bills {number}",
        "IsDefault": True,
        "Value": 9007199254740993,
        "Format": None,
        "Type": "BillCounter",
        "CreatedUtc": "2023-10-01T00:00:00Z",
        "UpdatedUtc": "2023-10-02T00:00:00Z",
    }


def _counted(data_type: str, count: float) -> dict[str, Any]:
    kind = {"id": 1, "shortName": "HNS", "scope": "WEEK", "dataType": data_type}
    bucket = {
        "key": "HNS_20241118_20241124",
        "from": "2024-11-18",
        "to": "2024-11-24",
        "total": [
            {"employeeId": "1006350", "count": 0.0},
            {"employeeId": "1006356", "count": count},
        ],
    }
    return {"counter": {"id": 4035, "counterType": kind}, "counts": [bucket]}


def sync_rows(
    vendors: Vendors, orquest: dict[str, Any], read: Callable[[CounterRow], None]
) -> None:
    options: Any = {"transport": vendors.transport, "retries": 0}
    with (
        Mews(client_token="a", access_token="b", client="c", **options) as mews,
        Opencell(username="u", password="p", host="h.example", **options) as opencell,
        Orquest(api_key="k", **options) as clockings,
    ):
        made = counters.rows(
            mews.counters.list(),
            opencell.counter_periods.list(),
            clockings.counters.with_only_clockguards("B", "S", **orquest),
        )
        assert vendors.sent == []
        for row in made:
            read(row)


def async_rows(
    vendors: Vendors, orquest: dict[str, Any], read: Callable[[CounterRow], None]
) -> None:
    options: Any = {"transport": vendors.transport, "retries": 0}

    async def run() -> None:
        async with (
            AsyncMews(
                client_token="a", access_token="b", client="c", **options
            ) as mews,
            AsyncOpencell(
                username="u", password="p", host="h.example", **options
            ) as opencell,
            AsyncOrquest(api_key="k", **options) as clockings,
        ):
            made = counters.async_rows(
                mews.counters.list(),
                opencell.counter_periods.list(),
                clockings.counters.with_only_clockguards("B", "S", **orquest),
            )
            assert vendors.sent == []
            async for row in made:
                read(row)

    asyncio.run(run())


WEEK: dict[str, Any] = {
    "business_counter_ids": [4035],
    "from_": date(2024, 11, 18),
    "to": date(2024, 11, 20),
}
BOTH = pytest.mark.parametrize("read", [sync_rows, async_rows])


@BOTH
def test_counters_of_three_vendors_are_rows_of_one_type(read: Any) -> None:
    vendors, found = Vendors(), list[CounterRow]()
    read(vendors, WEEK, found.append)
    first, second, period, idle, busy = found
    assert vendors.called == ["mews", "mews", "opencell", "orquest"]
    assert (first.vendor, first.id, first.name) == ("mews", ID.format(1), "Bills 1")
    assert (first.value, first.unit) == (Decimal(9007199254740993), None)
    assert (first.owner, first.period_start, first.period_end) == (
        ENTERPRISE,
        None,
        None,
    )
    assert first.updated == datetime(2023, 10, 2, tzinfo=UTC)
    assert second.name == "Bills 2"
    assert isinstance(first.source, Counter) and first.source.is_default
    assert (period.vendor, period.id, period.name) == ("opencell", "12", "DATA")
    assert (period.value, period.unit, period.owner) == (Decimal("1.5"), "MB", "BA1")
    assert period.period_start == period.updated == datetime(2024, 1, 1, tzinfo=UTC)
    assert period.period_end == datetime(2024, 2, 1, tzinfo=UTC)
    assert isinstance(period.source, CounterPeriod) and period.source.code == "DATA"
    assert (idle.vendor, idle.id, idle.name) == ("orquest", "4035", "HNS")
    assert (idle.owner, idle.value) == ("1006350", 0)
    assert (busy.owner, busy.value, busy.unit) == ("1006356", Decimal(120), "minutes")
    assert (busy.period_start, busy.period_end) == (
        date(2024, 11, 18),
        date(2024, 11, 24),
    )
    assert busy.updated is None
    assert isinstance(busy.source, CounterData) and busy.source is idle.source
    assert all(type(row.value) is Decimal for row in found)
    assert "source" not in repr(busy)


@BOTH
@pytest.mark.parametrize("data_type", ["INTEGER", "PERCENTAGE", "NONE", "NEW"])
def test_a_number_without_a_documented_unit_has_none(read: Any, data_type: str) -> None:
    vendors, found = Vendors(), list[CounterRow]()
    vendors.orquest = (200, [_counted(data_type, 7.25)])
    read(vendors, WEEK, found.append)
    assert (found[-1].value, found[-1].unit) == (Decimal("7.25"), None)


@BOTH
def test_all_digits_of_an_amount_are_kept(read: Any) -> None:
    vendors, found = Vendors(), list[CounterRow]()
    digits = "12345678901.123456789012"
    period = f'{{"id": 12, "code": "DATA", "value": {digits}}}'
    vendors.period = f'{{"data": [{period}], "total": 1}}'.encode()
    read(vendors, WEEK, found.append)
    assert str(found[2].value) == digits
    assert (found[2].unit, found[2].owner, found[2].period_end) == (None, None, None)


@BOTH
def test_a_week_in_two_requests_is_one_row(read: Any) -> None:
    vendors, found = Vendors(), list[CounterRow]()
    long = {**WEEK, "from_": date(2024, 10, 20), "to": date(2024, 11, 24)}
    read(vendors, long, found.append)
    assert vendors.called.count("orquest") > 1
    assert [row.owner for row in found[3:]] == ["1006350", "1006356"]


@BOTH
def test_an_error_of_a_vendor_is_raised_as_it_is(read: Any) -> None:
    vendors, found = Vendors(), list[CounterRow]()
    vendors.orquest = (406, {"message": "31 days max"})
    with pytest.raises(ApiError, match="406: 31 days max") as caught:
        read(vendors, WEEK, found.append)
    assert caught.value.status == 406
    assert [row.vendor for row in found] == ["mews", "mews", "opencell"]


@BOTH
def test_an_item_without_a_required_value_is_an_error(read: Any) -> None:
    vendors, found = Vendors(), list[CounterRow]()
    content = _counted("TIME", 1.0)
    del content["counts"][0]["total"][1]["count"]
    vendors.orquest = (200, [content])
    with pytest.raises(RowError, match='orquest: an item has no "value", which'):
        read(vendors, WEEK, found.append)
    assert [row.vendor for row in found] == ["mews", "mews", "opencell", "orquest"]


def test_a_list_of_the_other_client_is_refused_before_a_request() -> None:
    vendors = Vendors()
    asynchronous = AsyncOrquest(api_key="k", transport=vendors.transport)
    wrong: Any = asynchronous.counters.with_only_clockguards("B", "S", **WEEK)
    with pytest.raises(RequestError, match="list 1 has the type AsyncPager"):
        counters.rows(wrong)
    assert vendors.sent == []
