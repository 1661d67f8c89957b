"""Filter by time where a vendor cuts times to days of a time zone of its own."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx2
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from small_vendor import LIST_MODES, Vendor, ok, viewed
from specloom_runtime import (
    Compare,
    Condition,
    EpochMillis,
    Eq,
    Field,
    Filter,
    FilterError,
    IsNull,
    KeyMapGrammar,
    Like,
    Member,
    Model,
    OffsetPages,
    Operation,
    PagedOperation,
    PaginationError,
    RequestError,
    matches,
)
from specloom_runtime.pagination.page_reader import attribute

WORDS = ["eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "like"]
GRAMMAR = KeyMapGrammar(
    conditions={word: word for word in WORDS},
    default="eq",
    is_null="IS_NULL",
    is_not_null="IS_NOT_NULL",
    datetimes="epoch-milliseconds",
    precision="day",
)


class Row(Model):
    id: int
    start: EpochMillis | None = None
    end: EpochMillis | None = None
    code: str | None = None


class Rows(Model):
    data: list[Row] | None = None
    total: int | None = None


class R:
    id = Field[int, Compare | Member]("id")
    start = Field[datetime, Compare | Member | IsNull]("start")
    end = Field[datetime, Compare]("end")
    code = Field[str, Eq | Member | Like | IsNull]("code")


SEARCH = PagedOperation(
    "POST",
    "/rows",
    Rows,
    Row,
    pages=OffsetPages(
        offset="body#/offset",
        items="body.data",
        limit="body#/limit",
        size=3,
        total="body.total",
    ),
    filter=Filter(
        "body#/filters", GRAMMAR, returned="body#/only", omitted="body#/without"
    ),
    safe=True,
)
NOON = datetime(2024, 2, 28, 12, tzinfo=UTC)
TIMES = st.one_of(
    st.integers(-50, 50).map(lambda hours: NOON + timedelta(hours=hours)),
    st.integers(-3, 3).map(lambda days: NOON + timedelta(days=days, hours=-12)),
)
ZONES = st.sampled_from([-11, -3, 0, 5, 14]).map(
    lambda hours: timezone(timedelta(hours=hours))
)
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _millis(time: datetime | None) -> int | None:
    return None if time is None else (time - EPOCH) // MILLISECOND


class Days:
    """A vendor that compares days of its zone: of the operands, or of both sides."""

    def __init__(self, rows: list[dict[str, Any]], zone: Any, both: bool) -> None:
        self.rows, self.zone, self.both = rows, zone, both

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        filters = body.get("filters", {})
        found = [row for row in self.rows if self._all(filters, row)]
        start = body["offset"]
        page = found[start : start + body["limit"]]
        data = [
            {key: value for key, value in row.items() if value is not None}
            for row in page
        ]
        # Empty lists are left out.
        answer = {"data": data} if data else {}
        return ok({**answer, "total": len(found)})

    def _all(self, filters: dict[str, Any], row: dict[str, Any]) -> bool:
        return all(self._entry(*entry, row) for entry in filters.items())

    def _entry(self, key: str, value: Any, row: dict[str, Any]) -> bool:
        if key.startswith("OR"):
            return any(self._entry(*entry, row) for entry in value.items())
        words = key.removeprefix("AND1 ").removeprefix("AND2 ").split(" ")
        words = [word for word in words if not word.startswith("AND")]
        name, word = words[-1], words[0] if len(words) == 2 else "eq"
        known = row[name]
        if value == "IS_NULL":
            return known is None
        if value == "IS_NOT_NULL":
            return known is not None
        if known is None:
            return False
        if name in ("start", "end"):
            value = self._day(value)
            known = self._day(known) if self.both else known
        compared = {
            "eq": lambda: known == value,
            "ne": lambda: known != value,
            "lt": lambda: known < value,
            "lte": lambda: known <= value,
            "gt": lambda: known > value,
            "gte": lambda: known >= value,
            "in": lambda: known in value,
            "nin": lambda: known not in value,
        }
        return compared[word]()

    def _day(self, millis: int) -> int:
        time = (EPOCH + millis * MILLISECOND).astimezone(self.zone)
        return _millis(time.replace(hour=0, minute=0, second=0, microsecond=0)) or 0


def _leaves() -> st.SearchStrategy[Condition[Any]]:
    word = st.sampled_from(["lt", "lte", "gt", "gte", "eq"])
    compared = st.builds(
        lambda field, name, time: getattr(field, name)(time),
        st.sampled_from([R.start, R.end]),
        word,
        TIMES,
    )
    listed = st.lists(TIMES, min_size=1, max_size=2).map(R.start.in_)
    others = st.one_of(
        st.just(R.start.is_null()),
        TIMES.map(R.start.ne),
        st.sampled_from(["a", "b"]).map(R.code.eq),
        st.lists(st.integers(0, 5), min_size=1, max_size=3).map(R.id.in_),
    )
    return st.one_of(compared, compared, listed, others)


def _negated(condition: Condition[Any]) -> Condition[Any]:
    return ~condition


CONDITIONS = st.recursive(
    _leaves(),
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        inner.map(_negated),
    ),
    max_leaves=4,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "start": st.none() | TIMES.map(_millis),
            "end": TIMES.map(_millis),
            "code": st.sampled_from([None, "a", "b"]),
        }
    ),
    max_size=8,
).map(lambda rows: [{"id": number, **row} for number, row in enumerate(rows)])


def _search(vendor: Vendor, condition: Any, **arguments: Any) -> Any:
    return vendor.pager(SEARCH, body={"filters": condition, **arguments})


def _exact(condition: Condition[Any], rows: list[dict[str, Any]]) -> list[int]:
    found = [Row.model_validate(row) for row in rows]
    return [row.id for row in found if matches(condition, row)]


@pytest.mark.parametrize("mode", LIST_MODES)
@examples(8)
@given(data=st.data(), condition=CONDITIONS, rows=ROWS, zone=ZONES, both=st.booleans())
def test_the_result_is_exact_though_the_vendor_compares_days(
    mode: str, data: Any, condition: Any, rows: Any, zone: Any, both: bool
) -> None:
    vendor = Vendor(mode, Days(rows, zone, both))
    try:
        GRAMMAR.render(condition)
    except FilterError:
        return  # A negated list of a field without null, or too many alternatives.
    expected = _exact(condition, rows)
    pager = _search(vendor, condition)
    assert [row.id for row in vendor.all(pager)] == expected
    pages = vendor.all(_search(vendor, condition).pages())
    assert [row.id for page in pages for row in rows_of(page)] == expected
    first = vendor.wait(_search(vendor, condition).first())
    assert [first.id] if first else expected[:1] == []
    if expected:
        stop = data.draw(st.integers(1, len(expected)))
        assert _resumed(vendor, condition, stop) == expected


def rows_of(page: Any) -> list[Any]:
    return viewed(attribute(page, "data")) or []


def _resumed(vendor: Vendor, condition: Any, stop: int) -> list[int]:
    """Return the ids of a list that is resumed after `stop` items."""
    pager, found = _search(vendor, condition), list[int]()

    async def begin() -> None:
        async for row in pager:
            found.append(viewed(row).id)
            if len(found) == stop:
                return

    if vendor.mode == "sync":
        for row in pager:
            found.append(viewed(row).id)
            if len(found) == stop:
                break
    else:
        asyncio.run(begin())
    checkpoint = json.loads(json.dumps(pager.checkpoint))
    if checkpoint is None:
        return found
    rest = _search(vendor, condition).resume(checkpoint)
    return found + [row.id for row in vendor.all(rest)]


@pytest.mark.parametrize("mode", LIST_MODES)
def test_the_days_around_a_time_are_sent(mode: str) -> None:
    vendor = Vendor(mode, [ok({"total": 0})] * 7)
    midnight = NOON - timedelta(hours=12)
    day, later = _millis(midnight), NOON + timedelta(hours=36)
    sent = {
        R.start.gt(NOON): {"gte start": day},
        R.start.gte(NOON): {"gte start": day},
        R.start.lt(NOON): {"lt start": _millis(later)},
        R.start.lt(midnight): {"lt start": _millis(midnight + timedelta(days=1))},
        R.start.lte(midnight): {"lt start": _millis(midnight + timedelta(days=2))},
        R.start.eq(NOON): {"gte start": day, "lt start": _millis(later)},
        R.code.eq("a"): {"code": "a"},
    }
    for condition in sent:
        vendor.all(_search(vendor, condition))
    bodies = [json.loads(request.content)["filters"] for request in vendor.asked]
    assert bodies == list(sent.values())


@pytest.mark.parametrize("mode", LIST_MODES)
def test_totals_that_count_dropped_items_are_unknown(mode: str) -> None:
    rows = [{"id": 1, "start": _millis(NOON)}, {"id": 2, "start": _millis(NOON) or 0}]
    vendor = Vendor(mode, lambda _: ok({"data": rows, "total": 2}))
    for condition, total in ((R.start.lt(NOON), None), (R.id.gt(0), 2)):
        pages = vendor.all(_search(vendor, condition).responses())
        assert [page.total for page in pages] == [total]
        assert len(rows_of(pages[0].value)) == (total or 0)


@pytest.mark.parametrize("mode", LIST_MODES)
def test_items_that_cannot_be_compared_are_kept(mode: str) -> None:
    rows = [{"id": 1}, {"id": 2, "start": "soon"}, {"id": 3, "start": 5}]
    vendor = Vendor(mode, lambda _: ok({"data": rows, "total": 3}))
    found = vendor.all(_search(vendor, R.start.gt(NOON)))
    assert [row.id for row in found] == [1, 2]


@pytest.mark.parametrize("mode", LIST_MODES)
def test_a_checkpoint_belongs_to_one_time_of_a_day(mode: str) -> None:
    rows = [{"id": n, "start": _millis(NOON)} for n in range(5)]
    vendor = Vendor(mode, Days(rows, UTC, False))
    hour = timedelta(hours=1)
    pager = _search(vendor, R.start.gt(NOON - hour))
    assert vendor.wait(pager.first()).id == 0
    place = pager.checkpoint
    same = _search(vendor, R.start.gt(NOON - hour)).resume(place)
    assert [row.id for row in vendor.all(same)] == [1, 2, 3, 4]
    with pytest.raises(PaginationError, match="other arguments"):
        vendor.all(_search(vendor, R.start.gt(NOON - 2 * hour)).resume(place))


@pytest.mark.parametrize("mode", LIST_MODES)
def test_items_of_several_windows_are_merged_without_those_dropped(mode: str) -> None:
    from specloom_runtime import Chunk

    rows = [{"id": 1, "start": _millis(NOON)}, {"id": 2, "start": 0}]
    vendor = Vendor(mode, lambda _: ok({"data": rows, "total": 2}))
    merged = PagedOperation(
        "POST",
        "/rows",
        Rows,
        Row,
        pages=SEARCH.pages,
        filter=SEARCH.filter,
        chunks=(Chunk("body#/ids", 1),),
        identity=("id",),
        merge={"parts": "id"},
        safe=True,
    )
    pager = vendor.pager(merged, body={"filters": R.start.gte(NOON), "ids": [1, 2]})
    assert [row.id for row in vendor.all(pager)] == [1]


REFUSED: list[tuple[Condition[Any], dict[str, Any], str]] = [
    (R.end.ne(NOON), {}, "^end: ne cannot be used with a time"),
    (~R.end.eq(NOON), {}, "^end: ne cannot be used with a time"),
    (
        R.start.gt(datetime(9999, 12, 31, tzinfo=UTC)) | (R.end < NOON),
        {"only": ["start"]},
        "only must contain 'end'",
    ),
    (R.start.gt(NOON), {"without": ["code", "start"]}, "without must not contain"),
    (R.start.lt(datetime(9999, 12, 31, tzinfo=UTC)), {}, "^start: .* end of the"),
    (
        R.start.gt(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))),
        {},
        "^start: .* end of the",
    ),
]


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize(("condition", "arguments", "message"), REFUSED)
def test_what_cannot_be_decided_is_refused_before_sending(
    mode: str, condition: Condition[Any], arguments: Any, message: str
) -> None:
    vendor = Vendor(mode, [])
    with pytest.raises(FilterError, match=message):
        _search(vendor, condition, **arguments)
    assert not vendor.asked


@pytest.mark.parametrize("mode", LIST_MODES)
def test_an_operation_without_items_takes_no_times(mode: str) -> None:
    count = Operation("POST", "/count", int, filter=SEARCH.filter, safe=True)
    vendor = Vendor(mode, [ok(4)])
    with pytest.raises(FilterError, match="^filter: the vendor compares only days"):
        vendor.call(count, body={"filters": R.start.gt(NOON)})
    assert not vendor.asked
    assert vendor.call(count, body={"filters": R.id.gt(1)}) == 4


@pytest.mark.parametrize("mode", LIST_MODES)
def test_a_list_with_dropped_items_begins_at_its_start(mode: str) -> None:
    vendor = Vendor(mode, [])
    with pytest.raises(RequestError, match="^start: the vendor compares only days"):
        vendor.pager(SEARCH, body={"filters": R.start.gt(NOON)}, start=3)
    assert vendor.asked == []


@pytest.mark.parametrize("mode", LIST_MODES)
def test_selections_that_have_the_field_are_sent(mode: str) -> None:
    vendor = Vendor(mode, [ok({"total": 0})] * 2)
    condition = R.start.gt(NOON) & R.id.in_([1])
    found = _search(vendor, condition, only=["start"], without=["code"])
    assert vendor.all(found) == [] and len(vendor.asked) == 1
    assert vendor.all(vendor.pager(SEARCH, body={"only": ["code"]})) == []


def test_other_grammars_send_times_as_they_are() -> None:
    plain = replace(GRAMMAR, precision=None)
    condition = R.start.lt(NOON)
    assert plain.render(condition) == {"lt start": _millis(NOON)}
    assert plain.recheck(condition) is None
