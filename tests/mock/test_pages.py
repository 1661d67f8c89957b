"""A mock splits lists into pages in every declared style."""

from __future__ import annotations

from typing import Any

import pytest
from mocked import Mocked, Received, content, parameter, shop

ITEMS = {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}
Q, B = "$request.query.", "$response.body#/"


def _listing(pagination: Any, *names: str, whole: bool = False) -> dict[str, Any]:
    """Return the members of a list operation with parameters and a page object."""
    members = {
        "data": ITEMS,
        "next": {"type": ["string", "null"]},
        "more": {"type": "boolean"},
        "total": {"type": "integer"},
        "pages": {"type": "integer"},
    }
    page = {"type": "object", "required": ["data"], "properties": members}
    return {
        "x-specloom-pagination": pagination,
        "parameters": [
            parameter(n, type="string" if n == "after" else "integer") for n in names
        ],
        "responses": {
            "200": {"description": "OK", **content(ITEMS if whole else page)},
            "400": {"description": "failed"},
        },
    }


CURSOR = _listing(
    {
        "style": "cursor",
        "request": {"cursor": Q + "after", "limit": Q + "size"},
        "response": {"items": B + "data", "cursor": B + "next"},
        "page-size": {"maximum": 10},
    },
    "after",
    "size",
)
OFFSET = _listing(
    {
        "style": "offset",
        "request": {"offset": Q + "skip", "limit": Q + "size"},
        "response": {"items": B + "data", "total": B + "total"},
    },
    "skip",
    "size",
)
PAGE = _listing(
    {
        "style": "page",
        "first": 1,
        "request": {"page": Q + "page", "limit": Q + "size"},
        "response": {"items": B + "data", "total-pages": B + "pages"},
        "limits": {"page": 100},
    },
    "page",
    "size",
)
KEYSET = _listing(
    {
        "style": "keyset",
        "request": {"cursor": Q + "after", "limit": Q + "size"},
        "response": {
            "items": B + "data",
            "cursor": "$last-item#/id",
            "has-more": B + "more",
        },
    },
    "after",
    "size",
)


def _numbers(received: Received) -> list[int]:
    return [each["id"] for each in received.json["data"]]


def _all(mocked: Mocked) -> list[int]:
    """Return the ids of all items, from the pages of a list without pagination."""
    return [each["id"] for each in mocked.get("/items").json]


@pytest.mark.parametrize("count", [0, 1, 6, 7])
def test_cursors(count: int) -> None:
    """A cursor leads to the next page, and is absent on the last page."""
    mocked, found, cursor = Mocked(shop(CURSOR), items=count), [], ""
    while True:
        page = mocked.get(f"/items?size=3&after={cursor}")
        found += _numbers(page)
        cursor = page.json.get("next") or ""
        if not cursor:
            break
        assert len(page.json["data"]) == 3
    assert found == _all(Mocked(shop(), items=count)) and len(found) == count


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_more_follows_until_the_last_page(count: int) -> None:
    """The mark is false on the last page, also if that page is full."""
    mocked, marks, last = Mocked(shop(KEYSET), items=count), [], ""
    while len(marks) < count:
        page = mocked.get(f"/items?size=2&after={last}")
        marks.append(page.json["more"])
        last = str(_numbers(page)[-1])
        if not marks[-1]:
            break
    assert marks == [True] * ((count - 1) // 2) + [False]


def test_sizes_of_pages() -> None:
    """The maximum is obeyed; a size that is not positive is refused."""
    mocked = Mocked(shop(CURSOR))
    assert len(_numbers(mocked.get("/items?size=99"))) == 10
    assert mocked.get("/items?size=0").status == 400
    assert mocked.get("/items?after=unknown").status == 400


def test_offsets() -> None:
    """The offset counts items; the total is that of the list."""
    mocked = Mocked(shop(OFFSET), items=7)
    pages = [mocked.get(f"/items?skip={n}&size=3") for n in (0, 3, 6, 9)]
    assert [len(_numbers(each)) for each in pages] == [3, 3, 1, 0]
    assert {each.json["total"] for each in pages} == {7}
    found = [number for each in pages for number in _numbers(each)]
    assert found == _all(Mocked(shop(), items=7))
    assert mocked.get("/items?skip=-1").status == 400


def test_numbered_pages() -> None:
    """The number of the first page is declared; a limit of it is obeyed."""
    mocked = Mocked(shop(PAGE), items=7)
    pages = [mocked.get(f"/items?page={n}&size=3") for n in (1, 2, 3)]
    assert [len(_numbers(each)) for each in pages] == [3, 3, 1]
    assert pages[0].json["pages"] == 3
    assert _numbers(mocked.get("/items?size=3")) == _numbers(pages[0])
    assert mocked.get("/items?page=101").status == 400


def test_keysets() -> None:
    """The next page begins after the item that the cursor names."""
    mocked, found, more, cursor = Mocked(shop(KEYSET), items=7), [], True, ""
    while more:
        page = mocked.get(f"/items?size=3&after={cursor}")
        found += _numbers(page)
        more, cursor = page.json["more"], str(found[-1])
    assert found == _all(Mocked(shop(), items=7))


@pytest.mark.parametrize("place", ["header", "body", "Link"])
def test_links(place: str) -> None:
    """The URL of the next page is in a header or in the body."""
    location = B + "next" if place == "body" else f"$response.header.{place}"
    location = "$response.header.X-Next" if place == "header" else location
    listing = _listing(
        {
            "style": "next-link",
            "request": {"limit": Q + "size"},
            "response": {"items": B + "data", "next": location},
        },
        "size",
    )
    mocked, found = Mocked(shop(listing), items=7), []
    path: str | None = "/v1/items?size=3&keep=a%20b"
    while path:
        page = mocked.get(path)
        found += _numbers(page)
        name = "X-Next" if place == "header" else "Link"
        link = page.json.get("next") if place == "body" else page.headers.get(name)
        if link and place == "Link":
            link, _, relation = link[1:].partition(">; ")
            assert relation == 'rel="next"'
        assert not link or "keep=a+b" in link
        path = link.removeprefix("http://localhost") if link else None
    assert found == _all(Mocked(shop(), items=7))


def test_single_pages() -> None:
    """A list of a single page has all items."""
    listing = _listing(
        {"style": "single-page", "response": {"items": "$response.body"}}, whole=True
    )
    assert len(Mocked(shop(listing), items=33).get("/items").json) == 33
