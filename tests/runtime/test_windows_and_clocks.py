"""Test windows of exact times: where the clocks change, and between two seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from specloom_runtime import RequestError, Window
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.pagination.partitions import partitions

PARIS = ZoneInfo("Europe/Paris")
ZONES = (PARIS, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"))
CHANGES = {
    "Europe/Paris": ((2024, 3, 31), (2024, 10, 27)),
    "America/New_York": ((2024, 3, 10), (2024, 11, 3)),
    "Australia/Lord_Howe": ((2024, 10, 6), (2024, 4, 7)),
}
LENGTHS = {
    "PT20M": timedelta(minutes=20),
    "PT1H": timedelta(hours=1),
    "PT7H": timedelta(hours=7),
    "P1D": timedelta(days=1),
    "P1DT1H": timedelta(days=1, hours=1),
    "P7D": timedelta(days=7),
}
MICROSECOND = timedelta(microseconds=1)


def ranges(window: Window, start: Any, end: Any) -> list[tuple[Any, Any]]:
    draft = RequestDraft("GET", "/x", query={"from": start, "to": end})
    parts = partitions((window,), (), draft)
    return [(part.query["from"], part.query["to"]) for part in parts]


def window(maximum: str, bounds: Any = "half-open", **more: Any) -> Window:
    return Window("query.from", "query.to", maximum, bounds, **more)


def in_utc(pairs: list[tuple[Any, Any]]) -> list[tuple[datetime, datetime]]:
    return [(one.astimezone(UTC), two.astimezone(UTC)) for one, two in pairs]


def change(zone: ZoneInfo, number: int) -> datetime:
    """Return the midnight in UTC before the clocks of a zone change."""
    return datetime(*CHANGES[str(zone)][number], tzinfo=UTC) - timedelta(days=1)


cases = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(ZONES),
        "number": st.integers(0, 1),
        "begin": st.integers(0, 3 * 24 * 60),
        "minutes": st.integers(0, 4 * 24 * 60),
        "part": st.sampled_from([timedelta(0), timedelta(seconds=59.5), MICROSECOND]),
        "maximum": st.sampled_from([*LENGTHS]),
        "inclusive": st.booleans(),
        "other": st.sampled_from([None, UTC, timezone(timedelta(hours=-7))]),
    }
)


def check_every_instant_once(case: dict[str, Any]) -> None:
    zone, maximum = case["zone"], case["maximum"]
    start = change(zone, case["number"]) + timedelta(minutes=case["begin"])
    end = start + timedelta(minutes=case["minutes"]) + case["part"]
    bounds = "inclusive" if case["inclusive"] else "half-open"
    given_end = end.astimezone(case["other"] or zone)
    found = ranges(window(maximum, bounds), start.astimezone(zone), given_end)
    gap = MICROSECOND if case["inclusive"] else timedelta(0)
    parts = in_utc(found)
    assert (parts[0][0], parts[-1][1]) == (start, end)
    assert all(one[1] + gap == two[0] for one, two in pairwise(parts))
    for first, last in parts:
        assert first <= last and last + gap - first <= LENGTHS[maximum]


@examples(20)
@given(cases)
def test_parts_cover_every_instant_once(case: dict[str, Any]) -> None:
    check_every_instant_once(case)


@pytest.mark.verify
@settings(max_examples=1000)
@given(cases)
def test_parts_of_many_ranges_cover_every_instant_once(case: dict[str, Any]) -> None:
    check_every_instant_once(case)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("number", [0, 1])
def test_an_hour_is_an_hour_where_the_clocks_change(
    zone: ZoneInfo, number: int
) -> None:
    start = change(zone, number).astimezone(zone)
    end = (change(zone, number) + timedelta(days=3)).astimezone(zone)
    found = in_utc(ranges(window("PT1H"), start, end))
    assert len(found) == 72
    assert {last - first for first, last in found} == {timedelta(hours=1)}


@pytest.mark.parametrize("number", [0, 1])
def test_days_begin_with_the_calendar_where_that_is_declared(number: int) -> None:
    day = (change(PARIS, number) - timedelta(days=1)).astimezone(PARIS)
    start, end = day.replace(hour=0), day.replace(hour=0) + timedelta(days=12)
    for declared in (
        window("P1D", "inclusive", step="P1D"),
        window("P7D", align="week"),
    ):
        for first, _ in ranges(declared, start, end)[1:]:
            assert (first.hour, first.minute) == (0, 0)
    by_exact_days = ranges(window("P1D"), start, end)
    assert all(first.hour in (0, 23) for first, _ in by_exact_days)


def test_the_second_of_two_equal_hours_is_later() -> None:
    early = datetime(2024, 10, 27, 2, 30, tzinfo=PARIS)
    late = early.replace(minute=15, fold=1)
    assert in_utc(ranges(window("PT20M"), early, late)) == in_utc(
        [
            (early, early.replace(minute=50)),
            (early.replace(minute=50), early.replace(minute=10, fold=1)),
            (early.replace(minute=10, fold=1), late),
        ]
    )
    with pytest.raises(RequestError, match="from and to are the wrong way round"):
        ranges(window("PT20M"), late, early)


def test_a_day_that_begins_at_one_is_a_day() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # At midnight, the clocks go to one.
    start, end = (datetime(2024, 4, day, tzinfo=cairo) for day in (21, 30))
    found = in_utc(ranges(window("P1D"), start, end))
    assert all(one[1] == two[0] for one, two in pairwise(found))
    assert all(last - first <= timedelta(days=1) for first, last in found)


@pytest.mark.parametrize("start", ["2024-01-01T00:00:00Z", "2024-01-01T00:00:00"])
def test_an_item_of_the_last_half_second_is_in_a_part(start: str) -> None:
    end = start.replace("-01T", "-03T")
    found = ranges(window("P1D", "inclusive"), start, end)
    item = start.replace("T00:00:00", "T23:59:59.500000")
    assert sum(first <= item <= last for first, last in found) == 1
    assert found[0][1] == start.replace("T00:00:00", "T23:59:59.999999")


@pytest.mark.parametrize(
    "end", [datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))), date.max]
)
def test_a_range_at_the_end_of_the_calendar_is_refused_or_read(end: Any) -> None:
    start = date(2024, 1, 1)
    if isinstance(end, datetime):
        with pytest.raises(RequestError, match="from and to must be in the years"):
            ranges(window("P1Y"), datetime(2024, 1, 1, tzinfo=UTC), end)
    else:
        assert ranges(window("P1Y"), start, end)[-1][1] == end
