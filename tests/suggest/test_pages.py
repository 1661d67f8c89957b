"""Each style of pages is found by the parts of its request and its response."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import array, document, only, stated, suggested, thing

BODY = "$response.body"
QUERY = "$request.query"
LINK = {"Link": {"schema": {"type": "string"}}}


def described(parameters: str, response: Any, *, prose: str = "") -> dict[str, Any]:
    return document(parameters, response, operation={"description": prose})


CURSORS = [
    # The parameters, the response, and where the items and the next cursor are.
    (
        "cursor limit#",
        thing(things=array(), next_cursor="string"),
        "things next_cursor",
    ),
    ("page_token", thing(items=array(), next_page_token="string"), None),
    ("pageToken", thing(data=thing(items=array(), nextPageToken="string")), None),
    (
        "continue limit#",
        thing(items=array(), metadata=thing(**{"continue": "string"})),
        None,
    ),
    ("marker", thing(things=array(), NextMarker="string"), None),
    ("offset limit#", thing(data=array(), next_page=thing(offset="string")), None),
    ("after", thing(data=array(), paging=thing(cursors=thing(after="string"))), None),
    ("page[cursor]", thing(data=array(), meta=thing(nextCursor="string")), None),
]
PLACES = {
    "cursor limit#": ("#/things", "#/next_cursor"),
    "page_token": ("#/items", "#/next_page_token"),
    "pageToken": ("#/data/items", "#/data/nextPageToken"),
    "continue limit#": ("#/items", "#/metadata/continue"),
    "marker": ("#/things", "#/NextMarker"),
    "offset limit#": ("#/data", "#/next_page/offset"),
    "after": ("#/data", "#/paging/cursors/after"),
    "page[cursor]": ("#/data", "#/meta/nextCursor"),
}


@pytest.mark.parametrize(
    ("parameters", "response"), [(each[0], each[1]) for each in CURSORS]
)
def test_cursor(tmp_path: Path, parameters: str, response: Any) -> None:
    found = stated(
        only(suggested(tmp_path, described(parameters, response)), "pagination")
    )["x-specloom-pagination"]
    items, cursor = PLACES[parameters]
    assert found["style"] == "cursor"
    assert found["request"]["cursor"] == f"{QUERY}.{parameters.split()[0]}"
    assert found["response"]["items"] == BODY + items
    assert found["response"]["cursor"] == BODY + cursor


@pytest.mark.parametrize(
    ("parameters", "response", "expected"),
    [
        (
            "offset# limit#",
            thing(rows=array(), total="integer"),
            {
                "style": "offset",
                "request": {"offset": f"{QUERY}.offset", "limit": f"{QUERY}.limit"},
                "response": {"items": f"{BODY}#/rows", "total": f"{BODY}#/total"},
            },
        ),
        (
            "skip# top#",
            array(),
            {
                "style": "offset",
                "request": {"offset": f"{QUERY}.skip", "limit": f"{QUERY}.top"},
                "response": {"items": BODY},
            },
        ),
        (
            "page# per_page#",
            thing(things=array(), errors=array(), totalPages="integer"),
            {
                "style": "page",
                "request": {"page": f"{QUERY}.page", "limit": f"{QUERY}.per_page"},
                "response": {
                    "items": f"{BODY}#/things",
                    "total-pages": f"{BODY}#/totalPages",
                },
                "first": 1,
            },
        ),
        (
            "",
            thing(value=array(), **{"@odata.nextLink": "string"}),
            {
                "style": "next-link",
                "response": {
                    "items": f"{BODY}#/value",
                    "next": f"{BODY}#/@odata.nextLink",
                },
            },
        ),
        (
            "starting_after limit#",
            thing(data=array(), has_more="boolean"),
            {
                "style": "keyset",
                "request": {
                    "cursor": f"{QUERY}.starting_after",
                    "limit": f"{QUERY}.limit",
                },
                "response": {
                    "items": f"{BODY}#/data",
                    "has-more": f"{BODY}#/has_more",
                    "cursor": "$last-item#/id",
                },
            },
        ),
    ],
)
def test_style(
    tmp_path: Path, parameters: str, response: Any, expected: dict[str, Any]
) -> None:
    found = only(suggested(tmp_path, described(parameters, response)), "pagination")
    assert stated(found) == {"x-specloom-pagination": expected}


def test_link_header(tmp_path: Path) -> None:
    content = {"application/json": {"schema": array()}}
    responses = {"200": {"description": "", "headers": LINK, "content": content}}
    found = only(
        suggested(tmp_path, document(operation={"responses": responses})), "pagination"
    )
    assert stated(found)["x-specloom-pagination"] == {
        "style": "next-link",
        "response": {"items": BODY, "next": "$response.header.Link"},
    }


def test_cursor_whose_value_is_only_in_a_link(tmp_path: Path) -> None:
    content = {"application/json": {"schema": array()}}
    responses = {"200": {"description": "", "headers": LINK, "content": content}}
    listed = document("cursor", operation={"responses": responses})
    found = stated(only(suggested(tmp_path, listed), "pagination"))
    assert found["x-specloom-pagination"] == {
        "style": "next-link",
        "request": {"cursor": f"{QUERY}.cursor"},
        "response": {"items": BODY, "next": "$response.header.Link"},
    }


def test_cursor_parameter_that_only_prose_names(tmp_path: Path) -> None:
    said = "Send it as the `cursor` parameter of the next request."
    response = thing(
        things=array(), next_cursor={"type": "string", "description": said}
    )
    found = stated(only(suggested(tmp_path, document("", response)), "pagination"))
    assert [each["name"] for each in found["parameters"]] == ["cursor"]
    assert found["x-specloom-pagination"]["style"] == "cursor"


def test_pages_requested_in_the_body(tmp_path: Path) -> None:
    body = thing(limitation=thing(Cursor="string", Count="integer"))
    listed = document(
        response=thing(Things=array(), Cursor="string"),
        operation={"requestBody": {"content": {"application/json": {"schema": body}}}},
    )
    listed["paths"] = {"/things/search": {"post": listed["paths"]["/things"]["get"]}}
    found = only(suggested(tmp_path, listed), "pagination")
    value = stated(found, "POST /things/search")["x-specloom-pagination"]
    assert value["request"] == {
        "cursor": "$request.body#/limitation/Cursor",
        "limit": "$request.body#/limitation/Count",
    }


@pytest.mark.parametrize(
    ("said", "schema", "first", "sizes"),
    [
        ("Zero-based number of the page", {}, 0, {}),
        ("The page, starting from 1.", {"default": 0}, 1, {}),
        ("The page.", {"default": 0}, 0, {}),
        ("The page.", {"minimum": 1}, 1, {}),
        ("The page.", {}, 1, {}),
    ],
)
def test_first_page(
    tmp_path: Path, said: str, schema: dict[str, Any], first: int, sizes: Any
) -> None:
    listed = document("page# limit#")
    page = listed["paths"]["/things"]["get"]["parameters"][0]
    page["description"], page["schema"] = said, {"type": "integer", **schema}
    found = only(suggested(tmp_path, listed), "pagination")
    assert stated(found)["x-specloom-pagination"]["first"] == first
    stated_first = bool(schema) or "based" in said
    assert (found.confidence >= 0.9) is stated_first


@pytest.mark.parametrize(
    ("said", "sizes"),
    [
        ("Items in a page (default 20, max 100).", {"default": 20, "maximum": 100}),
        ("Up to 50 items. Defaults to 10.", {"default": 10, "maximum": 50}),
        ("Between 1 and 200; by default 25.", {"default": 25, "maximum": 200}),
        ("Maximum: 1,000", {"maximum": 1000}),
        ("Default is 500, maximum 100", None),
        ("How many items", None),
    ],
)
def test_page_sizes_in_prose(tmp_path: Path, said: str, sizes: Any) -> None:
    listed = document("offset# limit#")
    listed["paths"]["/things"]["get"]["parameters"][1]["description"] = said
    found = stated(only(suggested(tmp_path, listed), "pagination"))
    assert found["x-specloom-pagination"].get("page-size") == sizes


@pytest.mark.parametrize(
    ("parameters", "response"),
    [
        ("limit#", array()),
        ("from to", array()),
        ("page", thing(text="string")),
        ("since until limit#", array()),
        ("offset", thing(time="string", zones=thing(name="string"))),
        ("", thing(things=array(), count="integer")),
        ("", thing(id="string", tags=array(), next=thing(id="string"))),
    ],
)
def test_no_pages(tmp_path: Path, parameters: str, response: Any) -> None:
    found = suggested(tmp_path, described(parameters, response))
    assert [each for each in found.proposals if each.kind == "pagination"] == []


def test_a_write_is_not_paged(tmp_path: Path) -> None:
    both = thing(page="integer", pageSize="integer", things=array())
    listed = document(
        response=both,
        operation={"requestBody": {"content": {"application/json": {"schema": both}}}},
    )
    listed["paths"]["/things"]["post"] = listed["paths"]["/things"].pop("get")
    found = suggested(tmp_path, listed)
    assert [each for each in found.proposals if each.kind == "pagination"] == []


def test_two_lists_of_equal_rank_are_left_to_the_reader(tmp_path: Path) -> None:
    listed = document("page# limit#", thing(lefts=array(), rights=array()))
    found = suggested(tmp_path, listed)
    assert [each for each in found.proposals if each.kind == "pagination"] == []


def test_operations_that_are_paged_alike_share_a_scheme(tmp_path: Path) -> None:
    listed = document("cursor", thing(things=array(), next_cursor="string"))
    other = document("cursor", thing(boats=array(), next_cursor="string"))
    listed["paths"]["/boats"] = other["paths"]["/things"]
    found = only(suggested(tmp_path, listed), "pagination")
    root, operations = found.actions
    assert root["update"] == {
        "x-specloom-pagination": {
            "cursor": {
                "style": "cursor",
                "request": {"cursor": f"{QUERY}.cursor"},
                "response": {"cursor": f"{BODY}#/next_cursor"},
            }
        }
    }
    assert operations["update"]["/boats"]["get"] == {
        "x-specloom-pagination": {
            "scheme": "cursor",
            "response": {"items": f"{BODY}#/boats"},
        }
    }
    assert found.operations == ("GET /boats", "GET /things")


def test_next_page_that_nothing_shows_is_a_guess(tmp_path: Path) -> None:
    found = only(suggested(tmp_path, document("cursor limit#")), "pagination")
    assert found.confidence < 0.9
    assert "guess" in found.reason
    (action,) = found.actions
    assert action["x-specloom-provenance"]["assumed"] is True


def test_total_that_an_example_contradicts_is_left_out(tmp_path: Path) -> None:
    listed = document("page# limit#", thing(things=array(), total="integer"))
    content = listed["paths"]["/things"]["get"]["responses"]["200"]["content"]
    media = content["application/json"]
    media["example"] = {"things": [{"id": "a"}], "total": 21}
    value = stated(only(suggested(tmp_path, listed), "pagination"))
    assert "total" not in value["x-specloom-pagination"]["response"]
    media["example"]["total"] = 1
    value = stated(only(suggested(tmp_path, listed), "pagination"))
    assert (
        value["x-specloom-pagination"]["response"]["total"] == "$response.body#/total"
    )
