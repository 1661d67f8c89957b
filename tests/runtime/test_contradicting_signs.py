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
from small_vendor import LIST_MODES, Model, Vendor
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


SIGNS: dict[str, dict[str, list[Any]]] = {
    "more": {"more": [True, "yes", 1], "end": [False, "No", "0", 0]},
    "pages": {"more": [3, "9", 10**400], "end": [2, "2"], "wrong": [1, 0, "0"]},
    "next": {"more": ["c", "?at=c"], "end": ["", False]},
    "total": {"more": [9, "5", 10**400], "end": [], "wrong": [0, 1, "1"]},
}
"""What a second page claims, and how a value for that is written."""
UNSAID: dict[str, list[Any]] = {
    "more": [None, "", [], {}],
    "pages": [None, -1, "x", [3], True, math.inf],
    "next": [None],
    "total": [None, -1, "x", [9], True, math.inf],
}
STATES = {
    name: [*states, *(["absurd"] if name == "next" else []), "null", "absent"]
    for name, states in SIGNS.items()
}
STATES["items"] = ["full", "short", "empty"]
MARKS = [
    marks
    for size in range(6)
    for marks in itertools.combinations(
        ("has-more", "empty-page", "cursor-absent", "total", "short-page"), size
    )
]


def stated(pages: Pages, state: dict[str, str]) -> str:
    """Return what a list does after a page: it ends, continues or is an error.

    The rule in words: a declared sign beats what the number of items suggests, and
    a sign for more is followed unless a stronger end mark says otherwise.
    """
    marks, counted = pages.end_when, isinstance(pages, OffsetPages | NumberedPages)
    linked = isinstance(pages, CursorPages | NextLinkPages)
    follows = isinstance(pages, NextLinkPages) or "cursor-absent" in marks
    keyless = isinstance(pages, KeysetPages) and state["items"] == "empty"
    absurd = linked and state["next"] == "absurd"
    nowhere = keyless or (linked and not absurd and state["next"] != "more")
    onward = "error" if absurd else "continues"
    lost = nowhere or absurd
    impossible = lost and state["more"] == "more" and "has-more" in marks
    says_end = "end" in (state["more"], state["total"])
    if state["items"] == "empty" and says_end and not impossible:
        return "ends"
    if state["more"] == "more":
        return (
            "error"
            if nowhere and "has-more" in marks
            else ("ends" if nowhere else onward)
        )
    if state["more"] == "end" and "has-more" in marks or nowhere:
        return "ends"
    if isinstance(pages, NumberedPages) and state["pages"] in ("more", "end"):
        return "ends" if state["pages"] == "end" else onward
    empty_ends = counted or {"empty-page", "short-page"} & set(marks)
    if state["items"] == "empty" and empty_ends:
        return "ends"
    if linked and follows and state["next"] == "more":
        return "continues"
    if state["total"] == "more":
        return onward
    if state["total"] == "end" and "total" in marks:
        return "ends"
    return "ends" if state["items"] == "short" and "short-page" in marks else onward


def disagree(pages: Pages, state: dict[str, str], outcome: str) -> bool:
    """Return whether a declared sign says the opposite of another, or of the end."""
    signs = ["more", "total"]
    if isinstance(pages, NumberedPages):
        signs.append("pages")
    if isinstance(pages, NextLinkPages) or (
        isinstance(pages, CursorPages) and "cursor-absent" in pages.end_when
    ):
        signs.append("next")
    said = {state[name] for name in signs}
    wrong = "pages" in signs and state["pages"] == "wrong"
    if outcome == "ends":
        return wrong or "more" in said
    return wrong or {"more", "end"} <= said


def second_page(state: dict[str, str], draw: random.Random) -> dict[str, Any]:
    """Return a page after one of two items, with a value for each sign's state."""
    items = {"full": [5, 6], "short": [5], "empty": []}[state["items"]]
    body: dict[str, Any] = {"items": [{"number": n} for n in items]}
    for name, how in state.items():
        if how == "absurd":
            body[name] = draw.choice([["c"], {"a": 1}, True])
        elif how == "null":
            body[name] = draw.choice(UNSAID[name])
        elif (name, how) == ("total", "end"):
            body[name] = draw.choice([2 + len(items), str(2 + len(items))])
        elif how != "absent" and name in SIGNS:
            body[name] = draw.choice(SIGNS[name][how])
    return body


def outcome_of(pages: Pages, body: dict[str, Any]) -> tuple[str, list[Any]]:
    """Return what a list does after a second page, and what it told."""
    told: list[Any] = []
    way: PageWalk[Any, Any] = PageWalk(
        pages,
        RequestDraft("GET", "/x"),
        resume={"at": 1 if isinstance(pages, NumberedPages) else 2, "items": 2},
        on_mismatch=lambda *what: told.append(what),
        on_contradiction=lambda *what: told.append(what),
    )
    answer = Response(status=200, headers=Headers(), body=b"")
    assert way.receive(Received(body, answer)).items == body["items"]
    try:
        return "ends" if way.request() is None else "continues", told
    except PaginationError:
        return "error", told


@bounded
@pytest.mark.parametrize("style", [CURSOR, LINK, OFFSET, NUMBERED, KEYSET], ids=type)
def test_every_combination_of_signs_follows_the_rule(style: Any) -> None:
    draw = random.Random(type(style).__name__)
    for _ in range(count(2_000)):
        pages = type(style)(**{**vars(style), "end_when": draw.choice(MARKS)})
        state = {name: draw.choice(states) for name, states in STATES.items()}
        body = second_page(state, draw)
        mismatch = state["total"] == "wrong"
        if state["items"] == "empty":
            # A number below what came is wrong only where it left out items.
            state = {k: "end" if v == "wrong" else v for k, v in state.items()}
        outcome, told = outcome_of(pages, body)
        case = (type(pages), pages.end_when, state, body, told)
        assert outcome == stated(pages, state), case
        expected = disagree(pages, state, outcome) or (mismatch and outcome == "ends")
        assert outcome == "error" or bool(told) == expected, case


class Row(Model):
    number: int


class Rows(Model):
    items: list[Row] | None = None
    next: str | None = None
    more: bool | None = None
    total: int | None = None
    pages: int | None = None


FIRST, ALL = [0, 1], NUMBERS
TOLD: list[tuple[Any, dict[str, Any], str, list[int]]] = [
    (CURSOR, {"next": None}, "more is true", FIRST),
    (CURSOR, {"more": False}, "more is false", ALL),
    (CURSOR, {"total": 2}, "total is 2", ALL),
    (LINK, {"next": None}, "more is true", FIRST),
    (LINK, {"more": False}, "more is false", ALL),
    (OFFSET, {"total": 2}, "total is 2", ALL),
    (OFFSET, {"more": False}, "more is false", ALL),
    (NUMBERED, {"total": 2, "more": None}, "total is 2", ALL),
    (NUMBERED, {"pages": 1, "total": None}, "pages is 1", ALL),
    (NUMBERED, {"pages": 1, "more": None}, "total is 5", FIRST),
    (NUMBERED, {"pages": 0, "more": None}, "pages is 0", ALL),
    (NUMBERED, {"pages": 9, "more": None}, "pages is 3", ALL),
    (KEYSET, {"more": False}, "total is 5", FIRST),
]
"""What the first page claims, what is reported, and what is read."""


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize(("style", "said", "text", "items"), TOLD)
def test_a_contradiction_is_a_deviation_and_an_error_with_strict(
    mode: str, style: Any, said: dict[str, Any], text: str, items: list[int]
) -> None:
    operation = PagedOperation("GET", "/rows", Rows, Row, pages=style)

    def respond(request: httpx2.Request) -> httpx2.Response:
        at = start_of(type(style), request.url.params.get("at"))
        body = page(at, type(style), {} if at else said)
        return httpx2.Response(200, content=json.dumps(body).encode())

    seen: list[Any] = []
    vendor = Vendor(mode, respond, on_deviation=seen.append)
    read = vendor.all(vendor.pager(operation))
    assert [row.number for row in read] == items
    assert [text in str(each) for each in seen].count(True) == 1, seen
    strict = Vendor(mode, respond, strict=True)
    got: list[Any] = []
    with pytest.raises(PaginationError):
        strict.all(strict.pager(operation), got)
    assert [row.number for row in got] == ([0, 1, 2, 3] if text[-1] == "3" else FIRST)


ENDLESS: list[tuple[Any, dict[str, Any]]] = [
    (NUMBERED, {"more": None, "pages": 9999}),
    (NUMBERED, {"more": True}),
    (CURSOR, {"more": None}),
    (CURSOR, {"more": False, "total": None}),
]


@pytest.mark.parametrize("mode", LIST_MODES)
@pytest.mark.parametrize(("style", "said"), ENDLESS)
def test_an_empty_page_ends_a_list_if_a_sign_says_the_same(
    mode: str, style: Any, said: dict[str, Any]
) -> None:
    operation = PagedOperation("GET", "/rows", Rows, Row, pages=style)

    def respond(request: httpx2.Request) -> httpx2.Response:
        at = start_of(type(style), request.url.params.get("at"))
        body = {**page(at, type(style), said), "next": str(at + 2)}
        return httpx2.Response(200, content=json.dumps(body).encode())

    seen: list[Any] = []
    vendor = Vendor(mode, respond, on_deviation=seen.append)
    read = vendor.all(vendor.pager(operation))
    assert [row.number for row in read] == ALL and len(vendor.asked) == 4
    assert 1 <= len(seen) <= 3, seen
