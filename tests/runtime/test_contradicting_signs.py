"""Pages whose signs of the end contradict each other.

A list that has more is read to its end, or that is reported; nothing comes twice.
"""

from __future__ import annotations

import itertools
import json
import math
import random
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from examples import bounded, count
from small_vendor import MODES, Model, Vendor
from specloom_runtime import (
    CursorPages,
    Headers,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    PagedOperation,
    PaginationError,
    Received,
    Response,
)
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.pagination.page_signals import number
from specloom_runtime.pagination.page_walk import PageWalk
from specloom_runtime.pagination.styles import Pages

COMMON: dict[str, Any] = {
    "items": "body.items",
    "limit": "query.limit",
    "size": 2,
    "total": "body.total",
    "has_more": "body.more",
}
CURSOR = CursorPages(send="query.at", read="body.next", **COMMON)
LINK = NextLinkPages(next="body.next", **COMMON)
OFFSET = OffsetPages(offset="query.at", **COMMON)
NUMBERED = NumberedPages(page="query.at", total_pages="body.pages", **COMMON)
KEYSET = KeysetPages(send="query.at", key="number", **COMMON)
ENDS: list[Any] = [
    *[("cursor-absent",), ("short-page",), ("total",), ("has-more",), ("empty-page",)],
    *[("total", "short-page"), ("total", "has-more"), ("cursor-absent", "has-more")],
]
COUNT = 5
VALUES: dict[str, list[Any]] = {
    "next": [None, "", False, "4", "9"],
    "more": [True, False, None, "yes", "NO", [], {}, 0, math.nan],
    "total": [0, 2, 4, 5, 6, 9, None, "x", -1, math.inf, "9" * 400, [5], True],
    "pages": [0, 1, 2, 3, 4, None, "x", -1, "9" * 400, {}],
    "items": [None, []],
}
"""What one response claims of a list of five items on three pages, instead of true."""
NUMBERS = list(range(COUNT))
PAIRS = [
    dict(zip(names, values, strict=True))
    for size in (1, 2)
    for names in itertools.combinations(VALUES, size)
    for values in itertools.product(*(VALUES[name] for name in names))
]


def page(start: int, style: type[Pages], said: dict[str, Any]) -> dict[str, Any]:
    end = start + 2
    rows = [{"number": n} for n in NUMBERS[start:end]]
    following = (
        None if end >= COUNT else f"?at={end}" if style is NextLinkPages else str(end)
    )
    true = {"items": rows, "next": following, "more": end < COUNT}
    return {**true, "total": COUNT, "pages": 3, **said}


def start_of(style: type[Pages], at: Any) -> int:
    """Return the index of the first item that a position asks for."""
    text = str(at or 0).removeprefix("?at=")
    if style is KeysetPages:
        return 0 if at is None else int(text) + 1
    return int(text) * (2 if style is NumberedPages else 1)


@dataclass
class Walked:
    """What a walk gave, what it told, and the last response."""

    items: list[int] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)
    at: int = 0
    requests: int = 0


def walk(pages: Pages, on: int, said: dict[str, Any]) -> Walked:
    """Read a list, of which one page claims something."""
    found = Walked()

    def told(*what: Any) -> None:
        found.told.append(what)

    way: PageWalk[Any, Any] = PageWalk(
        pages, RequestDraft("GET", "/x"), on_mismatch=told, on_contradiction=told
    )
    try:
        while (draft := way.request()) is not None:
            found.requests += 1
            assert found.requests < 9, "endless"
            at = start_of(type(pages), draft.url or draft.query.get("at"))
            found.at = at
            found.last = page(at, type(pages), said if at == 2 * on else {})
            answer = Response(status=200, headers=Headers(), body=b"")
            items = way.receive(Received(found.last, answer)).items
            found.items += [item["number"] for item in items]
    except PaginationError as error:
        told(error)
    return found


def says_more(pages: Pages, found: Walked) -> bool:
    """Return whether a strong sign of the last response contradicts the end there."""
    last, more = found.last, found.last["more"]
    is_yes = more is True or more == "yes"
    total, declared = number(last["total"]), number(last["pages"])
    unread = total is not None and total > len(found.items)
    numbered = isinstance(pages, NumberedPages) and declared is not None
    return is_yes or unread or bool(numbered and declared > found.at // 2 + 1)


@bounded
@pytest.mark.parametrize("style", [CURSOR, LINK, OFFSET, NUMBERED, KEYSET], ids=type)
def test_no_pair_of_signs_loses_or_doubles_an_item_silently(style: Any) -> None:
    draw = random.Random(type(style).__name__)
    ends = ENDS if hasattr(style, "read") or hasattr(style, "next") else ENDS[1:-1]
    every = list(itertools.product(ends, range(3), PAIRS))
    for end, on, said in draw.sample(every, min(len(every), count(300))):
        pages = type(style)(**{**vars(style), "end_when": end})
        found = walk(pages, on, said)
        case = (end, on, said, found)
        if not found.told:
            assert len(set(found.items)) == len(found.items), case
            # A response without items, or with a position that skips some, looks
            # like a right one; what it contradicts is reported.
            assert found.items == NUMBERS or not says_more(pages, found), case
        if found.items == NUMBERS and "items" not in said:
            assert found.requests <= 4, case


class Row(Model):
    number: int


class Rows(Model):
    items: list[Row] | None = None
    next: str | None = None
    more: bool | None = None
    total: int | None = None
    pages: int | None = None


TOLD = [
    (CURSOR, {"next": None}, "more is true"),
    (LINK, {"next": None}, "more is true"),
    (OFFSET, {"total": 2}, "more is true"),
    (NUMBERED, {"total": 2, "more": None}, "pages is 3"),
    (NUMBERED, {"pages": 1, "total": None}, "more is true"),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("style", "said", "text"), TOLD)
def test_a_contradiction_is_a_deviation_and_an_error_with_strict(
    mode: str, style: Any, said: dict[str, Any], text: str
) -> None:
    operation = PagedOperation("GET", "/rows", Rows, Row, pages=style)

    def respond(_: httpx2.Request) -> httpx2.Response:
        data = json.dumps(page(0, type(style), said)).encode()
        return httpx2.Response(200, content=data)

    seen: list[Any] = []
    vendor = Vendor(mode, respond, on_deviation=seen.append)
    read = vendor.all(vendor.pager(operation))
    assert [row.number for row in read] == [0, 1] and len(vendor.asked) == 1
    assert [text in str(each) for each in seen].count(True) == 1, seen
    strict = Vendor(mode, respond, strict=True)
    got: list[Any] = []
    with pytest.raises(PaginationError, match=text):
        strict.all(strict.pager(operation), got)
    assert [row.number for row in got] == [0, 1]
