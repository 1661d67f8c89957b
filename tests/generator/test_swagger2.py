"""Test what each part of Swagger 2.0 becomes in OpenAPI 3.0."""

from __future__ import annotations

import json
from typing import Any

import pytest
from specloom.load import read
from specloom.normalize.report import GenerationReport
from specloom.normalize.versions.swagger2 import upgrade_swagger2

TEXT = {"type": "string"}
FILE = {"type": "file"}
JSON, XML = "application/json", "application/xml"
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
BINARY = {"type": "string", "format": "binary"}
PET = {"$ref": "#/components/schemas/Pet"}
OLD_PET = {"$ref": "#/definitions/Pet"}


def upgraded(**members: Any) -> Any:
    """Return a document of version 2.0 with these members as one of 3.0."""
    text = json.dumps({"swagger": "2.0", "info": {"title": "T"}, **members})
    tree = read(text.encode(), shown="api.json")
    return upgrade_swagger2(tree, GenerationReport())


def operation(shared: Any = (), root: Any = (), **members: Any) -> Any:
    """Return an operation that has these members in version 2.0."""
    item = {"get": members} | ({"parameters": shared} if shared else {})
    return upgraded(paths={"/a": item}, **dict(root))["paths"]["/a"]["get"]


@pytest.mark.parametrize(
    ("members", "urls"),
    [
        ({}, ["/"]),
        ({"basePath": "/v1"}, ["/v1"]),
        ({"basePath": None}, ["/"]),
        ({"host": "h.example"}, ["https://h.example"]),
        ({"host": "h.example", "basePath": "/"}, ["https://h.example"]),
        (
            {"host": "h.example", "basePath": "/v1", "schemes": ["http"]},
            ["http://h.example/v1"],
        ),
        (
            {"host": "h.example", "schemes": ["http", "ws", "https"]},
            ["https://h.example", "http://h.example"],
        ),
        ({"host": "h.example", "schemes": ["ws"]}, ["https://h.example"]),
        ({"schemes": ["http"]}, ["/"]),
    ],
)
def test_servers(members: dict[str, Any], urls: list[str]) -> None:
    assert upgraded(**members)["servers"] == [{"url": url} for url in urls]


def test_operation_has_servers_of_its_own_schemes_only() -> None:
    root = {"host": "h.example", "basePath": "/v1", "schemes": ["http"]}
    assert "servers" not in operation(root=root)
    own = operation(root=root, schemes=["https"])
    assert own == {"servers": [{"url": "https://h.example/v1"}]}


def test_root_and_components() -> None:
    tree = upgraded(
        tags=[{"name": "a"}],
        security=[{"key": []}],
        externalDocs={"url": "/d"},
        consumes=[XML],
        definitions={"Pet": {"properties": {"next": OLD_PET}}},
        parameters={
            "page": {"name": "page", "in": "query", "type": "integer"},
            "body": {"name": "body", "in": "body", "schema": OLD_PET},
            "field": {"name": "field", "in": "formData", "type": "string"},
        },
        responses={"Gone": {"description": "G", "schema": OLD_PET}},
        securityDefinitions={"key": {"type": "apiKey", "name": "k", "in": "query"}},
        paths={
            "/a": {
                "get": {
                    "parameters": [{"$ref": "#/parameters/page"}],
                    "responses": {"410": {"$ref": "#/responses/Gone"}},
                },
                "parameters": [{"$ref": "#/parameters/body"}],
            },
        },
        **{"x-own": 2},
    )
    assert tree == {
        "openapi": "3.0.3",
        "info": {"title": "T"},
        "tags": [{"name": "a"}],
        "security": [{"key": []}],
        "externalDocs": {"url": "/d"},
        "x-own": 2,
        "servers": [{"url": "/"}],
        "components": {
            "schemas": {"Pet": {"properties": {"next": PET}}},
            "parameters": {
                "page": {"name": "page", "in": "query", "schema": {"type": "integer"}}
            },
            "responses": {
                "Gone": {"description": "G", "content": {JSON: {"schema": PET}}}
            },
            "securitySchemes": {"key": {"type": "apiKey", "name": "k", "in": "query"}},
        },
        "paths": {
            "/a": {
                "get": {
                    "parameters": [{"$ref": "#/components/parameters/page"}],
                    "responses": {"410": {"$ref": "#/components/responses/Gone"}},
                    "requestBody": {
                        "required": False,
                        "content": {XML: {"schema": PET}},
                    },
                },
                "parameters": [],
            },
        },
    }


def test_document_without_members_gets_empty_ones() -> None:
    assert upgraded(definitions=None, paths=None, parameters=None) == {
        "openapi": "3.0.3",
        "info": {"title": "T"},
        "servers": [{"url": "/"}],
        "paths": {},
        "components": {
            "schemas": {},
            "parameters": {},
            "responses": {},
            "securitySchemes": {},
        },
    }


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (
            {"in": "query", "type": "string", "maxLength": 3, "description": "d"},
            {"description": "d", "schema": {"type": "string", "maxLength": 3}},
        ),
        (
            {"in": "query", "type": "array", "items": TEXT},
            {"style": "form", "explode": False},
        ),
        (
            {"in": "query", "type": "array", "collectionFormat": "multi"},
            {"style": "form", "explode": True},
        ),
        (
            {"in": "query", "type": "array", "collectionFormat": "ssv"},
            {"style": "spaceDelimited", "explode": False},
        ),
        (
            {"in": "query", "type": "array", "collectionFormat": "pipes"},
            {"style": "pipeDelimited", "explode": False},
        ),
        (
            {"in": "query", "type": "array", "collectionFormat": "tsv"},
            {"style": "form", "explode": False, "collectionFormat": "tsv"},
        ),
        (
            {"in": "header", "type": "array", "collectionFormat": "multi"},
            {"style": "simple", "explode": False},
        ),
        ({"in": "path", "type": "array"}, {"style": "simple", "explode": False}),
    ],
)
def test_parameters(given: dict[str, Any], made: dict[str, Any]) -> None:
    words = {"type", "items", "maxLength"} & given.keys()
    schema = {word: given[word] for word in words}
    expected = {"name": "p", "in": given["in"], "schema": schema, **made}
    made = operation(parameters=[{"name": "p", **given}])
    assert made == {"parameters": [expected]}


def field(name: str, kind: str, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "formData", "type": kind, "required": required}


@pytest.mark.parametrize(
    ("fields", "consumes", "media", "required"),
    [
        ([field("a", "string")], None, FORM, []),
        ([field("a", "string", True)], [XML, MULTIPART, FORM], MULTIPART, ["a"]),
        ([field("a", "string"), field("b", "string", True)], [FORM], FORM, ["b"]),
        ([field("a", "file"), field("b", "string")], [FORM], MULTIPART, []),
    ],
)
def test_fields_become_a_form(
    fields: list[Any], consumes: Any, media: str, required: list[str]
) -> None:
    types = {"string": TEXT, "file": BINARY}
    schema: dict[str, Any] = {"type": "object"}
    schema["properties"] = {each["name"]: types[each["type"]] for each in fields}
    schema |= {"required": required} if required else {}
    given = operation(parameters=fields, consumes=consumes)
    body = {"required": bool(required), "content": {media: {"schema": schema}}}
    assert given == {"parameters": [], "requestBody": body}


@pytest.mark.parametrize(
    ("shared", "own", "others"),
    [
        ([], ["body a"], ""),
        ([], ["body a", "body b"], "b"),
        ([], ["body a", "formData f", "formData g"], "f, g"),
        (["body a"], ["body a"], ""),
        (["body a"], ["body b"], "a"),
        (["body a", "formData f"], [], "f"),
        ([], ["formData f", "formData g"], ""),
    ],
)
def test_what_has_no_place_in_the_one_body_is_reported(
    shared: list[str], own: list[str], others: str
) -> None:
    def declared(texts: list[str]) -> list[Any]:
        words = [text.split() for text in texts]
        return [{"in": place, "name": name, "schema": {}} for place, name in words]

    item = {"parameters": declared(shared), "get": {"parameters": declared(own)}}
    text = json.dumps({"swagger": "2.0", "info": {"title": "T"}, "paths": {"/a": item}})
    report = GenerationReport()
    upgrade_swagger2(read(text.encode(), shown="api.json"), report)
    found = [each for _, _, each in report.entries()]
    assert [each.detail for each in found] == ([others] if others else [])
    assert all(each.reason == "second-body" for each in found)


def test_own_field_takes_precedence_over_one_of_the_path() -> None:
    shared = [{**field("a", "integer"), "description": "s"}, field("b", "integer")]
    body = operation(shared, parameters=[field("a", "string")])["requestBody"]
    assert body["content"][FORM]["schema"]["properties"] == {
        "a": TEXT,
        "b": {"type": "integer"},
    }


@pytest.mark.parametrize(
    ("consumes", "root", "media"),
    [(None, {}, JSON), (None, {"consumes": [XML]}, XML), ([FORM], {}, FORM)],
)
def test_body(consumes: Any, root: Any, media: str) -> None:
    body = {
        "in": "body",
        "name": "b",
        "required": True,
        "description": "d",
        "schema": OLD_PET,
    }
    made = operation(root=root, parameters=[body], consumes=consumes)
    assert made["requestBody"] == {
        "description": "d",
        "required": True,
        "content": {media: {"schema": PET}},
    }


def test_objects_in_a_form_are_deep() -> None:
    properties = {"a": TEXT, "b": OLD_PET, "c": {"type": "object"}}
    body = {"in": "body", "name": "b", "schema": {"properties": properties}}
    made = operation(parameters=[body], consumes=[FORM, JSON])["requestBody"]["content"]
    deep = {"style": "deepObject", "explode": True}
    assert made[FORM]["encoding"] == {"b": deep, "c": deep}
    assert "encoding" not in made[JSON]
    plain = {"in": "body", "name": "b", "schema": {"properties": {"a": TEXT}}}
    made = operation(parameters=[plain], consumes=[FORM])["requestBody"]["content"]
    assert "encoding" not in made[FORM]


@pytest.mark.parametrize(
    ("schema", "produces", "root", "content"),
    [
        (OLD_PET, None, {}, {JSON: {"schema": PET}}),
        (OLD_PET, None, {"produces": [XML]}, {XML: {"schema": PET}}),
        (
            OLD_PET,
            [JSON, XML],
            {"produces": ["text/plain"]},
            {JSON: {"schema": PET}, XML: {"schema": PET}},
        ),
        (FILE, None, {}, {"application/octet-stream": {"schema": BINARY}}),
        (FILE, ["application/pdf"], {}, {"application/pdf": {"schema": BINARY}}),
    ],
)
def test_response_bodies(
    schema: Any, produces: Any, root: Any, content: dict[str, Any]
) -> None:
    given = {"description": "d", "schema": schema}
    made = operation(root=root, produces=produces, responses={"200": given})
    assert made == {"responses": {"200": {"description": "d", "content": content}}}


def test_response_headers_and_examples() -> None:
    given = {
        "description": "d",
        "schema": TEXT,
        "headers": {"X-N": {"type": "integer", "description": "n", "x-own": 1}},
        "examples": {JSON: "a", "text/plain": "b"},
    }
    made = operation(produces=[JSON, XML], responses={"200": given, "204": {}})
    assert made["responses"] == {
        "200": {
            "description": "d",
            "headers": {"X-N": {"description": "n", "schema": {"type": "integer"}}},
            "content": {
                JSON: {"schema": TEXT, "example": "a"},
                XML: {"schema": TEXT},
            },
        },
        "204": {},
    }


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (
            {"type": "basic", "description": "d"},
            {"type": "http", "scheme": "basic", "description": "d"},
        ),
        (
            {"type": "oauth2", "flow": "application", "tokenUrl": "/t", "scopes": {}},
            {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {}}},
            },
        ),
        (
            {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "/a"},
            {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {"authorizationUrl": "/a", "scopes": {}}
                },
            },
        ),
        (
            {"type": "oauth2", "flow": "password", "scopes": {"s": "d"}},
            {"type": "oauth2", "flows": {"password": {"scopes": {"s": "d"}}}},
        ),
    ],
)
def test_security_schemes(given: Any, made: Any) -> None:
    tree = upgraded(securityDefinitions={"s": given})
    assert tree["components"]["securitySchemes"] == {"s": made}


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (
            {"discriminator": "kind", "properties": {"kind": TEXT}},
            {"discriminator": {"propertyName": "kind"}, "properties": {"kind": TEXT}},
        ),
        ({"discriminator": "kind"}, {"discriminator": "kind"}),
        ({**TEXT, "x-nullable": True}, {**TEXT, "nullable": True}),
        ({**TEXT, "x-nullable": False}, {**TEXT, "x-nullable": False}),
        ({"properties": {"f": FILE}}, {"properties": {"f": BINARY}}),
    ],
)
def test_schemas(given: Any, made: Any) -> None:
    assert upgraded(definitions={"S": given})["components"]["schemas"] == {"S": made}


@pytest.mark.parametrize("place", ["#/x-shared", "#/paths/~1a/get"])
def test_parts_outside_of_the_standard_sections_are_upgraded(place: str) -> None:
    parameter = {"name": "q", "in": "query", "type": "array", "items": TEXT}
    parts = {
        "parameters": [parameter],
        "responses": {"200": {"description": "d", "schema": TEXT}},
    }
    referring = {
        "parameters": [{"$ref": f"{place}/parameters/0"}],
        "responses": {"200": {"$ref": f"{place}/responses/200"}},
    }
    paths = {"/a": {"get": parts}, "/b": {"get": referring}}
    found = upgraded(paths=paths, **{"x-shared": parts})["paths"]
    assert found["/b"] == found["/a"]
    assert found["/a"]["get"]["parameters"][0]["schema"]["items"] == TEXT
    assert "content" in found["/a"]["get"]["responses"]["200"]
