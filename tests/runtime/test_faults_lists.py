"""Faults of lists: contradictions, checkpoints, cursors of wrong types, equal rows."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Asked, Caller, Loopback, Talk, answer
from small_vendor import LIST, LIST_MODES
from specloom_runtime import (
    CursorPages,
    KeysetPages,
    Model,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    PagedOperation,
    PaginationError,
    RequestError,
    SinglePage,
    SpecloomError,
    Window,
)
from specloom_runtime.core.secrets import Secret
from specloom_runtime.http.links import next_link

pytestmark = pytest.mark.parametrize("mode", LIST_MODES)


class Page(Model):
    """A page as loose as vendors are."""

    items: Any = None
    cursor: Any = None
    more: Any = None
    total: Any = None
    pages: Any = None


def listing(pages: Any, **facts: Any) -> Any:
    return PagedOperation("GET", "/rows", Page, dict[str, Any], pages=pages, **facts)


def rows(*numbers: int, **more: Any) -> bytes:
    return answer({"items": [{"n": n} for n in numbers], **more})


def read(caller: Caller, operation: Any, **arguments: Any) -> tuple[list[int], Any]:
    """Return the numbers that came, and the error the list ended with."""
    got: list[Any] = []
    try:
        caller.all(caller.pager(operation, **arguments), got)
    except SpecloomError as error:
        return [each["n"] for each in got], error
    return [each["n"] for each in got], None


CURSORS = listing(
    CursorPages(
        send="query.c",
        read="body.cursor",
        items="body.items",
        has_more="body.more",
        end_when=("has-more", "cursor-absent"),
    )
)
NUMBERS = listing(
    NumberedPages(
        page="query.p",
        first=1,
        items="body.items",
        limit="query.l",
        size=2,
        total_pages="body.pages",
    )
)


@pytest.mark.parametrize("unsaid", [{"more": None}, {}])
def test_F66_a_cursor_beats_an_absent_has_more(mode: str, unsaid: Any) -> None:
    steps = (rows(1, cursor="a", **unsaid), rows(2, cursor="b", **unsaid), rows(3))
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        assert read(caller, CURSORS) == ([1, 2, 3], None)
    steps = (rows(1, cursor="a", more=True), rows(2, cursor="b", more=False))
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        assert read(caller, CURSORS) == ([1, 2], None)


def test_F66_declared_pages_beat_a_short_page(mode: str) -> None:
    steps = [rows(1, 2, pages=4), rows(3, pages=4), rows(pages=4), rows(4, 5, pages=4)]
    seen: list[Any] = []
    with Loopback(*steps) as server:
        with Caller(mode, server, on_deviation=seen.append) as caller:
            assert read(caller, NUMBERS) == ([1, 2, 3, 4, 5], None)
        assert len(server.asked) == 4
        assert [str(each.got) for each in seen] == ["1 items", "0 items"]
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        assert read(caller, NUMBERS) == ([1, 2, 3, 4, 5], None)
    with Loopback(*steps) as server, Caller(mode, server, strict=True) as caller:
        got, error = read(caller, NUMBERS)
        assert got == [1, 2, 3] and isinstance(error, PaginationError)
        assert "1 items" in str(error) and len(server.asked) == 2


UNSIZED = listing(NumberedPages(page="query.page", items="body.items", first=1))


@pytest.mark.parametrize(
    ("steps", "deviations"),
    [
        ([rows(1, 2), rows(3), rows()], []),
        ([rows(1, 2), rows(3), rows(4, 5), rows()], ["1 items"]),
        ([rows(1, 2), rows(3, 4), rows()], []),
    ],
)
def test_a_short_page_of_unknown_size_may_be_the_last(
    mode: str, steps: list[Any], deviations: list[str]
) -> None:
    """Only items on a later page contradict it."""
    seen: list[Any] = []
    with (
        Loopback(*steps) as server,
        Caller(mode, server, on_deviation=seen.append) as caller,
    ):
        got, error = read(caller, UNSIZED)
        assert error is None and got == [*range(1, len(got) + 1)]
    assert [str(each.got) for each in seen] == deviations


def test_F66_has_more_without_a_cursor_is_an_error(mode: str) -> None:
    steps = (rows(1, cursor="a", more=True), rows(2, more=True))
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        got, error = read(caller, CURSORS)
        assert got == [1, 2] and isinstance(error, PaginationError)


DAYS = listing(
    SinglePage(items="body.items"),
    windows=(Window("query.from", "query.to", "P31D"),),
)


def test_F68_a_checkpoint_belongs_to_its_arguments(mode: str) -> None:
    spring = {"from": "2024-01-01", "to": "2024-04-30"}
    summer = {"from": "2024-05-01", "to": "2024-08-31"}
    with Loopback(rows(1, 2)) as server, Caller(mode, server) as caller:
        pager = caller.pager(DAYS, query=spring)
        parts = json.loads(json.dumps(pager.partitions()))
        for part in (*parts, pager.checkpoint):
            for other in (
                caller.pager(DAYS, query=summer),
                caller.pager(DAYS, query={**spring, "type": "x"}),
                caller.pager(LIST, query=spring),
                caller.pager(LIST, query=spring, page_size=7),
            ):
                with pytest.raises(PaginationError, match="other arguments"):
                    caller.all(other.resume(part))
        assert server.asked == []
        again = caller.pager(DAYS, query=dict(reversed(spring.items())))
        assert len(caller.all(again.resume(parts[1]))) == 2


def test_F68_equal_arguments_have_equal_checkpoints(mode: str) -> None:
    class Body(Model):
        first: Any = None
        second: Any = None

    made: list[dict[str, Any]] = [
        {"body": Body(first={"b", "a", "c"}, second=5)},
        {"body": {"second": 5, "first": {"c", "b", "a"}}},
        {"query": {"day": "2024-01-01"}},
        {"query": {"day": date(2024, 1, 1)}},
        {"query": {"key": Secret("one-secret"), "other": Body}},
        {"query": {"other": Body, "key": Secret("another")}},
    ]
    with Caller(mode, "https://x.test") as caller:
        found = [caller.pager(LIST, **each).checkpoint["list"] for each in made]
    assert found[::2] == found[1::2] and len(set(found)) == 3


MALFORMED: list[Any] = [
    [],
    "piece",
    5,
    {"piece": True},
    {"piece": 99},
    {"piece": 0, "skip": -1},
    {"piece": 0, "skip": True},
    {"piece": 0, "at": {"a": 1}},
    {"piece": 0, "at": "a", "items": -4},
    {"piece": 0, "seen": "*"},
    {"piece": 0, "seen": {}},
]


@pytest.mark.parametrize("state", MALFORMED, ids=repr)
def test_F68_a_malformed_checkpoint_is_a_typed_error(mode: str, state: Any) -> None:
    with Loopback(rows(1)) as server, Caller(mode, server) as caller:
        for operation in (LIST, NUMBERS, DAYS):
            with pytest.raises(RequestError):
                caller.all(caller.pager(operation).resume(state))
        assert server.asked == []


FORMS = (
    "20240101",
    "20240101T000000Z",
    "2024-W01-1",
    "2024-001",
    "2024-01-01T0000",
    "2024-01-01T00",
    "2024-01",
    "\u0662\u0660\u0662\u0664-01-01",
    "",
    "today",
)


@pytest.mark.parametrize("start", FORMS)
def test_F69_other_forms_of_a_date_are_refused(mode: str, start: str) -> None:
    with Loopback(rows(1)) as server, Caller(mode, server) as caller:
        for query in (
            {"from": start, "to": "20240301"},
            {"from": start, "to": "2024-03-01"},
            {"from": "2024-01-01T00:00:00Z", "to": start},
        ):
            with pytest.raises(RequestError, match="from|to"):
                caller.all(caller.pager(DAYS, query=query))
        assert server.asked == []


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-01-01", "2024-03-01"),
        ("2024-01-01T00:00Z", "2024-03-01T00:00Z"),
        ("2024-01-01 00:00:00", "2024-03-01 00:00:00"),
        ("2024-01-01T00:00:00.000+02:00", "2024-03-01T00:00:00.000+02:00"),
    ],
)
def test_F69_a_range_keeps_its_form(mode: str, start: str, end: str) -> None:
    with Loopback(rows(1)) as server, Caller(mode, server) as caller:
        assert (
            len(caller.all(caller.pager(DAYS, query={"from": start, "to": end}))) == 2
        )
        first, second = map(asked_of, server.asked)
    assert first["from"] == start and second["to"] == end
    assert first["to"] == second["from"] and first["to"].startswith("2024-02-01")
    assert len(first["to"]) in (len(start), len(start) + 3)


def asked_of(request: Asked) -> dict[str, str]:
    query = parse_qs(urlsplit(request.target).query)
    return {name: values[0] for name, values in query.items()}


def test_F83_spaces_in_a_link_header_take_no_time(mode: str) -> None:
    links = NextLinkPages(next="header.Link", items="body.items")
    spaces = " " * 60_000
    begun = time.process_time()
    for header in (
        f"a{spaces}b",
        f"</x>{spaces}b",
        f"</x>;{spaces};{spaces}",
        f"</x>; rel{spaces}b",
        '</x>; a="' + '\\"' * 30_000,
        f"</x>; rel=prev{spaces[:30_000]},{spaces[:30_000]}</y>",
    ):
        assert next_link(header) is None
        with (
            Loopback(
                answer({"items": [{"n": 1}]}, headers=[("Link", header)])
            ) as server,
            Caller(mode, server) as caller,
        ):
            assert read(caller, listing(links)) == ([1], None)
    assert time.process_time() - begun < 3.0


@pytest.mark.parametrize("stop", [("total",), ("total", "short-page")])
@pytest.mark.parametrize("kind", ["offset", "number"])
def test_F84_a_total_that_is_too_high_ends_at_an_empty_page(
    mode: str, stop: Any, kind: str
) -> None:
    common: dict[str, Any] = {
        "items": "body.items",
        "limit": "query.l",
        "size": 2,
        "total": "body.total",
        "end_when": stop,
    }
    pages: Any = OffsetPages(offset="query.o", **common)
    if kind == "number":
        pages = NumberedPages(page="query.p", **common)
    steps = (rows(1, 2, total=5), rows(3, 4, total=5), rows(total=5))
    seen: list[Any] = []
    with (
        Loopback(*steps) as server,
        Caller(mode, server, on_deviation=seen.append) as caller,
    ):
        assert read(caller, listing(pages)) == ([1, 2, 3, 4], None)
        assert len(server.asked) == 3 and [each.got for each in seen] == ["5"]
    with Loopback(*steps) as server, Caller(mode, server, strict=True) as caller:
        assert isinstance(read(caller, listing(pages))[1], PaginationError)


NO_NUMBERS: list[Any] = [True, -1, "-1", "1_0", "many", float("nan"), [], "9" * 5000]


@pytest.mark.parametrize("total", NO_NUMBERS, ids=lambda each: repr(each)[:9])
def test_F84_a_total_that_is_not_a_number_decides_nothing(
    mode: str, total: Any
) -> None:
    pages = OffsetPages(
        offset="query.o", items="body.items", limit="query.l", size=2, total="header.T"
    )
    if not isinstance(total, str):
        pages = OffsetPages(
            offset="query.o",
            items="body.items",
            limit="query.l",
            size=2,
            total="body.total",
        )
    if total != total:
        total = 1e300
    headers = [("T", str(total))]
    steps = [
        answer({"items": [{"n": n}, {"n": n + 1}][:size], "total": total}, 200, headers)
        for n, size in ((1, 2), (3, 2), (5, 1))
    ]
    with Loopback(*steps, rows()) as server, Caller(mode, server) as caller:
        got, _ = read(caller, listing(pages))
        assert got == [1, 2, 3, 4, 5]


LINKED = listing(NextLinkPages(next="body.cursor", items="body.items"))
AFTER = listing(KeysetPages(send="query.after", key="n", items="body.items"))


@pytest.mark.parametrize("end", [False, None, ""])
def test_F91_false_ends_the_list(mode: str, end: Any) -> None:
    for operation in (CURSORS, LINKED):
        steps = (rows(1, cursor="/rows?a"), rows(2, cursor=end), rows(3))
        with Loopback(*steps) as server, Caller(mode, server) as caller:
            assert read(caller, operation) == ([1, 2], None)


@pytest.mark.parametrize("wrong", [["a"], {"a": 1}, True], ids=repr)
def test_F91_a_wrong_cursor_is_a_typed_error(mode: str, wrong: Any) -> None:
    for operation in (CURSORS, LINKED):
        steps = (rows(1, cursor="/rows?a"), rows(2, cursor=wrong), rows(2, 3))
        with Loopback(*steps) as server, Caller(mode, server) as caller:
            got, error = read(caller, operation)
            assert got == [1, 2] and isinstance(error, PaginationError)
            assert "cursor" in str(error) and len(server.asked) == 2
            pager = caller.pager(operation).resume(error.checkpoint)
            assert [each["n"] for each in caller.all(pager)] == [3]


def test_F91_zero_is_not_a_cursor_nor_a_number_a_link(mode: str) -> None:
    for operation, typed in ((CURSORS, False), (LINKED, True)):
        steps = (rows(1, cursor="/rows?a"), rows(2, cursor=0), rows(3))
        with Loopback(*steps) as server, Caller(mode, server) as caller:
            got, error = read(caller, operation)
            assert got == [1, 2] and isinstance(error, PaginationError) is typed
    with (
        Loopback(rows(-1, 0), rows(1), rows()) as server,
        Caller(mode, server) as caller,
    ):
        assert read(caller, AFTER) == ([-1, 0, 1], None)
        assert [asked_of(a).get("after") for a in server.asked] == [None, "0", "1"]


@pytest.mark.parametrize("wrong", [5, "text", {"a": 1}, True], ids=repr)
def test_F91_items_that_are_not_a_list_are_a_typed_error(mode: str, wrong: Any) -> None:
    step = answer({"items": wrong, "cursor": "a"})
    with Loopback(step) as server, Caller(mode, server) as caller:
        for operation in (CURSORS, LIST):
            got: list[Any] = []
            with pytest.raises(PaginationError, match="items"):
                caller.all(caller.pager(operation), got)
            assert got == []


OFFSETS = PagedOperation(
    "GET",
    "/rows",
    list[dict[str, Any]],
    dict[str, Any],
    pages=OffsetPages(offset="query.o", limit="query.l", size=2),
)


@pytest.mark.parametrize("size", [1, 2])
def test_F98_equal_rows_are_read_whole(mode: str, size: int) -> None:
    whole = [{"n": 7}] * 41

    def script(talk: Talk) -> None:
        at = int(asked_of(talk.asked)["o"])
        talk.send(answer(whole[at : at + size]))

    with Loopback(script) as server, Caller(mode, server) as caller:
        found = caller.all(caller.pager(OFFSETS, page_size=size))
        assert found == whole


def test_F98_one_page_for_all_positions_is_an_error(mode: str) -> None:
    for row in ([{"n": 1}, {"n": 2}], [{"n": 1}, {"n": 1}]):
        page = answer(row)
        with Loopback(page) as server, Caller(mode, server, empty_pages=3) as caller:
            with pytest.raises(PaginationError, match="same page"):
                caller.all(caller.pager(OFFSETS))
            assert len(server.asked) <= 40
