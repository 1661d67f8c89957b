"""Test windows and chunks: no gap, overlap, loss or duplicate."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict
from specloom_runtime import (
    UNSET,
    AllOrNone,
    AtLeastOne,
    AtMostOne,
    Chunk,
    MergeConflict,
    RequestError,
    Window,
)
from specloom_runtime.core.durations import CalendarDuration, period_start
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.operations.argument_rules import check_required
from specloom_runtime.pagination.merging import SeenItems, merge
from specloom_runtime.pagination.partitions import check_limits, partitions

MONTHS = Window("body#/UpdatedUtc/StartUtc", "body#/UpdatedUtc/EndUtc", "P3M")
DAYS = Window("query.from", "query.to", "P31D", bounds="inclusive", step="P1D")
CHUNK = Chunk("body#/Ids", 3)


def of(start: Any, end: Any) -> RequestDraft:
    return RequestDraft("GET", "/x", query={"from": start, "to": end})


def ranges(window: Window, start: Any, end: Any) -> list[tuple[Any, Any]]:
    drafts = partitions((window,), (), of(start, end))
    return [(draft.query["from"], draft.query["to"]) for draft in drafts]


def half_open(maximum: str) -> Window:
    return Window("query.from", "query.to", maximum)


def test_calendar_months_are_clipped_to_short_months() -> None:
    assert ranges(half_open("P1M"), date(2024, 1, 31), date(2024, 5, 5)) == [
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 2, 29), date(2024, 3, 29)),
        (date(2024, 3, 29), date(2024, 4, 29)),
        (date(2024, 4, 29), date(2024, 5, 5)),
    ]


def test_inclusive_31_day_windows_count_both_ends() -> None:
    assert ranges(DAYS, date(2024, 1, 1), date(2024, 3, 2)) == [
        (date(2024, 1, 1), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 3, 2)),
    ]
    assert len(ranges(DAYS, date(2024, 1, 1), date(2024, 1, 31))) == 1
    assert ranges(DAYS, date(2024, 1, 1), date(2024, 2, 1))[1:] == [
        (date(2024, 2, 1), date(2024, 2, 1))
    ]


def test_input_type_is_kept() -> None:
    text = ranges(half_open("P3M"), "2024-01-31T00:00:00.000Z", "2024-05-01T10:00:00Z")
    assert text == [
        ("2024-01-31T00:00:00.000Z", "2024-04-30T00:00:00Z"),
        ("2024-04-30T00:00:00.000Z", "2024-05-01T10:00:00Z"),
    ]
    assert ranges(DAYS, "2024-01-01", "2024-02-05")[0] == ("2024-01-01", "2024-01-31")
    start, end = "2024-01-01 00:00:00+02:00", "2024-01-02T01:00:00.5Z"
    assert ranges(half_open("P1D"), start, end) == [
        (start, "2024-01-01T22:00:00.000Z"),
        ("2024-01-02 00:00:00+02:00", end),
    ]
    start, end = "2024-01-01T00:00:00.25", "2024-01-02T12:00:00"
    assert ranges(half_open("P1D"), start, end)[0][1] == "2024-01-02T00:00:00.250"
    start = "2024-01-01T00:00:00.000001"
    assert ranges(half_open("P1D"), start, end)[0][1] == "2024-01-02T00:00:00.000001"


def test_inclusive_times_end_one_step_before_the_next_window() -> None:
    window = Window("query.from", "query.to", "P1D", bounds="inclusive", step="PT1S")
    start = datetime(2024, 1, 1, tzinfo=UTC)
    found = ranges(window, start, start + timedelta(days=1))
    assert found == [
        (start, datetime(2024, 1, 1, 23, 59, 59, tzinfo=UTC)),
        (start + timedelta(days=1), start + timedelta(days=1)),
    ]


dates = st.dates(date(1990, 1, 1), date(2040, 1, 1))
# Whole seconds, which is the step of inclusive bounds.
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
maximums = st.sampled_from(["P1D", "P7D", "P2W", "P31D", "P1M", "P3M", "P1Y", "P1M15D"])


@examples(25)
@given(start=dates, length=st.integers(0, 1500), maximum=maximums)
def test_half_open_windows_are_adjacent_and_within_the_maximum(
    start: date, length: int, maximum: str
) -> None:
    end = start + timedelta(days=length)
    found = ranges(half_open(maximum), start, end)
    assert (found[0][0], found[-1][1]) == (start, end)
    assert all(one[1] == two[0] for one, two in itertools.pairwise(found))
    span = CalendarDuration.parse(maximum)
    for first, last in found:
        limit = span.after(first, exact=False)
        assert limit is not None and last <= limit
        assert first < last or length == 0


@examples(25)
@given(start=dates, length=st.integers(0, 1500), maximum=maximums)
def test_inclusive_windows_cover_every_day_once(
    start: date, length: int, maximum: str
) -> None:
    window = Window("query.from", "query.to", maximum, bounds="inclusive")
    end = start + timedelta(days=length)
    days = [
        first + timedelta(n)
        for first, last in ranges(window, start, end)
        for n in range((last - first).days + 1)
    ]
    assert days == [start + timedelta(n) for n in range(length + 1)]
    span = CalendarDuration.parse(maximum)
    for first, last in ranges(window, start, end):
        limit = span.after(first, exact=False)
        assert limit is not None and first <= last < limit


def test_boundary_one_day_away_is_respected() -> None:
    months = Window("query.from", "query.to", "P1M", align="month")
    assert ranges(months, "2024-01-31", "2024-03-10") == [
        ("2024-01-31", "2024-02-01"),
        ("2024-02-01", "2024-03-01"),
        ("2024-03-01", "2024-03-10"),
    ]


@examples(25)
@given(
    start=moments,
    seconds=st.integers(0, 10**7),
    inclusive=st.booleans(),
)
def test_time_windows_cover_every_second_once(
    start: datetime, seconds: int, inclusive: bool
) -> None:
    bounds = "inclusive" if inclusive else "half-open"
    window = Window("query.from", "query.to", "P11DT7H", bounds, step="PT1S")
    end = start + timedelta(seconds=seconds)
    found = ranges(window, start, end)
    gap = timedelta(seconds=1 if inclusive else 0)
    assert (found[0][0], found[-1][1]) == (start, end)
    assert all(one[1] + gap == two[0] for one, two in itertools.pairwise(found))
    assert all(last - first <= timedelta(days=11, hours=7) for first, last in found)


def test_windows_end_with_a_month_or_a_week() -> None:
    months = Window("query.from", "query.to", "P31D", "inclusive", "P1D", "month")
    assert ranges(months, "2024-01-10", "2024-03-05") == [
        ("2024-01-10", "2024-01-31"),
        ("2024-02-01", "2024-02-29"),
        ("2024-03-01", "2024-03-05"),
    ]
    weeks = Window("query.from", "query.to", "P1M", align="week")
    assert ranges(weeks, "2024-01-10T12:30:00Z", "2024-02-13T00:00:00Z") == [
        ("2024-01-10T12:30:00Z", "2024-02-05T00:00:00Z"),
        ("2024-02-05T00:00:00Z", "2024-02-13T00:00:00Z"),
    ]


@examples(25)
@given(
    start=moments,
    days=st.integers(0, 800),
    maximum=maximums,
    align=st.sampled_from(["week", "month"]),
    inclusive=st.booleans(),
)
def test_aligned_windows_leave_no_gap_and_cross_no_boundary(
    start: datetime, days: int, maximum: str, align: Any, inclusive: bool
) -> None:
    bounds = "inclusive" if inclusive else "half-open"
    window = Window("query.from", "query.to", maximum, bounds, "PT1S", align)
    end = start + timedelta(days=days)
    found = ranges(window, start, end)
    step, limit = timedelta(seconds=1 if inclusive else 0), CalendarDuration.parse(
        maximum
    )
    assert (found[0][0], found[-1][1]) == (start, end)
    assert all(one[1] + step == two[0] for one, two in itertools.pairwise(found))
    for first, last in found:
        longest = limit.after(first, exact=False)
        assert longest is not None and first <= last <= longest - step
        following = last + step
        if last != end and period_start(following, align) - first >= timedelta(
            seconds=1
        ):
            assert following == period_start(following, align)


def test_end_of_the_calendar_is_not_an_error() -> None:
    assert len(ranges(half_open("P1Y"), date(9998, 6, 1), date.max)) == 2


def test_start_equal_to_end_is_one_window() -> None:
    assert ranges(half_open("P3M"), date(2024, 1, 1), date(2024, 1, 1)) == [
        (date(2024, 1, 1), date(2024, 1, 1))
    ]


@pytest.mark.parametrize("missing", [None, UNSET])
def test_open_range_is_not_split(missing: Any) -> None:
    for start, end in (
        ("2020-01-01", missing),
        (missing, "2024-01-01"),
        (missing,) * 2,
    ):
        (only,) = partitions((DAYS,), (), of(start, end))
        assert only == of(start, end)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2024, 1, 2), date(2024, 1, 1), "from and to are the wrong way round"),
        (date(2024, 1, 2), datetime(2024, 1, 3), "of one kind"),
        (datetime(2024, 1, 2), datetime(2024, 1, 3, tzinfo=UTC), "of one kind"),
        ("yesterday", "2024-01-01", "is not a date or time: 'yesterday'"),
        (5, 6, "is not a date or time: 5"),
    ],
)
def test_invalid_ranges_are_rejected(start: Any, end: Any, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        ranges(DAYS, start, end)


def test_dates_cannot_be_split_into_hours() -> None:
    with pytest.raises(RequestError, match="^from and to must be datetimes: .* PT6H"):
        ranges(half_open("PT6H"), date(2024, 1, 1), date(2024, 1, 2))


@pytest.mark.parametrize("text", ["", "P", "31", "P-1D", "PT", "P1.5D", "P0D", "1 day"])
def test_invalid_durations_are_rejected(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration"):
        CalendarDuration.parse(text)


@examples(25)
@given(st.lists(st.integers(0, 9), max_size=20))
def test_chunks_contain_every_value_once(values: list[int]) -> None:
    found = list(
        partitions((), (CHUNK,), RequestDraft("POST", "/x", body={"Ids": values}))
    )
    sent = [one for draft in found for one in draft.body["Ids"]]
    assert all(0 < len(draft.body["Ids"]) <= 3 for draft in found)
    assert sent == (values if len(values) <= 3 else list(dict.fromkeys(values)))


def test_empty_list_sends_nothing_and_none_requests_everything() -> None:
    assert (
        list(partitions((), (CHUNK,), RequestDraft("POST", "/x", body={"Ids": []})))
        == []
    )
    for absent in (UNSET, None, "one,two"):
        draft = RequestDraft("POST", "/x", body={"Ids": absent})
        assert list(partitions((), (CHUNK,), draft)) == [draft]
    assert len(list(partitions((), (CHUNK,), RequestDraft("POST", "/x")))) == 1


def test_unhashable_values_are_chunked() -> None:
    draft = RequestDraft(
        "POST", "/x", body={"Ids": [{"a": 1}, {"a": 2}, {"a": 1}, {"a": 3}]}
    )
    (only,) = partitions((), (CHUNK,), draft)
    assert only.body["Ids"] == [{"a": 1}, {"a": 2}, {"a": 3}]


def test_windows_and_chunks_are_combined_in_order() -> None:
    other = Window("query.a", "query.b", "P1D")
    draft = RequestDraft(
        "POST",
        "/x",
        query={"from": "2024-01-01", "to": "2024-02-01"}
        | {"a": "2024-01-01", "b": "2024-01-03"},
        body={"Ids": [1, 2, 3, 4]},
    )
    found = [
        (one.query["from"], one.query["a"], one.body["Ids"])
        for one in partitions((DAYS, other), (CHUNK,), draft)
    ]
    assert found == list(
        itertools.product(
            ["2024-01-01", "2024-02-01"], ["2024-01-01", "2024-01-02"], [[1, 2, 3], [4]]
        )
    )


def test_split_requests_are_lazy_and_share_no_state() -> None:
    draft = of(date(1, 1, 1), date(9999, 1, 1))
    drafts = partitions((half_open("P1D"),), (), draft)
    one, two = next(drafts), next(drafts)
    one.query["x"] = 1
    assert "x" not in two.query and "x" not in draft.query


def test_unpaged_operations_are_checked_and_not_split() -> None:
    body = {"Ids": [1, 2, 3]}
    check_limits((DAYS,), (CHUNK,), RequestDraft("POST", "/x", body=body))
    check_limits((DAYS,), (CHUNK,), RequestDraft("POST", "/x", body={"Ids": []}))
    with pytest.raises(RequestError, match=r"from to to is too long .* at most P31D"):
        check_limits((DAYS,), (), of("2024-01-01", "2024-02-01"))
    with pytest.raises(RequestError, match=r"Ids has too many values .* at most 3"):
        check_limits(
            (), (CHUNK,), RequestDraft("POST", "/x", body={"Ids": [1, 2, 3, 4]})
        )


def test_argument_dependencies() -> None:
    rules = (AtLeastOne("query.a", "body#/B/C"), AllOrNone("query.x", "query.y"))
    check_required((), rules, RequestDraft("GET", "/x", query={"a": 0}))
    check_required(
        (),
        rules,
        RequestDraft("GET", "/x", query={"x": 1, "y": 2}, body={"B": {"C": 1}}),
    )
    with pytest.raises(RequestError) as caught:
        check_required((), rules, RequestDraft("GET", "/x", query={"x": 1, "a": None}))
    assert str(caught.value) == (
        "give at least one of: a, B.C; " "give x, y together or not at all (missing: y)"
    )


def test_arguments_that_exclude_each_other() -> None:
    rules = (AtMostOne("query.a", "body#/B", "query.c"),)
    check_required((), rules, RequestDraft("GET", "/x", query={"c": None}))
    check_required((), rules, RequestDraft("GET", "/x", query={"a": 0, "c": None}))
    with pytest.raises(RequestError, match="^give at most one of: B, c$"):
        both = RequestDraft("GET", "/x", query={"c": 0}, body={"B": 1})
        check_required((), rules, both)


def test_items_are_deduplicated_by_identity() -> None:
    seen = SeenItems(("kind.id", "day"))
    first = {"kind": {"id": 1}, "day": date(2024, 1, 1)}
    other = {"kind": {"id": 2}, "day": date(2024, 1, 1)}
    assert seen.new_items([first, other, first]) == [first, other]
    assert seen.new_items([dict(first)]) == []
    assert seen.new_items([{"x": 1}, {"x": 1}]) == [{"x": 1}, {"x": 1}], "no identity"


class Total(BaseModel):
    employee_id: str
    count: float


class Bucket(BaseModel):
    key: str
    total: list[Total]


class Counter(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: int
    counts: list[Bucket]


LISTS = {"counts": "key", "counts.total": "employee_id"}


def counter(number: int, **buckets: dict[str, float]) -> Counter:
    counts = [
        Bucket(key=key, total=[Total(employee_id=e, count=c) for e, c in total.items()])
        for key, total in buckets.items()
    ]
    return Counter(id=number, counts=counts)


def test_items_split_by_a_boundary_are_merged() -> None:
    joined = merge(
        [
            counter(1, w1={"a": 1.0}, w2={"a": 2.0, "b": 3.0}),
            counter(2, m1={"a": 9.0}),
            counter(1, w2={"b": 3.0, "c": 4.0}, w3={"a": 5.0}),
        ],
        ("id",),
        LISTS,
    )
    assert joined == [
        counter(1, w1={"a": 1.0}, w2={"a": 2.0, "b": 3.0, "c": 4.0}, w3={"a": 5.0}),
        counter(2, m1={"a": 9.0}),
    ]


def test_merge_conflicts_name_the_location() -> None:
    halves = [counter(1, w1={"a": 1.0}), counter(1, w1={"a": 2.0})]
    with pytest.raises(MergeConflict) as caught:
        merge(halves, ("id",), LISTS)
    error = caught.value
    assert (error.left, error.right) == (1.0, 2.0)
    assert error.path == "[1].counts[w1].total[a].count"
    assert str(error).startswith(
        f"two responses disagree on {error.path}: 1.0 and 2.0 (read the list again if "
    )
    assert "pass align= where the method has it" in str(error)


@pytest.mark.parametrize(
    ("left", "right"), [([1], None), (None, [1]), ([{"key": 1}], {"key": 1})]
)
def test_list_and_something_else_disagree(left: Any, right: Any) -> None:
    halves = [{"id": 1, "counts": left}, {"id": 1, "counts": right}]
    with pytest.raises(MergeConflict) as caught:
        merge(halves, ("id",), {"counts": "key"})
    assert (caught.value.left, caught.value.right) == (left, right)
    with pytest.raises(MergeConflict):
        merge([{"id": 1, "x": [1]}, {"id": 1, "x": [2]}], ("id",), {"counts": "key"})


def test_merging_handles_mappings_missing_values_and_nan() -> None:
    nan = float("nan")
    left, right = {"id": 1, "a": nan, "b": [1]}, {"id": 1, "a": nan, "c": {"d": 2}}
    (joined,) = merge([left, right], ("id",), {})
    assert (joined["b"], joined["c"]) == ([1], {"d": 2})
    assert merge([{"x": 1}, {"x": 1}], ("id",), {}) == [{"x": 1}, {"x": 1}]


@examples(25)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_merging_is_idempotent(rows: list[tuple[int, int]]) -> None:
    items = [counter(one, w={str(two): float(one)}) for one, two in rows]
    once = merge(items, ("id",), LISTS)
    assert merge([*once, *items], ("id",), LISTS) == once
    assert [item.id for item in once] == list(dict.fromkeys(one for one, _ in rows))


def test_hours_cannot_be_added_to_a_date() -> None:
    with pytest.raises(RequestError, match="pass a datetime"):
        CalendarDuration.parse("PT6H").after(date(2024, 1, 1), exact=True)
