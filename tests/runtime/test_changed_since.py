"""Test `changed_since`: the request for what changed, its end, and its checkpoints."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import httpx2
import pytest
from small_vendor import LIST_MODES, Vendor, ok, viewed
from specloom_runtime import (
    ODATA,
    SUFFIX_PARAMETERS,
    UNSET,
    ChangedSince,
    Filter,
    FilterError,
    ManualClock,
    Model,
    PagedOperation,
    PaginationError,
    RequestError,
    SinglePage,
    Window,
    raw,
)
from specloom_runtime.filters.fields import Compare, Eq, Field
from specloom_runtime.operations.arguments import build_draft

MAY = datetime(2024, 5, 1, tzinfo=UTC)
NOW = datetime(2024, 7, 10, 12, 30, tzinfo=UTC)


class Span(Model):
    start: datetime | None = None
    end: datetime | None = None


class Row(Model):
    id: int
    changed: datetime


class RowFields:
    id = Field[int, Eq]("id")
    changed = Field[datetime, Compare]("changed")


def listed(since: ChangedSince, **facts: Any) -> PagedOperation[Row, list[Row]]:
    facts = {"windows": (), "identity": (), **facts}
    return PagedOperation(
        "POST",
        "/rows",
        list[Row],
        Row,
        pages=SinglePage(),
        changed_since=since,
        **facts,
    )


FILTERED = listed(
    ChangedSince("query.filter", field="changed"),
    filter=Filter("query.filter", ODATA, schema="RowFields"),
)
SPREAD = listed(
    ChangedSince("query", field="changed", operator="gt"),
    filter=Filter("query", SUFFIX_PARAMETERS, schema="RowFields"),
)
PARAMETER = listed(ChangedSince("header.Since", required=True, accepts=("date",)))
DATES = listed(
    ChangedSince("query.filter", field="changed", accepts=("datetime", "date")),
    filter=Filter("query.filter", ODATA),
)
RANGE = listed(
    ChangedSince("query.from", end="query.to"),
    windows=(Window("query.from", "query.to", "P7D"),),
    identity=("id",),
)
INTERVAL = listed(
    ChangedSince("body#/when", end="body#/when/end"),
    intervals=((Span, ("when",)),),
    windows=(Window("body#/when/start", "body#/when/end", "P7D"),),
    identity=("id",),
)


def clock() -> ManualClock:
    return ManualClock(start=NOW.timestamp())


@pytest.mark.parametrize(
    ("filter_", "sent"),
    [
        (None, "changed ge 2024-05-01T00:00:00Z"),
        (UNSET, "changed ge 2024-05-01T00:00:00Z"),
        (RowFields.id == 4, "id eq 4 and changed ge 2024-05-01T00:00:00Z"),
        (
            (RowFields.id == 4) | (RowFields.id == 5),
            "(id eq 4 or id eq 5) and changed ge 2024-05-01T00:00:00Z",
        ),
        (raw("x eq 1"), "(x eq 1) and changed ge 2024-05-01T00:00:00Z"),
    ],
)
def test_a_filter_is_combined_with_the_time(filter_: Any, sent: str) -> None:
    draft = build_draft(FILTERED, query={"filter": filter_}, changed_since=MAY)
    assert draft.query == {"filter": sent}
    assert draft.closed_at is None


def test_conditions_are_separate_parameters() -> None:
    query = {"filter": RowFields.id == 4}
    draft = build_draft(SPREAD, query=query, changed_since=MAY)
    assert draft.query == {"id": "4", "changed__gt": "2024-05-01T00:00:00Z"}
    assert query == {"filter": RowFields.id == 4}, "the arguments are not changed"


def test_a_parameter_is_set() -> None:
    draft = build_draft(PARAMETER, changed_since=MAY.date())
    assert draft.headers == {"Since": date(2024, 5, 1)}
    assert build_draft(PARAMETER, headers={"Since": "x"}).headers == {"Since": "x"}


def test_a_date_is_accepted_where_the_vendor_accepts_one() -> None:
    draft = build_draft(DATES, changed_since=MAY.date())
    assert draft.query == {"filter": "changed ge 2024-05-01"}


def test_nothing_is_sent_without_a_time() -> None:
    assert build_draft(FILTERED, query={"filter": None}).query == {}
    assert build_draft(INTERVAL, body={"when": None}).body == {}
    assert build_draft(RANGE, changed_since=None).query == {}


def test_a_range_ends_at_the_time_of_the_call() -> None:
    draft = build_draft(RANGE, changed_since=MAY, clock=clock())
    assert draft.query == {"from": MAY, "to": NOW}
    draft = build_draft(INTERVAL, body={}, changed_since=MAY, clock=clock())
    assert draft.body == {"when": Span(start=MAY, end=NOW)}


def test_an_end_that_is_given_is_kept() -> None:
    query = {"to": MAY + timedelta(days=1)}
    draft = build_draft(RANGE, query=query, changed_since=MAY, clock=clock())
    assert draft.query == {"from": MAY, **query}
    assert draft.closed_at is None


def test_a_time_after_the_call_is_an_empty_range() -> None:
    later = NOW + timedelta(seconds=2)
    draft = build_draft(RANGE, changed_since=later, clock=clock())
    assert draft.query == {"from": later, "to": later}


WRONG = [
    (FILTERED, {}, MAY.replace(tzinfo=None), "has no time zone"),
    (FILTERED, {}, "2024-05-01", r"expected a datetime \(not a str\)"),
    (FILTERED, {}, MAY.date(), r"expected a datetime \(not a date\)"),
    (DATES, {}, 5, r"expected a datetime or a date \(not a int\)"),
    (PARAMETER, {}, MAY, r"expected a date \(not a datetime\)"),
    (PARAMETER, {}, None, "give since or changed_since"),
    (
        PARAMETER,
        {"headers": {"Since": 1}},
        MAY.date(),
        "changed_since and since cannot both be given",
    ),
    (INTERVAL, {"body": {"when": (MAY, None)}}, MAY, "and when cannot both be given"),
    (RANGE, {"query": {"from": MAY}}, MAY, "and from_ cannot both be given"),
]


@pytest.mark.parametrize(("operation", "arguments", "value", "words"), WRONG)
def test_a_wrong_time_is_refused(
    operation: Any, arguments: Any, value: Any, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        build_draft(operation, **arguments, changed_since=value)


def test_a_wrong_filter_is_refused() -> None:
    with pytest.raises(FilterError, match="not a condition"):
        build_draft(FILTERED, query={"filter": "id eq 4"}, changed_since=MAY)


ROWS = [(n, MAY + timedelta(days=n, hours=n)) for n in range(80)]


def rows(request: httpx2.Request) -> httpx2.Response:
    """Return the rows of a half-open range of at most seven days."""
    if request.content:
        when = json.loads(request.content)["when"]
        start, end = map(datetime.fromisoformat, (when["start"], when["end"]))
    else:
        asked = request.url.params
        start, end = (datetime.fromisoformat(asked[name]) for name in ("from", "to"))
    assert start <= end <= start + timedelta(days=7)
    return ok(
        [{"id": n, "changed": t.isoformat()} for n, t in ROWS if start <= t < end]
    )


EXPECTED = [n for n, t in ROWS if t < NOW]


def pager(vendor: Vendor, operation: Any) -> Any:
    body = {"body": {"when": None}} if operation is INTERVAL else {}
    zone = timezone(timedelta(hours=2))
    since = MAY.astimezone(zone)
    return vendor.pager(operation, changed_since=since, **body)


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize("operation", [RANGE, INTERVAL])
def test_a_long_range_is_split_and_resumed_with_the_same_end(
    mode: str, operation: Any
) -> None:
    vendor = Vendor(mode, rows, clock=clock())
    first = pager(vendor, operation)
    assert first.checkpoint["until"] == NOW.isoformat()
    assert [row.id for row in vendor.all(first)] == EXPECTED
    assert len(vendor.asked) == 11
    for count in (0, 1, 7, 30, len(EXPECTED) - 1):
        source = pager(vendor, operation)
        found = _some(vendor, source, count)
        place = json.loads(json.dumps(source.checkpoint))
        vendor.clock.advance(86_400)
        rest = vendor.all(pager(vendor, operation).resume(place))
        assert [viewed(row).id for row in [*found, *rest]] == EXPECTED
        vendor.clock.now = NOW.timestamp()


def _some(vendor: Vendor, source: Any, count: int) -> list[Any]:
    """Return the first items; the source's checkpoint is after them."""
    found: list[Any] = []
    if not count:
        return found

    async def gather() -> None:
        async for item in source:
            found.append(item)
            if len(found) == count:
                return

    if vendor.mode == "async":
        vendor.wait(gather())
    else:
        for item in source:
            found.append(item)
            if len(found) == count:
                break
    return found


@pytest.mark.parametrize("mode", LIST_MODES)
def test_partitions_have_the_same_end(mode: str) -> None:
    vendor = Vendor(mode, rows, clock=clock())
    places = pager(vendor, INTERVAL).partitions()
    assert {place["until"] for place in places} == {NOW.isoformat()}
    vendor.clock.advance(30 * 86_400)
    parts = [vendor.all(pager(vendor, INTERVAL).resume(place)) for place in places]
    assert [viewed(row).id for part in parts for row in part] == EXPECTED


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize("until", ["2024-07-11T00:00:00+00:00", "soon", 5, None])
def test_another_end_is_another_list(mode: str, until: Any) -> None:
    vendor = Vendor(mode, rows, clock=clock())
    place = {**pager(vendor, RANGE).checkpoint, "until": until}
    vendor.clock.advance(1)
    with pytest.raises(PaginationError, match="other arguments"):
        vendor.all(pager(vendor, RANGE).resume(place))


DAYS = listed(
    ChangedSince("query.from", accepts=("date",)),
    windows=(Window("query.from", "query.to", "P31D", bounds="inclusive", step="P1D"),),
)
HALF_OPEN_DAYS = listed(
    ChangedSince("query.from", accepts=("date",)),
    windows=(Window("query.from", "query.to", "P31D"),),
)
OPEN: list[tuple[Any, dict[str, Any], Any]] = [
    (RANGE, {"query": {"from": MAY}}, NOW),
    (RANGE, {"query": {"from": MAY, "to": None}}, NOW),
    (RANGE, {"query": {"from": "2024-05-01T00:00:00Z"}}, "2024-07-10T12:30:00Z"),
    (RANGE, {"query": {"from": NOW + timedelta(days=1)}}, None),
    (RANGE, {"query": {"from": MAY.replace(tzinfo=None)}}, None),
    (RANGE, {"query": {"to": NOW}}, NOW),
    (RANGE, {}, None),
    (DAYS, {"query": {"from": MAY.date()}}, NOW.date()),
    (DAYS, {"query": {"from": "2024-05-01"}}, "2024-07-10"),
    (DAYS, {"changed_since": MAY.date()}, NOW.date()),
    (DAYS, {"query": {"from": NOW.date()}}, NOW.date()),
    (DAYS, {"query": {"from": NOW.date() + timedelta(days=1)}}, None),
    (HALF_OPEN_DAYS, {"query": {"from": MAY.date()}}, date(2024, 7, 11)),
    (INTERVAL, {"body": {"when": (MAY, None)}}, NOW),
    (INTERVAL, {"body": {"when": Span(start=MAY)}}, NOW),
    (INTERVAL, {"body": {"when": Span(start=MAY, end=None)}}, NOW),
    (INTERVAL, {"body": {"when": (None, NOW)}}, NOW),
]
"""Arguments of lists, and the end of the range that they ask for."""


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize(("operation", "arguments", "end"), OPEN)
def test_an_open_range_ends_at_the_time_of_the_call(
    mode: str, operation: Any, arguments: dict[str, Any], end: Any
) -> None:
    vendor = Vendor(mode, rows, clock=clock())
    (window,) = operation.windows
    plan = vendor.pager(operation, **arguments)._plan
    found = plan.draft.get(window.end)
    assert (None if found is UNSET else found) == end
    place = plan.identity
    vendor.clock.advance(5 * 86_400)
    again = vendor.pager(operation, **arguments)._plan.resumed_at(place)
    assert again.draft.get(window.end) == found
    assert again.fingerprint == plan.fingerprint


@pytest.mark.parametrize("mode", LIST_MODES)
def test_an_open_interval_is_split(mode: str) -> None:
    vendor = Vendor(mode, rows, clock=clock())
    pair = {"body": {"when": (MAY, None)}}
    assert [row.id for row in vendor.all(vendor.pager(INTERVAL, **pair))] == EXPECTED
    assert len(vendor.asked) == 11


def test_two_open_ranges_end_at_the_same_time() -> None:
    second = Window("header.From", "header.To", "P7D")
    both = listed(
        ChangedSince("query.from", end="query.to"), windows=(*RANGE.windows, second)
    )
    vendor = Vendor("sync", rows, clock=clock())
    given = {"changed_since": MAY, "headers": {"From": MAY}}
    plan = vendor.pager(both, **given)._plan
    assert plan.draft.query["to"] == plan.draft.headers["To"] == NOW
    vendor.clock.advance(60)
    later = vendor.pager(both, **given)._plan
    assert later.fingerprint != plan.fingerprint
    assert later.resumed_at(plan.identity).fingerprint == plan.fingerprint
    odd = later.resumed_at({**plan.identity, "until": "2024-07-10T12:30:00"})
    assert odd.fingerprint == later.fingerprint


def test_a_given_end_is_kept_when_another_range_is_resumed() -> None:
    second = Window("header.From", "header.To", "P7D")
    both = listed(
        ChangedSince("query.from", end="query.to"), windows=(second, *RANGE.windows)
    )
    vendor = Vendor("sync", rows, clock=clock())
    end = MAY + timedelta(days=3)
    given = {"changed_since": MAY, "headers": {"From": MAY, "To": end}}
    plan = vendor.pager(both, **given)._plan
    assert (plan.draft.query["to"], plan.draft.headers["To"]) == (NOW, end)
    vendor.clock.advance(60)
    resumed = vendor.pager(both, **given)._plan.resumed_at(plan.identity)
    assert (resumed.draft.query["to"], resumed.draft.headers["To"]) == (NOW, end)
    assert resumed.fingerprint == plan.fingerprint
