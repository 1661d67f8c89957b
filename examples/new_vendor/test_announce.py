"""Tests of the program, against a mock of the vendor and a transport of our own."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest
from announce import announce
from shop_clients.northpost import Northpost
from specloom.mock import MockServer, description_of_vendor

ORDERS = list(csv.DictReader(Path("orders.csv").read_text("utf-8").splitlines()))


@pytest.fixture
def northpost() -> Iterator[Northpost]:
    """Yield a client of a mock."""
    with (
        MockServer(description_of_vendor(Path("."), "northpost")) as mock,
        Northpost(api_key="any", base_url=mock.base_url) as client,
    ):
        yield client


def test_each_order_is_announced_once(northpost: Northpost) -> None:
    before = len(list(northpost.parcels.list()))
    assert announce(northpost, ORDERS) == 0
    assert announce(northpost, ORDERS) == 0
    parcels = {parcel.reference: parcel for parcel in northpost.parcels.list()}
    assert len(list(northpost.parcels.list())) == before + len(ORDERS)
    for order in ORDERS:
        parcel = parcels[order["reference"]]
        assert parcel.recipient == order["recipient"]
        assert parcel.weight == Decimal(order["weight"])


def test_a_parcel_that_the_vendor_refuses(caplog: pytest.LogCaptureFixture) -> None:
    """The others are announced nevertheless."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            return httpx2.Response(200, json={"parcels": []})
        parcel = json.loads(request.content)
        if parcel["recipient"] == "Bo Ito":
            problem = {"error_code": "too_heavy", "error_message": "At most 10 kg."}
            return httpx2.Response(422, json=problem)
        times = {"announced_at": "2026-11-27T10:00:00Z"}
        return httpx2.Response(
            201, json={**parcel, **times, "id": "p1", "status": "announced"}
        )

    transport = httpx2.MockTransport(respond)
    with Northpost(api_key="any", transport=transport) as client:
        assert announce(client, ORDERS) == 1
    assert "2026-1002 was refused: At most 10 kg." in caplog.text
