"""Test that buckets of split ranges are whole, whatever days a vendor counts."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from specloom_runtime import (
    Buckets,
    Chunk,
    CutBucketError,
    MergeConflict,
    PagedOperation,
    RequestError,
    SinglePage,
    Window,
)
from specloom_runtime.core.responses import Response
from specloom_runtime.http.messages import Received
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.lists.iteration import ListPlan
from specloom_runtime.lists.pager import Pager
from specloom_runtime.models.decoding import Decode
from specloom_runtime.operations.arguments import build_draft

DAY = timedelta(days=1)
LENGTHS = {1: "WEEK", 2: "MONTH", 3: "DAY", 4: "YEAR"}
"""The buckets of each counter of the simulated vendor, in the vendor's words."""
Reading = Literal["whole", "asked"]


class Bucket(BaseModel):
    key: str
    first: Any
    last: Any
    hours: float


class Counter(BaseModel):
    id: int
    counts: list[Bucket]


BUCKETS = Buckets(
    "counts",
    "first",
    "last",
    {"DAY": "day", "WEEK": "week", "MONTH": "month"},
    ids="query.ids",
)
WINDOW = Window(
    "query.from", "query.to", "P31D", bounds="inclusive", step="P1D", buckets=BUCKETS
)
READ = PagedOperation(
    "GET",
    "/counters",
    list[Counter],
    Counter,
    pages=SinglePage(items="body"),
    identity=("id",),
    merge={"counts": "key"},
    windows=(WINDOW,),
    chunks=(Chunk("query.ids", None),),
)


def hours_of(counter: int, day: date) -> float:
    """Return the hours of a day; equal weeks and months are possible."""
    return float(counter if day.weekday() < 5 else 0)


def bucket_of(word: str, day: date) -> tuple[date, date]:
    """Return the first and the last day of the bucket that contains a day."""
    match word:
        case "DAY":
            return day, day
        case "WEEK":
            monday = day - day.weekday() * DAY
            return monday, monday + 6 * DAY
        case "MONTH":
            last = calendar.monthrange(day.year, day.month)[1]
            return day.replace(day=1), day.replace(day=last)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def days_of(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def counted(
    counter: int, first: date, last: date, reading: Reading
) -> dict[tuple[date, date], float]:
    """Return the hours of each bucket of a range, by a reading of the page."""
    found: dict[tuple[date, date], float] = {}
    for day in days_of(first, last):
        found.setdefault(bucket_of(LENGTHS[counter], day), 0)
    for low, high in found:
        asked = (
            (low, high) if reading == "whole" else (max(low, first), min(high, last))
        )
        found[low, high] = sum(hours_of(counter, day) for day in days_of(*asked))
    return found


class Vendor:
    """Count hours by day, in the buckets of each counter."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.requests: list[tuple[date, date, tuple[int, ...]]] = []

    def __call__(self, draft: RequestDraft, _: Decode) -> Received[list[Counter]]:
        first, last, ids = (draft.query[name] for name in ("from", "to", "ids"))
        assert (last - first).days < 31, "406: more than 31 days"
        self.requests.append((first, last, tuple(ids)))
        counters = []
        for each in ids:
            totals = counted(each, first, last, self.reading).items()
            counts = [
                Bucket(key=f"{low}_{high}", first=low, last=high, hours=hours)
                for (low, high), hours in totals
            ]
            counters.append(Counter(id=each, counts=counts))
        return Received(counters, Response(status=200))

    def asked(self, counter: int) -> list[tuple[date, date]]:
        return [(one, two) for one, two, ids in self.requests if counter in ids]


def read(
    vendor: Callable[[RequestDraft], Received[Any]],
    first: date,
    last: date,
    ids: list[int],
    align: Any = None,
) -> Pager[Counter, list[Counter]]:
    query = {"from": first, "to": last, "ids": ids}
    draft = build_draft(READ, query=query, align=align)
    return Pager(vendor, ListPlan(operation=READ, draft=draft))


def hours(counters: list[Counter]) -> dict[int, dict[tuple[date, date], float]]:
    return {
        counter.id: {(one.first, one.last): one.hours for one in counter.counts}
        for counter in counters
    }


days = st.dates(date(2015, 1, 1), date(2033, 1, 1))
readings: Any = st.sampled_from(["whole", "asked"])
alone = st.sampled_from([(1, "week"), (2, "month"), (3, "day")])


@examples(25)
@given(first=days, length=st.integers(0, 800), which=alone, reading=readings)
def test_aligned_windows_give_the_true_number_of_each_bucket(
    first: date, length: int, which: tuple[int, Any], reading: Reading
) -> None:
    (counter, align), last, vendor = which, first + length * DAY, Vendor(reading)
    found = hours(list(read(vendor, first, last, [counter], align)))
    assert found == {counter: counted(counter, first, last, reading)}
    asked = [day for window in vendor.asked(counter) for day in days_of(*window)]
    assert asked == list(days_of(first, last))
    full = {"week": 28, "month": 28, "day": 31}[align]
    assert len(vendor.requests) <= length // full + 2


@examples(25)
@given(
    first=days,
    length=st.integers(0, 800),
    ids=st.lists(st.sampled_from([1, 2, 3]), unique=True, min_size=1),
    reading=readings,
)
def test_counters_of_several_lengths_give_true_numbers(
    first: date, length: int, ids: list[int], reading: Reading
) -> None:
    last = first + length * DAY
    true = {each: counted(each, first, last, reading) for each in ids}
    unaware, aware = Vendor(reading), Vendor(reading)
    assert hours(list(read(unaware, first, last, ids))) == true
    assert len(unaware.requests) <= 2 * (length // 28 + 2)
    by_id = {each: LENGTHS[each] for each in ids}
    assert hours(list(read(aware, first, last, ids, by_id))) == true
    assert len(aware.requests) <= len(unaware.requests)
    if not {1, 2} <= set(ids):  # Days do not need requests of their own.
        asked = [day for one, two, _ in aware.requests for day in days_of(one, two)]
        assert asked == list(days_of(first, last))


@pytest.mark.parametrize("reading", ["whole", "asked"])
@pytest.mark.parametrize("align", [None, "week", "month", "day", {4: "YEAR"}])
def test_buckets_longer_than_a_window_are_an_error(
    reading: Reading, align: Any
) -> None:
    vendor = Vendor(reading)
    with pytest.raises(
        CutBucketError, match="2024-01-01 to 2024-12-31 .*leave align"
    ) as at:
        list(read(vendor, date(2024, 1, 1), date(2024, 12, 31), [4], align))
    assert (at.value.first, at.value.last) == (date(2024, 1, 1), date(2024, 12, 31))
    assert len(vendor.requests) == 1
    short = read(vendor, date(2024, 1, 1), date(2024, 1, 31), [4], align)
    assert [len(counter.counts) for counter in short] == [1]


def test_the_wrong_alignment_is_an_error_and_no_wrong_number() -> None:
    year = date(2024, 1, 1), date(2024, 12, 31)
    for counter, align in ((2, "week"), (1, "month"), (2, "day"), (1, "day")):
        with pytest.raises(CutBucketError):
            list(read(Vendor("asked"), *year, [counter], align))


def test_the_caller_can_state_that_all_days_of_a_bucket_are_counted() -> None:
    year = date(2024, 1, 1), date(2024, 12, 31)
    for align in ("any", {4: "any"}):
        vendor = Vendor("whole")
        found = hours(list(read(vendor, *year, [4], align)))
        assert found == {4: counted(4, *year, "whole")}
        assert len(vendor.requests) == 12
        with pytest.raises(MergeConflict, match='pass align=.* but not "any"'):
            list(read(Vendor("asked"), *year, [4], align))


def test_a_year_of_weeks_and_months_by_length() -> None:
    year = date(2024, 1, 1), date(2024, 12, 31)
    for ids, align, requests in (
        ([1, 2], None, 21),
        ([1, 2], {1: "WEEK", 2: "month"}, 21),
        ([1, 2, 3], {1: "WEEK", 2: "MONTH", 3: "DAY"}, 21),
        ([1, 3], {1: "WEEK", 3: None}, 21),
        ([1, 3], {1: "WEEK", 3: "DAY"}, 13),
        ([2, 3], {2: "MONTH", 3: "DAY"}, 12),
        ([3], {3: "DAY"}, 12),
        ([1], "WEEK", 13),
    ):
        vendor = Vendor("asked")
        list(read(vendor, *year, ids, align))
        assert len(vendor.requests) == requests, (ids, align)
        assert all(len(asked) == len(ids) for _, _, asked in vendor.requests)


def test_ids_that_may_be_cut_have_requests_of_their_own() -> None:
    year, vendor = (date(2024, 1, 1), date(2024, 12, 31)), Vendor("whole")
    found = hours(list(read(vendor, *year, [4, 1, 3], {4: "any", 1: "WEEK", 3: "DAY"})))
    assert found == {each: counted(each, *year, "whole") for each in (4, 1, 3)}
    assert len(vendor.asked(4)) == 12 and vendor.asked(1) == vendor.asked(3)


@pytest.mark.parametrize("maximum", ["P31D", "P28D", "P20D"])
@pytest.mark.parametrize("align", [None, "day", "week", "month", "any"])
def test_ranges_reach_to_the_ends_of_the_calendar(maximum: str, align: Any) -> None:
    window = replace(WINDOW, maximum=maximum)
    for first, last in ((date(9999, 8, 1), date.max), (date.min, date(1, 5, 1))):
        query = {"from": first, "to": last, "ids": [1]}
        draft = build_draft(READ, query=query, align=align)
        parts = [(one.query["from"], one.query["to"]) for one in window.split(draft)]
        assert {day for one in parts for day in days_of(*one)} == set(
            days_of(first, last)
        )


def test_pages_partitions_and_checkpoints_have_whole_buckets_only() -> None:
    year, vendor = (date(2024, 1, 1), date(2024, 12, 31)), Vendor("asked")
    true = {1: counted(1, *year, "asked"), 2: counted(2, *year, "asked")}
    pager = read(vendor, *year, [1, 2])
    numbers = [
        (counter.id, (one.first, one.last), one.hours)
        for page in pager.pages()
        for counter in page
        for one in counter.counts
    ]
    assert all(true[counter][bucket] == value for counter, bucket, value in numbers)
    parts = [pager.resume(place) for place in pager.partitions()]
    assert hours(list(pager.gather(parts))) == true
    other = read(vendor, *year, [1, 2], "week")
    with pytest.raises(Exception, match="other arguments"):
        list(other.resume(pager.partitions()[1]))


def test_days_outside_the_range_and_unknown_days_are_left_to_the_merge() -> None:
    def vendor(draft: RequestDraft, _: Decode) -> Received[list[Counter]]:
        outside = Bucket(
            key="a", first=date(2020, 1, 1), last=date(2020, 1, 5), hours=1
        )
        unknown = Bucket(key="b", first=None, last="2024", hours=2)
        page = [Counter(id=1, counts=[outside, unknown])]
        return Received(page, Response(status=200))

    (one,) = read(vendor, date(2024, 1, 1), date(2024, 3, 31), [1])
    assert [each.key for each in one.counts] == ["a", "b"]
    empty = Counter.model_construct(id=1, counts=None)
    WINDOW.keep_whole([empty], part("week"), part(None))


def part(align: str | None) -> RequestDraft:
    query = {"from": date(2024, 1, 1), "to": date(2024, 1, 28)}
    return RequestDraft("GET", "/x", query=query, align=align)


@pytest.mark.parametrize(
    ("query", "align", "words"),
    [
        ({}, "year", 'align is \'year\' .*"day", "week", "month", "any"'),
        ({}, 7, "align is 7"),
        ({}, {1: 7}, r"align\[1\] is 7"),
        ({}, {"1": "week"}, r"align\[1\] is missing \(.* None if the length is"),
        ({}, {2: "week"}, r"align\[1\] is missing"),
        ({}, {}, r"align\[1\] is missing"),
        ({"ids": "1,2"}, {1: "WEEK"}, "align is a mapping, but the call has no list"),
        ({"to": "2024-12-31T00:00:00Z"}, None, "from_ and to must be dates"),
    ],
)
@pytest.mark.parametrize("last", [date(2024, 1, 2), date(2024, 12, 31)])
def test_wrong_alignments_are_refused(
    query: Mapping[str, Any], align: Any, words: str, last: date
) -> None:
    values = {"from": date(2024, 1, 1), "to": last, "ids": [1], **query}
    draft = build_draft(READ, query=values, align=align)
    with pytest.raises(RequestError, match=words):
        list(WINDOW.split(draft))


def test_ids_without_a_length_and_texts_of_dates() -> None:
    values = {"from": "2024-01-01", "to": "2024-02-29", "ids": [1, 2]}
    draft = build_draft(READ, query=values, align={1: "WEEK", 2: None})
    assert [
        (each.query["from"], each.query["to"], each.query["ids"])
        for each in WINDOW.split(draft)
    ] == [
        ("2024-01-01", "2024-01-31", [1, 2]),
        ("2024-01-29", "2024-02-04", [1, 2]),
        ("2024-02-01", "2024-02-29", [1, 2]),
    ]


@pytest.mark.parametrize(
    ("units", "default"),
    [({"D": "day"}, "day"), ({"W": "week"}, "week"), ({"M": "month"}, "month")],
)
def test_one_length_is_the_default(units: Any, default: str) -> None:
    assert Buckets("counts", "first", "last", units).default == default


def test_a_mapping_needs_a_list_of_ids() -> None:
    buckets = Buckets("counts", "first", "last", {"W": "week"})
    with pytest.raises(RequestError, match="no list of ids"):
        list(buckets.groups(RequestDraft("GET", "/x", align={1: "W"})))


def test_the_first_items_of_a_split_range_are_whole() -> None:
    year, vendor = (date(2024, 1, 1), date(2024, 12, 31)), Vendor("asked")
    pager = read(vendor, *year, [1, 2, 3])
    weeks = {1: counted(1, *year, "asked")}
    first = pager.first()
    assert first is not None and hours([first]) == weeks
    assert hours(list(pager.take(1))) == weeks
    months = {2: counted(2, *year, "asked")}
    assert hours(list(pager.take(2))) == weeks | months
