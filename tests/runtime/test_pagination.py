"""The walk from page to page: to the end, or to an error that says why not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from specloom_runtime import (
    UNSET,
    CursorPages,
    Headers,
    KeysetPages,
    NextLinkPages,
    NumberedPages,
    OffsetPages,
    PaginationError,
    Received,
    RequestError,
    Response,
    SinglePage,
)
from specloom_runtime.http.links import next_link, resolve_link
from specloom_runtime.http.request_draft import RequestDraft
from specloom_runtime.pagination.page_reader import items_of
from specloom_runtime.pagination.page_walk import PageWalk
from specloom_runtime.pagination.styles import Pages

CURSOR = CursorPages(send="query.cursor", read="body.cursor", items="body.items")
BODY_CURSOR = CursorPages(
    send="body#/Limitation/Cursor",
    read="body.cursor",
    items="body.items",
    limit="body#/Limitation/Count",
    size=2,
    max_size=10,
    end_when=("cursor-absent", "short-page"),
)
OFFSET = OffsetPages(
    offset="query.offset", limit="query.limit", items="body.items", size=2, max_size=5
)
OFFSET_TOTAL = replace(OFFSET, total="body.total")
NUMBERED = NumberedPages(
    page="query.skip", limit="query.size", items="body", size=2, max_size=5
)


class Kind(Enum):
    FIRST = "first"


Server = Callable[[RequestDraft], Received[Any]]


def received(value: Any, headers: Mapping[str, str] | None = None) -> Received[Any]:
    fields = Headers((headers or {}).items())
    return Received(value, Response(status=200, headers=fields, body=b""))


def page(items: list[Any], **rest: Any) -> Received[Any]:
    return received({"items": items, **rest})


def collect(
    pages: Pages, server: Server, resume: Any = None, most: int = 50, **options: Any
) -> tuple[list[Any], list[RequestDraft], PageWalk]:
    """Everything a walk gives, its drafts, and the walk, stopped by an error or not."""
    way = PageWalk(pages, RequestDraft("GET", "/x"), resume=resume, **options)
    items: list[Any] = []
    drafts: list[RequestDraft] = []
    while (draft := way.request()) is not None:
        assert len(drafts) < most, "endless"
        drafts.append(draft)
        items += way.receive(server(draft)).items
    return items, drafts, way


def scripted(*answers: Received[Any]) -> Server:
    script = iter(answers)
    return lambda draft: next(script)


@pytest.mark.parametrize("end", [{}, {"cursor": None}, {"cursor": ""}])
def test_cursors_are_followed_to_the_end(end: dict[str, Any]) -> None:
    server = scripted(page([1], cursor="b"), page([2], cursor="c"), page([3], **end))
    items, drafts, way = collect(CURSOR, server)
    assert items == [1, 2, 3]
    assert [draft.get("query.cursor") for draft in drafts] == [UNSET, "b", "c"]
    assert way.checkpoint is None


@pytest.mark.parametrize("end", [[page([3])], [page([3], cursor="c"), page([])]])
def test_a_cursor_in_the_body_is_followed_after_a_short_page(end: Any) -> None:
    server = scripted(page([1, 2], cursor="b"), *end)
    items, drafts, _ = collect(BODY_CURSOR, server)
    assert items == [1, 2, 3]
    assert drafts[0].body == {"Limitation": {"Count": 10}}
    assert drafts[1].body == {"Limitation": {"Count": 10, "Cursor": "b"}}


def test_request_draft_is_never_modified() -> None:
    draft = RequestDraft("POST", "/x", body={"Limitation": {"Count": 1}})
    way = PageWalk(BODY_CURSOR, draft)
    first = way.request()
    assert first is not None and first.body == {"Limitation": {"Count": 1}}
    way.receive(page([1], cursor="b"))
    way.request()
    assert draft.body == {"Limitation": {"Count": 1}}


def test_repeated_cursor_is_an_error_after_two_requests() -> None:
    way = PageWalk(CURSOR, RequestDraft("GET", "/x"))
    given_items = []
    for _ in range(2):
        assert way.request() is not None
        given_items += way.receive(page([1], cursor="b")).items
    with pytest.raises(PaginationError, match="same cursor twice after 2 items: 'b'"):
        way.request()
    assert given_items == [1, 1], "what came is given"


def test_cursor_cycle_is_an_error_at_the_first_repeat() -> None:
    server = scripted(
        page([1], cursor="a"), page([2], cursor="b"), page([], cursor="a")
    )
    with pytest.raises(PaginationError, match="'a'") as caught:
        collect(CURSOR, server)
    assert caught.value.checkpoint == {"at": "a", "items": 2}


def test_empty_pages_are_skipped_up_to_a_limit() -> None:
    answers = [page([], cursor=str(n)) for n in range(20)]
    items, drafts, _ = collect(CURSOR, scripted(*answers, page([1])))
    assert (items, len(drafts)) == ([1], 21)
    count = iter(range(99))
    with pytest.raises(PaginationError, match="7 empty pages in a row"):
        collect(CURSOR, lambda _: page([], cursor=str(next(count))), empty_limit=7)


def test_empty_page_ends_the_list_where_declared() -> None:
    pages = CursorPages(
        send="query.c", read="body.cursor", items="body.items", end_when=("empty-page",)
    )
    assert collect(pages, scripted(page([1], cursor="b"), page([], cursor="c")))[0] == [
        1
    ]


@pytest.mark.parametrize(
    "value, sent",
    [
        (datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "2026-03-01T08:30:00Z"),
        (datetime(2026, 3, 1, 8, 30), "2026-03-01T08:30:00"),
        (date(2026, 3, 1), "2026-03-01"),
        (Kind.FIRST, "first"),
        (7, 7),
        (1.5, "1.5"),
    ],
)
def test_a_cursor_is_written_as_a_parameter_is(value: Any, sent: Any) -> None:
    server = scripted(page([1], cursor=value), page([2]))
    _, drafts, way = collect(CURSOR, server)
    assert drafts[1].get("query.cursor") == sent


def test_cursors_may_be_sent_in_headers() -> None:
    pages = CursorPages(send="header.X-Cursor", read="header.X-Next", items="body")
    server = scripted(received([1], {"x-next": "b"}), received([2]))
    items, drafts, _ = collect(pages, server)
    assert (items, drafts[1].headers) == ([1, 2], {"X-Cursor": "b"})


def rows(count: int, **declared: str) -> Server:
    """A server of `count` rows by offset, which declares its total if asked to."""

    def answer(draft: RequestDraft) -> Received[Any]:
        start, size = draft.query["offset"], draft.query["limit"]
        extra = {name: count for name in declared}
        return page(list(range(count))[start : start + size], **extra)

    return answer


@examples(25)
@given(count=st.integers(0, 23), size=st.integers(1, 5), total=st.booleans())
def test_offset_pages_return_every_row_once(count: int, size: int, total: bool) -> None:
    pages = OffsetPages(
        offset="query.offset",
        limit="query.limit",
        items="body.items",
        max_size=5,
        total="body.total" if total else None,
    )
    server = rows(count, total="yes") if total else rows(count)
    items, drafts, _ = collect(pages, server, page_size=size)
    assert items == list(range(count))
    offsets = list(range(0, max(count, 1) if total else count + 1, size))
    if 0 < count < size and not total:
        offsets.append(count)  # The vendor may send no more than the first page had.
    assert [draft.query["offset"] for draft in drafts] == offsets


def test_smaller_pages_than_requested_lose_no_items() -> None:
    pages = OffsetPages(
        offset="query.offset",
        limit="query.limit",
        items="body.items",
        size=100,
        total="body.total",
    )

    def server(draft: RequestDraft) -> Received[Any]:
        start = draft.query["offset"]
        return page(list(range(25))[start : start + 10], total=25)

    assert collect(pages, server)[0] == list(range(25))


def test_shrinking_total_stops_at_the_empty_page() -> None:
    pages = OffsetPages(
        offset="query.o", limit="query.l", items="body.items", size=2, total="body.t"
    )
    server = scripted(page([1, 2], t=9), page([3], t=9), page([], t=9))
    assert collect(pages, server)[0] == [1, 2, 3]


def test_last_page_returned_forever_is_an_error() -> None:
    with pytest.raises(PaginationError, match="same page twice after 4 items"):
        collect(OFFSET, lambda draft: page([min(draft.query["offset"], 2), "x"]))


@pytest.mark.parametrize("size", [0, -1, 6, "3"])
def test_page_size_out_of_range_is_rejected(size: Any) -> None:
    with pytest.raises(RequestError, match=r"page_size cannot be .*limit: 1 to 5"):
        PageWalk(OFFSET, RequestDraft("GET", "/x"), page_size=size)


def test_page_size_of_an_unpaged_operation_is_rejected() -> None:
    with pytest.raises(RequestError, match="fixed size"):
        PageWalk(CURSOR, RequestDraft("GET", "/x"), page_size=5)


def test_page_size_without_a_maximum_is_unlimited() -> None:
    pages = NumberedPages(page="query.p", limit="query.l", items="body")
    way = PageWalk(pages, RequestDraft("GET", "/x"), page_size=5000)
    assert (way.request() or RequestDraft("", "")).query == {"p": 0, "l": 5000}
    with pytest.raises(RequestError, match="1 or more"):
        PageWalk(pages, RequestDraft("GET", "/x"), page_size=0)


@examples(25)
@given(count=st.integers(0, 11), first=st.integers(0, 1))
def test_numbered_pages_of_a_bare_array_stop_at_a_short_page(
    count: int, first: int
) -> None:
    pages = NumberedPages(
        page="query.skip", limit="query.size", items="body", size=3, first=first
    )

    def server(draft: RequestDraft) -> Received[Any]:
        start = (draft.query["skip"] - first) * draft.query["size"]
        return received(list(range(count))[start : start + 3])

    items, drafts, _ = collect(pages, server)
    assert (items, len(drafts)) == (list(range(count)), count // 3 + 1)


def test_numbered_pages_stop_at_the_declared_page_count() -> None:
    pages = NumberedPages(
        page="query.p",
        items="body.items",
        first=1,
        total_pages="body.pages",
        end_when=(),
    )
    items, drafts, _ = collect(pages, lambda d: page([d.query["p"]], pages=3))
    assert (items, len(drafts)) == ([1, 2, 3], 3)


SHORT = ("short-page",)
SIZED: dict[str, Any] = {"items": "body.items", "limit": "query.l", "size": 3}


@pytest.mark.parametrize(
    "pages",
    [
        NumberedPages(page="query.p", total="body.total", **SIZED),
        NumberedPages(page="query.p", total="body.total", end_when=SHORT, **SIZED),
        NumberedPages(page="query.p", total_pages="body.pages", **SIZED),
        NumberedPages(page="query.p", has_more="body.more", end_when=SHORT, **SIZED),
        OffsetPages(offset="query.o", total="body.total", end_when=SHORT, **SIZED),
        CursorPages(
            send="query.c",
            read="body.cursor",
            total="body.total",
            end_when=("cursor-absent", "short-page"),
            **SIZED,
        ),
        NextLinkPages(
            next="body.cursor", has_more="body.more", end_when=SHORT, **SIZED
        ),
    ],
    ids=lambda pages: f"{type(pages).__name__} {pages.end_when}",
)
def test_what_a_response_declares_beats_a_short_page(pages: Pages) -> None:
    """A vendor serves 2 of 3 items a page; the fifth item is on the third page."""
    rest = {"total": 5, "pages": 3}
    server = scripted(
        page([1, 2], cursor="a", more=True, **rest),
        page([3, 4], cursor="b", more=True, **rest),
        page([5], cursor="", more=False, **rest),
    )
    items, drafts, _ = collect(pages, server)
    assert (items, len(drafts)) == ([1, 2, 3, 4, 5], 3)


@pytest.mark.parametrize("style", ["page number", "offset"])
def test_exceeding_the_last_allowed_page_is_an_error(style: str) -> None:
    pages: Pages = (
        NumberedPages(page="query.at", limit="query.l", items="body", size=2, last=2)
        if style == "page number"
        else OffsetPages(
            offset="query.at", limit="query.l", items="body", size=2, last=4
        )
    )
    way = PageWalk(pages, RequestDraft("GET", "/x"))
    items: list[Any] = []
    with pytest.raises(PaginationError) as caught:
        while (draft := way.request()) is not None:
            at = draft.query["at"]
            items += way.receive(received([at, -at - 1])).items
    assert len(items) == 6
    for words in (
        f"no {style} above",
        "up to item 6,",
        "narrow the request",
        "operation",
    ):
        assert words in str(caught.value)


def test_reaching_the_last_allowed_page_is_not_an_error() -> None:
    pages = NumberedPages(page="query.p", limit="query.l", items="body", size=2, last=1)
    answers = received([1, 2]), received([3])
    assert collect(pages, scripted(*answers))[0] == [1, 2, 3]


def test_next_links_from_body_header_or_link_header() -> None:
    in_body = NextLinkPages(next="body.next", items="body.items")
    items, drafts, _ = collect(in_body, scripted(page([1], next="/b"), page([2])))
    assert (items, drafts[1].url) == ([1, 2], "/b")
    named = NextLinkPages(next="header.next", items="body")
    server = scripted(received([1], {"Next": "/b"}), received([2]))
    assert [draft.url for draft in collect(named, server)[1]] == [None, "/b"]
    linked = NextLinkPages(next="header.Link", items="body", limit="query.n", size=3)
    header = {"link": '</first>; rel="first", </b?x=1,2>; rel=next'}
    server = scripted(received([1], header), received([2]))
    items, drafts, _ = collect(linked, server)
    assert (items, drafts[1].url) == ([1, 2], "/b?x=1,2")


LAST = KeysetPages(
    send="query.after", key="id", items="body.items", has_more="body.more"
)


def test_a_number_of_pages_says_more_than_a_short_page() -> None:
    pages = replace(NUMBERED, first=1, total_pages="header.x", end_when=("total",))
    full, short = received([1, 2], {"x": "3"}), received([3], {"x": "3"})
    assert collect(pages, scripted(full, short, full))[0] == [1, 2, 3, 1, 2]


def test_last_item_is_the_next_cursor() -> None:
    pages = [page([{"id": 1}, {"id": 2}], more=True), page([{"id": 3}]), page([])]
    items, drafts, _ = collect(LAST, scripted(*pages))
    assert len(items) == 3
    assert [draft.query for draft in drafts] == [{}, {"after": 2}, {"after": 3}]


@pytest.mark.parametrize("more", [{}, {"more": None}, {"more": True}])
def test_a_last_item_without_a_key_is_an_error(more: dict[str, Any]) -> None:
    way = PageWalk(LAST, RequestDraft("GET", "/x"))
    assert way.receive(page([{"id": 1}, {}], **more)).items
    with pytest.raises(PaginationError, match="id: the last item has no value"):
        way.request()
    assert len(collect(LAST, scripted(page([{}], more=False)))[0]) == 1


def test_has_more_without_a_cursor_is_an_error() -> None:
    with pytest.raises(PaginationError, match="more than 1 items, but no next page"):
        collect(LAST, scripted(page([{"id": 1}], more=True), page([], more=True)))


def test_without_has_more_an_empty_page_ends_the_list() -> None:
    pages = KeysetPages(send="query.after", key="id", items="body.items")
    assert len(collect(pages, scripted(page([{"id": 1}]), page([])))[0]) == 1


def test_single_page_list_is_one_request() -> None:
    items, drafts, way = collect(SinglePage(items="body"), lambda _: received([1]))
    assert (items, len(drafts), way.checkpoint) == ([1], 1, None)


@pytest.mark.parametrize("stop_after", [1, 2, 3])
@pytest.mark.parametrize(
    "pages", [CURSOR, OFFSET, NUMBERED], ids=lambda p: type(p).__name__
)
def test_checkpoint_resumes_without_gap_or_duplicate(
    pages: Pages, stop_after: int
) -> None:
    def server(draft: RequestDraft) -> Received[Any]:
        query = draft.query
        start = int(query.get("cursor", query.get("offset", query.get("skip", 0) * 2)))
        found = list(range(9))[start : start + 2]
        if isinstance(pages, NumberedPages):
            return received(found)
        more = {"cursor": str(start + 2)} if start + 2 < 9 else {}
        return page(found, **more)

    way = PageWalk(pages, RequestDraft("GET", "/x"))
    items: list[Any] = []
    for _ in range(stop_after):
        items += way.receive(server(way.request() or RequestDraft("", ""))).items
    saved = json.loads(json.dumps(way.checkpoint))
    assert items + collect(pages, server, resume=saved)[0] == list(range(9))


def test_page_walk_rejects_the_checkpoint_of_another_list() -> None:
    with pytest.raises(RequestError, match="made by another list"):
        PageWalk(OFFSET, RequestDraft("GET", "/x"), resume={"at": "abc", "items": 3})


def test_items_are_found_in_models_mappings_and_none() -> None:
    assert items_of(CURSOR, None) == []
    assert items_of(CURSOR, {"items": None}) == []
    assert items_of(NUMBERED, [1]) == [1]
    deep = SinglePage(items="body.data.rows")
    assert items_of(deep, {"data": {"rows": (1, 2)}}) == [1, 2]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ('<https://a/x?p=2>; rel="next"', "https://a/x?p=2"),
        ("</x>; rel=next", "/x"),
        ('<a>; rel="prev", <b>; title="x, <y>; rel=next"; REL="foo NEXT"', "b"),
        ('<a,b>;rel="next",<c>;rel="last"', "a,b"),
        ('<a>; rel="prev"; rel="next"', None),
        ('<a>; title="q\\"; rel=next"', None),
        ("<>; rel=next", None),
        ("", None),
        ("garbage", None),
        ("<a>", None),
    ],
)
def test_link_headers_follow_rfc_8288(header: str, target: str | None) -> None:
    assert next_link(header) == target


BASE = "https://api.example.com/v1"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("?cursor=b", "https://api.example.com/v1/list?cursor=b"),
        ("/v1/list?cursor=b#top", "https://api.example.com/v1/list?cursor=b"),
        (
            "https://API.example.com:443/v1/other",
            "https://API.example.com:443/v1/other",
        ),
        ("//api.example.com/x", "https://api.example.com/x"),
    ],
)
def test_same_origin_link_is_followed(link: str, url: str) -> None:
    assert resolve_link(link, current=f"{BASE}/list?cursor=a", base=BASE) == url


@pytest.mark.parametrize(
    "link",
    ["https://evil.example/x", "//evil.example/x", "http://api.example.com/x"]
    + ["https://api.example.com:8443/x", "https://u@api.example.com/x", "file:///etc"]
    + ["https://api.example.com@evil.example/", "https://[::1", "https://a:99999/x"],
)
def test_cross_origin_link_is_rejected(link: str) -> None:
    with pytest.raises(PaginationError):
        resolve_link(link, current=f"{BASE}/list", base=BASE)


def test_total_of_zero_is_reported_as_a_mismatch() -> None:
    mismatches: list[tuple[int, int]] = []
    way: PageWalk[Any, Any] = PageWalk(
        OFFSET_TOTAL,
        RequestDraft("GET", "/x"),
        on_mismatch=lambda *counts: mismatches.append(counts),
    )
    way.receive(page([1, 2], total=0))
    assert way.request() is not None, "a total that is too low is not the end"
    way.receive(page([], total=2))
    assert way.request() is None and mismatches == []
    way = PageWalk(
        OFFSET_TOTAL,
        RequestDraft("GET", "/x"),
        on_mismatch=lambda *counts: mismatches.append(counts),
    )
    way.receive(page([1], total=0))
    assert mismatches == []
    assert way.request() is way.request() is None
    assert mismatches == [(0, 1)], "reported once"


def test_resumed_page_walk_keeps_its_item_count() -> None:
    way = PageWalk(OFFSET_TOTAL, RequestDraft("GET", "/x"))
    way.receive(page([1, 2], total=4))
    mismatches: list[tuple[int, int]] = []
    again: PageWalk[Any, Any] = PageWalk(
        OFFSET_TOTAL,
        RequestDraft("GET", "/x"),
        resume=way.checkpoint,
        on_mismatch=lambda *counts: mismatches.append(counts),
    )
    again.receive(page([3, 4], total=4))
    assert again.request() is None and mismatches == []


def test_operation_overrides_the_items_of_the_default_scheme() -> None:
    pages = CursorPages(send="query.c", read="body.c")
    assert pages.of("body.things").items == "body.things"
