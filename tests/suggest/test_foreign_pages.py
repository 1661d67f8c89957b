"""How lists are paged is read from the extensions of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from suggested import array, document, only, stated, suggested, thing

BODY = "$response.body#"
QUERY = "$request.query"

CASES = {
    "speakeasy-page": (
        ("page# limit#", thing(rows=array(), pages="integer")),
        {
            "x-speakeasy-pagination": {
                "type": "offsetLimit",
                "inputs": [
                    {"name": "page", "in": "parameters", "type": "page"},
                    {"name": "limit", "in": "parameters", "type": "limit"},
                ],
                "outputs": {"results": "$.rows", "numPages": "$.pages"},
            }
        },
        {
            "style": "page",
            "request": {"page": f"{QUERY}.page", "limit": f"{QUERY}.limit"},
            "response": {"items": f"{BODY}/rows", "total-pages": f"{BODY}/pages"},
        },
    ),
    "speakeasy-offset": (
        ("skip#", thing(rows=array())),
        {
            "x-speakeasy-pagination": {
                "type": "offsetLimit",
                "inputs": [{"name": "skip", "in": "parameters", "type": "offset"}],
                "outputs": {"results": "$.rows"},
            }
        },
        {
            "style": "offset",
            "request": {"offset": f"{QUERY}.skip"},
            "response": {"items": f"{BODY}/rows"},
        },
    ),
    "speakeasy-cursor": (
        ("c", thing(data=thing(rows=array(), next="string"))),
        {
            "x-speakeasy-pagination": {
                "type": "cursor",
                "inputs": [{"name": "c", "in": "parameters", "type": "cursor"}],
                "outputs": {
                    "results": "$.data['rows']",
                    "nextCursor": "$.data.next",
                },
            }
        },
        {
            "style": "cursor",
            "request": {"cursor": f"{QUERY}.c"},
            "response": {"items": f"{BODY}/data/rows", "cursor": f"{BODY}/data/next"},
        },
    ),
    "speakeasy-last-item": (
        ("since", array(time="string")),
        {
            "x-speakeasy-pagination": {
                "type": "cursor",
                "inputs": [{"name": "since", "in": "parameters", "type": "cursor"}],
                "outputs": {"results": "$", "nextCursor": "$[-1].time"},
            }
        },
        {
            "style": "keyset",
            "request": {"cursor": f"{QUERY}.since"},
            "response": {"items": "$response.body", "cursor": "$last-item#/time"},
        },
    ),
    "speakeasy-url": (
        ("", thing(rows=array(), next="string")),
        {
            "x-speakeasy-pagination": {
                "type": "url",
                "outputs": {"results": "$.rows", "nextUrl": "$.next"},
            }
        },
        {
            "style": "next-link",
            "response": {"items": f"{BODY}/rows", "next": f"{BODY}/next"},
        },
    ),
    "fern-cursor": (
        ("after", thing(rows=array(), next="string")),
        {
            "x-fern-pagination": {
                "cursor": "$request.after",
                "next_cursor": "$response.next",
                "results": "$response.rows",
            }
        },
        {
            "style": "cursor",
            "request": {"cursor": f"{QUERY}.after"},
            "response": {"items": f"{BODY}/rows", "cursor": f"{BODY}/next"},
        },
    ),
    "fern-pages": (
        ("page#", thing(rows=array(), more="boolean")),
        {
            "x-fern-pagination": {
                "offset": "$request.page",
                "results": "$response.rows",
                "has-next-page": "$response.more",
            }
        },
        {
            "style": "page",
            "request": {"page": f"{QUERY}.page"},
            "response": {"items": f"{BODY}/rows", "has-more": f"{BODY}/more"},
        },
    ),
    "fern-items": (
        ("start# size#", thing(rows=array())),
        {
            "x-fern-pagination": {
                "offset": "$request.start",
                "step": "$request.size",
                "results": "$response.rows",
            }
        },
        {
            "style": "offset",
            "request": {"offset": f"{QUERY}.start", "limit": f"{QUERY}.size"},
            "response": {"items": f"{BODY}/rows"},
        },
    ),
    "autorest": (
        ("", thing(value=array(), nextLink="string")),
        {"x-ms-pageable": {"nextLinkName": "nextLink"}},
        {
            "style": "next-link",
            "response": {"items": f"{BODY}/value", "next": f"{BODY}/nextLink"},
        },
    ),
    "autorest-one-page": (
        ("", thing(keys=array())),
        {"x-ms-pageable": {"nextLinkName": None, "itemName": "keys"}},
        {"style": "single-page", "response": {"items": f"{BODY}/keys"}},
    ),
    "datadog-cursor": (
        (
            "page[cursor] page[limit]#",
            thing(data=array(), meta=thing(page=thing(after="string"))),
        ),
        {
            "x-pagination": {
                "cursorParam": "page[cursor]",
                "cursorPath": "meta.page.after",
                "limitParam": "page[limit]",
                "resultsPath": "data",
            }
        },
        {
            "style": "cursor",
            "request": {
                "limit": f"{QUERY}.page[limit]",
                "cursor": f"{QUERY}.page[cursor]",
            },
            "response": {"items": f"{BODY}/data", "cursor": f"{BODY}/meta/page/after"},
        },
    ),
    "datadog-pages": (
        ("page#", thing(data=array())),
        {
            "x-pagination": {
                "pageParam": "page",
                "pageStart": 1,
                "resultsPath": "data",
            }
        },
        {
            "style": "page",
            "request": {"page": f"{QUERY}.page"},
            "response": {"items": f"{BODY}/data"},
            "first": 1,
        },
    ),
    "scalar-offset": (
        ("from# size#", thing(assets=array(), total="integer")),
        {
            "x-scalar-pagination": {
                "name": "offsetPage",
                "type": "offset",
                "request": {
                    "offset": {"type": "offset", "param": "from"},
                    "size": {"type": "limit"},
                },
                "response": {"assets": {"type": "items"}, "total": {"type": "total"}},
            }
        },
        {
            "style": "offset",
            "request": {"offset": f"{QUERY}.from", "limit": f"{QUERY}.size"},
            "response": {"items": f"{BODY}/assets", "total": f"{BODY}/total"},
        },
    ),
    "scalar-last-item": (
        ("after", thing(rows=array(key="string"))),
        {
            "x-scalar-pagination": {
                "type": "cursorId",
                "request": {"after": {"type": "cursorId"}},
                "response": {"rows": {"type": "items", "itemCursor": ["key"]}},
            }
        },
        {
            "style": "keyset",
            "request": {"cursor": f"{QUERY}.after"},
            "response": {"items": f"{BODY}/rows", "cursor": "$last-item#/key"},
        },
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_extension_of_another_tool(tmp_path: Path, name: str) -> None:
    (parameters, response), extension, expected = CASES[name]
    described = document(parameters, response, operation=extension)
    found = only(suggested(tmp_path, described), "pagination")
    assert found.confidence >= 0.95
    assert [*extension][0] in found.reason
    (value,) = stated(found).values()
    assert value == expected


def test_one_scheme_of_the_root_is_used_by_name(tmp_path: Path) -> None:
    scheme = {
        "name": "links",
        "type": "cursorUrl",
        "request": {},
        "response": {
            "rows": {"type": "items"},
            "next": {"type": "cursorUrl", "location": "linkHeader"},
        },
    }
    described = document(
        "",
        thing(rows=array()),
        operation={"x-scalar-pagination": "links"},
        **{"x-scalar-pagination": [scheme]},
    )
    (value,) = stated(only(suggested(tmp_path, described), "pagination")).values()
    assert value == {
        "style": "next-link",
        "response": {"items": f"{BODY}/rows", "next": "$response.header.Link"},
    }


def test_purposes_of_parameters_and_properties(tmp_path: Path) -> None:
    def purpose(kind: str, name: str) -> dict[str, Any]:
        return {"type": kind, "x-stainless-pagination-property": {"purpose": name}}

    described = document(
        response=thing(
            result={**array(), **purpose("array", "items")},
            info=thing(cursor=purpose("string", "next_cursor_field")),
        ),
        operation={
            "parameters": [
                {
                    "name": "at",
                    "in": "query",
                    "schema": purpose("string", "next_cursor_param"),
                }
            ]
        },
    )
    (value,) = stated(only(suggested(tmp_path, described), "pagination")).values()
    assert value == {
        "style": "cursor",
        "request": {"cursor": f"{QUERY}.at"},
        "response": {"items": f"{BODY}/result", "cursor": f"{BODY}/info/cursor"},
    }


@pytest.mark.parametrize(
    "extension",
    [
        {"x-speakeasy-pagination": []},
        {"x-speakeasy-pagination": {"type": "cursor", "inputs": 3, "outputs": [1]}},
        {"x-speakeasy-pagination": {"type": {}, "outputs": {"results": {}}}},
        {"x-fern-pagination": {"results": "$response.rows"}},
        {"x-fern-pagination": {"results": 7, "cursor": []}},
        {"x-fern-pagination": True},
        {"x-ms-pageable": {"itemName": ["a"]}},
        {"x-pagination": {"limitParam": {"a": 1}, "resultsPath": "]["}},
        {"x-scalar-pagination": "missing"},
        {"x-scalar-pagination": {"type": "offset", "request": [], "response": 3}},
    ],
)
def test_malformed_extension_proposes_nothing(
    tmp_path: Path, extension: dict[str, Any]
) -> None:
    found = suggested(tmp_path, document("", thing(rows="string"), operation=extension))
    assert [each for each in found.proposals if each.kind == "pagination"] == []


def test_property_that_is_not_declared_is_not_applicable(tmp_path: Path) -> None:
    described = document(
        response={**thing(value=array()), "additionalProperties": False},
        operation={"x-ms-pageable": {"nextLinkName": "next"}},
    )
    found = suggested(tmp_path, described)
    assert found.proposals == []
    (refusal,) = found.refused
    assert refusal.proposal.operations == ("GET /things",)
    assert '"next"' in refusal.problem
