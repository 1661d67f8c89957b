"""Lists: lazy, split, de-duplicated, resumable; the same in both modes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import ANY

import httpx2
import pytest
from small_vendor import LIST, LIST_MODES, Contact, ContactPage, Vendor, ok, viewed
from specloom_runtime import (
    AtLeastOne,
    Chunk,
    CursorPages,
    Model,
    NextLinkPages,
    PagedOperation,
    PaginationError,
    RequestError,
    ServerError,
    SinglePage,
    Unit,
    Window,
)
from specloom_runtime.lists.iteration import ListIteration
from specloom_runtime.lists.list_plan import ListPlan
from specloom_runtime.pagination.page_reader import attribute

pytestmark = pytest.mark.parametrize("mode", LIST_MODES)


def page(*numbers: int, cursor: str | None = None) -> httpx2.Response:
    return ok({"items": [{"number": n} for n in numbers], "cursor": cursor})


def numbers(items: list[Any]) -> list[int]:
    return [item.number for item in items]


def book(request: httpx2.Request) -> httpx2.Response:
    """Three pages of two."""
    at = request.url.params.get("cursor")
    return {
        None: page(1, 2, cursor="b"),
        "b": page(3, 4, cursor="c"),
        "c": page(5, 6),
    }[at]


def test_nothing_is_sent_before_the_first_item(mode: str) -> None:
    vendor = Vendor(mode, book)
    pager = vendor.pager(LIST, page_size=2)
    assert vendor.asked == [] and pager.checkpoint == {"piece": 0, "list": ANY}
    assert numbers(vendor.all(pager)) == [1, 2, 3, 4, 5, 6]
    assert [a.url.params.get("limit") for a in vendor.asked] == ["2"] * 3
    assert pager.checkpoint is None
    assert repr(pager).endswith("Pager GET /contacts>")


def test_whole_pages_and_the_first_item(mode: str) -> None:
    vendor = Vendor(mode, book)
    pages = vendor.all(vendor.pager(LIST).pages())
    is_row = mode.endswith("rows")
    assert [isinstance(p, dict) for p in pages] == [is_row] * 3
    assert is_row or [type(p) for p in pages] == [ContactPage] * 3
    first = vendor.wait(vendor.pager(LIST).first())
    assert first == ({"number": 1} if is_row else Contact(number=1))
    empty = Vendor(mode, [page()])
    assert empty.wait(empty.pager(LIST).first()) is None


class Enough(Exception):
    """A consumer has seen enough."""


class Until(list[Any]):
    """Ends an iteration after so many items."""

    def __init__(self, many: int) -> None:
        super().__init__()
        self.many = many

    def append(self, item: Any) -> None:
        super().append(item)
        if len(self) == self.many:
            raise Enough


@pytest.mark.parametrize("many", range(1, 7))
def test_iteration_resumes_from_any_item(mode: str, many: int) -> None:
    vendor, found = Vendor(mode, book), Until(many)
    pager = vendor.pager(LIST)
    with pytest.raises(Enough):
        vendor.all(pager, found)
    kept = json.loads(json.dumps(pager.checkpoint))
    rest = vendor.all(vendor.pager(LIST).resume(kept))
    assert numbers([*found, *rest]) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("many", range(1, 31))
def test_split_iteration_resumes_from_any_item(mode: str, many: int) -> None:
    vendor, found = Vendor(mode, month), Until(many)
    pager = vendor.pager(DAYS, query=MAY)
    with pytest.raises(Enough):
        vendor.all(pager, found)
    kept = json.loads(json.dumps(pager.checkpoint))
    rest = vendor.all(pager.resume(kept))
    assert [day.id for day in [*found, *rest]] == list(range(1, 32))


def test_merged_items_restart_after_a_checkpoint(mode: str) -> None:
    vendor = Vendor(mode, lambda request: ok({}, 500), retries=0)
    pager = vendor.pager(MERGED, query=MAY)
    with pytest.raises(ServerError) as caught:
        vendor.all(pager)
    assert caught.value.checkpoint == pager.checkpoint == {"piece": 0, "list": ANY}


def test_merged_items_resume_where_they_stopped(mode: str) -> None:
    def counters(request: httpx2.Request) -> httpx2.Response:
        who = request.url.params["from"][-2:]
        totals = [{"employee": who, "count": 1}]
        return ok([{"id": n, "kind": "x", "totals": totals} for n in (1, 2, 3)])

    vendor, found = Vendor(mode, counters), Until(2)
    pager = vendor.pager(MERGED, query=MAY)
    with pytest.raises(Enough):
        vendor.all(pager, found)
    assert pager.checkpoint == {"piece": 0, "list": ANY, "skip": 2}
    (last,) = vendor.all(pager.resume(pager.checkpoint))
    assert (last.id, len(last.totals)) == (3, 4)
    assert len(vendor.all(pager.pages())) == 4 and pager.checkpoint is None


@pytest.mark.parametrize("many", (1, 2, 3))
def test_items_shared_by_two_windows_are_not_repeated_after_resuming(
    mode: str, many: int
) -> None:
    vendor, found = Vendor(mode, month), Until(many)
    pager = vendor.pager(DAYS, query=MAY)
    with pytest.raises(Enough):
        vendor.all(pager.pages(), found)
    kept = json.loads(json.dumps(pager.checkpoint))
    rest = vendor.all(pager.resume(kept).pages())
    days = [day.id for page in [*found, *rest] for day in page]
    assert days == list(range(1, 32))


@pytest.mark.parametrize("many", (1, 2, 3))
def test_pages_resume_after_the_given_page(mode: str, many: int) -> None:
    vendor, found = Vendor(mode, book), Until(many)
    pager = vendor.pager(LIST)
    with pytest.raises(Enough):
        vendor.all(pager.pages(), found)
    rest = vendor.all(pager.resume(pager.checkpoint).pages())
    given = [item for page in [*found, *rest] for item in attribute(page, "items")]
    assert numbers(viewed(given)) == [1, 2, 3, 4, 5, 6]


def test_partition_of_a_partition_stays_inside_it(mode: str) -> None:
    vendor, found = Vendor(mode, month), Until(3)
    part = vendor.pager(DAYS, query=MAY).resume({"piece": 1, "only": True})
    with pytest.raises(Enough):
        vendor.all(part, found)
    rest = vendor.all(part.resume(part.checkpoint))
    assert [day.id for day in [*found, *rest]] == list(range(10, 22))


def test_page_that_shrank_before_resuming_loses_no_items(mode: str) -> None:
    gone = False

    def days(request: httpx2.Request) -> httpx2.Response:
        told = range(3, 11) if gone else range(1, 11)
        return ok([{"id": n, "day": f"2024-05-{n:02}"} for n in told])

    vendor, found = Vendor(mode, days), Until(4)
    pager = vendor.pager(DAYS, query={**MAY, "to": date(2024, 5, 10)})
    with pytest.raises(Enough):
        vendor.all(pager, found)
    gone = True
    rest = vendor.all(pager.resume(pager.checkpoint))
    assert [day.id for day in [*found, *rest]] == list(range(1, 11))


def test_failure_has_a_checkpoint(mode: str) -> None:
    down = True

    def flaky(request: httpx2.Request) -> httpx2.Response:
        if down and request.url.params.get("cursor") == "c":
            return ok({}, 503)
        return book(request)

    vendor, found = Vendor(mode, flaky), []
    with pytest.raises(ServerError) as caught:
        vendor.all(vendor.pager(LIST), found)
    assert caught.value.checkpoint == {
        "piece": 0,
        "at": "c",
        "items": 4,
        "list": ANY,
    }
    down = False
    rest = vendor.all(vendor.pager(LIST).resume(caught.value.checkpoint))
    assert numbers([*found, *rest]) == [1, 2, 3, 4, 5, 6]


def test_repeated_cursor_is_an_error_after_its_items(mode: str) -> None:
    vendor, found = Vendor(mode, lambda request: page(1, cursor="a")), []
    with pytest.raises(PaginationError) as caught:
        vendor.all(vendor.pager(LIST), found)
    assert numbers(found) == [1, 1] and len(vendor.asked) == 2
    assert caught.value.checkpoint["piece"] == 0


def test_checkpoint_of_another_list_is_rejected(mode: str) -> None:
    vendor = Vendor(mode, book)
    unknown = {"piece": 0, "seen": "AAAA"}, {"piece": 0, "seen": 5}
    places = {}, {"piece": -1}, {"piece": "x"}, {"piece": 0, "skip": None}
    for foreign in (*places, *unknown):
        with pytest.raises(RequestError):
            vendor.all(vendor.pager(LIST).resume(foreign))
    assert vendor.asked == []


class Day(Model):
    id: int
    day: date


DAYS = PagedOperation(
    "GET",
    "/days",
    list[Day],
    Day,
    pages=SinglePage(items="body"),
    windows=(Window("query.from", "query.to", "P10D", bounds="inclusive", step="P1D"),),
    identity=("id",),
)


def month(request: httpx2.Request) -> httpx2.Response:
    """Day n of May has the id n; a piece tells its neighbours' days too."""
    asked = request.url.params
    first, last = date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"])
    assert (last - first).days <= 9
    told = range(max(1, first.day - 1), min(31, last.day + 1) + 1)
    return ok([{"id": n, "day": f"2024-05-{n:02}"} for n in told])


MAY = {"from": date(2024, 5, 1), "to": date(2024, 5, 31)}


def test_long_range_is_split_and_items_are_returned_once(mode: str) -> None:
    vendor = Vendor(mode, month)
    found = vendor.all(vendor.pager(DAYS, query=MAY))
    assert [day.id for day in found] == list(range(1, 32))
    assert len(vendor.asked) == 4
    pages = vendor.all(vendor.pager(DAYS, query=MAY).pages())
    assert [day.id for page in pages for day in page] == list(range(1, 32))


def test_partitions_can_be_read_by_other_processes(mode: str) -> None:
    vendor = Vendor(mode, month)
    parts = json.loads(json.dumps(vendor.pager(DAYS, query=MAY).partitions()))
    assert vendor.asked == [] and len(parts) == 4
    found = [vendor.all(vendor.pager(DAYS, query=MAY).resume(part)) for part in parts]
    assert {day.id for part in found for day in part} == set(range(1, 32))
    assert len(vendor.asked) == 4


BY_ID = PagedOperation(
    "POST",
    "/contacts/search",
    ContactPage,
    Contact,
    pages=CursorPages(
        send="body#/Limitation/Cursor", read="body.cursor", items="body.items"
    ),
    chunks=(Chunk("body#/Ids", 2),),
    safe=True,
)


def test_long_list_of_ids_is_split(mode: str) -> None:
    def search(request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        last = asked.get("Limitation") == {"Cursor": "next"}
        return page(asked["Ids"][-1 if last else 0], cursor=None if last else "next")

    vendor = Vendor(mode, search)
    found = vendor.all(vendor.pager(BY_ID, body={"Ids": [1, 2, 3, 4]}))
    assert numbers(found) == [1, 2, 3, 4] and len(vendor.asked) == 4


def test_empty_list_of_ids_sends_nothing(mode: str) -> None:
    vendor = Vendor(mode, [])
    pager = vendor.pager(BY_ID, body={"Ids": []})
    assert vendor.all(pager) == [] and vendor.asked == []
    assert pager.checkpoint is None


class Total(Model):
    employee: str
    count: float


class Counter(Model):
    id: int
    kind: str
    totals: list[Total]


MERGED = PagedOperation(
    "GET",
    "/counters",
    list[Counter],
    Counter,
    pages=SinglePage(items="body"),
    windows=DAYS.windows,
    identity=("id",),
    merge={"totals": "employee"},
    units=(Unit("totals.count", "minutes", at="kind", equals="TIME"),),
)


def test_items_split_by_a_range_are_merged(mode: str) -> None:
    def counters(request: httpx2.Request) -> httpx2.Response:
        who = request.url.params["from"][-2:]
        totals = [{"employee": who, "count": 90}]
        return ok([{"id": 1, "kind": "TIME", "totals": totals}])

    vendor = Vendor(mode, counters)
    (counter,) = vendor.all(vendor.pager(MERGED, query=MAY))
    assert [t.employee for t in counter.totals] == ["01", "11", "21", "31"]
    assert str(counter.totals[0].count.duration) == "1:30:00"
    ((row,),) = vendor.all(vendor.pager(MERGED, query=MAY).rows().batches())
    assert [t["employee"] for t in row["totals"]] == ["01", "11", "21", "31"]
    assert str(row["totals"][0]["count"].duration) == "1:30:00"
    one = {"from": date(2024, 5, 1), "to": date(2024, 5, 2)}
    assert len(vendor.all(vendor.pager(MERGED, query=one))) == 1


LINKED = PagedOperation(
    "GET",
    "/clocks/{business}",
    list[Contact],
    Contact,
    pages=NextLinkPages(next="header.next", items="body"),
    formats={"query.since": "utc-milliseconds"},
)


def linked(*links: str) -> Iterator[httpx2.Response]:
    for number, link in enumerate([*links, ""], 1):
        yield ok([{"number": number}], **({"next": link} if link else {}))


def test_same_origin_links_are_followed(mode: str) -> None:
    vendor = Vendor(
        mode, linked("https://vendor.test/v1/clocks/7?cursor=b", "?cursor=c")
    )
    since = datetime(2024, 5, 1, tzinfo=UTC)
    pager = vendor.pager(LINKED, path={"business": 7}, query={"since": since})
    assert numbers(vendor.all(pager)) == [1, 2, 3]
    assert [str(asked.url) for asked in vendor.asked] == [
        "https://vendor.test/v1/clocks/7?since=2024-05-01T00%3A00%3A00.000",
        "https://vendor.test/v1/clocks/7?cursor=b",
        "https://vendor.test/v1/clocks/7?cursor=c",
    ]


def test_link_to_another_origin_is_rejected(mode: str) -> None:
    vendor, found = Vendor(mode, linked("https://evil.test/v1/clocks?cursor=b")), []
    pager = vendor.pager(LINKED, path={"business": 7})
    with pytest.raises(PaginationError, match=r"evil\.test"):
        vendor.all(pager, found)
    assert numbers(found) == [1] and len(vendor.asked) == 1


def test_argument_dependencies_are_checked_first(mode: str) -> None:
    operation = PagedOperation(
        "GET",
        "/contacts",
        ContactPage,
        Contact,
        pages=LIST.pages,
        require=(AtLeastOne("query.a", "query.b"),),
    )
    vendor = Vendor(mode, book)
    with pytest.raises(RequestError, match="at least one of: a, b"):
        vendor.pager(operation)
    assert vendor.pager(operation, query={"b": 1}) is not None


def test_exhausted_pager_stays_exhausted(mode: str) -> None:
    made = Vendor(mode, []).pager(LIST)._plan.draft
    empty = PagedOperation(
        "GET",
        "/contacts",
        LIST.result,
        LIST.item,
        pages=LIST.pages,
        chunks=(Chunk("query.ids", 2),),
    )
    made.query["ids"] = []
    way: Any = ListIteration(ListPlan(operation=empty, draft=made))
    assert list(way.remaining()) == list(way.remaining()) == []


@pytest.mark.parametrize(("merge", "ids"), [({"lines": "id"}, [1, 1]), ({}, [1])])
def test_partition_that_is_read_alone_has_all_parts_to_merge(
    mode: str, merge: dict[str, str], ids: list[int]
) -> None:
    listed = PagedOperation(
        "GET",
        "/days",
        list[Day],
        Day,
        pages=DAYS.pages,
        windows=DAYS.windows,
        identity=("id",),
        merge=merge,
    )
    vendor = Vendor(mode, lambda request: ok([{"id": 1}, {"id": 1}]))
    part, *_ = vendor.pager(listed, query=MAY).partitions()
    alone = vendor.all(vendor.pager(listed, query=MAY).resume(part))
    assert [each.id for each in alone] == ids


def test_partitions_are_collected_into_one_list(mode: str) -> None:
    def gathered(**facts: Any) -> list[Any]:
        operation = PagedOperation(
            "GET", "/c", LIST.result, LIST.item, pages=LIST.pages, **facts
        )
        contact: Any = LIST.item
        parts = [[contact(number=1)], [contact(number=1, name="A"), contact(number=2)]]
        pager = Vendor(mode, []).pager(operation)
        return [(each.number, each.name) for each in pager.gather(parts)]

    assert gathered() == [(1, None), (1, "A"), (2, None)]
    assert gathered(identity=("number",)) == [(1, None), (2, None)]
    merged = gathered(identity=("number",), merge={"lines": "number"})
    assert merged == [(1, "A"), (2, None)]
