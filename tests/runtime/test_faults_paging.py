"""Faults of lists: cursors that repeat, endless pages, links elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import BUSY, Caller, Loopback, Talk, answer
from small_vendor import LIST, LIST_MODES, SECRET, SERVICE, Contact, ContactPage, Vendor
from specloom_runtime import (
    ManualClock,
    NextLinkPages,
    OffsetPages,
    PagedOperation,
    PaginationError,
    QueryKey,
    ServerError,
)
from specloom_runtime.testing import make_response

pytestmark = pytest.mark.parametrize("mode", LIST_MODES)
OFFSETS = PagedOperation(
    "GET",
    "/contacts",
    list[Contact],
    Contact,
    pages=OffsetPages(offset="query.skip", limit="query.limit", size=2),
)
LINKS = PagedOperation(
    "GET",
    "/contacts",
    ContactPage,
    Contact,
    pages=NextLinkPages(next="body.cursor", items="body.items"),
)


def page(numbers: list[int], cursor: str | None = None) -> bytes:
    return answer({"items": [{"number": n} for n in numbers], "cursor": cursor})


def asked(talk: Talk) -> dict[str, str]:
    query = parse_qs(urlsplit(talk.asked.target).query)
    return {name: values[0] for name, values in query.items()}


def numbers(caller: Caller, operation: Any = LIST) -> tuple[list[int], Any]:
    """The numbers that came, and the error the list ended with."""
    got: list[Any] = []
    try:
        caller.all(caller.pager(operation), got)
    except PaginationError as error:
        return [each.number for each in got], error
    return [each.number for each in got], None


def test_F40_cursor_that_points_to_itself(mode: str) -> None:
    with Loopback(page([1], "a"), page([2], "a")) as server:
        with Caller(mode, server) as caller:
            got, error = numbers(caller)
        assert got == [1, 2] and "same cursor" in str(error)
        assert len(server.asked) == 2


def test_F41_cursor_cycle(mode: str) -> None:
    steps = (page([1], "a"), page([2], "b"), page([3], "a"))
    with Loopback(*steps) as server, Caller(mode, server) as caller:
        got, error = numbers(caller)
        assert got == [1, 2, 3] and isinstance(error, PaginationError)
        assert len(server.asked) == 3


def test_F42_empty_pages_are_skipped_up_to_a_limit(mode: str) -> None:
    steps = [page([], f"c{n}") for n in range(20)]
    with Loopback(*steps, page([7])) as server, Caller(mode, server) as caller:
        assert numbers(caller) == ([7], None)

    def endless(talk: Talk) -> None:
        talk.send(page([], f"c{talk.number}"))

    with Loopback(endless) as server, Caller(mode, server, empty_pages=30) as caller:
        got, error = numbers(caller)
        assert got == [] and "30 empty pages" in str(error)
        assert len(server.asked) == 30


def cursors(failing: set[str]) -> Callable[[Talk], None]:
    """Five pages of two, of which some fail while they are in the set."""

    def script(talk: Talk) -> None:
        at = asked(talk).get("cursor", "0")
        if at in failing:
            talk.send(BUSY)
            return
        n = int(at)
        talk.send(page([2 * n, 2 * n + 1], str(n + 1) if n < 4 else None))

    return script


def test_F43_list_resumes_after_a_failure(mode: str) -> None:
    failing = {"2"}
    with (
        Loopback(cursors(failing)) as server,
        Caller(mode, server, clock=ManualClock()) as caller,
    ):
        got: list[Any] = []
        with pytest.raises(ServerError) as caught:
            caller.all(caller.pager(LIST), got)
        assert caught.value.checkpoint["at"] == "2"
        failing.clear()
        rest = caller.pager(LIST).resume(caught.value.checkpoint)
        caller.all(rest, got)
        assert [each.number for each in got] == list(range(10))


def test_F44_offsets_over_a_changing_list(mode: str) -> None:
    def repeating(talk: Talk) -> None:
        skip = min(int(asked(talk)["skip"]), 4)
        talk.send(answer([{"number": skip}, {"number": skip + 1}]))

    with Loopback(repeating) as server, Caller(mode, server) as caller:
        got, error = numbers(caller, OFFSETS)
        assert got == [0, 1, 2, 3, 4, 5] and "same page twice" in str(error)
        assert len(server.asked) == 4

    def shrinking(talk: Talk) -> None:
        left = [{"number": n} for n in range(6 - talk.number)]
        talk.send(answer(left[int(asked(talk)["skip"]) :][:2]))

    with Loopback(shrinking) as server, Caller(mode, server) as caller:
        got, error = numbers(caller, OFFSETS)
        assert error is None and got == [0, 1, 2, 3] and len(server.asked) == 3


def test_F45_cross_origin_next_link_is_rejected(mode: str) -> None:
    with Loopback(page([9])) as other:
        link = f"{other.url}/contacts?page=2"
        with Loopback(page([1], link)) as server, Caller(mode, server) as caller:
            got, error = numbers(caller, LINKS)
            assert got == [1] and "leaves" in str(error) and error.checkpoint
            assert SECRET not in str(error)
        assert other.connections == 0


QUERY_KEY = replace(SERVICE, schemes={"key": QueryKey("api key", "key")})
IN_HEADER = PagedOperation(
    "GET",
    "/contacts",
    ContactPage,
    Contact,
    pages=NextLinkPages(next="header.Link", items="body.items"),
)
STATED = PagedOperation(
    "GET",
    "/contacts?comp=list&api+key=stated",
    ContactPage,
    Contact,
    pages=NextLinkPages(next="body.cursor", items="body.items"),
)


def following(talk: Talk, number: int) -> str:
    """Return the URL of the request with the number of the next page."""
    pairs = [p for p in talk.asked.target.split("&") if not p.startswith("page=")]
    return "&".join([*pairs, f"page={number}"])


def linking(
    last: int, key: str = "", in_header: bool = False
) -> Callable[[Talk], None]:
    """Serve pages that link to the request's own URL, with `key` if that is given.

    The second page is refused once.
    """

    def script(talk: Talk) -> None:
        number = int(asked(talk).get("page", "1"))
        if number == 2 and talk.number == 2:
            talk.send(BUSY)
            return
        link = following(talk, min(number + 1, last))
        link = link.replace(SECRET, key) if key else link
        more = number < last
        content = {"items": [{"number": number}], "cursor": link if more else None}
        headers = [("Link", f'<{link}>; rel="next"')] if more and in_header else []
        talk.send(answer(content, headers=headers))

    return script


@pytest.mark.parametrize("key", ["", "of-the-vendor"])
@pytest.mark.parametrize("in_header", [False, True])
def test_a_link_with_the_credential_has_it_once(
    mode: str, key: str, in_header: bool
) -> None:
    operation = IN_HEADER if in_header else LINKS
    options: dict[str, Any] = {"service": QUERY_KEY, "clock": ManualClock()}
    with (
        Loopback(linking(4, key, in_header)) as server,
        Caller(mode, server, **options) as caller,
    ):
        got: list[Any] = []
        pager = caller.pager(operation, query={"a": 1})
        caller.all(pager, got)
    assert [each.number for each in got] == [1, 2, 3, 4]
    first = f"/contacts?a=1&api%20key={SECRET}"
    again = [f"{first}&page={number}" for number in (2, 2, 3, 4)]
    assert [each.target for each in server.asked] == [first, *again]


def test_a_page_that_links_to_itself_is_noticed_with_a_credential(mode: str) -> None:
    def circle(talk: Talk) -> None:
        talk.send(page([1], following(talk, 2)))

    with (
        Loopback(circle) as server,
        Caller(mode, server, service=QUERY_KEY) as caller,
    ):
        got, error = numbers(caller, LINKS)
    assert got == [1, 1] and "same cursor" in str(error)
    assert "'/contacts'" in str(error) and SECRET not in str(error)


def test_a_redirect_with_the_credential_has_it_once(mode: str) -> None:
    def script(talk: Talk) -> None:
        if talk.number > 1:
            talk.send(page([1]))
            return
        target = talk.asked.target.replace("/contacts", "/people")
        talk.send(answer(status=307, headers=[("Location", target)]))

    with (
        Loopback(script) as server,
        Caller(mode, server, service=QUERY_KEY) as caller,
    ):
        assert numbers(caller, LINKS) == ([1], None)
    assert server.asked[1].target == f"/people?api%20key={SECRET}"


@pytest.mark.parametrize("link", ["/contacts?comp=list&at=2", "?at=2&comp=list"])
def test_what_a_path_states_in_its_query_is_sent_once(mode: str, link: str) -> None:
    with (
        Loopback(page([1], link), page([2])) as server,
        Caller(mode, server, service=QUERY_KEY) as caller,
    ):
        assert numbers(caller, STATED) == ([1, 2], None)
    first, second = (parse_qs(urlsplit(a.target).query) for a in server.asked)
    assert first == {"comp": ["list"], "api key": [SECRET]}
    assert second == {"comp": ["list"], "api key": [SECRET], "at": ["2"]}


TOTALS = PagedOperation(
    "GET",
    "/contacts",
    list[Contact],
    Contact,
    pages=OffsetPages(offset="query.skip", size=2, total="header.X-Total"),
)


def part(rows: list[int], total: object) -> bytes:
    body = [{"number": number} for number in rows]
    return answer(body, headers=[("X-Total", str(total))])


FALLING: dict[str, tuple[list[bytes], list[int], int]] = {
    # Two of the items that were read are deleted; two others are never returned.
    "deleted": ([part([1, 2], 6), part([5, 6], 4)], [1, 2, 5, 6], 1),
    # The total is below the number of items that came: it is not the end.
    "wrong": (
        [part([1, 2], 6), part([3, 4], 1), part([5, 6], 1), part([], 1)],
        [1, 2, 3, 4, 5, 6],
        2,
    ),
    "wrong once": (
        [part([1, 2], 5), part([3, 4], 1), part([5], 5)],
        [1, 2, 3, 4, 5],
        1,
    ),
    "empty": ([part([1, 2], 6), part([], 2)], [1, 2], 1),
    "rising": ([part([1, 2], 3), part([3, 4], 5), part([5], 5)], [1, 2, 3, 4, 5], 0),
    "unknown": ([part([1, 2], 3), part([3, 4], "?"), part([], 4)], [1, 2, 3, 4], 0),
}


@pytest.mark.parametrize(("pages", "got", "reported"), FALLING.values(), ids=FALLING)
def test_total_that_falls(
    mode: str, pages: list[bytes], got: list[int], reported: int
) -> None:
    seen: list[Any] = []
    with Loopback(*pages) as server:
        with Caller(mode, server, on_deviation=seen.append) as caller:
            assert numbers(caller, TOTALS) == (got, None)
        assert len(server.asked) == len(pages)
    assert len(seen) == reported
    if reported:
        assert "X-Total" in str(seen[0]) and "skipped" in str(seen[0])


def test_total_that_falls_is_an_error_if_strict(mode: str) -> None:
    server = Loopback(part([1, 2], 6), part([5, 6], 4))
    with server, Caller(mode, server, strict=True) as caller:
        got, error = numbers(caller, TOTALS)
    assert got == [1, 2, 5, 6]
    assert "X-Total is 4 (expected at least 6" in str(error)


@pytest.mark.parametrize(
    ("pages", "total", "options"),
    [
        (200, None, {}),
        pytest.param(1_000, None, {}, marks=pytest.mark.verify),
        pytest.param(1_000, 2_000, {}, marks=pytest.mark.verify),
        pytest.param(1_000, None, {"prefetch": True}, marks=pytest.mark.verify),
    ],
)
def test_many_pages_of_equal_rows_are_read_whole(
    mode: str, pages: int, total: int | None, options: Any
) -> None:
    def respond(request: Any) -> Any:
        skip = int(request.url.params["skip"])
        rows = [{"number": 7}] * 2 if skip < 2 * pages else []
        return make_response(rows, headers={"X-Total": str(total)} if total else {})

    vendor = Vendor(mode, respond, **options)
    assert len(vendor.all(vendor.pager(TOTALS))) == 2 * pages
    assert len(vendor.asked) == pages + (total is None)
