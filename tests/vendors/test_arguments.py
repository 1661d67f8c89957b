"""Test the arguments that all vendors have in common, by the requests they send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from specloom_clients.economic import AsyncEconomic, Economic
from specloom_clients.economic import ContactFields as C
from specloom_clients.economic.service import DOLLAR_FILTER
from specloom_clients.mews import AsyncMews, Mews
from specloom_clients.mews import CounterFields as M
from specloom_clients.mews.models import (
    EnterpriseScopeCounterDiscriminator,
    TimeFilterInterval,
)
from specloom_clients.opencell import AsyncOpencell, Opencell
from specloom_clients.opencell import CounterPeriodFields as P
from specloom_clients.opencell import CounterTemplateDtoFields as T
from specloom_clients.orquest import AsyncOrquest, Orquest
from specloom_runtime import (
    AsyncPager,
    FilterError,
    Interval,
    ManualClock,
    RequestError,
    parse,
)
from specloom_runtime.testing import FakeTransport, make_response

MAY, JUNE = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
NOW = datetime(2024, 12, 1, 8, 30, tzinfo=UTC)
MEWS = {"client_token": "a", "access_token": "b", "client": "c"}


def requests(make: Callable[..., Any], call: Callable[[Any], Any], page: Any) -> Any:
    """Return the requests of a call, which reads a list to its end."""
    transport = FakeTransport([make_response(page)] * 9)
    clock = ManualClock(start=NOW.timestamp())
    result = call(make(transport=transport, clock=clock))
    if isinstance(result, AsyncPager):
        asyncio.run(_drained(result))
    else:
        list(result)
    return transport.requests


async def _drained(pager: AsyncPager[Any, Any]) -> None:
    async for _ in pager:
        pass


def opencell(**options: Any) -> Opencell:
    return Opencell(host="c", username="a", password="b", **options)


def async_opencell(**options: Any) -> AsyncOpencell:
    return AsyncOpencell(host="c", username="a", password="b", **options)


def economic(**options: Any) -> Economic:
    return Economic(app_secret_token="a", agreement_grant_token="b", **options)


def async_economic(**options: Any) -> AsyncEconomic:
    return AsyncEconomic(app_secret_token="a", agreement_grant_token="b", **options)


def orquest(**options: Any) -> Orquest:
    return Orquest(api_key="a", **options)


def async_orquest(**options: Any) -> AsyncOrquest:
    return AsyncOrquest(api_key="a", **options)


def mews(**options: Any) -> Mews:
    return Mews(**MEWS, **options)


def async_mews(**options: Any) -> AsyncMews:
    return AsyncMews(**MEWS, **options)


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize(
    ("interval", "sent"),
    [
        (
            (MAY, JUNE),
            {"StartUtc": "2024-05-01T00:00:00Z", "EndUtc": "2024-06-01T00:00:00Z"},
        ),
        (
            Interval(MAY + 6 * (JUNE - MAY), None),
            {"StartUtc": "2024-11-03T00:00:00Z", "EndUtc": "2024-12-01T08:30:00Z"},
        ),
        (TimeFilterInterval(end_utc=JUNE), {"EndUtc": "2024-06-01T00:00:00Z"}),
    ],
)
def test_an_interval_is_a_pair_or_the_model(
    make: Callable[..., Any], interval: Any, sent: Any
) -> None:
    found = requests(
        make, lambda c: c.counters.get_all(updated_utc=interval), {"Counters": []}
    )
    (body,) = [json.loads(each.content) for each in found]
    assert body["UpdatedUtc"] == sent


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize("open_", [(MAY, None), TimeFilterInterval(start_utc=MAY)])
def test_an_open_interval_is_split_until_now(
    make: Callable[..., Any], open_: Any
) -> None:
    found = requests(
        make, lambda c: c.counters.list(updated_utc=open_), {"Counters": []}
    )
    sent = [json.loads(each.content)["UpdatedUtc"] for each in found]
    ends = "2024-05-01T00", "2024-08-01T00", "2024-11-01T00", "2024-12-01T08"
    assert [tuple(each.values()) for each in sent] == [
        (f"{start}:00:00Z", f"{end}:{30 if end == ends[3] else '00'}:00Z")
        for start, end in pairwise(ends)
    ]


@pytest.mark.parametrize("make", [orquest, async_orquest])
def test_open_days_are_split_until_today(make: Callable[..., Any]) -> None:
    found = requests(
        make,
        lambda c: c.counters.historical_values("b", "e", from_=date(2023, 5, 1)),
        [],
    )
    assert [(r.url.params["from"], r.url.params["to"]) for r in found] == [
        ("2023-05-01", "2024-04-30"),
        ("2024-05-01", "2024-12-01"),
    ]


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize(
    ("interval", "words"),
    [
        ("2024-05-01", "updated_utc: expected a pair"),
        ((JUNE, MAY), "wrong way round"),
        ((MAY.replace(tzinfo=None), None), "time zone"),
    ],
)
def test_a_wrong_interval_is_refused_before_sending(
    make: Callable[..., Any], interval: Any, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        requests(make, lambda c: c.outlet_items.get_all(updated_utc=interval), {})


OPENCELL = pytest.mark.parametrize("make", [opencell, async_opencell])


@OPENCELL
@pytest.mark.parametrize(
    ("sort", "sent"),
    [
        ([-P.period_start_date], ("periodStartDate", "DESCENDING")),
        ([P.id.asc()], ("id", "ASCENDING")),
        ([P.id], ("id", "ASCENDING")),
        ([], (None, None)),
        (None, (None, None)),
    ],
)
def test_an_order_is_two_members_of_the_body(
    make: Callable[..., Any], sort: Any, sent: Any
) -> None:
    (found,) = requests(
        make, lambda c: c.counter_periods.list(sort=sort), {"total": 0, "data": []}
    )
    body = json.loads(found.content)
    assert (body.get("sortBy"), body.get("sortOrder")) == sent


@OPENCELL
def test_two_fields_are_refused_where_one_is_sent(make: Callable[..., Any]) -> None:
    with pytest.raises(FilterError, match="by one field only"):
        requests(make, lambda c: c.counter_periods.list(sort=[-P.id, -P.code]), {})


@OPENCELL
def test_an_order_is_a_list_with_commas(make: Callable[..., Any]) -> None:
    page = {"actionStatus": {}, "paging": {"totalNumberOfRecords": 0}}
    sort = [T.code.asc(), -T.description]
    (found,) = requests(make, lambda c: c.counter_templates.list(sort=sort), page)
    assert found.url.params["sort"] == "code,-description"


@pytest.mark.parametrize("make", [economic, async_economic])
def test_an_order_has_signs(make: Callable[..., Any]) -> None:
    sort = [-C.number, C.supplier_number.alphabetical()]
    (found,) = requests(make, lambda c: c.contacts.list_page(sort=sort), [])
    assert found.url.params["sort"] == "-number,~supplierNumber"


ECONOMIC = pytest.mark.parametrize("make", [economic, async_economic])


@ECONOMIC
def test_what_changed_is_a_condition_of_the_filter(make: Callable[..., Any]) -> None:
    (found,) = requests(
        make, lambda c: c.contacts.list(changed_since=MAY), {"items": []}
    )
    assert found.url.params["filter"] == "lastUpdated$gte:2024-05-01T00:00:00Z"
    wanted = C.name.like("*port*")
    (found,) = requests(
        make, lambda c: c.contacts.list_page(filter=wanted, changed_since=MAY), []
    )
    expected = "name$like:*port*$and:lastUpdated$gte:2024-05-01T00:00:00Z"
    assert found.url.params["filter"] == expected


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize("resource", ["counters", "outlet_items"])
def test_what_changed_is_a_split_interval_until_the_call(
    make: Callable[..., Any], resource: str
) -> None:
    page = {"Counters": [], "OutletItems": [], "OutletBills": []}
    found = requests(make, lambda c: getattr(c, resource).list(changed_since=MAY), page)
    ends = ["2024-05-01T00:00:00Z", "2024-08-01T00:00:00Z", "2024-11-01T00:00:00Z"]
    assert [json.loads(each.content)["UpdatedUtc"] for each in found] == [
        {"StartUtc": start, "EndUtc": end}
        for start, end in pairwise([*ends, "2024-12-01T08:30:00Z"])
    ]


@pytest.mark.parametrize("make", [orquest, async_orquest])
def test_what_changed_is_a_parameter(make: Callable[..., Any]) -> None:
    for argument in ("since", "changed_since"):
        (found,) = requests(
            make, lambda c, n=argument: c.clockguards.list("b", **{n: MAY}), []
        )
        assert dict(found.url.params) == {"since": "2024-05-01T00:00:00.000"}


@pytest.mark.parametrize(
    ("make", "call", "words"),
    [
        (
            mews,
            lambda c: c.counters.list(changed_since=MAY, updated_utc=(MAY, JUNE)),
            "changed_since and updated_utc cannot both be given",
        ),
        (
            mews,
            lambda c: c.counters.list(changed_since=MAY, filter=M.updated_utc >= MAY),
            "updated_utc given twice",
        ),
        (
            async_orquest,
            lambda c: c.clockguards.list("b", since=MAY, changed_since=MAY),
            "changed_since and since cannot both be given",
        ),
        (orquest, lambda c: c.clockguards.list("b"), "give since or changed_since"),
        (
            async_economic,
            lambda c: c.contacts.list(changed_since=MAY.replace(tzinfo=None)),
            "changed_since: .* has no time zone",
        ),
    ],
)
def test_a_wrong_use_of_changed_since_is_refused(
    make: Callable[..., Any], call: Callable[[Any], Any], words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        requests(make, call, {})


@pytest.mark.parametrize("make", [mews, async_mews])
@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("BillCounter", "BillCounter"),
        (EnterpriseScopeCounterDiscriminator.BILL_COUNTER, "BillCounter"),
        (EnterpriseScopeCounterDiscriminator("NewCounter"), "NewCounter"),
        ("NewCounter", "NewCounter"),
    ],
)
def test_an_enumeration_is_a_member_or_its_value(
    make: Callable[..., Any], value: Any, sent: str
) -> None:
    for call in (
        lambda c: c.counters.list(type=value),
        lambda c: c.counters.list(filter=M.type == value),
    ):
        (found,) = requests(make, call, {"Counters": []})
        assert json.loads(found.content)["Type"] == sent


@OPENCELL
def test_conditions_take_the_values_of_an_enumeration(make: Callable[..., Any]) -> None:
    wanted = P.counter_type.in_(["USAGE", "NEW"])
    page = {"total": 0, "data": []}
    (found,) = requests(make, lambda c: c.counter_periods.list(filter=wanted), page)
    filters = json.loads(found.content)["filters"]
    assert filters == {"inList counterType": ["USAGE", "NEW"]}


@ECONOMIC
def test_an_instant_is_compared_with_a_date(make: Callable[..., Any]) -> None:
    day = date(2024, 2, 24)
    for arguments, sent in (
        ({"filter": C.last_updated > day}, "lastUpdated$gt:2024-02-24"),
        ({"changed_since": day}, "lastUpdated$gte:2024-02-24"),
    ):
        (found,) = requests(
            make, lambda c, a=arguments: c.contacts.list(**a), {"items": []}
        )
        assert found.url.params["filter"] == sent
        read = parse(DOLLAR_FILTER, sent, C)
        assert DOLLAR_FILTER.render(read) == sent
        assert read.value == day and type(read.value) is date  # type: ignore[attr-defined]
    with pytest.raises(FilterError, match="expected a datetime or a date"):
        C.last_updated.gt("2024-02-24")  # type: ignore[arg-type]


ORQUEST = pytest.mark.parametrize("make", [orquest, async_orquest])
RANGE = {"from_": date(2024, 1, 1), "to": date(2024, 1, 2)}
COUNTED = {"business_counter_ids": [2], **RANGE}


@ORQUEST
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"from_": None}, "^from_ cannot be None"),
        ({"to": None}, "^to cannot be None"),
        ({"business_counter_ids": None}, "^business_counter_ids cannot be None"),
        ({"from_": datetime(2024, 1, 1)}, "^from_: a datetime cannot be sent here"),
        ({"from_": date(2024, 1, 3)}, "^from_ and to are the wrong way round"),
        ({"business_counter_ids": iter([2])}, "^business_counter_ids: "),
    ],
)
def test_a_wrong_argument_is_refused_by_name(
    make: Callable[..., Any], given: dict[str, Any], words: str
) -> None:
    def read(client: Any) -> Any:
        return client.counters.with_only_clockguards("b", "s", **COUNTED | given)

    with pytest.raises(RequestError, match=words):
        requests(make, read, [])
