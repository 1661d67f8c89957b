"""Durations, the ends of the calendar, and times in the form of another time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from specloom_runtime import Window
from specloom_runtime.core.durations import CalendarDuration, like_given
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.pagination.partitions import partitions

NOON = datetime(2024, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("P1Y", datetime(2025, 1, 31, 12, tzinfo=UTC)),
        ("P1Y1M", datetime(2025, 2, 28, 12, tzinfo=UTC)),
        ("P13M", datetime(2025, 2, 28, 12, tzinfo=UTC)),
        ("P11M", datetime(2024, 12, 31, 12, tzinfo=UTC)),
        ("P2W", datetime(2024, 2, 14, 12, tzinfo=UTC)),
        ("P1W1D", datetime(2024, 2, 8, 12, tzinfo=UTC)),
        ("P1DT12H", datetime(2024, 2, 2, tzinfo=UTC)),
        ("PT90M", datetime(2024, 1, 31, 13, 30, tzinfo=UTC)),
        ("PT0.5S", NOON + timedelta(milliseconds=500)),
    ],
)
def test_each_part_of_a_duration_is_added(text: str, end: datetime) -> None:
    assert CalendarDuration.parse(text).after(NOON, exact=False) == end


@pytest.mark.parametrize("align", ["month", "week", None])
@pytest.mark.parametrize("maximum", ["P1M", "P31D"])
def test_the_last_part_ends_with_the_calendar(align: Any, maximum: str) -> None:
    window = Window("query.from", "query.to", maximum, align=align)
    start, end = date(9999, 12, 15), date(9999, 12, 31)
    draft = RequestDraft("GET", "/x", query={"from": start, "to": end})
    drafts = partitions((window,), (), draft)
    assert [each.query for each in drafts] == [{"from": start, "to": end}]


@pytest.mark.parametrize(
    ("given", "microseconds", "written"),
    [
        ("08:00:00", 0, "00"),
        ("08:00:00", 1_000, "00.001"),
        ("08:00:00", 1_001, "00.001001"),
        ("08:00:00.5", 0, "00.000"),
        ("08:00:00.500", 250_000, "00.250"),
        ("08:00:00.500", 250_999, "00.250999"),
        ("08:00:00.5000", 0, "00.000000"),
        ("08:00:00.5000", 250_000, "00.250000"),
    ],
)
def test_a_time_has_the_digits_of_the_given_one_and_its_own(
    given: str, microseconds: int, written: str
) -> None:
    value = datetime(2024, 1, 31, 12, microsecond=microseconds, tzinfo=UTC)
    assert like_given(value, f"2024-01-01T{given}Z") == f"2024-01-31T12:00:{written}Z"
    value = value.replace(tzinfo=None)
    assert like_given(value, f"2024-01-01 {given}") == f"2024-01-31 12:00:{written}"
