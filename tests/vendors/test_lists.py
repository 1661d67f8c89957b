"""Test what the lists of the generated clients request, and what they return."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from specloom_clients.economic import AsyncEconomic, Economic
from specloom_clients.mews import AsyncMews, Mews
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_runtime import ManualClock, RequestError
from specloom_runtime.testing import FakeTransport, make_response

MODE = pytest.mark.parametrize("mode", ["sync", "async"])
Handler = Callable[[httpx2.Request], httpx2.Response]


def economic(mode: str, handler: Handler) -> tuple[Any, FakeTransport]:
    """Return a client of e-conomic and its transport."""
    kind: Any = Economic if mode == "sync" else AsyncEconomic
    transport = FakeTransport(handler)
    tokens = {"app_secret_token": "demo", "agreement_grant_token": "demo"}
    return kind(**tokens, transport=transport), transport


def mews(mode: str, handler: Handler) -> tuple[Any, FakeTransport]:
    """Return a client of Mews and its transport."""
    kind: Any = Mews if mode == "sync" else AsyncMews
    transport = FakeTransport(handler)
    made = kind(
        client_token="a",
        access_token="b",
        client="c",
        transport=transport,
        clock=ManualClock(),
    )
    return made, transport


def opencell(mode: str, handler: Handler) -> tuple[Any, FakeTransport]:
    """Return a client of Opencell and its transport."""
    kind: Any = Opencell if mode == "sync" else AsyncOpencell
    transport = FakeTransport(handler)
    made = kind(host="x.test", username="u", password="p", transport=transport)
    return made, transport


def read(pager: Any) -> list[Any]:
    """Return all items of a pager of either kind."""

    async def gather() -> list[Any]:
        return [item async for item in pager]

    return asyncio.run(gather()) if hasattr(pager, "__aiter__") else list(pager)


def wait(value: Any) -> Any:
    """Return a value, awaited if it is a coroutine."""
    return asyncio.run(value) if isinstance(value, Coroutine) else value


def contact(number: int) -> dict[str, Any]:
    """Return a contact of e-conomic."""
    return {
        "number": number,
        "supplierNumber": 1,
        "name": f"Contact {number}",
        "objectVersion": "v",
    }


def contacts(count: int, most: int = 100) -> Handler:
    """Serve numbered pages of contacts, of at most `most` contacts."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        size = min(int(asked.get("pageSize", 20)), most)
        start = int(asked.get("skipPages", 0)) * size
        return make_response([contact(n) for n in range(count)[start : start + size]])

    return answer


def sizes(transport: FakeTransport) -> list[tuple[str, str]]:
    """Return the page number and size of each request for contacts."""
    asked = [request.url.params for request in transport.requests]
    return [(each["skipPages"], each["pageSize"]) for each in asked]


def counter(number: int) -> dict[str, Any]:
    """Return a counter of Mews."""
    return {
        "Id": str(UUID(int=number + 1)),
        "EnterpriseId": str(UUID(int=1)),
        "Name": f"Counter {number}",
        "IsDefault": False,
        "Value": number,
        "Format": None,
        "Type": "BillCounter",
        "CreatedUtc": "2024-01-01T00:00:00Z",
        "UpdatedUtc": "2024-01-01T00:00:00Z",
    }


def counters(count: int) -> Handler:
    """Serve counters of Mews; the cursor is the last counter of a page."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        limitation = json.loads(request.content)["Limitation"]
        size, cursor = limitation["Count"], limitation.get("Cursor")
        start = UUID(cursor).int if cursor else 0
        found = [counter(n) for n in range(count)[start : start + size]]
        following = found[-1]["Id"] if found else None
        return make_response({"Counters": found, "Cursor": following})

    return answer


@MODE
def test_mews_is_read_in_pages_of_a_thousand(mode: str) -> None:
    client, transport = mews(mode, counters(2500))
    found = read(client.counters.list())
    assert [each.value for each in found] == [*range(2500)]
    asked = [json.loads(each.content)["Limitation"] for each in transport.requests]
    assert [each["Count"] for each in asked] == [1000] * 4


@MODE
def test_mews_sends_no_more_counters_than_needed(mode: str) -> None:
    client, transport = mews(mode, counters(2500))
    assert wait(client.counters.list().first()).value == 0
    assert len(wait(client.counters.list().take(1200))) == 1200
    assert len(wait(client.counters.list(page_size=50).take(60))) == 60
    asked = [json.loads(each.content)["Limitation"] for each in transport.requests]
    assert [each["Count"] for each in asked] == [1, 1000, 200, 50, 50]


@MODE
def test_economic_is_read_in_pages_of_a_hundred(mode: str) -> None:
    client, transport = economic(mode, contacts(250))
    assert len(read(client.contacts.list_page())) == 250
    assert sizes(transport) == [("0", "100"), ("1", "100"), ("2", "100")]


@MODE
def test_economic_keeps_one_page_size(mode: str) -> None:
    client, transport = economic(mode, contacts(250))
    assert wait(client.contacts.list_page().first()).number == 0
    assert len(wait(client.contacts.list_page().take(150))) == 150
    assert sizes(transport) == [("0", "1"), ("0", "75"), ("1", "75")]


@MODE
@pytest.mark.parametrize("most", [20, 50])
def test_economic_may_send_smaller_pages(mode: str, most: int) -> None:
    client, transport = economic(mode, contacts(130, most))
    found = read(client.contacts.list_page())
    assert [each.number for each in found] == [*range(130)]


def templates(count: int) -> Handler:
    """Serve counter templates of Opencell by offset, with the total."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = request.url.params
        start, size = int(asked["offset"]), int(asked["limit"])
        rows = [{"code": f"C{n}"} for n in range(count)[start : start + size]]
        return make_response(
            {
                "actionStatus": {"status": "SUCCESS"},
                "paging": {"totalNumberOfRecords": count},
                "counterTemplatesDto": rows,
            }
        )

    return answer


@MODE
def test_opencell_sends_no_more_templates_than_needed(mode: str) -> None:
    client, transport = opencell(mode, templates(250))
    assert len(read(client.counter_templates.list())) == 250
    assert len(wait(client.counter_templates.list().take(130))) == 130
    asked = [each.url.params for each in transport.requests]
    assert [(each["offset"], each["limit"]) for each in asked] == [
        *(("0", "100"), ("100", "100"), ("200", "100")),
        *(("0", "100"), ("100", "30")),
    ]


@MODE
def test_economic_reads_page_six(mode: str) -> None:
    """The page says: skipPages=5 and pageSize=50 are page 6 of a grid."""
    client, transport = economic(mode, contacts(400))
    page = client.contacts.list_page(start=250, page_size=50)
    assert [each.number for each in wait(page.take(50))] == [*range(250, 300)]
    assert sizes(transport) == [("5", "50")]
    transport.requests.clear()
    found = read(client.contacts.list_page(start=260, page_size=50))
    assert [each.number for each in found] == [*range(260, 400)]
    assert sizes(transport) == [("5", "50"), ("6", "50"), ("7", "50"), ("8", "50")]
    transport.requests.clear()
    assert wait(client.groups.list_page(start=10).first()).number == 10
    assert sizes(transport) == [("10", "1")]


@MODE
def test_economic_has_a_largest_start(mode: str) -> None:
    client, transport = economic(mode, contacts(0))
    with pytest.raises(RequestError, match="largest start of this list is 10099"):
        client.contacts.list_page(start=10100)
    with pytest.raises(RequestError, match="start must be a whole number"):
        client.contacts.list_page(start=-1)
    assert read(client.contacts.list_page(start=10099)) == []
    assert sizes(transport) == [("100", "100")]


@MODE
def test_opencell_starts_at_an_offset(mode: str) -> None:
    client, transport = opencell(mode, templates(250))
    found = read(client.counter_templates.list(start=33, page_size=50))
    assert [each.code for each in found] == [f"C{n}" for n in range(33, 250)]
    assert wait(client.counter_templates.list(start=249).first()).code == "C249"
    asked = [each.url.params for each in transport.requests]
    assert [(each["offset"], each["limit"]) for each in asked] == [
        *(("33", "50"), ("83", "50"), ("133", "50"), ("183", "50"), ("233", "50")),
        ("249", "1"),
    ]


@MODE
def test_opencell_starts_at_an_offset_of_a_search(mode: str) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        start, size = asked["offset"], asked["limit"]
        rows = [{"id": n} for n in range(70)[start : start + size]]
        return make_response({"total": 70, "data": rows})

    client, transport = opencell(mode, answer)
    found = read(client.counter_periods.list(start=5, page_size=40))
    assert [each.id for each in found] == [*range(5, 70)]
    bodies = [json.loads(each.content) for each in transport.requests]
    assert [each["offset"] for each in bodies] == [5, 45]


def sale(number: int, bill: int) -> dict[str, Any]:
    """Return an outlet item of Mews."""
    amount = {
        "Currency": "EUR",
        "NetValue": 1,
        "GrossValue": 1,
        "TaxValues": [],
        "Breakdown": {"Items": []},
    }
    return {
        "Id": str(UUID(int=number + 1)),
        "EnterpriseId": str(UUID(int=1)),
        "BillId": str(UUID(int=bill)),
        "Type": "Revenue",
        "UnitCount": 1,
        "UnitAmount": amount,
        "Amount": amount,
        "ConsumedUtc": "2024-01-01T00:00:00Z",
        "CreatedUtc": "2024-01-01T00:00:00Z",
        "UpdatedUtc": "2024-01-01T00:00:00Z",
    }


def bill(number: int) -> dict[str, Any]:
    """Return an outlet bill of Mews."""
    return {
        "Id": str(UUID(int=number)).upper(),
        "EnterpriseId": str(UUID(int=1)),
        "OutletId": str(UUID(int=1)),
        "Number": f"B{number}",
        "ClosedUtc": "2024-01-01T00:00:00Z",
        "UpdatedUtc": "2024-01-01T00:00:00Z",
    }


def sales(request: httpx2.Request) -> httpx2.Response:
    """Serve two pages for each range, and a last one without items."""
    asked = json.loads(request.content)
    cursor = asked["Limitation"].get("Cursor")
    begin = 0 if asked["ConsumedUtc"]["StartUtc"].startswith("2024-01") else 4
    if cursor is None:
        rows, bills = [sale(begin, 0xA), sale(begin + 1, 0xB)], [bill(0xA), bill(0xB)]
    elif UUID(cursor).int == begin + 2:
        rows, bills = [sale(begin + 2, 0xB), sale(begin + 3, 0xC)], [bill(0xB)]
    else:
        rows, bills = [], []
    following = rows[-1]["Id"] if rows else None
    page = {"OutletItems": rows, "OutletBills": bills, "Cursor": following}
    return make_response(page)


@MODE
def test_mews_gives_each_item_its_bill(mode: str) -> None:
    client, transport = mews(mode, sales)
    year = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC))
    pager = client.outlet_items.list(consumed_utc=year)
    found = read(pager.with_parts())
    assert [each.part and each.part.number for each in found] == [
        *("B10", "B11", "B11", None) * 2
    ]
    assert len({id(each.part) for each in found if each.part}) == 2
    assert len(transport.requests) == 6
    bills = read(client.outlet_items.list(consumed_utc=year).parts())
    assert [each.number for each in bills] == ["B10", "B11"]
    assert [each.id for each in read(pager)] == [each.item.id for each in found]
