"""Items with the parts that a vendor sends next to them, such as bills."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_vendor import MODES, Vendor, ok
from specloom_runtime import (
    Chunk,
    CursorPages,
    ItemWithPart,
    Model,
    PagedOperation,
    Pager,
    PaginationError,
    Parts,
    Resource,
    SinglePage,
    Window,
)
from specloom_runtime.lists.async_pager import AsyncPager
from specloom_runtime.lists.parts_pager import AsyncPartsPager, PartsPager

MODE = pytest.mark.parametrize("mode", MODES)


class Bill(Model):
    id: int | None = None
    total: int | None = None


class Sale(Model):
    id: int
    bill: str | None = None


class Sales(Model):
    sales: list[Sale]
    bills: list[Bill] | None = None
    next: str | None = None


PARTS = Parts("body.bills", key="id", reference="bill")
PAGES = CursorPages(send="query.cursor", read="body.next", items="body.sales")


def operation(**facts: Any) -> PagedOperation[Sale, Sales]:
    known = {"pages": PAGES, "parts": PARTS, **facts}
    return PagedOperation("GET", "/sales", Sales, Sale, **known)


def page(sales: list[Any], bills: Any = None, following: str | None = None) -> Any:
    """Return a page of sales, given as pairs of id and bill."""
    rows = [{"id": n, "bill": bill} for n, bill in sales]
    shown = [{"id": n, "total": total} for n, total in bills or ()]
    return ok({"sales": rows, "bills": shown if bills else None, "next": following})


def book(request: Any) -> Any:
    """Three pages; the second has no bills, and refers to one of the first page."""
    return {
        None: page([(1, "7"), (2, "8"), (3, None)], [(7, 70), (8, 80)], "b"),
        "b": page([(4, "8"), (5, "9")], None, "c"),
        "c": page([(6, "9"), (7, "8")], [(9, 90), (8, 81), (5, 50)]),
    }[request.url.params.get("cursor")]


def totals(found: list[Any]) -> list[tuple[int, int | None]]:
    return [(item.id, part and part.total) for item, part in found]


EXPECTED = [(1, 70), (2, 80), (3, None), (4, 80), (5, None), (6, 90), (7, 80)]


@MODE
@pytest.mark.parametrize("options", [{}, {"prefetch": True}])
def test_each_item_comes_with_its_part(mode: str, options: dict[str, Any]) -> None:
    vendor = Vendor(mode, book, **options)
    pager = vendor.pager(operation())
    assert type(pager) is (PartsPager if mode == "sync" else AsyncPartsPager)
    found = vendor.all(pager.with_parts())
    assert totals(found) == EXPECTED and pager.checkpoint is None
    assert all(isinstance(each, ItemWithPart) for each in found)
    shared = [each.part for each in found if each.item.bill == "8"]
    assert len({id(part) for part in shared}) == 1
    assert [sale.id for sale in vendor.all(pager)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_method_returns_the_pager_of_a_list_with_parts() -> None:
    client: Any = Vendor("sync", book).client
    pager = Resource(client)._parts_pages(operation(), Bill)
    assert totals(list(pager.with_parts())) == EXPECTED


@MODE
def test_each_part_comes_once(mode: str) -> None:
    vendor = Vendor(mode, book)
    parts = vendor.all(vendor.pager(operation()).parts())
    assert [(part.id, part.total) for part in parts] == [
        *((7, 70), (8, 80), (9, 90), (5, 50))
    ]
    nameless = Vendor(mode, [page([(1, "7")], [(None, 1), (None, 2)])])
    found = nameless.all(nameless.pager(operation()).parts())
    assert [part.total for part in found] == [1, 2]


@MODE
def test_parts_of_a_list_in_several_requests_are_shared(mode: str) -> None:
    """The second day repeats an item and a bill, and refers to one of the first day."""

    def answer(request: Any) -> Any:
        if request.url.params["from"] == "2024-05-01":
            return page([(1, "7"), (2, "8")], [(7, 70), (8, 80)])
        return page([(2, "8"), (3, "7"), (4, "8")], [(8, 80)])

    days = operation(
        identity=("id",),
        windows=(Window("query.from", "query.to", "P1D", step="P1D"),),
        chunks=(Chunk("query.ids", 5),),
    )
    vendor = Vendor(mode, answer)
    query = {"from": "2024-05-01", "to": "2024-05-03"}
    found = vendor.all(vendor.pager(days, query=query).with_parts())
    assert totals(found) == [(1, 70), (2, 80), (3, 70), (4, 80)]
    assert found[1].part is found[3].part
    parts = vendor.all(vendor.pager(days, query=query).parts())
    assert [part.id for part in parts] == [7, 8]


@MODE
def test_merged_items_have_their_parts(mode: str) -> None:
    def answer(request: Any) -> Any:
        first = request.url.params["from"] == "2024-05-01"
        return page([(1, "7"), (2, "8")], [(7, 70)] if first else [(8, 80)])

    days = operation(
        pages=SinglePage(items="body.sales"),
        identity=("id",),
        merge={"none": "id"},
        windows=(Window("query.from", "query.to", "P1D", step="P1D"),),
    )
    vendor = Vendor(mode, answer)
    query = {"from": "2024-05-01", "to": "2024-05-03"}
    found = vendor.all(vendor.pager(days, query=query).with_parts())
    assert totals(found) == [(1, 70), (2, 80)]
    pager = vendor.pager(days, query=query)
    assert [sale.id for sale in vendor.wait(pager.take(1))] == [1]
    assert [sale.id for sale in vendor.all(pager.resume(pager.checkpoint))] == [2]
    assert len(vendor.wait(pager.take(2))) == 2 and pager.checkpoint is None


@MODE
def test_a_checkpoint_continues_with_the_parts_of_its_page(mode: str) -> None:
    vendor = Vendor(mode, book)
    pager = vendor.pager(operation())
    assert [sale.id for sale in vendor.wait(pager.take(4))] == [1, 2, 3, 4]
    place = json.loads(json.dumps(pager.checkpoint))
    resumed = vendor.all(pager.resume(place).with_parts())
    assert totals(resumed) == [(5, None), (6, 90), (7, 81)]


@MODE
def test_an_iteration_with_parts_moves_the_checkpoint(mode: str) -> None:
    vendor = Vendor(mode, [page([(1, "7"), (2, "8")], [(7, 70)], "b"), ok({}, 400)])
    pager = vendor.pager(operation())
    with pytest.raises(Exception, match="400") as caught:
        vendor.all(pager.with_parts())
    assert pager.checkpoint["at"] == "b"
    assert getattr(caught.value, "checkpoint", None) == pager.checkpoint


@MODE
def test_parts_that_are_not_a_list_are_an_error(mode: str) -> None:
    wrong = operation(parts=Parts("body.next", "id", "bill"))
    vendor = Vendor(mode, [page([(1, "7")], None, "b")])
    with pytest.raises(PaginationError, match="next is a str"):
        vendor.all(vendor.pager(wrong).with_parts())


def test_a_list_without_parts_has_none() -> None:
    vendor = Vendor("sync", book)
    pager = vendor.pager(operation(parts=None))
    assert type(pager) is Pager and not hasattr(pager, "with_parts")
    assert not hasattr(AsyncPager, "with_parts")
    undeclared = PartsPager[Sale, Sales, Bill](pager._fetch, pager._plan)
    with pytest.raises(TypeError, match="GET /sales declares no parts"):
        list(undeclared.with_parts())
