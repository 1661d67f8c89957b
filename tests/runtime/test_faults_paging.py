"""Faults of lists: cursors that repeat, endless pages, links elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import BUSY, Caller, Loopback, Talk, answer
from small_vendor import LIST, MODES, SECRET, Contact, ContactPage
from specloom_runtime import (
    ManualClock,
    NextLinkPages,
    OffsetPages,
    PagedOperation,
    PaginationError,
    ServerError,
)

pytestmark = pytest.mark.parametrize("mode", MODES)
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
