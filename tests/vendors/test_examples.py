"""Test that strict clients decode and send the examples of the vendors' pages.

The pages are not in this repository; where they are absent, only our own examples of
the same shape are tested, which `source.yaml` has.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest
import yaml
from page_examples import PAGES, page_examples, shape
from specloom_clients.economic import AsyncEconomic, Economic
from specloom_clients.economic.models import (
    ContactInput,
    ContactUpdate,
    GroupInput,
    GroupUpdate,
)
from specloom_clients.mews import AsyncMews, Mews
from specloom_clients.mews.models import EnterpriseScopeCounterDiscriminator
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.orquest import AsyncOrquest, Orquest
from specloom_runtime import ApiError
from specloom_runtime.testing import make_response
from wire_client import WireClient

ROOT = Path(__file__).parents[2]
CLIENTS: dict[str, tuple[Any, Any, Any]] = {
    "economic": (
        Economic,
        AsyncEconomic,
        {"app_secret_token": "a", "agreement_grant_token": "b"},
    ),
    "mews": (
        Mews,
        AsyncMews,
        {"client_token": "a", "access_token": "b", "client": "c"},
    ),
    "opencell": (
        Opencell,
        AsyncOpencell,
        {"host": "x.test", "username": "u", "password": "p"},
    ),
    "orquest": (Orquest, AsyncOrquest, {"api_key": "k"}),
}
ECONOMIC = "economic-suppliers-api-1.0.1.txt"
COUNTERS, ITEMS = "mews-counters-getall.txt", "mews-outletitems-getall.txt"
OPENCELL = "opencell-counterperiod.txt"
ORQUEST = "orquest-counters-with-clockguards.txt"
SERVICE = "/api/v2/businesses/{businessId}/services/{serviceId}/"
PERIOD = "/api/rest/v2/generic/counterPeriod/{id}"
GET_ALL = "/api/connector/v1/{}/getAll"


@dataclass(frozen=True)
class Example:
    """An example of a page, and where ours of the same shape is.

    Attributes:
        number: the number of the example in the page, from 0.
        message: the operation, and a status or `body`.
        inside: the member of our example that the page shows; "" for all of it.
    """

    vendor: str
    page: str
    number: int
    message: tuple[str, str, str]
    inside: str = ""
    after: Any = field(default=None, hash=False)
    """The response to the next request of a list."""

    def __str__(self) -> str:
        return f"{self.vendor} {' '.join(self.message)}"

    def own(self) -> Any:
        """Return our example."""
        path, method, part = self.message
        operation = document(self.vendor)["paths"][path][method]
        node = (
            operation["requestBody"] if part == "body" else operation["responses"][part]
        )
        media, *_ = [c for c in node["content"].values() if "example" in c]
        value = media["example"]
        return value[self.inside] if self.inside else value

    def printed(self) -> Any:
        """Return the example of the page."""
        if not PAGES.is_dir():
            pytest.skip("the pages of the vendors are not here")
        return page_examples(self.page)[self.number]

    def of(self, origin: str) -> Any:
        """Return the example of the page or ours."""
        return self.printed() if origin == "page" else self.own()


@cache
def document(vendor: str) -> Any:
    """Return the normalized document of a vendor, which has our examples."""
    path = ROOT / "specs" / vendor / "openapi.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), loader)


def client(
    vendor: str, mode: str, answers: list[httpx2.Response], **options: Any
) -> WireClient:
    """Return a strict client, whose vendor has one response for each request."""
    sync, asynchronous, given = CLIENTS[vendor]
    waiting = iter(answers)
    return WireClient(
        mode,
        {"sync": sync, "async": asynchronous},
        lambda _: next(waiting),
        strict=True,
        **{**given, **options},
    )


DAYS = {"from_": date(2024, 11, 18), "to": date(2024, 11, 20)}
ENTERPRISES = [UUID(int=1)]
Use = Callable[[Any], Any]
RESPONSES: list[tuple[Example, Use]] = [
    (
        Example("economic", ECONOMIC, 1, ("/Contacts/paged", "get", "200")),
        lambda c: c.contacts.list_page(),
    ),
    (
        Example("economic", ECONOMIC, 2, ("/Contacts", "get", "200"), after={}),
        lambda c: c.contacts.list(),
    ),
    (
        Example("economic", ECONOMIC, 4, ("/Contacts", "post", "201")),
        lambda c: c.contacts.create(ContactInput(name="A", supplier_number=1)),
    ),
    (
        Example("economic", ECONOMIC, 7, ("/Contacts/{number}", "get", "200")),
        lambda c: c.contacts.get(1),
    ),
    (
        Example("economic", ECONOMIC, 9, ("/Groups/paged", "get", "200")),
        lambda c: c.groups.list_page(),
    ),
    (
        Example("economic", ECONOMIC, 10, ("/Groups", "get", "200"), after={}),
        lambda c: c.groups.list(),
    ),
    (
        Example("economic", ECONOMIC, 12, ("/Groups", "post", "201")),
        lambda c: c.groups.create(GroupInput(number=1, name="A", account_number=1)),
    ),
    (
        Example("economic", ECONOMIC, 15, ("/Groups/{number}", "get", "200")),
        lambda c: c.groups.get(1),
    ),
    (
        Example("mews", COUNTERS, 1, (GET_ALL.format("counters"), "post", "200")),
        lambda c: c.counters.list(),
    ),
    (
        Example(
            "mews",
            ITEMS,
            1,
            (GET_ALL.format("outletItems"), "post", "200"),
            after={"OutletItems": [], "OutletBills": [], "Cursor": None},
        ),
        lambda c: c.outlet_items.list(enterprise_ids=ENTERPRISES),
    ),
    (
        Example("opencell", OPENCELL, 0, (PERIOD, "post", "200"), "data"),
        lambda c: c.counter_periods.get(1),
    ),
    (
        Example(
            "orquest",
            ORQUEST,
            0,
            (f"{SERVICE}counters-with-only-clockguards", "get", "200"),
        ),
        lambda c: c.counters.with_only_clockguards(
            "BUSINESSID", "SERVICEID", business_counter_ids=[4035], **DAYS
        ),
    ),
]
modes = pytest.mark.parametrize("mode", ["sync", "async"])
origins = pytest.mark.parametrize("origin", ["page", "own"])


@modes
@origins
@pytest.mark.parametrize(
    ("example", "use"),
    RESPONSES,
    ids=lambda v: str(v) if isinstance(v, Example) else "",
)
def test_a_strict_client_decodes_the_example(
    example: Example, use: Use, origin: str, mode: str
) -> None:
    value = example.of(origin)
    body = {example.inside: value} if example.inside else value
    status = int(example.message[2])
    answers = [make_response(body, status=status), make_response(example.after)]
    got = client(example.vendor, mode, answers).call(use)
    if isinstance(got, list):
        assert [_folded(each.to_dict()) for each in got] == _folded(next(_lists(value)))
    else:
        assert _folded(got.to_dict()) == _folded(value)


def _folded(value: Any) -> Any:
    """Return a value with its UUIDs in lower case, as any other text."""
    return json.loads(json.dumps(value).lower())


def _lists(value: Any) -> Any:
    """Yield the lists of an example: itself, or its members."""
    members = [value] if isinstance(value, list) else value.values()
    yield from (each for each in members if isinstance(each, list))


REQUESTS = [
    Example("mews", COUNTERS, 0, (GET_ALL.format("counters"), "post", "body")),
    Example("mews", ITEMS, 0, (GET_ALL.format("outletItems"), "post", "body")),
    Example("economic", ECONOMIC, 3, ("/Contacts", "post", "body")),
    Example("economic", ECONOMIC, 5, ("/Contacts", "put", "body")),
    Example("economic", ECONOMIC, 11, ("/Groups", "post", "body")),
    Example("economic", ECONOMIC, 13, ("/Groups", "put", "body")),
]
ERRORS = [
    Example("economic", ECONOMIC, 0, ("/Contacts", "put", "409")),
    Example("economic", ECONOMIC, 6, ("/Contacts", "put", "default")),
    Example("economic", ECONOMIC, 14, ("/Groups", "put", "default")),
]


@pytest.mark.parametrize(
    "example", [*(each for each, _ in RESPONSES), *REQUESTS, *ERRORS], ids=str
)
def test_our_example_has_the_shape_of_that_of_the_page(example: Example) -> None:
    assert shape(example.own()) == shape(example.printed())


def times(interval: dict[str, str]) -> tuple[datetime, datetime]:
    """Return the two ends of an interval."""
    start, end = (datetime.fromisoformat(interval[k]) for k in ("StartUtc", "EndUtc"))
    return start, end


@modes
@origins
@pytest.mark.parametrize("example", REQUESTS[:2], ids=str)
def test_the_request_of_mews_can_be_made(
    example: Example, origin: str, mode: str
) -> None:
    value = example.of(origin)
    credentials = {
        "client_token": value["ClientToken"],
        "access_token": value["AccessToken"],
        "client": value["Client"],
    }
    common = {
        "enterprise_ids": [UUID(each) for each in value["EnterpriseIds"]],
        "updated_utc": times(value["UpdatedUtc"]),
        "page_size": value["Limitation"]["Count"],
    }
    empty = {"Counters": [], "OutletItems": [], "OutletBills": [], "Cursor": None}
    wire = client("mews", mode, [make_response(empty)], **credentials)
    if "Type" in value:
        kind = EnterpriseScopeCounterDiscriminator(value["Type"])
        assert wire.call(lambda c: c.counters.list(type=kind, **common)) == []
    else:
        intervals: Any = {
            "consumed_utc": times(value["ConsumedUtc"]),
            "closed_utc": times(value["ClosedUtc"]),
            "currency": value["Currency"],
        }
        assert wire.call(lambda c: c.outlet_items.list(**intervals, **common)) == []
    (request,) = wire.asked
    assert json.loads(request.content) == value


@modes
@origins
@pytest.mark.parametrize("example", REQUESTS[2:], ids=str)
def test_the_requests_of_economic_can_be_made(
    example: Example, origin: str, mode: str
) -> None:
    value, (path, method, _) = example.of(origin), example.message
    # An update needs these two, as the page says of all updates.
    lock = {"number": 7, "objectVersion": "v"} if method == "put" else {}
    kinds: Any = {
        "/Contacts post": ContactInput,
        "/Contacts put": ContactUpdate,
        "/Groups post": GroupInput,
        "/Groups put": GroupUpdate,
    }
    body = kinds[f"{path} {method}"].model_validate({**lock, **value})
    answer = make_response({"number": 1}, status=201)
    wire = client("economic", mode, [answer])
    name = {"post": "create", "put": "update"}[method]
    wire.call(lambda c: getattr(getattr(c, path[1:].lower()), name)(body))
    assert json.loads(wire.asked[0].content) == {**lock, **value}


@modes
@origins
@pytest.mark.parametrize("example", ERRORS, ids=str)
def test_the_errors_of_economic_are_read(
    example: Example, origin: str, mode: str
) -> None:
    value = example.of(origin)
    wire = client("economic", mode, [make_response(value, status=409)])
    update = ContactUpdate(name="A", supplier_number=1, number=1, object_version="v")
    with pytest.raises(ApiError) as caught:
        wire.call(lambda c: c.contacts.update(update))
    assert caught.value.message == value.get("message", value.get("detail"))
    assert caught.value.code == value.get("errorCode")
    assert caught.value.request_id == value.get("logId", value.get("traceId"))


@modes
def test_the_request_of_orquest_is_that_of_the_page(mode: str) -> None:
    wire = client("orquest", mode, [make_response([])])
    wire.call(RESPONSES[-1][1])
    address = urlsplit(str(wire.asked[0].url))
    sent = f"{address.path}?{address.query}"
    if not PAGES.is_dir():
        pytest.skip("the pages of the vendors are not here")
    assert f"GET {sent}" in (PAGES / ORQUEST).read_text("utf-8")
