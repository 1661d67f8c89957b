"""Test that members of another version of OpenAPI are read as those of its own."""

from __future__ import annotations

from typing import Any

import pytest
from small_clients import built, imported

A = {"type": "object", "properties": {"x": {"type": "string"}}}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
JSON = "application/json"
OLD = {"$ref": "#/definitions/A"}
NEW = {"$ref": "#/components/schemas/A"}
FLOW = {"tokenUrl": "https://a.test/t", "scopes": {"r": "Read."}}
DONE = {"200": {"description": "Done."}}


def root(version: str, post: Any, **members: Any) -> dict[str, Any]:
    info = {"title": "T", "version": "1"}
    paths = {"/things": {"post": {"operationId": "send", **post}}}
    key = "swagger" if version == "2.0" else "openapi"
    return {key: version, "info": info, "paths": paths, **members}


def older(post: Any, **members: Any) -> dict[str, Any]:
    known = {"host": "a.test", "definitions": {"A": A}}
    return root("2.0", post, **{**known, **members})


def newer(post: Any, **members: Any) -> dict[str, Any]:
    known = {
        "servers": [{"url": "https://a.test"}],
        "components": {"schemas": {"A": A}},
    }
    return root("3.0.3", post, **{**known, **members})


def body(schema: Any, media: str = JSON) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def answer(schema: Any) -> dict[str, Any]:
    content = {JSON: {"schema": schema}}
    return {"responses": {"200": {"description": "d", "content": content}}}


def old_body(schema: Any) -> list[Any]:
    return [{"name": "body", "in": "body", "required": True, "schema": schema}]


def old_answer(schema: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "d", "schema": schema}}}


SECURED = {"security": [{"key": []}], "responses": DONE}
SERVERS = [{"url": "http://a.test/v1"}]

MIXED = {
    "a body": (
        older({"requestBody": body(OLD), "responses": DONE}),
        older({"parameters": old_body(OLD), "responses": DONE}),
    ),
    "a form": (
        older({"requestBody": body(OLD, "multipart/form-data"), "responses": DONE}),
        older(
            {
                "parameters": old_body(OLD),
                "responses": DONE,
                "consumes": ["multipart/form-data"],
            }
        ),
    ),
    "content": (older(answer(OLD)), older(old_answer(OLD))),
    "components": (
        older(old_answer(NEW), definitions={}, components={"schemas": {"A": A}}),
        older(old_answer(OLD)),
    ),
    "shared responses": (
        older(
            {"responses": {"200": {"$ref": "#/components/responses/R"}}},
            components={"responses": {"R": {"description": "d", "schema": OLD}}},
        ),
        older(old_answer(OLD)),
    ),
    "a key in components": (
        older(SECURED, components={"securitySchemes": {"key": KEY}}),
        older(SECURED, securityDefinitions={"key": KEY}),
    ),
    "servers": (
        root("2.0", {"responses": DONE}, servers=SERVERS),
        older({"responses": DONE}, basePath="/v1", schemes=["http"]),
    ),
    "a host": (
        root("3.0.3", {"responses": DONE}, host="a.test", basePath="/v1"),
        newer({"responses": DONE}, servers=[{"url": "https://a.test/v1"}]),
    ),
    "schemes of a host": (
        root("3.0.3", {"responses": DONE}, host="a.test", schemes=["http"]),
        newer({"responses": DONE}, servers=[{"url": "http://a.test"}]),
    ),
    "a key in definitions": (
        newer(SECURED, securityDefinitions={"key": KEY}),
        newer(SECURED, components={"securitySchemes": {"key": KEY}}),
    ),
    "a flow": (
        newer(
            SECURED,
            securityDefinitions={
                "key": {"type": "oauth2", "flow": "application", **FLOW}
            },
        ),
        newer(
            SECURED,
            components={
                "securitySchemes": {
                    "key": {"type": "oauth2", "flows": {"clientCredentials": FLOW}}
                }
            },
        ),
    ),
}


@pytest.mark.parametrize("case", MIXED)
def test_members_of_another_version_are_read_with_a_note(case: str) -> None:
    mixed, plain = (built(each) for each in MIXED[case])
    assert code(mixed) == code(plain)
    rows = [each for row in mixed.report for each in row["reasons"]]
    assert {each["severity"] for each in rows} == {"note"}
    assert any("is not a member of" in each["text"] for each in rows)


BROKEN: tuple[Any, ...] = (None, "x", 7, True, [], {}, [None], {"a": None}, [{}])
PARTS = [
    (member, version)
    for version, members in (
        ("2.0", ["components", "servers", "requestBody", "content"]),
        ("3.0.3", ["host", "basePath", "schemes", "securityDefinitions"]),
    )
    for member in members
]


@pytest.mark.parametrize("value", BROKEN, ids=repr)
@pytest.mark.parametrize(("member", "version"), PARTS)
def test_a_broken_member_of_another_version_costs_no_more_than_itself(
    member: str, version: str, value: Any
) -> None:
    make = older if version == "2.0" else newer
    inside = ("schemas", "content", "url")
    for each in (value, {name: value for name in inside}, [{"url": value}]):
        if member == "requestBody":
            document = make({"responses": DONE, member: each})
        elif member == "content":
            document = make({"responses": {"200": {"description": "d", member: each}}})
        else:
            document = make({"responses": DONE}, **{member: each})
        with imported(built(document).texts) as package:
            assert package.SmallClient


def code(made: Any) -> dict[str, str]:
    return {path: text for path, text in made.texts.items() if path.endswith(".py")}
