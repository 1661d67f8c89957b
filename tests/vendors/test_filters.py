"""Test filters of the generated clients: what is sent, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from grammars import grammar, made
from specloom.load import read
from specloom.vocabulary import keys
from specloom_clients.economic import ContactFields, Economic, GroupFields
from specloom_clients.mews import CounterFields, Mews
from specloom_clients.mews.models import (
    EnterpriseScopeCounterDiscriminator,
    TimeFilterInterval,
)
from specloom_clients.opencell import CounterPeriodFields, Opencell
from specloom_runtime import FilterError, RequestError, raw
from specloom_runtime.testing import FakeTransport, make_response

C, G, M, P = ContactFields, GroupFields, CounterFields, CounterPeriodFields


def economic(transport: FakeTransport) -> Economic:
    return Economic(
        app_secret_token="demo", agreement_grant_token="demo", transport=transport
    )


def mews(transport: FakeTransport) -> Mews:
    return Mews(client_token="a", access_token="b", client="c", transport=transport)


def test_economic_sends_the_documented_filter() -> None:
    transport = FakeTransport([make_response({"items": []})])
    wanted = (
        C.name.like("*port*")
        & ((C.supplier_number > 40) | C.email.is_null())
        & ~C.number.in_([1, 2])
    )
    with economic(transport) as client:
        assert list(client.contacts.list(filter=wanted)) == []
    assert transport.requests[0].url.params["filter"] == (
        "name$like:*port*$and:(supplierNumber$gt:40$or:email$eq:$null:)"
        "$and:number$nin:[1,2]"
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda c: c.contacts.list(filter=G.number.eq(1)), "of GroupFields cannot be"),
        (lambda c: c.contacts.list_page(sort=[-G.number]), "of GroupFields cannot be"),
        (lambda c: c.contacts.list_page(sort=[-C.name]), "name cannot be a sort key"),
        (lambda c: c.contacts.list(filter="name$eq:a"), "a str is not a condition"),
        (lambda c: c.groups.list(filter=C.name.eq("a") & G.number.eq(1)), "combined"),
        (lambda c: c.contacts.list(filter=1 < C.number < 9), "chained comparison"),
        (lambda c: c.contacts.list(filter=~C.name.like("a*")), "like has no opposite"),
        (
            lambda c: c.contacts.list(filter=C.supplier_number.like("4*")),
            r"supplier_number cannot be matched with like "
            r"\(allowed: eq, ne, lt, lte, gt, gte, in, nin\)",
        ),
    ],
)
def test_invalid_filters_are_rejected_before_sending(
    wrong: Callable[[Economic], Any], words: str
) -> None:
    transport = FakeTransport([])
    with economic(transport) as client, pytest.raises(FilterError, match=words):
        list(wrong(client))
    assert transport.requests == []


def test_filter_of_an_unfiltered_operation_is_rejected() -> None:
    transport = FakeTransport([])
    with economic(transport) as client:
        with pytest.raises(TypeError, match="filter"):
            client.contacts.get(7, filter=C.name.eq("a"))  # type: ignore[call-arg]
        with pytest.raises(RequestError, match="does not accept a filter condition"):
            client.request("GET", "/Contacts", query={"number": C.name.eq("a")})
    assert transport.requests == []


def test_raw_filter_text_is_sent_unchanged() -> None:
    transport = FakeTransport([make_response({"items": []})])
    with economic(transport) as client:
        list(client.contacts.list(filter=raw("name$eq:a(b)") & C.number.gt(1)))
    said = transport.requests[0].url.params["filter"]
    assert said == "(name$eq:a(b))$and:number$gt:1"


START = datetime(2026, 1, 10, tzinfo=UTC)
END = datetime(2026, 7, 20, 12, 30, tzinfo=UTC)
IDS = [UUID(int=number) for number in range(1, 4)]
KIND = EnterpriseScopeCounterDiscriminator.COUNTER


def bodies(call: Callable[[Mews], Any]) -> list[Any]:
    """What one reading of counters sends."""

    def answering(request: httpx2.Request) -> httpx2.Response:
        return make_response({"Counters": [], "Cursor": None})

    transport = FakeTransport(answering)
    with mews(transport) as client:
        list(call(client))
    return [json.loads(request.content) for request in transport.requests]


def test_mews_expressions_and_plain_arguments_agree() -> None:
    plain = bodies(
        lambda c: c.counters.list(
            counter_ids=IDS,
            type=KIND,
            updated_utc=TimeFilterInterval(start_utc=START, end_utc=END),
        )
    )
    wanted = M.id.in_(IDS) & M.type.eq(KIND)
    wanted &= (M.updated_utc >= START) & (M.updated_utc <= END)
    assert bodies(lambda c: c.counters.list(filter=wanted)) == plain
    assert len(plain) == 3, "a range of half a year takes three windows of three months"
    many = [UUID(int=number) for number in range(1500)]
    assert len(bodies(lambda c: c.counters.list(filter=M.id.in_(many)))) == 2


def test_mews_refuses_two_conditions_on_one_field() -> None:
    transport = FakeTransport([])
    with mews(transport) as client:
        with pytest.raises(RequestError, match="counter_ids given twice"):
            list(client.counters.list(counter_ids=IDS, filter=M.id.in_(IDS)))
        with pytest.raises(FilterError, match="no OR"):
            list(client.counters.list(filter=M.id.in_(IDS) | M.type.eq(KIND)))
    assert transport.requests == []


def test_opencell_sends_condition_keys() -> None:
    transport = FakeTransport([make_response({"total": 0, "data": []})])
    since = datetime(2026, 1, 1, tzinfo=UTC)
    wanted = (P.period_start_date >= since) & (P.code.like("*A*") | (P.value > 4))
    wanted &= P.period_start_date < since + timedelta(days=1)
    with Opencell(
        base_url="https://opencell.test",
        username="a",
        password="b",
        transport=transport,
    ) as client:
        list(client.counter_periods.list(filter=wanted))
    assert json.loads(transport.requests[0].content)["filters"] == {
        "fromRange periodStartDate": 1767225600000,
        "OR1": {"likeCriterias code": "*A*", "fromRangeExclusive value": 4},
        # A day later, because the vendor may cut this time to an earlier one.
        "toRange periodStartDate": 1767312000000 + 86400000,
    }


@pytest.mark.parametrize(
    ("name", "vendor", "scheme"),
    [
        ("condition-key-map", "opencell", "conditions"),
        ("dollar-infix", "economic", "dollar"),
        ("interval-body", "mews", "members"),
    ],
)
def test_custom_grammars_are_those_of_the_vendors(
    name: str, vendor: str, scheme: str
) -> None:
    """Other tests try these grammars with many conditions."""
    path = Path(__file__).parents[2] / "specs" / vendor / "openapi.yaml"
    document = read(path.read_bytes(), shown=str(path))
    declared = made(document[keys.FILTER][scheme])
    if vendor == "opencell":
        # With it, the vendor is not sent the condition itself.
        assert declared.precision == "day"
        declared = replace(declared, precision=None)
    assert grammar(name) == declared
